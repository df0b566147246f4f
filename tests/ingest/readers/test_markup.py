"""Markup in abstracts and titles."""

import json

import pytest

from ingest.readers.markup import without_markup
from ingest.readers.records import JsonlReader
from ingest.readers.ris import RisReader


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>Nurses leave.</p>", "Nurses leave."),
        (
            "<jats:title>Aim</jats:title><jats:p>To <jats:italic>keep</jats:italic> staff.</jats:p>",
            "Aim To keep staff.",
        ),
        ('A <a href="https://example.org" class="x">link</a> in <b>bold</b>', "A link in bold"),
        ("10<sup>3</sup> beds and CO<sub>2</sub>", "10³ beds and CO2"),
        ("Posts &amp; pay &ndash; 5&nbsp;%, &#233;t&#xe9;", "Posts & pay – 5 %, été"),
        ("p<0.05, n>30", "p<0.05, n>30"),
        ("where a <b and c> d holds", "where a <b and c> d holds"),
        ("<p 0.05 and i > 2", "<p 0.05 and i > 2"),
        ("Research & development; AT&T;", "Research & development; AT&T;"),
        ("P&lt.0001 &amp n&gt 30, a&lt=b", "P<.0001 & n> 30, a&lt=b"),
        ("&lt;p&gt; is a tag", "<p> is a tag"),
    ],
)
def test_only_markup_goes(written: str, shown: str) -> None:
    assert " ".join(without_markup(written).split()) == shown


def test_records_are_read_without_markup() -> None:
    line = json.dumps({"title": "Pay &amp; <i>posts</i>", "text": "<p>First part.</p><p>Second <b>part</b>.</p>"})
    (reading,) = JsonlReader().read(line.encode(), file_name="a.jsonl")
    assert reading.metadata["title"] == "Pay & posts"
    assert [block.text for block in reading.blocks] == ["First part.", "Second part."]


def test_references_are_read_without_markup() -> None:
    entry = b"TY  - JOUR\nTI  - Pay &amp; posts\nAB  - <jats:p>Nurses &gt; doctors.</jats:p>\nER  - \n"
    (reading,) = RisReader().read(entry, file_name="a.ris")
    assert reading.metadata["title"] == "Pay & posts"
    assert [block.text for block in reading.blocks] == ["Nurses > doctors."]
