"""Which lines of a title page are the title."""

import pytest

from corpus.document import Box
from ingest.layout import Paragraph
from ingest.title_page import title_page


def paragraph(
    text: str, size: float = 11, *, bold: bool = False, rows: int = 1, top: float = 0.0, x: float = 0.0
) -> Paragraph:
    box = Box(x0=x, y0=top, x1=x + 100, y1=top + size * rows)
    return Paragraph(text=text, boxes=(box,), size=size, bold=bold, rows=rows, top=top)


BODY = paragraph(
    "Nurses leave rural hospitals for many reasons, of which pay is only one among several others. " * 8, top=600
)


def title(*paragraphs: Paragraph) -> str:
    return title_page([[*paragraphs, BODY]]).title


def test_the_largest_text_of_the_first_page_is_the_title() -> None:
    page = [
        paragraph("Ministry of Health", 16, bold=True),
        paragraph("National Strategy for", 24, bold=True),
        paragraph("Nurses and Midwives", 23.5, bold=True),
        paragraph("April 2024", 24, bold=True),
        BODY,
    ]
    found = title_page([[], page])
    assert found.title == "National Strategy for Nurses and Midwives"
    assert (found.end, found.lines[found.end]) == (3, "April 2024")


def test_an_issuer_is_no_title_where_something_else_stands_out() -> None:
    assert (
        title(paragraph("Ministry of Health", 30), paragraph("Framework for safe staffing", 18))
        == "Framework for safe staffing"
    )
    assert title(paragraph("Ministry of Health", 20)) == "Ministry of Health"


@pytest.mark.parametrize(
    "other", ["Second Edition", "Version 2.1", "December 2017", "Draft", "Royal College Department of Nursing"]
)
def test_editions_dates_and_issuers_of_the_same_size_are_no_part_of_it(other: str) -> None:
    assert title(paragraph("Safe staffing in wards", 20), paragraph(other, 20, top=24)) == "Safe staffing in wards"


def test_a_list_of_names_in_letters_of_the_same_size_is_no_part_of_it() -> None:
    names = paragraph("Jane Doe, John Smith, Ana Díaz", 20, top=24)
    assert title(paragraph("Safe staffing in wards", 20), names) == "Safe staffing in wards"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Title: Guidance for wards", "Guidance for wards"),
        ("- Guidelines - Encoding of wards", "Guidelines - Encoding of wards"),
        ("Support for wards Version 1.1", "Support for wards"),
        ("Recommendations regarding. commissioning of wards", "Recommendations regarding commissioning of wards"),
        ("90-Day summary of a ward", "90-Day summary of a ward"),
    ],
)
def test_what_surrounds_a_title_is_left_out(written: str, plain: str) -> None:
    assert title(paragraph(written, 20)) == plain


def test_a_short_title_goes_on_in_its_subtitle() -> None:
    main = paragraph("Nurses first", 40, bold=True)
    assert title(main, paragraph("What keeps them in work", 20, top=50)) == "Nurses first: What keeps them in work"
    assert title(main, paragraph("by Jane Doe", 20, top=50)) == "Nurses first"
    assert title(main, paragraph("Report 2017-0094 of the institute", 20, top=50)) == "Nurses first"
    assert title(main, paragraph("A line far below the title of it", 20, top=400)) == "Nurses first"


def test_a_line_that_is_not_finished_goes_on_in_letters_of_another_size() -> None:
    small = paragraph("Updated recommendations on", 16, top=100)
    assert (
        title(small, paragraph("the staffing of wards", 24, top=120))
        == "Updated recommendations on the staffing of wards"
    )
    assert (
        title(paragraph("Nurses in Europe:", 24, top=100), paragraph("time to act", 16, top=130))
        == "Nurses in Europe: time to act"
    )


def test_headings_of_sections_and_sentences_are_no_titles() -> None:
    assert (
        title(paragraph("1. Retention", 20), paragraph("Foreword", 20), paragraph("Staff on wards at night", 14))
        == "Staff on wards at night"
    )
    sentence = "The terms of reference state that the group prepares a guide for all of the regions."
    assert title(paragraph(sentence, 20), paragraph("Staff on wards at night", 14)) == "Staff on wards at night"


def test_a_form_that_names_its_subject_is_called_by_it() -> None:
    form = [
        paragraph("NUMBER: 025/2017 SUBJECT:", 10, rows=2, top=100),
        paragraph("NORMA", 22, bold=True, top=60),
        paragraph("Staffing of wards at night", 10, top=110, x=150),
    ]
    assert title(*form) == "Staffing of wards at night"
    assert title(form[1], paragraph("Staff at night", 10, top=300)) == "NORMA"


def test_a_title_in_capitals_is_written_as_the_imprint_writes_it() -> None:
    imprint = paragraph("Safe Staffing of Wards: second edition. ISBN 978-92-4-004012-0")
    assert title_page([[paragraph("SAFE STAFFING OF WARDS", 20)], [imprint], [BODY]]).title == "Safe Staffing of Wards"
    assert title_page([[paragraph("SAFE STAFFING OF WARDS", 20)], [BODY]]).title == "SAFE STAFFING OF WARDS"


def test_a_page_without_a_title_has_none() -> None:
    assert title_page([[BODY]]).title == ""
    assert title_page([]).title == ""
    assert title_page([[paragraph("Staffing of wards at night"), BODY]]).title == "Staffing of wards at night"
