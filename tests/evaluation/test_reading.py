"""Our reader of PDF keeps the order, headings, running lines and tables of the gold set as well as is asked of it."""

from pathlib import Path

import pytest

from tests.evaluation.reading.gold import chosen_pages, labelled_pages
from tests.evaluation.reading.measure import score_ours, summed
from tests.evaluation.reading.scores import Score

PAGES = 60


@pytest.fixture(scope="module")
def score(shared: Path) -> Score:
    pages = list(labelled_pages(shared / "data"))
    assert len(pages) == PAGES, "pages of the gold set are not labelled yet"
    return summed(score_ours(pages, shared / "data").values())


def test_the_gold_set_is_what_was_asked_for() -> None:
    classes = [page.main_class for page in chosen_pages()]
    wanted = {"two-column": 20, "table": 15, "footnote": 10, "not-english": 10, "scanned": 5}
    assert {name: classes.count(name) for name in wanted} == wanted
    assert len(classes) == PAGES


def test_sentences_keep_their_order(score: Score) -> None:
    assert score.tau is not None
    assert score.tau >= 0.98


def test_headings_are_told(score: Score) -> None:
    assert score.headings_f1 is not None
    assert score.headings_f1 >= 0.90


def test_running_lines_go_and_no_line_of_the_text_does(score: Score) -> None:
    assert score.furniture
    assert score.removed >= 0.98 * score.furniture
    assert score.lost_lines == 0


def test_cells_stand_under_the_right_head(score: Score) -> None:
    assert score.cells
    assert score.right_cells is not None
    assert score.right_cells >= 0.95 * score.cells
