"""PDF to readings: text in reading order, headings, furniture, tables, and every page that could not be read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.splitter import split
from tests.ingest.pdf_drawing import (
    BODY,
    Draw,
    blank,
    block_with,
    grid,
    lines,
    numbered,
    pdf,
    picture,
    prose,
    read,
    texts,
    together,
)


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(data, "bad.pdf")
    assert caught.value.path == "bad.pdf"
    return caught.value.reason


# Text


def test_paragraphs_are_whole_and_have_page_boxes_and_numbers() -> None:
    reading = read(pdf(prose(*BODY), prose("A second page with one more sentence about retention in hospitals.")))
    assert texts(reading, 1) == list(BODY)
    assert [(block.page, block.paragraph) for block in reading.blocks] == [(1, 1), (1, 2), (2, 3)]
    assert reading.pages == 2
    first, second = (block.boxes[0] for block in reading.blocks[:2])
    assert 70 < first.x0 < 74
    assert first.x1 < 525
    assert 148 < first.y0 < first.y1 < second.y0 < 300


def test_words_parted_at_line_ends_are_joined_and_compounds_keep_their_hyphen() -> None:
    page = lines(
        "The development of the health workforce and the long-term care of older peo-",
        "ple need planning. In the long-",
        "term, regions that share data gain from the develop-",
        "ment of common tools.",
    )
    (text,) = texts(read(pdf(page)))
    assert "older people need planning" in text
    assert "In the long-term, regions" in text
    assert "the development of common" in text


def test_ligatures_soft_hyphens_and_invisible_characters_are_resolved() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_htmlbox((72, 140, 500, 200), "ﬁnancing oﬀers work&shy;force e\u0301quipe&#8203; and staﬃng")

    assert texts(read(pdf(draw))) == ["financing offers workforce équipe and staffing"]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [f"left line {number} says something about nurses" for number in range(12)]
    right = [f"right line {number} says something on doctors" for number in range(12)]

    def rows(page: pymupdf.Page) -> None:
        # Written row by row, as some programs do: the order in the file is then no help.
        for number in range(12):
            page.insert_text((60, 150 + 14 * number), left[number], fontsize=10)
            page.insert_text((310, 150 + 14 * number), right[number], fontsize=10)

    text = read(pdf(together(lines("A title across both columns", size=20, y=100), rows))).text
    places = [text.index(line) for line in ["A title across both columns", *left, *right]]
    assert places == sorted(places)


def test_a_note_beside_the_text_does_not_break_its_lines() -> None:
    note = lines("Contact", "Laura Winther", "Danske Regioner", "Copenhagen", x=480, y=153, size=7, step=9)
    text = read(pdf(together(prose(*BODY, width=370), note))).text
    assert all(paragraph in text for paragraph in BODY)


def test_rows_of_a_ruled_table_are_blocks_with_their_cells() -> None:
    def table(page: pymupdf.Page) -> None:
        cells = [["Cadre", "2019", "2024"], ["Nurses in all\nhospitals", "812", "905"], ["Midwives", "77", "91"]]
        for row, texts_of_row in enumerate(cells):
            for column, text in enumerate(texts_of_row):
                box = pymupdf.Rect(72 + 120 * column, 200 + 40 * row, 192 + 120 * column, 240 + 40 * row)
                page.draw_rect(box)
                page.insert_text((box.x0 + 5, box.y0 + 15), text, fontsize=10)

    reading = read(pdf(together(lines("Text above the table stays a paragraph."), table)))
    assert texts(reading)[1:] == ["Cadre | 2019 | 2024", "Nurses in all hospitals | 812 | 905", "Midwives | 77 | 91"]
    assert not any(block.is_heading for block in reading.blocks)


def test_raised_digits_are_marks_of_notes_or_exponents() -> None:
    def draw(page: pymupdf.Page) -> None:
        page.insert_htmlbox(
            (72, 140, 500, 200), "Staffing<sup>12</sup> of wards fell. Per 10<sup>6</sup> people it rose."
        )

    (text,) = texts(read(pdf(draw)))
    assert text == "Staffing[12] of wards fell. Per 10⁶ people it rose."


def test_items_of_a_list_are_blocks_of_their_own() -> None:
    items = ["- housing close to the hospital", "- a mentor in the first year", "1. pay", "2. leave"]
    assert texts(read(pdf(lines("Measures that work:", *items))))[1:] == items


# Furniture


def test_running_heads_and_page_numbers_are_left_out() -> None:
    reading = read(pdf(*(numbered(number, prose(f"Page text {number * 7}.", *BODY)) for number in range(1, 5))))
    assert "Health workforce strategy 2030" not in reading.text
    assert not any(text.startswith("Page ") and text[5:].isdigit() for text in texts(reading))
    assert all(texts(reading, page) == [f"Page text {page * 7}.", *BODY] for page in range(1, 5))


def test_what_repeats_is_the_text_where_there_is_hardly_any_other() -> None:
    alone = pdf(*(lines(f"Receipt {number}", y=40) for number in range(1, 8)))
    assert texts(read(alone)) == [f"Receipt {number}" for number in range(1, 8)]
    form = [lines("Name of the nurse", "Ward and shift", y=40, step=12) for _ in range(5)]
    assert read(pdf(*form, prose("One page alone says more than the others do."))).text.count("Ward and shift") == 5


def test_a_page_without_text_of_its_own_keeps_its_head_only_where_little_else_is_said() -> None:
    slides = [numbered(number, prose("Two words")) for number in range(1, 6)]
    assert "Health workforce strategy 2030" in read(pdf(*slides, numbered(6))).text
    report = [numbered(number, prose(*BODY, *BODY, *BODY)) for number in range(1, 6)]
    assert "Health workforce strategy 2030" not in read(pdf(*report, numbered(6))).text


SPLIT = (
    "A study in Finnmark found that doctors who had trained in the county",
    "stayed there three times as often as others did.",
)


def test_a_sentence_that_runs_over_a_page_break_is_whole_and_says_where_it_lies() -> None:
    first = numbered(1, prose(BODY[0]), prose(SPLIT[0], y=740), lines("1 A note at the foot.", y=785, size=8))
    reading = read(pdf(first, numbered(2, prose(SPLIT[1], *BODY, y=72)), numbered(3, prose(*BODY))))
    block = block_with(reading, "Finnmark")
    assert block.text == " ".join(SPLIT)
    assert (block.page, block.page_break is not None) == (1, True)
    assert block.page_break
    assert block.text[block.page_break.at :] == SPLIT[1]
    assert all(box.y0 < 120 for box in block.page_break.boxes)
    assert [block.page_at(place) for place in (0, block.page_break.at - 1, block.page_break.at)] == [1, 1, 2]


def test_passages_of_a_paragraph_over_a_page_break_name_the_page_they_begin_on() -> None:
    long = [
        f"Sentence {n} of the report says that region {n} kept {n} more midwives than it did before." for n in range(40)
    ]
    middle = 20
    pages = (
        numbered(1, prose(" ".join(long[:middle]) + " And of the others", y=100), lines("1 A note.", y=785, size=8)),
        numbered(2, prose("nobody knows more. " + " ".join(long[middle:]), y=72)),
        numbered(3, prose(*BODY)),
    )
    reading = read(pdf(*pages))
    passages = split(reading, doc_id="d", language="en")
    assert "others nobody knows" in reading.text
    crossing = [passage for passage in passages if passage.locator.boxes_on_next_page]
    assert len(crossing) == 1
    assert "others nobody knows" in crossing[0].text
    for passage in passages:
        assert reading.text_at(passage.locator) == passage.text
        for number in range(40):
            if passage.text.startswith(f"Sentence {number} "):
                assert passage.locator.page == (1 if number < middle else 2)
    wrong = replace(crossing[0].locator, page=2)
    assert reading.text_at(wrong) == ""


def test_a_new_paragraph_at_the_top_of_a_page_stays_apart() -> None:
    ended = read(pdf(prose(*BODY, y=600), prose("Nurses in towns stay longer.")))
    assert all(block.page_break is None for block in ended.blocks)
    heading = read(pdf(prose("The rest of this is missing and", y=740), lines("Annex", size=20, y=72)))
    assert all(block.page_break is None for block in heading.blocks)


def test_text_that_repeats_in_the_middle_of_pages_is_no_furniture() -> None:
    reading = read(pdf(*(prose("The same sentence opens each chapter.", f"Chapter {n} differs.") for n in range(4))))
    assert texts(reading).count("The same sentence opens each chapter.") == 4


def test_the_head_of_a_table_repeated_on_each_page_is_no_furniture() -> None:
    rows = [lines("Country Nurses Doctors", *(f"Land {n} {n * 31} {n * 7}" for n in range(40)), y=50) for _ in range(4)]
    reading = read(pdf(*rows))
    assert sum("Country Nurses Doctors" in text for text in texts(reading)) == 4


def test_numbers_at_the_foot_that_do_not_count_pages_stay() -> None:
    reading = read(pdf(*(together(prose(*BODY), lines(str(n), y=800)) for n in (512, 77, 340, 981))))
    assert [text for text in texts(reading) if text.isdigit()] == ["512", "77", "340", "981"]


def test_list_marks_in_the_same_place_stay() -> None:
    def page(number: int) -> Draw:
        return together(lines("-", y=100), lines(f"measure {number * 3} of the plan", x=85, y=100), prose(*BODY))

    reading = read(pdf(*(page(number) for number in range(4))))
    assert [text for text in texts(reading) if text.startswith("- ")] == [
        f"- measure {n * 3} of the plan" for n in range(4)
    ]


# Headings


def test_headings_by_size_weight_and_number_make_paths() -> None:
    chapter = lines("1. Retention", size=18, y=100)
    section = lines("1.1 Rural posts", size=13, font="hebo", y=125)
    second = lines("1.2 Night work", size=13, font="hebo", y=300)
    after = lines("2. Skill-mix", size=18, y=420)
    page = together(chapter, section, prose(*BODY), second, lines("Night work tires people out.", y=320), after,
                    lines("Teams share tasks among them.", y=445))  # fmt: skip
    reading = read(pdf(page, title="A strategy for nursing"))
    assert [block.text for block in reading.blocks if block.is_heading] == [
        "1. Retention", "1.1 Rural posts", "1.2 Night work", "2. Skill-mix",
    ]  # fmt: skip
    assert block_with(reading, "Nurses leave").headings == ("1. Retention", "1.1 Rural posts")
    assert block_with(reading, "Night work tires").headings == ("1. Retention", "1.2 Night work")
    assert block_with(reading, "Teams share").headings == ("2. Skill-mix",)
    assert block_with(reading, "1.1 Rural").headings == ("1. Retention",)


def test_the_outline_names_headings_that_look_like_text() -> None:
    page = together(lines("Working conditions", y=100), prose(*BODY), lines("Pay and leave", y=300),
                    lines("Pay was raised twice in the years of the study.", y=330))  # fmt: skip
    reading = read(pdf(page, outline=[[1, "1 Working conditions", 1], [2, "Pay and leave", 1]]))
    assert block_with(reading, "Pay was").headings == ("Working conditions", "Pay and leave")


def test_bold_sentences_and_captions_are_no_headings() -> None:
    bold = lines("This whole sentence is bold. It is followed by another one.", font="hebo", y=100)
    caption = lines("Table 2. Nurses by region and year", font="hebo", y=120)
    reading = read(pdf(together(bold, caption, prose(*BODY))))
    assert not any(block.is_heading for block in reading.blocks)


def test_the_cover_heads_nothing() -> None:
    cover = together(
        lines("National Strategy for Nursing", size=28, y=200), lines("Vienna, April 2024", size=16, y=300)
    )
    text = together(lines("Aims", size=16, y=100), prose(*BODY))
    reading = read(pdf(cover, text))
    assert block_with(reading, "Nurses leave").headings == ("Aims",)


# Pages that cannot be read


def test_a_page_that_is_a_picture_is_missing_and_a_blank_page_is_not() -> None:
    reading = read(pdf(prose(*BODY), blank, picture, prose(*BODY), picture))
    assert reading.completeness is Completeness.PARTIAL
    assert reading.pages_missing == (3, 5)
    assert reading.reason == "pages 3, 5 have no text layer (scanned?)"
    assert reading.pages == 5


def test_a_picture_with_nothing_but_a_running_head_is_missing() -> None:
    pages = [numbered(number, prose(*BODY)) for number in range(1, 4)]
    reading = read(pdf(*pages, numbered(4, picture)))
    assert reading.pages_missing == (4,)
    assert reading.reason == "page 4 has no text layer (scanned?)"


def test_a_complete_reading_has_no_reason() -> None:
    reading = read(pdf(prose(*BODY), blank))
    assert (reading.completeness, reading.reason, reading.pages_missing) == (Completeness.COMPLETE, "", ())


def test_runs_of_missing_pages_are_written_short() -> None:
    reading = read(pdf(prose(*BODY), *[picture] * 4, prose(*BODY), picture))
    assert reading.reason == "pages 2-5, 7 have no text layer (scanned?)"


def test_text_that_no_font_explains_counts_as_missing() -> None:
    def garbled(page: pymupdf.Page) -> None:
        page.insert_htmlbox((72, 140, 500, 200), "&#xE8A1;&#xE8A2;&#xE8A3; &#xE8A4;&#xE8A5;&#xE8A6;&#xE8A7;")

    reading = read(pdf(prose(*BODY), garbled))
    assert reading.pages_missing == (2,)
    assert reading.reason == "page 2 has text that cannot be decoded"


@pytest.fixture
def zero_pages() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>\n"
    )


def test_what_cannot_be_read_at_all_is_refused_with_its_reason(zero_pages: bytes) -> None:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), "secret")
    locked = document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="u", owner_pw="o")
    assert refusal(b"Dear all, this is a letter.") == "it is not a PDF: it does not begin with %PDF"
    assert refusal(b"") == "it is not a PDF: it does not begin with %PDF"
    assert refusal(locked) == "it can only be opened with a password"
    assert refusal(zero_pages) == "it has no pages"
    assert refusal(pdf(blank, blank)) == "it holds no text"


def test_a_file_of_scans_alone_is_partial_and_names_its_pages() -> None:
    reading = read(pdf(picture, picture, title="Annex"))
    assert (reading.blocks, reading.completeness) == ((), Completeness.PARTIAL)
    assert (reading.pages_missing, reading.reason) == ((1, 2), "pages 1, 2 have no text layer (scanned?)")
    assert reading.metadata["title"] == "Annex"


def test_damage_never_raises_anything_else_and_never_writes(capfd: pytest.CaptureFixture[str]) -> None:
    whole = pdf(prose(*BODY), prose(*BODY[::-1]))
    capfd.readouterr()
    for cut in range(0, len(whole), max(1, len(whole) // 60)):
        for data in (whole[:cut], whole[:cut] + b"\x00" * 40 + whole[cut + 40 :]):
            try:
                reading = read(data)
            except UnreadableError as error:
                assert error.reason
            else:
                assert reading.blocks or reading.pages_missing
    assert capfd.readouterr() == ("", "")


def test_a_file_of_signs_alone_is_partial_and_says_so() -> None:
    reading = read(pdf(lines("+ + +"), blank))
    assert (reading.completeness, reading.blocks) == (Completeness.PARTIAL, ())
    assert reading.reason == "page 1 has signs but no words"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("qpdf/append-xref-loop.pdf", "Potato 29"),
        ("pymupdf/test_4546.pdf", "AFRICAN LOGISTIC SERVICES"),
        ("pdfjs/calrgb.pdf", "0.75"),
    ],
    ids=["a list of objects that runs in a circle", "text to read in place of letters", "tables alike on each page"],
)
def test_text_that_other_readers_find_is_found(shared: Path, file: str, words: str) -> None:
    path = shared / "data" / "files" / "pdf" / file
    assert words in read(path.read_bytes(), file_name=path.name).text


def test_the_same_bytes_give_the_same_reading() -> None:
    data = pdf(numbered(1, prose(*BODY)), numbered(2, picture), title="A strategy for nursing")
    assert read(data) == read(data)


# Real documents


@pytest.fixture
def who_tool(shared) -> Iterator[Reading]:
    path = shared / "data/documents/who_pdf/SPAR_1.0_.pdf"
    yield read(path.read_bytes(), path.name)


def test_a_real_report_has_its_headings_columns_and_notes(who_tool: Reading) -> None:
    assert who_tool.completeness is Completeness.COMPLETE
    assert who_tool.metadata["title"] == "State Party Self-assessment Annual Reporting Tool"
    assert who_tool.metadata["year"] == "2018"
    food = block_with(
        who_tool, "States Parties have the capacity for the timely detection, investigation and response to food"
    )
    assert food.page == 14
    assert food.headings[-1] == "C4. FOOD SAFETY"
    assert "through collaboration between the relevant authorities" in food.text
    assert {box.x0 < 300 for box in food.boxes} == {True, False}, "it stands in two columns"
    assert "INTERNATIONAL HEALTH REGULATIONS (2005)" not in texts(who_tool, 14)


@pytest.mark.parametrize("bold", [True, False])
def test_the_rows_of_a_table_stand_below_its_caption_and_head(bold: bool) -> None:
    table = grid(("Country", "Nurses"), ("Norway", "18.1"), ("Chad", "0.2"), bold=bold)
    reading = read(pdf(together(prose(*BODY), lines("Table 1. Nurses per 1,000", y=290), table)))
    path = ("Table 1. Nurses per 1,000: Country | Nurses",)
    assert [(block.text, block.headings, block.heads_table) for block in reading.blocks[-4:]] == [
        ("Table 1. Nurses per 1,000", (), True),
        ("Country | Nurses", (), True),
        ("Norway | 18.1", path, False),
        ("Chad | 0.2", path, False),
    ]


def test_a_table_of_words_has_no_head_that_is_not_bold() -> None:
    table = grid(("Norway", "Tutors for new nurses"), ("Chad", "Housing for midwives"))
    reading = read(pdf(together(prose(*BODY), table)))
    assert [block.headings for block in reading.blocks[-2:]] == [(), ()]
    assert not any(block.heads_table for block in reading.blocks)


def test_a_head_is_far_shorter_than_rows_of_words() -> None:
    rows = [("Level 1", "no strategy is there yet"), ("Level 2", "a strategy is being drafted")]
    reading = read(pdf(together(prose(*BODY), grid(("Level", "State"), *rows))))
    assert [block.headings for block in reading.blocks[-2:]] == [("Level | State",), ("Level | State",)]


def test_a_head_that_comes_again_begins_another_table_and_a_glossary_has_none() -> None:
    levels = [("1", "no strategy is there, nor is any"), ("2", "a strategy is being drafted now")]
    tables = grid(("Level", "C6.1 Pay"), *levels, ("Level", "C6.2 Posts"), *levels, top=290)
    reading = read(pdf(together(prose(*BODY), tables)))
    assert [block.headings for block in reading.blocks[-6:]] == [
        *([(), ("Level | C6.1 Pay",), ("Level | C6.1 Pay",)]),
        *([(), ("Level | C6.2 Posts",), ("Level | C6.2 Posts",)]),
    ]
    glossary = grid(
        ("disease", "See illness."),
        ("event", "what may be or become a disease"),
        ("staff", "who works in care, paid or not"),
    )
    assert not any(block.heads_table for block in read(pdf(together(prose(*BODY), glossary))).blocks)


def test_a_heading_of_two_rows_is_one_heading_and_two_numbered_ones_are_two() -> None:
    two_rows = lines("POINTS OF ENTRY", "AND BORDER HEALTH", y=120, size=14, font="hebo", step=18)
    numbered = lines("1. Pay and leave", "2. Housing", y=420, size=14, font="hebo", step=18)
    reading = read(pdf(together(two_rows, prose(*BODY), numbered, lines("Rents rose.", y=480))))
    assert [block.text for block in reading.blocks if block.is_heading] == [
        "POINTS OF ENTRY AND BORDER HEALTH",
        "1. Pay and leave",
        "2. Housing",
    ]


def test_a_bold_sentence_before_a_list_is_no_heading() -> None:
    bold = lines("Besides the extent of exposure the following points are to be examined:", y=300, font="hebo")
    reading = read(pdf(together(prose(*BODY), bold, lines("Pay, leave and rest.", y=330))))
    assert not any(block.is_heading for block in reading.blocks)


def test_pages_are_called_by_the_number_that_is_printed_on_them() -> None:
    shown = ("i", "ii", "1", "2", "3", "4")
    opening = ("Pay", "Leave", "Housing", "Schools", "Tutors", "Rosters")
    pages = [together(prose(f"{opening[n]} first.", *BODY), lines(shown[n], x=290, y=815, size=9)) for n in range(6)]
    reading = read(pdf(*pages))
    assert [block.page_label for block in reading.blocks if block.text.endswith("first.")] == list(shown)


def test_labels_of_the_file_go_before_printed_numbers_and_plain_counting_says_nothing() -> None:
    def labelled(*rules: dict[str, object]) -> list[str]:
        document = pymupdf.open(stream=pdf(*(prose(f"Page text {n}.", *BODY) for n in range(4))))
        document.set_page_labels(list(rules))
        reading = read(document.tobytes())
        return [block.page_label for block in reading.blocks if block.text.startswith("Page text")]

    roman = {"startpage": 0, "style": "r", "prefix": "", "firstpagenum": 1}
    assert labelled(roman, {"startpage": 2, "style": "D", "prefix": "", "firstpagenum": 1}) == ["i", "ii", "1", "2"]
    assert labelled({"startpage": 0, "style": "D", "prefix": "", "firstpagenum": 1}) == [""] * 4
    assert read(pdf(prose(*BODY))).blocks[0].page_label == ""


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_boxes_on_a_turned_page_lie_where_it_is_shown(rotation: int) -> None:
    def turned(page: pymupdf.Page) -> None:
        lines("Nurses keep the night shifts going", x=72, y=150)(page)
        page.set_rotation(rotation)

    data = pdf(turned)
    (block,) = read(data).blocks
    (box,) = block.boxes
    page = pymupdf.open(stream=data)[0]
    shown = page.search_for("Nurses keep the night shifts going")[0] * page.rotation_matrix
    wanted = pymupdf.Rect(shown).normalize()
    found = pymupdf.Rect(box.x0, box.y0, box.x1, box.y1)
    assert page.rect.contains(found)
    assert abs((wanted & found).get_area() - found.get_area()) < 0.15 * found.get_area()


def test_letters_of_no_height_are_no_text() -> None:
    document = pymupdf.open(stream=pdf(prose(*BODY)))
    page = document[0]
    page.clean_contents()
    xref = page.get_contents()[0]
    (font,) = {name for *_, name, _ in page.get_fonts()}
    flat = "".join(f"BT /{font} 11 Tf 1 .1 1 .1 72 {y} Tm (Flat letters) Tj ET " for y in (300, 310, 320))
    document.update_stream(xref, document.xref_stream(xref) + flat.encode())
    assert texts(read(document.tobytes())) == list(BODY)
