"""What a PDF states about itself, and what its first pages say better."""

import time

import pytest

from ingest.layout import Paragraph
from ingest.readers.pdf_metadata import authors_in, is_title, state_metadata
from ingest.readers.statements import Statements


def paragraph(text: str, size: float = 11, *, bold: bool = False) -> Paragraph:
    return Paragraph(text=text, boxes=(), size=size, bold=bold)


BODY = [paragraph("Nurses leave rural hospitals for many reasons, of which pay is only one among several others. " * 8)]


@pytest.mark.parametrize(
    "title",
    [
        "", "  ", "untitled", "Untitled-3", "Document1", "Microsoft Word - final2.doc", "PowerPoint Presentation",
        "Microsoft Word - Leitlinie PrEP 055-008 Version 1", "ANNUAL REPORTING TOOL_July19_en.indd", "report_v2_FINAL",
        "WHO-HRH-2024.pdf", "slide 1", "1234", "https://example.org/a b", "Strategy\ufffd\ufffd of health", "tmp8f3a",
    ],
)  # fmt: skip
def test_what_programs_write_is_no_title(title: str) -> None:
    assert not is_title(title, "strategy.pdf")


@pytest.mark.parametrize(
    "title",
    [
        "Health and care workforce in Europe: time to act", "Working for Health 2022-2030", "Report on nursing 2019",
        "Draft national strategy for midwives", "Stratégie nationale", "Wordsmiths at work", "Scandinavian nurses",
    ],
)  # fmt: skip
def test_what_people_write_is_a_title(title: str) -> None:
    assert is_title(title, "strategy.pdf")


def test_the_name_of_the_file_is_no_title_unless_it_has_words() -> None:
    assert not is_title("NursingStrategy", "nursing-strategy.pdf")
    assert is_title("Nursing Strategy", "nursing-strategy.pdf")


@pytest.mark.parametrize(
    ("written", "authors"),
    [
        ("", []),
        ("Microsoft Office User", []),
        ("stell", []),
        ("Гость", []),
        ("jane@example.org", []),
        ("Jane Doe", ["Jane Doe"]),
        ("Jane Doe; John Smith", ["Jane Doe", "John Smith"]),
        ("Jane Doe, John Smith and Ana Díaz", ["Jane Doe", "John Smith", "Ana Díaz"]),
        ("Doe, Jane", ["Doe, Jane"]),
        ("Ministry of Health, Government of Barbados", ["Ministry of Health, Government of Barbados"]),
        ("WHO", ["WHO"]),
    ],
)
def test_author_fields(written: str, authors: list[str]) -> None:
    assert authors_in(written) == authors


IN_2019 = paragraph("In 2019 the wards counted their nurses by day and by night, and found too few of them at night.")


def told(info: dict[str, str], *pages: list[Paragraph], file_name: str = "a.pdf") -> Statements:
    statements = Statements()
    state_metadata(info, language=None, file_name=file_name, pages=pages, statements=statements)
    return statements


def test_each_value_says_where_it_came_from() -> None:
    statements = Statements()
    info = {"title": "untitled", "author": "Jane Doe", "creationDate": "D:20200229120000"}
    pages = [[paragraph("Safe staffing in wards", 20), paragraph("Jane Doe"), *BODY, IN_2019]]
    state_metadata(info, language="en-GB", file_name="a.pdf", pages=pages, statements=statements)
    assert statements.metadata == {
        "title": "Safe staffing in wards",
        "authors": ("Jane Doe",),
        "year": "2020",
        "text_language": "en-GB",
    }
    assert statements.origins == {"title": "title page", "authors": "file", "year": "file", "text_language": "file"}


def test_a_title_in_the_file_counts_where_the_title_page_bears_it_out() -> None:
    page = [paragraph("Safe staffing in wards", 20), *BODY]
    other = told({"title": "Minutes of the board"}, page)
    assert (other.metadata["title"], other.origins["title"]) == ("Safe staffing in wards", "title page")
    longer = told({"title": "Safe staffing in wards for nurses leaving rural hospitals"}, page)
    assert longer.origins["title"] == "file"
    part = told({"title": "staffing in wards"}, page)
    assert part.metadata["title"] == "Safe staffing in wards"
    nothing = told({"title": "Minutes of the board"}, [])
    assert (nothing.metadata["title"], nothing.origins["title"]) == ("Minutes of the board", "file")


@pytest.mark.parametrize(
    "piece",
    ["A ", "(", "ab(", "© 2020 ", ". Ab: ", "Cite as ", "Ministry of ", "I. ", "Xx-", "Published by ", "1, ", "d' "],
)
def test_text_made_to_cost_time_costs_none(piece: str) -> None:
    long = piece * 40_000
    pages = [[paragraph(long[:400], 20, bold=True), paragraph(long)]] * 4
    started = time.process_time()
    told({"title": long, "author": long, "creationDate": "D:2020"}, *pages)
    assert time.process_time() - started < 3


def test_a_title_in_capitals_is_written_as_the_file_writes_it() -> None:
    shouted = told({"title": "Safe staffing in wards"}, [paragraph("SAFE STAFFING IN WARDS", 20), *BODY])
    assert (shouted.metadata["title"], shouted.origins["title"]) == ("Safe staffing in wards", "file")


def test_who_typed_the_file_is_no_author_unless_the_title_page_names_them() -> None:
    page = [paragraph("Safe staffing in wards", 20), *BODY]
    assert "authors" not in told({"author": "Jane Doe"}, page).metadata
    assert told({"author": "Jane Doe"}, [page[0], paragraph("Jane Doe"), *BODY]).metadata["authors"] == ("Jane Doe",)
    assert told({"author": "Jane Doe, John Smith"}, page).metadata["authors"] == ("Jane Doe", "John Smith")


def test_a_longer_byline_goes_before_the_one_author_that_the_file_names() -> None:
    page = [paragraph("Safe staffing in wards", 20), paragraph("Jane Doe[1], John Smith[2] and Ana Díaz[1]"), *BODY]
    stated = told({"author": "Jane Doe"}, page)
    assert (stated.metadata["authors"], stated.origins["authors"]) == (
        ("Jane Doe", "John Smith", "Ana Díaz"),
        "title page",
    )


def test_a_body_in_the_author_field_publishes_where_the_first_pages_name_it() -> None:
    info = {"author": "Ministry of Health, Government of Barbados, http://health.example.org"}
    page = [paragraph("Safe staffing in wards", 20), *BODY]
    later = [paragraph("Printed for the Ministry of Health, Government of Barbados in all parishes.")]
    stated = told(info, page, later)
    assert stated.metadata["publisher"] == "Ministry of Health, Government of Barbados"
    assert stated.origins["publisher"] == "file"
    assert "publisher" not in told(info, page).metadata


def test_the_day_on_which_a_file_was_made_is_the_last_that_tells_a_year() -> None:
    info = {"creationDate": "D:20210301"}
    title = paragraph("Safe staffing in wards", 20)
    assert told(info, [title, paragraph("April 2020"), *BODY]).metadata["year"] == "2020"
    assert told(info, [title, *BODY, IN_2019]).metadata["year"] == "2021"
    assert "year" not in told(info, [title, *BODY]).metadata, "nothing shows that it is of that time"
    old = [
        title,
        *BODY,
        paragraph("Counted in 2007 and again in 2009 by the same teams in the same places, as before."),
    ]
    assert "year" not in told(info, old).metadata, "an old document that was saved again"
    assert told(info, [paragraph("Overview of the 2008 nursing track", 20), *BODY]).metadata["year"] == "2008"
