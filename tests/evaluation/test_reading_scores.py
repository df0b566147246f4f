"""The measure of reading finds what is wrong with a page: each fault that it counts is planted here."""

from dataclasses import replace
from typing import Any

import pytest

from tests.evaluation.reading.gold import GoldPage, Labelled, regions_of
from tests.evaluation.reading.labels import LabelError, compiled
from tests.evaluation.reading.scores import Score, kendall, score_page
from tests.evaluation.reading.tools import Output, Row, of_markdown, of_plain_text
from tests.evaluation.reading.words import PageWords, Word

LINES = (
    "Annual Report",
    "Nurses stay",
    "Nurses in rural posts stay longer when hous-",
    "ing is paid. Pay alone does not keep them.",
    "Doctors leave for the towns after two years.",
    "Post Left Stayed",
    "Nurse 12 88",
    "Doctor 40 60",
    "17",
)
LABELS = """
running-head 1
h1 2
body 3-4
body 5
table header=1
| w30 | w31 | w32 |
| w33 | w34 | w35 |
| w36 | w37 | w38 |
page-number 9
"""
RIGHT = Output(
    pieces=(
        "Nurses stay",
        "Nurses in rural posts stay longer when housing is paid. Pay alone does not keep them.",
        "Doctors leave for the towns after two years.",
        "Post | Left | Stayed",
        "Nurse | 12 | 88",
        "Doctor | 40 | 60",
    ),
    whole_paragraphs=True,
    headings=("Nurses stay",),
    rows=(
        Row(cells=("Nurse", "12", "88"), heads=("Post", "Left", "Stayed")),
        Row(cells=("Doctor", "40", "60"), heads=("Post", "Left", "Stayed")),
    ),
)


@pytest.fixture
def page() -> PageWords:
    lines = []
    for number, line in enumerate(LINES):
        top = 20.0 * number
        words = line.split()
        lines.append(
            tuple(Word(text=word, box=(50.0 * i, top, 50.0 * i + 45, top + 10)) for i, word in enumerate(words))
        )
    return PageWords(width=500, height=200, blocks=(tuple(lines),))


@pytest.fixture
def gold(page: PageWords) -> Labelled:
    row = GoldPage(id="p", file="p.pdf", sha256="", page=1, main_class="table", also=(), language="en")
    return Labelled(page=row, regions=regions_of(compiled(LABELS, page), page.words))


def changed(output: Output, **values: Any) -> Output:
    return replace(output, **values)


def numbers(score: Score) -> tuple[object, ...]:
    return (score.tau, score.located, score.headings_f1, score.removed, score.lost_lines, score.right_cells)


def test_a_page_read_rightly_has_full_score(gold: Labelled) -> None:
    score = score_page(gold, RIGHT)
    assert numbers(score) == (1.0, 3, 1.0, 2, 0, 6)
    assert (score.furniture, score.body_lines, score.cells, score.faults) == (2, 4, 6, [])


def test_sentences_in_another_order_lower_tau(gold: Labelled) -> None:
    first, second, third, *rest = RIGHT.pieces
    assert score_page(gold, changed(RIGHT, pieces=(first, third, second, *rest))).tau == pytest.approx(-1 / 3)
    assert kendall([3, 2, 1]) == -1


def test_a_lost_line_counts(gold: Labelled) -> None:
    score = score_page(gold, changed(RIGHT, pieces=(*RIGHT.pieces[:2], *RIGHT.pieces[3:])))
    assert (score.lost_lines, score.located) == (1, 2)


def test_running_lines_that_stay_count(gold: Labelled) -> None:
    assert score_page(gold, changed(RIGHT, pieces=("Annual Report", *RIGHT.pieces))).removed == 1
    assert score_page(gold, changed(RIGHT, pieces=(*RIGHT.pieces, "17"))).removed == 1
    glued = (*RIGHT.pieces[:2], f"{RIGHT.pieces[2]} 17", *RIGHT.pieces[3:])
    assert score_page(gold, changed(RIGHT, pieces=glued)).removed == 1


def test_headings_that_are_none_count(gold: Labelled) -> None:
    score = score_page(gold, changed(RIGHT, headings=("Nurses stay", "Post")))
    assert score.headings_f1 == pytest.approx(2 / 3)


def test_cells_under_another_head_count(gold: Labelled) -> None:
    swapped = Row(cells=("Nurse", "12", "88"), heads=("Post", "Stayed", "Left"))
    merged = Row(cells=("Doctor 40", "60"), heads=("Post Left", "Stayed"))
    assert RIGHT.rows is not None
    assert score_page(gold, changed(RIGHT, rows=(swapped, RIGHT.rows[1]))).right_cells == 4
    assert score_page(gold, changed(RIGHT, rows=(RIGHT.rows[0], merged))).right_cells == 4
    assert score_page(gold, changed(RIGHT, rows=RIGHT.rows[::-1])).right_cells == 3


def test_a_plain_text_has_neither_headings_nor_cells(gold: Labelled) -> None:
    score = score_page(gold, of_plain_text("\n".join(LINES)))
    assert numbers(score) == (1.0, 3, None, 0, 0, None)


def test_markdown_has_both(gold: Labelled) -> None:
    text = "# **Nurses stay**\n\n" + "\n\n".join(RIGHT.pieces[1:3]) + "\n\n|Post|Left|Stayed|\n|---|---|---|\n"
    score = score_page(gold, of_markdown(text + "|Nurse|12|88|\n|Doctor|4<br>0|60|\n"))
    assert numbers(score) == (1.0, 3, 1.0, 2, 0, 6)


def test_heads_of_two_rows_name_their_columns(page: PageWords) -> None:
    labels = LABELS.replace("header=1\n", "header=2\n| 2 | < | < |\n").replace("h1 2\n", "")
    row = GoldPage(id="p", file="p.pdf", sha256="", page=1, main_class="table", also=(), language="en")
    gold = Labelled(page=row, regions=regions_of(compiled(labels, page), page.words))
    assert score_page(gold, RIGHT).right_cells == 6
    full = [
        Row(cells=found.cells, heads=tuple(f"Nurses stay {head}" for head in found.heads)) for found in RIGHT.rows or ()
    ]
    assert score_page(gold, changed(RIGHT, rows=tuple(full))).right_cells == 6


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (LABELS.replace("body 5\n", ""), "in no region: all of line 5"),
        (LABELS + "aside 5", "in several regions: all of line 5"),
        (LABELS.replace("| w38 |", "|"), "table 1: rows have"),
        (LABELS.replace("header=1", "header=3"), "table 1: header=3"),
        (LABELS.replace("page-number", "pagenumber"), "`pagenumber` is no role"),
        (LABELS.replace("body 5", "body 50"), "outside 1-9"),
    ],
)
def test_wrong_labels_are_refused(page: PageWords, wrong: str, said: str) -> None:
    with pytest.raises(LabelError) as caught:
        compiled(wrong, page)
    assert said in str(caught.value)
