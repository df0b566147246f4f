"""Labels that are glued to the sentences of an abstract."""

import json

import pytest

from ingest.readers.abstracts import add_abstract
from ingest.readers.blocks import BlockList
from ingest.readers.records import JsonlReader


def written(text: str) -> list[str]:
    blocks = BlockList()
    add_abstract(text, blocks)
    return [f"# {block.text}" if block.is_heading else block.text for block in blocks.blocks]


def test_glued_labels_become_headings() -> None:
    text = "ObjectiveTo keep nurses (RADIANT).Methods/DesignForty left (34%).ResultsIn 2019, 3 stayed.CONCLUSIONSPay helps."
    assert written(text) == [
        "# Objective", "To keep nurses (RADIANT).", "# Methods/Design", "Forty left (34%).", "# Results",
        "In 2019, 3 stayed.", "# CONCLUSIONS", "Pay helps.",
    ]  # fmt: skip


def test_labels_with_a_colon_are_taken_where_they_are_glued() -> None:
    assert written("Background: Many leave.Methods: We asked.") == [
        "# Background", "Many leave.", "# Methods", "We asked.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "BACKGROUND: Many leave. METHODS: We asked forty.",
        "Results were mixed. Methods differ.",
        "Background noise of 30 dB.Nobody minded.",
        "See www.methodsA.org and the study.methodsB of it.",
        "ClinicalTrials.gov NCT00000000",
    ],
)
def test_what_is_not_glued_stays(text: str) -> None:
    assert written(text) == [text]


def test_a_record_keeps_every_word() -> None:
    text = "AimTo keep nurses.ResultsThey stayed.Trial registrationClinicalTrials.gov NCT00000000"
    (reading,) = JsonlReader().read(json.dumps({"title": "T", "abstract": text}).encode(), file_name="a.jsonl")
    assert "".join(reading.text.split()) == "".join(text.split())
    assert reading.blocks[1].headings == ("Aim",)
