"""A run that was cut off is gone on with, a finished one begun anew."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.bench.environments import InstallError
from tests.bench.filtered import filtered_material
from tests.bench.item import Item, Material, Question
from tests.bench.runs import Runs, fingerprint

ROWS = 2000


def unit_vectors(rows: int, seed: int) -> Any:
    made = np.random.default_rng(seed).standard_normal((rows, 384)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def material() -> Material:
    words = ["nurse", "midwife", "retention", "salary", "rural", "night", "shift", "training", "burnout", "migration"]
    source = Material(
        name="source",
        items=tuple(
            Item(id=str(row), title="", text=f"The {words[row % 10]} and the {words[row // 10 % 10]} of the hospital")
            for row in range(100)
        ),
        questions=tuple(Question(id=f"q{number}", text=f"{word} in Europe?") for number, word in enumerate(words)),
        item_vectors=unit_vectors(100, 1),
        question_vectors=unit_vectors(10, 2),
        english_item_vectors=unit_vectors(100, 3),
        english_question_vectors=unit_vectors(10, 4),
    )
    return filtered_material([source], ROWS)


def kept(folder: Path, name: str, material: Material, mark: str) -> Path:
    path = folder / "results" / name / f"{material.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"fingerprint": mark}), "utf-8")
    return path


def test_a_run_that_was_cut_off_is_gone_on_with_and_a_finished_one_begun_anew(
    tmp_path: Path, material: Material
) -> None:
    path = kept(tmp_path, "chroma", material, "x")
    runs = Runs(tmp_path, lambda line: None)
    runs.begin([])
    assert path.exists()
    runs.finish()
    runs.begin([])
    assert not path.exists()


def test_one_system_is_measured_again_and_the_others_are_kept(tmp_path: Path, material: Material) -> None:
    again, stays = kept(tmp_path, "chroma", material, "x"), kept(tmp_path, "lancedb", material, "x")
    runs = Runs(tmp_path, lambda line: None)
    runs.finish()
    runs.begin(["chroma"])
    assert not again.exists()
    assert stays.exists()


def test_what_was_measured_is_not_measured_again(tmp_path: Path, material: Material) -> None:
    said: list[str] = []
    runs = Runs(tmp_path, said.append)
    runs.give(material)
    path = kept(tmp_path, "chroma", material, fingerprint("chroma", tmp_path / "materials" / material.name))
    before = path.read_text("utf-8")
    runs.measure("chroma", material)
    assert said == ["chroma, filtered: measured before"]
    assert path.read_text("utf-8") == before


def test_what_failed_is_tried_again(tmp_path: Path, material: Material, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = Runs(tmp_path, lambda line: None)
    runs.give(material)
    path = kept(tmp_path, "chroma", material, fingerprint("chroma", tmp_path / "materials" / material.name))
    path.write_text(path.read_text("utf-8").replace("{", '{"failed": "no network", ', 1), "utf-8")
    assert not runs.is_kept("chroma", material.name)

    def refuse(name: str, folder: Path) -> Path:
        raise InstallError("still no network")

    monkeypatch.setattr("tests.bench.runs.python_of", refuse)
    runs.measure("chroma", material)
    assert json.loads(path.read_text("utf-8"))["failed"] == "still no network"


def test_another_collection_or_other_pins_have_another_fingerprint(tmp_path: Path, material: Material) -> None:
    material.write(tmp_path / "one")
    material.write(tmp_path / "two")
    assert fingerprint("chroma", tmp_path / "one") == fingerprint("chroma", tmp_path / "two")
    assert fingerprint("chroma", tmp_path / "one") != fingerprint("lancedb", tmp_path / "one")
    np.save(tmp_path / "two" / "question_vectors.npy", material.question_vectors[::-1])
    assert fingerprint("chroma", tmp_path / "one") != fingerprint("chroma", tmp_path / "two")
