"""Tables of PDFs that grounds of cells part, or the places of their lines; rows of a single cell in them."""

from collections.abc import Sequence

import pymupdf

from tests.ingest.pdf_drawing import lines, pdf, read, texts, together

WIDTH, HEIGHT, LEFT, TOP = 160.0, 24.0, 72.0, 300.0
GREY, YELLOW = (0.9, 0.9, 0.9), (1.0, 0.8, 0.0)


def ground(page: pymupdf.Page, row: float, column: float, colour: Sequence[float], *, wide: int = 1) -> None:
    box = (LEFT + WIDTH * column, TOP + HEIGHT * row, LEFT + WIDTH * (column + wide), TOP + HEIGHT * (row + 1))
    page.draw_rect(box, color=None, fill=colour)


def written(page: pymupdf.Page, row: float, column: float, text: str, *, bold: bool = False) -> None:
    place = (LEFT + WIDTH * column + 6, TOP + HEIGHT * row + 15)
    page.insert_text(place, text, fontsize=10, fontname="hebo" if bold else "helv")


def coloured(page: pymupdf.Page, rows: Sequence[Sequence[str]]) -> None:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            ground(page, number, column, GREY if number else YELLOW)
            written(page, number, column, text, bold=number == 0)


def test_the_grounds_of_cells_part_a_table_as_rules_do() -> None:
    rows = (("Region", "Posts filled"), ("Finnmark", "seven of ten"), ("Toscana", "all"))
    reading = read(pdf(lambda page: coloured(page, rows)))
    assert texts(reading) == ["Region | Posts filled", "Finnmark | seven of ten", "Toscana | all"]
    assert reading.blocks[1].headings == ("Region | Posts filled",)


def test_a_head_over_all_columns_names_the_table() -> None:
    def draw(page: pymupdf.Page) -> None:
        ground(page, 0, 0, YELLOW, wide=2)
        written(page, 0, 0, "Timetable", bold=True)
        for number, row in enumerate((("until April", "members are asked"), ("until May", "drafts are written")), 1):
            for column, text in enumerate(row):
                ground(page, number, column, GREY)
                written(page, number, column, text)

    reading = read(pdf(together(lines("Table 5: The plan", y=TOP - 12), draw)))
    assert texts(reading)[2:] == ["until April | members are asked", "until May | drafts are written"]
    assert reading.blocks[2].headings == ("Table 5: The plan: Timetable",)


def test_a_ground_inside_another_parts_nothing() -> None:
    def draw(page: pymupdf.Page) -> None:
        for column in (0, 1):
            left = LEFT + WIDTH * column
            page.draw_rect((left, TOP, left + WIDTH, TOP + 2 * HEIGHT), color=None, fill=YELLOW)
            for row in (0, 1):
                top = TOP + HEIGHT * row
                page.draw_rect((left + 5, top, left + WIDTH - 5, top + HEIGHT), color=None, fill=GREY)
        written(page, 0.2, 0, "Pays for training,")
        written(page, 0.8, 0, "asks for three years")
        written(page, 0.2, 1, "County")
        for column, text in enumerate(("Pays a grant", "State")):
            ground(page, 2, column, YELLOW)
            written(page, 2, column, text)

    assert texts(read(pdf(draw))) == ["Pays for training, asks for three years | County", "Pays a grant | State"]


def ruled(page: pymupdf.Page, rows: int) -> None:
    for number in (0, 1, rows):
        page.draw_line((LEFT, TOP + HEIGHT * number), (LEFT + 2 * WIDTH, TOP + HEIGHT * number))
    for column in range(3):
        page.draw_line((LEFT + WIDTH * column, TOP), (LEFT + WIDTH * column, TOP + HEIGHT * rows))


def test_blocks_of_a_cell_are_rows_where_the_next_cell_has_a_line_beside_each() -> None:
    def draw(page: pymupdf.Page) -> None:
        ruled(page, 6)
        written(page, 0, 0, "Recommendation", bold=True)
        written(page, 0, 1, "Status", bold=True)
        written(page, 1, 0, "We recommend for all:")
        for number, (group, status) in enumerate((("Nurses", "Existing"), ("Midwives", "New"))):
            row = 2 + 2 * number
            written(page, row, 0, group, bold=True)
            written(page, row + 0.7, 0, "strong recommendation")
            written(page, row, 1, status)

    reading = read(pdf(draw))
    assert texts(reading)[1:] == [
        "We recommend for all:",
        "Nurses strong recommendation | Existing",
        "Midwives strong recommendation | New",
    ]
    assert [block.headings for block in reading.blocks[1:]] == [
        ("Recommendation | Status",),
        *[("Recommendation | Status", "We recommend for all:")] * 2,
    ]


def test_lines_beside_the_midst_of_a_paragraph_do_not_cut_it() -> None:
    def draw(page: pymupdf.Page) -> None:
        ruled(page, 6)
        written(page, 0, 0, "Measure", bold=True)
        written(page, 0, 1, "Who", bold=True)
        for number, text in enumerate(("The county pays for", "flats near hospitals", "and for the trip to", "work.")):
            written(page, 1 + number * 0.6, 0, text)
        written(page, 1, 1, "County")
        written(page, 2.2, 1, "State")

    reading = read(pdf(draw))
    assert texts(reading)[1:] == ["The county pays for flats near hospitals and for the trip to work. | County State"]


def test_a_row_of_one_cell_does_not_part_a_table() -> None:
    def draw(page: pymupdf.Page) -> None:
        for number in range(5):
            page.draw_line((LEFT, TOP + HEIGHT * number), (LEFT + 2 * WIDTH, TOP + HEIGHT * number))
        ruled(page, 4)
        for number, row in enumerate(
            (("Sign", "Remark"), ("Late shifts", "12 a year"), ("Long trips", ""), ("Age", "60 on"))
        ):
            for column, text in enumerate(row):
                written(page, number, column, text, bold=number == 0)

    reading = read(pdf(draw))
    assert texts(reading) == ["Sign | Remark", "Late shifts | 12 a year", "Long trips", "Age | 60 on"]
    assert {block.headings for block in reading.blocks[1:]} == {("Sign | Remark",)}


def test_text_that_is_indented_with_spaces_stands_where_its_letters_are() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_text((72, 300), "      indented", fontsize=12)

    (block,) = read(pdf(draw)).blocks
    assert abs(block.boxes[0].x0 - (72 + 6 * pymupdf.get_text_length(" ", fontsize=12))) < 3


def test_rows_between_coloured_rows_have_their_cells() -> None:
    rows = (
        ("Name change", "questionnaire", "annual tool"),
        ("Merging", "two", "one"),
        ("Structure", "yes or no", "levels"),
    )

    def draw(page: pymupdf.Page) -> None:
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                if number % 2 == 0:
                    box = (
                        LEFT + 140 * column,
                        TOP + HEIGHT * number,
                        LEFT + 140 * column + 140,
                        TOP + HEIGHT * number + HEIGHT,
                    )
                    page.draw_rect(box, color=None, fill=GREY)
                page.insert_text((LEFT + 140 * column + 6, TOP + HEIGHT * number + 15), text, fontsize=10)

    assert texts(read(pdf(draw))) == [" | ".join(row) for row in rows]


def test_a_single_coloured_row_is_no_table_of_its_own() -> None:
    def draw(page: pymupdf.Page) -> None:
        for column, text in enumerate(("Change", "Before", "Now")):
            ground(page, 0, column * 0.8, YELLOW)
            written(page, 0, column * 0.8, text)
        for number in range(1, 4):
            for column, text in enumerate(("Name", "old", "new")):
                written(page, number, column * 0.8, text)

    assert texts(read(pdf(draw))) == ["Change | Before | Now", *["Name | old | new"] * 3]


def test_a_bold_row_of_one_cell_names_the_rows_below_it() -> None:
    rows = (("Question", "Answer"), ("In the past month", ""), ("Was a post filled?", "yes"), ("Did it last?", "no"))

    def draw(page: pymupdf.Page) -> None:
        ruled(page, 4)
        page.draw_line((LEFT, TOP + 2 * HEIGHT), (LEFT + 2 * WIDTH, TOP + 2 * HEIGHT))
        page.draw_line((LEFT, TOP + 3 * HEIGHT), (LEFT + 2 * WIDTH, TOP + 3 * HEIGHT))
        page.draw_rect((LEFT, TOP, LEFT + 2 * WIDTH, TOP + HEIGHT), color=None, fill=(0.1, 0.1, 0.1))
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                place = (LEFT + WIDTH * column + 6, TOP + HEIGHT * number + 15)
                font = "hebo" if number == 1 else "helv"
                page.insert_text(place, text, fontsize=10, fontname=font, color=(number == 0,) * 3)

    reading = read(pdf(draw))
    assert [block.headings for block in reading.blocks[1:]] == [
        ("Question | Answer",),
        ("Question | Answer", "In the past month"),
        ("Question | Answer", "In the past month"),
    ]
