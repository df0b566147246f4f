"""From what a child wrote to the table: figures, ratios, and the places where Cadre is behind."""

from typing import Any

import numpy as np
import pytest

from tests.bench.filtered import NAME
from tests.bench.item import Item, Material, Question
from tests.bench.table import COST, QUALITY, RECALL, TIME, Figures, figures_of, markdown, weaknesses

MATERIAL = Material(
    name=NAME,
    items=tuple(
        Item(id=f"row-{row}", title="", text=str(row), flags=("random_5",) if row >= 2 else ()) for row in range(4)
    ),
    questions=(Question(id="q", text="asked"),),
    item_vectors=np.array([[1.0, 0.0], [0.8, 0.6], [0.6, 0.8], [0.0, 1.0]], dtype=np.float32),
    question_vectors=np.array([[1.0, 0.0]], dtype=np.float32),
    flags=("random_5",),
)


def case(kind: str, flag: str | None, found: list[str], milliseconds: list[float]) -> dict[str, Any]:
    return {"kind": kind, "flag": flag, "milliseconds": milliseconds, "found": {"q": found}}


def measured(*cases: dict[str, Any]) -> dict[str, Any]:
    return {"index_seconds": 2.0, "disk_bytes": 3 * 2**20, "cases": list(cases), "measured_at": "now"}


@pytest.fixture
def figures() -> Figures:
    results = {
        "scifact": measured(case("search", None, ["wrong", "right"], [3.0, 1.0, 2.0])),
        NAME: measured(
            case("search", None, [], [4.0]),
            case("search", "random_5", [], [5.0]),
            case("nearest", None, [f"row-{row}" for row in (0, 1, 2, 3)], [1.0]),
            case("nearest", "random_5", ["row-2", "row-0"], [1.0]),
        ),
    }
    return figures_of(results, {"scifact": {"q": {"right": 1}}}, MATERIAL)


def test_figures_come_from_what_was_measured(figures: Figures) -> None:
    assert figures[QUALITY, "scifact"] == pytest.approx(1 / np.log2(3))
    assert figures[RECALL, "no filter"] == 1.0
    assert figures[RECALL, "random_5"] == 0.5, "row 3 is missing, and row 0 is not allowed"
    assert figures[TIME, "scifact: median"] == 2.0
    assert figures[TIME, "4 rows, filter random_5: median"] == 5.0
    assert figures[COST, "MiB on disk, 4 rows"] == 3.0


def test_a_collection_that_failed_has_no_figures() -> None:
    assert figures_of({NAME: {"failed": "no room"}}, {}, MATERIAL) == {}


def test_the_table_is_of_ratios_with_cadre_in_full(figures: Figures) -> None:
    slower = {key: value * 2 for key, value in figures.items() if key[0] == TIME}
    lines = markdown({"cadre": figures, "chroma": slower}, ["a note"]).splitlines()
    assert "| Cadre | 2.00 | 3.00 | 4.00 | 4.00 | 5.00 | 5.00 |" in lines
    assert "| Chroma | ×2.00 | ×2.00 | ×2.00 | ×2.00 | ×2.00 | ×2.00 |" in lines
    assert "| Chroma | – |" in lines, "nothing was measured of its quality"
    assert "* nowhere in this run" in lines
    assert "* a note" in lines


@pytest.mark.parametrize(
    ("group", "cadre", "theirs", "is_weak"),
    [
        (QUALITY, 0.70, 0.72, True),
        (QUALITY, 0.70, 0.70, False),
        (RECALL, 0.99, 1.0, True),
        (RECALL, 1.0, 0.99, False),
        (TIME, 2.9, 2.0, False),
        (TIME, 3.1, 2.0, True),
        (COST, 1.0, 2.0, False),
    ],
)
def test_where_cadre_is_behind_is_told(group: str, cadre: float, theirs: float, is_weak: bool) -> None:
    figures: dict[str, Figures] = {"cadre": {(group, "x"): cadre}, "chroma": {(group, "x"): theirs}}
    assert [weakness.system for weakness in weaknesses(figures)] == (["chroma"] if is_weak else [])
