"""Cadre is measured end to end, small: it gives what the filter allows, and its recall is judged by what it searches."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import meaning, partitioned_vectors
from index.vectors import build_vectors
from tests.bench.child import ask, cases, judge
from tests.bench.filtered import FLAGS, TIMED_FLAG, filtered_material, rows_with
from tests.bench.item import Item, Material, Question, Vectors
from tests.bench.runs import Runs
from tests.bench.system import SYSTEMS, System, system_of

WORDS = ("nurse", "midwife", "retention", "salary", "rural", "night", "shift", "training", "burnout", "migration")
OURS = [name for name, facts in SYSTEMS.items() if facts.is_cadre]


pytestmark = pytest.mark.usefixtures("bundled_encoders")


def narrow(rows: int, seed: int) -> Vectors:
    """Unit vectors in a narrow cone, as the multilingual encoder's: what they share is most of them."""
    rng = np.random.default_rng(seed)
    made = 4.0 + rng.standard_normal((8, 384))[rng.integers(8, size=rows)] + rng.standard_normal((rows, 384))
    unit: Vectors = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)
    return unit


def material_of(rows: int) -> Material:
    items = tuple(
        Item(id=str(row), title="", text=f"The {WORDS[row % 10]} and the {WORDS[row // 10 % 10]} of the hospital")
        for row in range(100)
    )
    source = Material(
        name="source",
        items=items,
        questions=tuple(Question(id=f"q{number}", text=f"{word} in Europe?") for number, word in enumerate(WORDS)),
        item_vectors=narrow(100, 1),
        question_vectors=narrow(10, 2),
        english_item_vectors=narrow(100, 3),
        english_question_vectors=narrow(10, 4),
    )
    return filtered_material([source], rows)


def recalls(found: Sequence[dict[str, Any]]) -> dict[str | None, float]:
    return {case["flag"]: float(np.mean(case["recall"])) for case in found if case["kind"] == "nearest"}


@pytest.mark.parametrize("name", OURS)
def test_every_filter_is_kept_to_and_all_of_the_best_are_found(tmp_path: Path, name: str) -> None:
    material = material_of(2000)
    runs = Runs(tmp_path, lambda line: None)
    runs.begin([])
    runs.give(material)
    runs.measure(name, material)
    found = runs.results([name], [material.name])[name][material.name]
    assert "failed" not in found
    assert found["disk_bytes"] > material.item_vectors.nbytes / 2
    assert found["index_seconds"] > 0
    assert found["index_encoding_seconds"] > 0, "Cadre encodes first sentences to align by"
    assert [(case["kind"], case["flag"]) for case in found["cases"]] == [
        ("search", None),
        ("search", TIMED_FLAG),
        ("nearest", None),
        *(("nearest", flag) for flag in FLAGS),
    ]
    row_of = {item.id: row for row, item in enumerate(material.items)}
    allowed = rows_with(material) | {None: np.arange(len(material.items))}
    for case in found["cases"]:
        permitted = allowed[case["flag"]].tolist()
        for ids in case["found"].values():
            rows = [row_of[id] for id in ids]
            assert len(set(rows)) == len(rows) == min(10, len(permitted))
            assert set(rows) <= set(permitted)
    assert recalls(found["cases"]) == dict.fromkeys((None, *FLAGS), 1.0), "so few vectors are all scored"


@pytest.fixture(scope="module")
def partitioned(tmp_path_factory: pytest.TempPathFactory) -> tuple[System, Material]:
    """Cadre over a collection as small as it would score whole, with the partition of a large one."""
    folder, material, system = tmp_path_factory.mktemp("partitioned"), material_of(8000), system_of("cadre")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(meaning, "build_vectors", partial(build_vectors, exact_up_to=0))
        system.index(folder, material)
    assert list(folder.rglob("partition.faiss"))
    system.open(folder, material)
    return system, material


def asked(system: System, material: Material) -> dict[str | None, float]:
    wanted = [case for case in cases(SYSTEMS["cadre"], material, TIMED_FLAG) if case[0] == "nearest"]
    found = [ask(system, material, *case) for case in wanted]
    judge(system, material, found)
    return recalls(found)


def test_the_partition_keeps_its_recall(partitioned: tuple[System, Material], monkeypatch: pytest.MonkeyPatch) -> None:
    # Where so few rows match, all are scored: with a lower bound the way through the lists is tried also for these.
    monkeypatch.setattr(partitioned_vectors, "EXACT_ROWS", 100)
    assert min(asked(*partitioned).values()) >= 0.99


def test_an_index_that_looks_at_too_little_is_noticed(
    partitioned: tuple[System, Material], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, planted in {"EXACT_ROWS": 100, "MISSED": 30.0, "REFINED": 1, "REFINED_LEAST": 12}.items():
        monkeypatch.setattr(partitioned_vectors, name, planted)
    assert min(asked(*partitioned).values()) < 0.99


def test_held_against_the_vectors_as_given_cadres_recall_would_be_wrong(
    partitioned: tuple[System, Material], monkeypatch: pytest.MonkeyPatch
) -> None:
    system, material = partitioned
    monkeypatch.setattr(system, "searched", lambda given: (given.item_vectors, given.question_vectors))
    assert asked(system, material)[None] < 0.9
