"""What a PDF states about itself, and what its first pages say better."""

import pytest

from ingest.layout import Paragraph
from ingest.readers.pdf_metadata import authors_in, is_title, largest_text, state_metadata, year_in
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


def test_the_largest_text_of_the_first_page_is_the_title() -> None:
    page = [
        paragraph("Ministry of Health", 16, bold=True),
        paragraph("National Strategy for", 24, bold=True),
        paragraph("Nurses and Midwives", 23.5, bold=True),
        paragraph("April 2024", 24, bold=True),
        *BODY,
    ]
    assert largest_text([[], page]) == "National Strategy for Nurses and Midwives"


def test_an_issuer_is_no_title_where_something_else_is_nearly_as_large() -> None:
    page = [paragraph("Ministry of Health", 20), paragraph("Framework for safe staffing", 18), *BODY]
    assert largest_text([page]) == "Framework for safe staffing"
    assert largest_text([[paragraph("Ministry of Health", 20), *BODY]]) == "Ministry of Health"


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


@pytest.mark.parametrize(
    ("texts", "created", "year"),
    [
        (["© World Health Organization 2018", "International Health Regulations (2005)"], 2019, "2018"),
        (["Copyright 2015-2017 by nobody"], 2017, "2017"),
        (["Working for Health 2022-2030"], 2022, None),
        (["International Health Regulations (2005)"], 2019, None),
        (["December 2017", "A long title that names the law of the year 2011 on hospitals in the land"], 2018, "2017"),
        (["Version 2 of the plan, adopted in June 2021 by all"], 2021, None),
        (["Adopted by the council in June 2021"], 2022, "2021"),
        (["Adopted by the council in June 1999"], 2022, None),
        (["Vienna 2031"], 2022, None),
        (["1998"], None, "1998"),
    ],
)
def test_years(texts: list[str], created: int | None, year: str | None) -> None:
    assert year_in([[paragraph(text) for text in texts]], created=created) == year


def test_each_value_says_where_it_came_from() -> None:
    statements = Statements()
    info = {"title": "untitled", "author": "Jane Doe", "creationDate": "D:20200229120000"}
    pages = [[paragraph("Safe staffing in wards", 20), *BODY]]
    state_metadata(info, language="en-GB", file_name="a.pdf", pages=pages, statements=statements)
    assert statements.metadata == {
        "title": "Safe staffing in wards",
        "authors": ("Jane Doe",),
        "year": "2020",
        "text_language": "en-GB",
    }
    assert statements.origins == {"title": "text", "authors": "file", "year": "file", "text_language": "file"}
