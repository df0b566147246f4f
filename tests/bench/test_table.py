"""From what a child wrote to the table: figures, ratios, and the places where Cadre is behind."""

from typing import Any

import numpy as np
import pytest

from tests.bench.filtered import NAME
from tests.bench.measured import COST, QUALITY, RECALL, TIME, Figures, figures_of
from tests.bench.table import markdown
from tests.bench.verdict import Shortfall, verdicts


def case(kind: str, flag: str | None, found: list[str], milliseconds: list[float], **more: Any) -> dict[str, Any]:
    return {"kind": kind, "flag": flag, "milliseconds": milliseconds, "found": {"q": found}, **more}


def measured(*cases: dict[str, Any]) -> dict[str, Any]:
    return {"index_seconds": 2.0, "disk_bytes": 3 * 2**20, "cases": list(cases), "rows": 4}


@pytest.fixture
def figures() -> Figures:
    results = {
        "scifact": measured(case("search", None, ["wrong", "right"], [3.0, 1.0, 2.0])),
        NAME: measured(
            case("search", None, [], [4.0]),
            case("search", "random_5", [], [5.0]),
            case("nearest", None, [], [1.0], recall=[1.0, 0.9]),
            case("nearest", "random_5", [], [1.0], recall=[0.5]),
        ),
    }
    return figures_of(results, {"scifact": {"q": {"right": 1}}})


def test_figures_come_from_what_was_measured(figures: Figures) -> None:
    assert figures[QUALITY, "scifact"] == pytest.approx(1 / np.log2(3))
    assert figures[RECALL, "no filter"] == pytest.approx(0.95)
    assert figures[RECALL, "random_5"] == 0.5
    assert figures[TIME, "scifact: median"] == 2.0
    assert figures[TIME, "4 rows, filter random_5: median"] == 5.0
    assert figures[COST, "MiB on disk, 4 rows"] == 3.0


def test_a_collection_that_failed_has_no_figures() -> None:
    assert figures_of({NAME: {"failed": "no room"}}, {}) == {}


def test_the_table_is_of_ratios_with_cadre_in_full(figures: Figures) -> None:
    slower = {key: value * 2 for key, value in figures.items() if key[0] == TIME}
    lines = markdown({"cadre": figures, "chroma": slower}, ["a note"]).splitlines()
    assert "| Cadre | 2.00 | 3.00 | 4.00 | 4.00 | 5.00 | 5.00 |" in lines
    assert "| Chroma | ×2.00 | ×2.00 | ×2.00 | ×2.00 | ×2.00 | ×2.00 |" in lines
    assert "| Chroma | – |" in lines, "nothing was measured of its quality"
    assert "* a note" in lines


def test_the_table_says_where_cadre_leads_and_where_not() -> None:
    cadre: Figures = {(QUALITY, "one"): 0.8, (QUALITY, "two"): 0.5, (TIME, "one: median"): 6.0}
    chroma: Figures = {(QUALITY, "one"): 0.7, (QUALITY, "two"): 0.6, (TIME, "one: median"): 2.0}
    lines = markdown({"cadre": cadre, "chroma": chroma}, []).splitlines()
    assert f"* {QUALITY}: Cadre leads in quality, or is level: one. **Not**: two (0.500; Chroma 0.600)." in lines
    slow = f"* {TIME}: Cadre is within 1.5 times of the fastest search: nowhere. **Not**: one: median (6.00; Chroma 2.00, ×3.00)."
    assert slow in lines
    assert not [line for line in lines if "words and vectors" in line], "Chroma searches by vectors alone"


@pytest.mark.parametrize(
    ("group", "cadre", "theirs", "is_behind"),
    [
        (QUALITY, 0.70, 0.72, True),
        (QUALITY, 0.70, 0.70, False),
        (QUALITY, 0.70, 0.7004, False),
        (RECALL, 0.99, 1.0, True),
        (RECALL, 1.0, 0.99, False),
        (TIME, 2.9, 2.0, False),
        (TIME, 3.1, 2.0, True),
        (COST, 1.0, 2.0, False),
        (COST, 3.1, 2.0, True),
    ],
)
def test_where_cadre_is_behind_is_told(group: str, cadre: float, theirs: float, is_behind: bool) -> None:
    figures: dict[str, Figures] = {"cadre": {(group, "x"): cadre}, "chroma": {(group, "x"): theirs}}
    (verdict,) = verdicts(figures)
    assert verdict.holds == (() if is_behind else ("x",))
    assert verdict.fails == ((Shortfall(name="x", cadre=cadre, best="chroma", theirs=theirs),) if is_behind else ())


def test_cadre_is_not_held_against_itself_but_with_the_same_encoder_against_all_others() -> None:
    figures: dict[str, Figures] = {
        "cadre": {(QUALITY, "x"): 0.8},
        "cadre_single": {(QUALITY, "x"): 0.9},
        "lancedb": {(QUALITY, "x"): 0.85},
    }
    default, single = verdicts(figures)
    assert [short.best for short in default.fails] == ["lancedb"]
    assert single.claim.system == "cadre_single"
    assert single.holds == ("x",)


def test_beside_systems_of_words_and_vectors_others_do_not_count() -> None:
    figures: dict[str, Figures] = {
        "cadre": {(TIME, "x"): 3.0},
        "bm25s": {(TIME, "x"): 0.1},
        "sqlite": {(TIME, "x"): 4.0},
    }
    fastest, hybrid = verdicts(figures)
    assert [short.best for short in fastest.fails] == ["bm25s"]
    assert hybrid.holds == ("x",)
