"""Text made of lines says at which of its characters the text of each line begins."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from corpus.document import Box
from ingest.hyphens import Vocabulary
from ingest.layout import Paragraph, paragraphs_of
from ingest.lines import Line, rows_of
from ingest.page_breaks import joined_over_page_breaks
from ingest.placed_text import PlacedText, moved_on, text_of_cells, text_of_rows


def line(text: str, *, x: float = 72, y: float = 100, width: float | None = None) -> Line:
    x1, y1 = x + (5.0 * len(text) if width is None else width), y + 12
    box = Box(x0=x, y0=y, x1=x1, y1=y1)
    return Line(text=text, x0=x, y0=y, x1=x1, y1=y1, size=11, bold=False, box=box, number=0)


def below(*texts: str, x: float = 72, y: float = 100) -> list[Line]:
    return [line(text, x=x, y=y + 14 * number) for number, text in enumerate(texts)]


def placed(lines: Sequence[Line]) -> PlacedText:
    return text_of_rows(rows_of(lines), Vocabulary([each.text for each in lines]))


def parts(text: str, starts: Sequence[int]) -> list[str]:
    edges = [*starts, len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


def test_each_row_begins_where_its_words_do() -> None:
    made = placed(below("Nurses leave rural", "hospitals for many", "reasons."))
    assert parts(made.text, made.starts) == ["Nurses leave rural ", "hospitals for many ", "reasons."]
    assert [each.text for each in made.lines] == ["Nurses leave rural", "hospitals for many", "reasons."]


def test_mended_hyphens_move_what_follows() -> None:
    split = ["The hos-", "pitals of the re\u00ad", "gion and its long-", "2030 plan. Hospitals of a region."]
    made = placed(below(*split))
    assert made.text.startswith("The hospitals of the region and its long-2030 plan")
    assert [part[:4] for part in parts(made.text, made.starts)] == ["The ", "pita", "gion", "2030"]


def test_lines_side_by_side_begin_each_at_its_own_place() -> None:
    row = [line("a)", x=72), line("a ", x=90), line("man", x=120), line("a", x=300)]
    made = placed([*row, *below("and a woman", y=114)])
    assert made.text == "a) a man a and a woman"
    assert made.starts == [0, 3, 5, 9, 11]


def test_dotted_lines_are_shortened_and_places_with_them() -> None:
    made = placed(below("1. Aims ............ 3", "2. Pay . . . . . . . . 12", "......... 14 end"))
    assert [part.strip(" .…") for part in parts(made.text, made.starts)] == ["1. Aims … 3", "2. Pay … 12", "14 end"]
    assert "..." not in made.text


def test_a_soft_hyphen_at_the_end_stays_as_a_hyphen() -> None:
    made = placed(below("The hos\u00ad"))
    assert (made.text, made.starts) == ("The hos-", [0])


def test_cells_begin_after_the_signs_that_part_them() -> None:
    cells = [placed(below(*texts)) if texts else placed([]) for texts in ((), ("Doctors", "nurses"), (), ("1", "12"))]
    made = text_of_cells(cells)
    assert made.text == "| Doctors nurses | | 1 12"
    assert [part.strip(" |") for part in parts(made.text, made.starts)] == ["Doctors", "nurses", "1", "12"]
    same = text_of_cells([placed(below("12")), placed(below("1")), placed([]), placed(below("2")), placed([])])
    assert same.text == "12 | 1 | | 2"
    assert same.starts == [0, 5, 11]


def test_lines_of_other_rows_have_no_box() -> None:
    cells = [placed(below("North")), placed(below("Nurses"))]
    made = text_of_cells(cells)
    boxes, starts = made.boxes_without(set(cells[0].lines))
    assert (boxes, starts) == ((cells[1].lines[0].box,), (8,))


def paragraphs(lines: Sequence[Line]) -> list[Paragraph]:
    return paragraphs_of(lines, (), Vocabulary(each.text for each in lines))


def test_paragraphs_that_go_on_in_the_next_column_keep_their_places() -> None:
    rows = (
        "Nurses leave rural hospitals for ma-",
        "ny reasons, among them the long and",
        "still longer ways to the next town,",
    )
    more = ("to schools and to shops, the low pay", "of the posts, and the many long ho-")
    left = below(*rows, *more, x=60)
    right = below("urs and the nights that were seen in", *["all the regions of the study, and in"] * 4, x=330)
    (found,) = paragraphs([*left, *right])
    begun = [part[:5] for part in parts(found.text, found.box_starts)]
    assert begun == ["Nurse", "ny re", "still", "to sc", "of th", "urs a", *["all t"] * 4]
    assert found.boxes == tuple(each.box for each in (*left, *right))


def test_paragraphs_that_go_on_over_a_page_break_keep_their_places() -> None:
    first = paragraphs(below("Nurses leave rural hospitals for ma-", "ny reasons, among them the long ho-", y=700))
    second = paragraphs(below("urs and the low pay that was seen in", "all the regions of the study."))
    vocabulary = Vocabulary(["many hours of pay that are long, and a", "longer line without a hyphen at its end"] * 9)
    (found,), rest = joined_over_page_breaks([first, second], vocabulary)
    assert not rest
    assert found.page_break
    starts = (*found.box_starts, *found.page_break.box_starts)
    assert [part[:5] for part in parts(found.text, starts)] == ["Nurse", "ny re", "urs a", "all t"]
    assert found.page_break.box_starts[0] == found.page_break.at
    assert len(found.boxes) == len(found.page_break.boxes) == 2


@pytest.mark.parametrize("by", [0, 3])
def test_places_move_by_what_stands_before(by: int) -> None:
    assert moved_on([0, 4], by) == (by, by + 4)
