"""What is told before a run: the downloads, the minutes, and what is left of a run that was cut off."""

import json
from pathlib import Path

import pytest

from index.evaluation import JudgedCollection
from tests.bench import plan as planning
from tests.bench.encoding import ENGLISH, GIVEN
from tests.bench.filtered import NAME
from tests.bench.plan import plan, seconds_to_encode
from tests.bench.runs import Runs
from tests.bench.system import SYSTEMS

JUDGED = ["scifact", "xquad en"]


def told(folder: Path, systems: list[str], *, rows: int = 100_000, encoding_seconds: float = 0.0) -> str:
    runs = Runs(folder, lambda line: None)
    runs.begin([])
    lines = plan(folder=folder, runs=runs, systems=systems, judged=JUDGED, rows=rows, encoding_seconds=encoding_seconds)
    return "\n".join(lines)


def keep(folder: Path, name: str, collection: str) -> None:
    path = folder / "results" / name / f"{collection.replace(' ', '-')}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"fingerprint": "x"}), "utf-8")


def test_environments_that_are_not_there_are_named_with_their_size(tmp_path: Path) -> None:
    mib = SYSTEMS["chroma"].environment_mib + SYSTEMS["sqlite"].environment_mib
    lines = told(tmp_path, ["cadre", "chroma", "sqlite"])
    assert f"environments of chroma, sqlite: {mib:,} MiB" in lines
    assert "PyTorch" not in lines
    assert "PyTorch" in told(tmp_path, ["txtai"])


def test_cadre_alone_downloads_nothing(tmp_path: Path) -> None:
    assert "Nothing is downloaded" in told(tmp_path, ["cadre"])


def test_the_minutes_are_those_of_what_is_left(tmp_path: Path) -> None:
    judged, filtered = SYSTEMS["txtai"].seconds
    assert f"txtai {(judged + filtered) / 60:.1f} min" in told(tmp_path, ["txtai"])
    assert f"txtai {(judged + filtered / 2) / 60:.1f} min" in told(tmp_path, ["txtai"], rows=50_000)
    for collection in JUDGED:
        keep(tmp_path, "txtai", collection)
    assert f"txtai {filtered / 60:.1f} min" in told(tmp_path, ["txtai"])
    keep(tmp_path, "txtai", NAME)
    assert "To measure: nothing more" in told(tmp_path, ["txtai"])


def test_vectors_that_are_missing_are_in_the_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "_PREPARING_SECONDS", 0)
    for name in (*JUDGED, NAME):
        keep(tmp_path, "sqlite", name)
    assert "about 10 min, downloads aside, 10 of them for vectors" in told(tmp_path, ["sqlite"], encoding_seconds=600.0)


def test_passages_of_several_collections_are_encoded_once_and_their_questions_each() -> None:
    one, other = (
        JudgedCollection(documents={"d": ("", "a text")}, queries={"q": question}, qrels={})
        for question in ("what?", "was?")
    )
    for name in (GIVEN, ENGLISH):
        alone, both = seconds_to_encode(name, [one]), seconds_to_encode(name, [one, other])
        assert 0 < alone < both < 2 * alone
    assert seconds_to_encode(GIVEN, []) == 0
