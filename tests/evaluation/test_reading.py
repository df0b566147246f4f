"""Our reader of PDF keeps the order, headings, running lines and tables of the gold set as well as was measured.

The figures stand in docs/decisions/0008-reading-by-rules.md, with the command that makes them. A target that is not met
is an expected failure with its measurement: it fails the build when it is met, so that the mark goes.
"""

from pathlib import Path

import pytest

from ingest.language_packs import installed_packs
from tests.evaluation.reading.gold import RECOGNISED, Labelled, chosen_pages, labelled_pages
from tests.evaluation.reading.measure import score_ours, summed
from tests.evaluation.reading.scores import Score

PAGES = 60


def _is_recognised(page: Labelled) -> bool:
    return not RECOGNISED.isdisjoint({page.page.main_class, *page.page.also})


@pytest.fixture(scope="module")
def pages(shared: Path) -> list[Labelled]:
    found = list(labelled_pages(shared / "data"))
    assert len(found) == PAGES, "pages of the gold set are not labelled yet"
    return found


@pytest.fixture(scope="module")
def printed(pages: list[Labelled], shared: Path) -> Score:
    """The pages with a text layer that can be decoded."""
    return summed(score_ours([page for page in pages if not _is_recognised(page)], shared / "data").values())


@pytest.fixture(scope="module")
def recognised(pages: list[Labelled], shared: Path) -> Score:
    """Scans, and a page whose font does not tell its letters."""
    if not all(installed_packs().reading(language) for language in ("en", "de", "fr")):
        pytest.skip("Tesseract's packs eng, deu and fra are not installed")
    return summed(score_ours([page for page in pages if _is_recognised(page)], shared / "data").values())


def test_the_gold_set_is_what_was_asked_for() -> None:
    classes = [page.main_class for page in chosen_pages()]
    wanted = {"two-column": 20, "table": 15, "footnote": 10, "not-english": 10, "scanned": 5}
    assert {name: classes.count(name) for name in wanted} == wanted
    assert len(classes) == PAGES


def test_sentences_keep_their_order(printed: Score) -> None:
    assert printed.tau is not None
    assert printed.tau >= 0.98
    assert printed.located >= 0.98 * printed.sentences


def test_headings_are_told(printed: Score) -> None:
    assert printed.headings_f1 is not None
    assert printed.headings_f1 >= 0.93


def test_running_lines_go(printed: Score) -> None:
    assert printed.furniture > 100
    assert printed.removed >= 0.98 * printed.furniture


def test_hardly_a_line_of_the_text_goes_with_them(printed: Score) -> None:
    assert printed.lost_lines <= 4


@pytest.mark.xfail(reason="four pieces of formulas in running text, of 2,349 lines", strict=True)
def test_no_line_of_the_text_is_lost(printed: Score) -> None:
    assert printed.lost_lines == 0


def test_cells_stand_under_the_right_head(printed: Score) -> None:
    assert printed.right_cells is not None
    assert printed.right_cells >= 0.97 * printed.cells


def test_cells_stand_under_the_right_head_with_those_of_scans(printed: Score, recognised: Score) -> None:
    assert printed.right_cells is not None
    assert recognised.right_cells is not None
    assert recognised.cells > 30
    assert printed.right_cells + recognised.right_cells >= 0.95 * (printed.cells + recognised.cells)


def test_scans_are_read_in_order_and_whole(recognised: Score) -> None:
    assert recognised.tau is not None
    assert recognised.tau >= 0.98
    assert recognised.located >= 0.95 * recognised.sentences
    assert recognised.lost_lines <= 2
