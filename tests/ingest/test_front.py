"""Authors, publisher and year from imprint, byline and letterhead."""

import pytest

from ingest.byline import byline_of
from ingest.front import Front, state_front, title_year
from ingest.imprint import Imprint, imprint_of, prepared_by
from ingest.opening import opening_lines, opening_title, running_title
from ingest.readers.statements import Statements


@pytest.mark.parametrize(
    ("text", "publisher", "year"),
    [
        ("WHO/WHE/CPI/2018.17 © World Health Organization 2018. Some rights reserved.", "World Health Organization", 2018),
        ("© 2017 Ministry of Health, Ghana 1st Edition 2017 All rights reserved.", "Ministry of Health, Ghana", 2017),
        ("© Copyright IBM Corp. 2014. All rights reserved.", "IBM Corp.", 2014),
        ("Copyright c⃝2009 ACM 978-1-60558-392-1/09/06", "ACM", 2009),
        ("Dit is een uitgave van: Rijksinstituut voor Gezondheid Postbus 1", "Rijksinstituut voor Gezondheid", None),
        ("Published by the Royal College of Nursing, 20 Cavendish Square", "Royal College of Nursing,", None),
        ("Suggested citation. Nurses at night. Geneva: World Health Organization; 2018.", "World Health Organization", 2018),
        ("Doe et al. Human Resources for Health (2020) 18:5", "Human Resources for Health", 2020),
        ("© The Author(s) 2017. Open access.", "", 2017),
        ("Copyright © 2014 Jane Doe", "", 2014),
        ("Guidance published by others, which includes wards, was used.", "", None),
        ("Copyright 2015-2017 by nobody", "", None),
        ("© World Health Organization 2031", "World Health Organization", None),
    ],
)  # fmt: skip
def test_imprints(text: str, publisher: str, year: int | None) -> None:
    found = imprint_of([text], latest=2026)
    assert (found.publisher, found.year) == (publisher.rstrip(","), year)


def test_a_citation_names_the_author() -> None:
    text = "Para citar el documento: Ministerio de Salud de El Salvador. (2021). Lineamientos técnicos. San Salvador."
    assert imprint_of([text], latest=2026) == Imprint(year=2021, authors=("Ministerio de Salud de El Salvador",))


def test_names_marked_as_authors() -> None:
    found = imprint_of(["A.T. Doe (auteur), RIVM C. Smith (auteur), Soa Aids Nederland"], latest=2026)
    assert found.authors == ("A.T. Doe", "C. Smith")


def test_who_prepared_a_document() -> None:
    assert prepared_by(["opracowane przez Krajowe Centrum do Spraw AIDS"]) == "Krajowe Centrum do Spraw AIDS"
    assert prepared_by(["The meal was prepared by the cook"]) == ""


def byline(*lines: str, is_article: bool = False, known: tuple[str, ...] = ()) -> list[str]:
    return byline_of(["Safe staffing", *lines], 0, is_article=is_article, known=known)


def test_the_byline_stands_below_the_title_and_above_the_abstract() -> None:
    assert byline("Jane Doe[1], John Smith[2]", "[1] University of X") == ["Jane Doe", "John Smith"]
    assert byline("Abstract", "Jane Doe[1], John Smith[2]") == []
    assert byline("Table of Contents", "Jane Doe, John Smith, Ana Díaz") == []


def test_a_single_name_needs_a_witness() -> None:
    assert byline("Jane Doe") == []
    assert byline("by Jane Doe") == ["Jane Doe"]
    assert byline("Jane Doe", is_article=True) == ["Jane Doe"]
    assert byline("Jane Doe", known=("Jane Doe",)) == ["Jane Doe"]
    assert byline("Jane Doe jane@example.org") == ["Jane Doe"]


def test_two_names_without_marks_need_a_date_or_an_issuer_below() -> None:
    assert byline("Jane Doe and John Smith") == []
    assert byline("Jane Doe and John Smith", "April 2021") == ["Jane Doe", "John Smith"]


def test_numbered_authors_below_their_heading() -> None:
    lines = (
        "Authors",
        "1. Jane DOE [Doe J]1,2*, Consultant, MBBS",
        "2. John SMITH [Smith J][3], PhD",
        "Institutions",
        "1. A Ward",
    )
    assert byline(*lines) == ["Jane DOE", "John SMITH"]
    assert byline("Document version: | 0.02", "Author(s): | Jane Doe") == ["Jane Doe"]


def stated(front: Front) -> Statements:
    statements = Statements()
    state_front(front, statements)
    return statements


def test_a_title_page_tells_publisher_and_year_where_there_is_no_imprint() -> None:
    lines = ("MINISTRY OF HEALTH", "Safe staffing", "April 2021", "Received 1 May 2022")
    told = stated(
        Front(title="Safe staffing", lines=lines, end=2, opening=(*lines, "The Ministry of Health thanks all."))
    )
    assert told.metadata == {"publisher": "Ministry of Health", "year": "2021"}
    assert told.origins == {"publisher": "title page", "year": "title page"}


def test_the_imprint_goes_before_the_title_page() -> None:
    lines = ("Ministry of Health", "Safe staffing", "April 2021")
    imprint = "© World Health Organization 2020"
    told = stated(Front(title="Safe staffing", lines=lines, end=2, opening=(*lines, imprint), latest=2021))
    assert told.metadata == {"publisher": "World Health Organization", "year": "2020"}
    assert set(told.origins.values()) == {"imprint"}


def test_a_journal_above_the_title_is_the_publisher() -> None:
    lines = ("Journal of Nursing Studies", "Safe staffing")
    assert stated(Front(title="Safe staffing", lines=lines, end=2, opening=lines)).metadata["publisher"] == lines[0]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Health Statistics 2022", "2022"),
        ("Strategy 2022-2030", ""),
        ("Plan 2016/17", ""),
        ("Regulations (2005)", ""),
        ("From 2001 to 2009", ""),
        ("Vision 2050", ""),
    ],
)
def test_the_year_in_a_title(title: str, year: str) -> None:
    assert title_year(title, latest=2026) == year


LOST = (
    "1 REPUBLIC OF GHANA SAFE STAFFING POLICY FOR WARDS SAFE STAFFING POLICY FOR WARDS MINISTRY OF HEALTH JUNE 2023 ii "
    "TABLE OF CONTENTS Foreword 3 Background 4"
)


def test_the_opening_of_a_text_without_lines_is_cut_into_them() -> None:
    lines = opening_lines(LOST)
    assert lines[-3:] == ["MINISTRY OF HEALTH", "JUNE 2023", "ii"]
    assert opening_title(lines) == "SAFE STAFFING POLICY FOR WARDS"


def test_a_title_ends_before_years_names_and_other_writing() -> None:
    assert (
        opening_title(opening_lines("STAFFING PLAN (2025-2029) GLOBAL PROGRAM Contents")) == "STAFFING PLAN (2025-2029)"
    )
    assert opening_title(opening_lines("Ministry of Health 2005 Contents")) == ""


def test_a_running_title_stands_beside_the_page_numbers() -> None:
    text = " ".join(f"Some words of it. National Staffing Policy Page {n} more words follow." for n in range(6))
    assert running_title(text) == "National Staffing Policy"
    assert running_title("The National Staffing Policy says so. " * 9) == ""
