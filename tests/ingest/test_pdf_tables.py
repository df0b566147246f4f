"""Tables of PDFs: cells keep their column, rows stand below heads of several rows, set sideways, or on the page before."""

import pymupdf
import pytest

from tests.ingest.pdf_drawing import BODY, Draw, grid, lines, pdf, prose, read, texts, together

WIDTH, HEIGHT, LEFT, TOP = 120, 20, 72, 300


def cells(page: pymupdf.Page, *rows: tuple[str, ...], top: float = TOP) -> None:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                page.insert_text((LEFT + 4 + WIDTH * column, top + 14 + HEIGHT * number), text, fontsize=10)


def rule(page: pymupdf.Page, row: float, first: float, last: float) -> None:
    page.draw_line((LEFT + WIDTH * first, TOP + HEIGHT * row), (LEFT + WIDTH * last, TOP + HEIGHT * row))


def upright(page: pymupdf.Page, column: float, first: float, last: float) -> None:
    page.draw_line((LEFT + WIDTH * column, TOP + HEIGHT * first), (LEFT + WIDTH * column, TOP + HEIGHT * last))


def test_an_empty_cell_keeps_its_place() -> None:
    table = grid(
        ("Test", "At the start", "After a month"), ("Creatinine", "", "yes"), ("Hepatitis B", "yes", ""), bold=True
    )
    reading = read(pdf(table))
    assert texts(reading)[1:] == ["Creatinine | | yes", "Hepatitis B | yes"]
    assert reading.blocks[1].headings == ("Test | At the start | After a month",)


def test_a_head_without_upright_rules_is_parted_where_its_columns_are() -> None:
    def draw(page: pymupdf.Page) -> None:
        for row in range(4):
            rule(page, row, 0, 2)
        for column in (0, 2):
            upright(page, column, 0, 3)
        upright(page, 1, 1, 3)
        cells(page, ("Post", "Staff needed"), ("Ward", "12 nurses"), ("Clinic", "3 doctors"))

    assert texts(read(pdf(draw)))[0] == "Post | Staff needed"


def test_a_cell_that_reaches_down_stands_in_each_row_and_lies_in_its_first() -> None:
    def draw(page: pymupdf.Page) -> None:
        for row in (0, 1, 3):
            rule(page, row, 0, 2)
        rule(page, 2, 1, 2)
        for column in (0, 1, 2):
            upright(page, column, 0, 3)
        cells(page, ("Region", "Staff"), ("Finnmark", "12 nurses"), ("", "3 doctors"))

    reading = read(pdf(draw))
    assert texts(reading)[1:] == ["Finnmark | 12 nurses", "Finnmark | 3 doctors"]
    assert reading.blocks[2].boxes[0].x0 > LEFT + WIDTH


def test_a_head_of_two_rows_names_each_column_by_both() -> None:
    def draw(page: pymupdf.Page) -> None:
        for row in (0, 2, 3, 4):
            rule(page, row, 0, 3)
        rule(page, 1, 1, 3)
        for column in (0, 1, 3):
            upright(page, column, 0, 4)
        upright(page, 2, 1, 4)
        cells(page, ("Country", "Nurses", ""), ("", "2010", "2020"), ("Norway", "13.9", "18.1"), ("Chad", "0.1", "0.2"))

    reading = read(pdf(draw))
    assert [block.heads_table for block in reading.blocks] == [True, True, False, False]
    assert reading.blocks[2].headings == ("Country | Nurses 2010 | Nurses 2020",)


def test_heads_set_sideways_stand_above_their_columns() -> None:
    def draw(page: pymupdf.Page) -> None:
        for row in (-3, 0, 1, 2):
            rule(page, row, 0, 3)
        for column in range(4):
            upright(page, column, -3, 2)
        cells(page, ("Ward", "x", ""), ("Clinic", "", "x"))
        page.insert_text((LEFT + 6, TOP - 20), "Place", fontsize=10)
        for column, text in ((1, "Nurses"), (2, "Doctors")):
            page.insert_text((LEFT + WIDTH * column + 30, TOP - 5), text, fontsize=10, rotate=90)

    reading = read(pdf(together(prose(*BODY, y=60), draw)))
    rows = [block.text for block in reading.blocks if "|" in block.text]
    assert rows == ["Place | Nurses | Doctors", "Ward | x", "Clinic | | x"]


def test_rows_of_one_cell_in_a_table_are_no_headings() -> None:
    def draw(page: pymupdf.Page) -> None:
        for row in range(4):
            rule(page, row, 0, 2)
        for column in (0, 2):
            upright(page, column, 0, 3)
        upright(page, 1, 1, 3)
        page.insert_text((LEFT + 4, TOP + 14), "Density in two countries of the north", fontsize=10, fontname="hebo")
        cells(page, ("", ""), ("Norway", "18.1"), ("Chad", "0.2"))

    reading = read(pdf(together(prose(*BODY, y=60), draw)))
    assert not any(block.is_heading for block in reading.blocks)
    assert reading.blocks[-1].headings == ("Density in two countries of the north",)


def page_with(*draws: Draw) -> Draw:
    return together(*draws)


@pytest.mark.parametrize("columns", [2, 3])
def test_a_table_that_goes_on_on_the_next_page_keeps_its_head_where_it_is_as_wide(columns: int) -> None:
    rows = [("Norway", "18.1"), ("Chad", "0.2"), ("Malta", "9.9")]
    first = grid(("Country", "Nurses"), *rows, bold=True)
    second = grid(*(row + ("x",) * (columns - 2) for row in rows), top=72)
    reading = read(pdf(together(prose(*BODY, y=100), first), second))
    path = ("Country | Nurses",) if columns == 2 else ()
    assert [block.headings for block in reading.blocks if block.page == 2] == [path] * 3


def test_captions_with_roman_numbers_are_captions() -> None:
    table = grid(("Country", "Nurses"), ("Norway", "18.1"), ("Chad", "0.2"), bold=True)
    reading = read(pdf(together(prose(*BODY), lines("Table II: Density of nurses", y=290, font="hebo"), table)))
    assert reading.blocks[-1].headings == ("Table II: Density of nurses: Country | Nurses",)
    assert not any(block.is_heading for block in reading.blocks)
