"""Passages are drawn around the words that they have, and around no others."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count, product

import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Box, PageBreak, Passage
from corpus.reading import Block, Reading
from ingest.passage_boxes import PageBoxes
from ingest.sections import placed_blocks
from ingest.splitter import split
from tests.ingest.pdf_drawing import Draw, grid, lines, pdf, prose, read, together

FIRST = tuple(a + b for a, b in product("bdklmnprst", "aeiou"))
SECOND = ("n", "ker", "lly", "strom", "w", "mim", "t", "fin", "gh", "ssar", "lo", "tti", "x", "mmow", "r")
WORDS = tuple(second.join(pair) for second, pair in product(SECOND, zip(FIRST, FIRST[::-1], strict=True)))


def sentence(first: int, length: int) -> str:
    """A sentence of words that stand nowhere else."""
    return " ".join(WORDS[first : first + length]).capitalize() + "."


def sentences(first: int, *lengths: int) -> str:
    starts = (first + sum(lengths[:place]) for place in range(len(lengths)))
    return " ".join(sentence(start, length) for start, length in zip(starts, lengths, strict=True))


def words_of(text: str) -> list[str]:
    return sorted("".join(filter(str.isalnum, word)).lower() for word in text.split() if any(map(str.isalnum, word)))


def words_inside(page: pymupdf.Page, boxes: Sequence[Box]) -> list[str]:
    """The words of the page, as it is shown, whose centres lie in one of the boxes."""
    places = [(pymupdf.Rect(word[:4]) * page.rotation_matrix, word[4]) for word in page.get_text("words")]
    centres = [((place.tl + place.br) / 2, text) for place, text in places]
    return words_of(
        " ".join(text for (x, y), text in centres if any(b.x0 <= x <= b.x1 and b.y0 <= y <= b.y1 for b in boxes))
    )


def passages_of(data: bytes) -> tuple[Passage, ...]:
    return split(read(data), doc_id="d", language="en")


def drawn_wrong(
    data: bytes, change: Callable[[Passage], Sequence[Box]] | None = None
) -> Iterator[tuple[str, set[str], set[str]]]:
    """The passages of a file whose boxes do not hold just their words, with those that lack and those too many."""
    document = pymupdf.open(stream=data)
    for passage in passages_of(data):
        locator = passage.locator
        assert locator.page
        found = words_inside(document[locator.page - 1], change(passage) if change else locator.boxes)
        if locator.boxes_on_next_page:
            found = sorted(found + words_inside(document[locator.page], locator.boxes_on_next_page))
        if found != (wanted := words_of(passage.text)):
            yield passage.text, set(wanted) - set(found), set(found) - set(wanted)


def overlap(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


LONG = sentences(0, 21, 17, 25, 19, 23, 18, 26, 20, 22, 24, 21, 19, 17, 23, 18)


def textbox(page: pymupdf.Page, rotate: int = 0, text: str = LONG, x0: float = 60, x1: float = 520) -> None:
    """Draws a long paragraph."""
    assert page.insert_textbox((x0, 60, x1, 780), text, fontsize=11, rotate=rotate) > 0


def test_a_long_paragraph_cut_in_two_has_boxes_that_do_not_overlap() -> None:
    data = pdf(textbox)
    first, second = passages_of(data)
    assert not list(drawn_wrong(data))
    assert not any(overlap(one, other) for one in first.locator.boxes for other in second.locator.boxes)
    assert len(first.locator.boxes) <= 2
    assert len(second.locator.boxes) <= 2


def test_a_whole_paragraph_is_one_box() -> None:
    (passage,) = passages_of(pdf(prose(sentences(0, 20, 20, 20))))
    assert len(passage.locator.boxes) == 1


def test_the_box_around_a_whole_paragraph_would_be_noticed() -> None:
    data = pdf(textbox)
    blocks = read(data).blocks

    def hull(_: Passage) -> list[Box]:
        boxes = [box for block in blocks for box in block.boxes]
        x0, y0 = min(box.x0 for box in boxes), min(box.y0 for box in boxes)
        return [Box(x0=x0, y0=y0, x1=max(box.x1 for box in boxes), y1=max(box.y1 for box in boxes))]

    assert len(list(drawn_wrong(data, hull))) == 2


def test_items_of_a_list_with_hanging_rows() -> None:
    first = [f"• {sentence(number, 9)}" if number % 20 else f"  {sentence(number, 9)}" for number in range(0, 300, 10)]
    assert not list(drawn_wrong(pdf(lines(*first, y=80))))


def test_two_columns() -> None:
    left, right = sentences(0, *[18] * 9), sentences(162, *[21] * 8)

    def draw(page: pymupdf.Page) -> None:
        textbox(page, text=left, x0=40, x1=285)
        textbox(page, text=right, x0=305, x1=550)

    data = pdf(draw)
    assert len(passages_of(data)) > 1
    assert not list(drawn_wrong(data))


def test_a_paragraph_over_a_page_break() -> None:
    text = sentences(0, *[16] * 12).replace(". ", ", ").capitalize()
    words = text.split()
    rows = [" ".join(words[start : start + 9]) for start in range(0, len(words), 9)]
    data = pdf(lines(*rows[:9], y=640), lines(*rows[9:], y=80))
    found = passages_of(data)
    assert any(passage.locator.boxes_on_next_page for passage in found)
    assert not list(drawn_wrong(data))


def test_sentences_before_and_after_a_page_break_lie_on_their_pages() -> None:
    text = sentences(0, *[23] * 20)
    words = text.split()
    rows = [" ".join(words[start : start + 9]) for start in range(0, len(words), 9)]
    data = pdf(lines(*rows[:30], y=300, size=9), lines(*rows[30:], y=80, size=9))
    found = passages_of(data)
    assert {passage.locator.page for passage in found} == {1, 2}
    assert any(block.page_break for block in read(data).blocks)
    assert not list(drawn_wrong(data))


def test_rows_of_a_table_are_one_box_each() -> None:
    rows = [tuple(sentence(number + step, 3)[:-1] for step in (0, 3, 6)) for number in range(0, 90, 9)]
    data = pdf(together(prose(sentence(400, 20), y=100), grid(*rows, top=200)))
    assert not list(drawn_wrong(data))
    assert sum(len(passage.locator.boxes) for passage in passages_of(data)) == 1 + len(rows)


def test_a_cell_beside_several_rows_does_not_cover_them() -> None:
    def spanning(page: pymupdf.Page) -> None:
        for x in (72, 200, 500):
            page.draw_line((x, 100), (x, 220))
        for y, left in ((100, 72), (140, 200), (180, 200), (220, 72)):
            page.draw_line((left, y), (500, y))
        for number in range(8):
            page.insert_text((76, 112 + 13 * number), WORDS[number], fontsize=10)
        for row in range(3):
            page.insert_text((204, 125 + 40 * row), " ".join(WORDS[20 + 6 * row : 26 + 6 * row]), fontsize=10)

    reading = read(pdf(spanning))
    places = PageBoxes(placed_blocks(reading))
    end = len(reading.blocks[0].text)
    of_first, of_rest = places.of(0, end, 1), places.of(end, len(reading.text), 1)
    assert len(of_first) == 2, "the tall cell, and the cell beside it"
    assert not any(overlap(one, other) for one in of_first for other in of_rest)
    (whole,) = PageBoxes(placed_blocks(Reading(blocks=reading.blocks[:1]))).of(0, end, 1)
    assert any(overlap(whole, other) for other in of_rest)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_that_is_turned_to_be_read(rotation: int) -> None:
    def draw(page: pymupdf.Page) -> None:
        textbox(page, rotate=rotation)
        page.set_rotation(rotation)

    data = pdf(draw)
    assert len(passages_of(data)) == 2
    assert not list(drawn_wrong(data))


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_rows_that_do_not_run_to_the_right_are_drawn_whole(rotation: int) -> None:
    def draw(page: pymupdf.Page) -> None:
        textbox(page)
        page.set_rotation(rotation)

    data = pdf(draw)
    document = pymupdf.open(stream=data)
    for passage in passages_of(data):
        found = words_inside(document[0], passage.locator.boxes)
        assert set(words_of(passage.text)) <= set(found)
        assert len(found) - len(words_of(passage.text)) < 15, "no more than what else stands in its first and last row"


def test_a_page_drawn_upside_down() -> None:
    def draw(page: pymupdf.Page) -> None:
        textbox(page, rotate=180)

    data = pdf(draw)
    document = pymupdf.open(stream=data)
    for passage in passages_of(data):
        assert set(words_of(passage.text)) <= set(words_inside(document[0], passage.locator.boxes))


def test_boxes_end_at_the_edge_of_the_page() -> None:
    def draw(page: pymupdf.Page) -> None:
        for number in range(5):
            page.insert_text((400, 300 + 14 * number), f"{sentence(number * 12, 12)}", fontsize=11)
        page.set_cropbox((50, 50, 500, 700))

    for passage in passages_of(pdf(draw)):
        for box in passage.locator.boxes:
            assert 0 <= box.x0 < box.x1 <= 450
            assert 0 <= box.y0 < box.y1 <= 650


def test_boxes_without_places_in_the_text_belong_to_the_whole_block() -> None:
    boxes = (Box(x0=1, y0=1, x1=9, y1=9), Box(x0=1, y0=10, x1=9, y1=19))
    later = (Box(x0=1, y0=30, x1=9, y1=39),)
    text = sentences(0, *[20] * 20)
    block = Block(text=text, page=1, boxes=boxes, page_break=PageBreak(at=len(text) - 30, boxes=later))
    found = split(Reading(blocks=(block,)), doc_id="d", language="en")
    assert {passage.locator.boxes for passage in found} == {boxes}
    assert [passage.locator.boxes_on_next_page for passage in found] == [()] * (len(found) - 1) + [later]


def test_a_box_without_area_is_left_out() -> None:
    boxes = (Box(x0=1, y0=1, x1=9, y1=9), Box(x0=1, y0=10, x1=1, y1=19))
    block = Block(text="one two three four", page=1, boxes=boxes, box_starts=(0, 8))
    (passage,) = split(Reading(blocks=(block,)), doc_id="d", language="en")
    assert passage.locator.boxes == boxes[:1]


PIECES = st.sampled_from(["prose", "list", "table", "columns"])


@st.composite
def drawn_pages(draw: st.DrawFn) -> bytes:
    """Up to three pages on which prose, lists, tables and columns stand below one another."""
    numbers = count(0, 1)

    def said(length: int) -> str:
        first = next(numbers)
        for _ in range(length - 1):
            next(numbers)
        return sentence(first, length)

    def piece(kind: str, top: float) -> Draw:
        if kind == "prose":
            body = " ".join(said(draw(st.integers(6, 20))) for _ in range(draw(st.integers(2, 4))))
            return prose(body, y=top, x=draw(st.integers(50, 110)), width=draw(st.integers(300, 440)))
        if kind == "list":
            return lines(*[f"• {said(draw(st.integers(3, 9)))}" for _ in range(8)], y=top + 12)
        if kind == "table":
            return grid(*[tuple(said(2)[:-1] for _ in range(3)) for _ in range(6)], top=top)
        return together(
            *(prose(" ".join(said(12) for _ in range(4)), x=x, y=top, width=215) for x in (60, 310)),
        )

    kinds = draw(st.lists(st.lists(PIECES, min_size=1, max_size=3), min_size=1, max_size=3))
    return pdf(*(together(*(piece(kind, 80 + 230 * row) for row, kind in enumerate(page))) for page in kinds))


@settings(deadline=None, max_examples=40)
@given(drawn_pages())
def test_whatever_is_drawn_the_words_in_the_boxes_are_those_of_the_passage(data: bytes) -> None:
    assert not list(drawn_wrong(data))
