"""Dates, issuers, names and kinds as title pages write them."""

import pytest

from corpus.document import KINDS
from corpus.reading import Block
from ingest.dates import date_years, is_date
from ingest.issuers import as_written, is_issuer, issuer_in
from ingest.kinds import kind_told
from ingest.names import names_in


@pytest.mark.parametrize(
    ("line", "years"),
    [
        ("April, 2019", [2019]),
        ("REVISED: NOV. 20, 2017", [2017]),
        ("Andorra la Vella, May 12, 2023", [2023]),
        ("Warszawa, maj 2020 r.", [2020]),
        ("31. Dezember 2016", [2016]),
        ("le 3 février 2021", [2021]),
        ("12 de mayo de 2022", [2022]),
        ("Dushanbe 2020", [2020]),
        ("El Salvador, San Salvador, 2021", [2021]),
        ("발행일 2020년 4월 2일", [2020]),
        ("DATE: 28/11/2017 UPDATED: 16/05/2018", [2017, 2018]),
        ("Version 2021_09_12", [2021]),
        ("1998", [1998]),
        ("Received 25 July 2008", []),
        ("Public Health Act 2012", []),
        ("w 2019 roku", []),
        ("Working for Health 2022-2030", []),
        ("The council met in April 2019 and again in May 2020 to talk of the plan for wards", []),
    ],
)
def test_the_years_of_date_lines(line: str, years: list[int]) -> None:
    assert date_years(line) == years


def test_a_line_that_only_holds_a_date_is_told_from_a_title_with_a_year() -> None:
    assert is_date("Vienna, December 2017")
    assert not is_date("International Health Regulations (2005) in the countries of the Region")


@pytest.mark.parametrize(
    "line",
    [
        "Ministry of Health", "U.S. Department of Justice", "MINISTER ZDROWIA", "Deutsche AIDS-Gesellschaft (DAIG)",
        "Krajowe Centrum do Spraw AIDS", "Ministerio de Salud", "Bundesministerium für Gesundheit", "Haute Autorité de Santé",
        "HIV/ STI Programme, Ministry of Health, Government of Barbados", "OECD", "Rijksinstituut voor Volksgezondheid en Milieu",
    ],
)  # fmt: skip
def test_names_of_bodies(line: str) -> None:
    assert is_issuer(line)


@pytest.mark.parametrize(
    "line",
    [
        "the ministry of health pays", "Nursing strategy", "The Ministry of Health pays for it.", "Program Assistant (Office)",
        "Ministry of Health: plan", "Plaintiff/Respondent and Ministry", "Jane Doe", "",
    ],
)  # fmt: skip
def test_what_is_no_name_of_a_body(line: str) -> None:
    assert not is_issuer(line)


def test_a_body_is_named_without_the_parts_of_its_house() -> None:
    assert issuer_in("Ministry of Health Department of Nursing National Office") == "Ministry of Health"
    assert issuer_in("Ministry of Health and Social Protection") == "Ministry of Health and Social Protection"


def test_capitals_are_written_as_the_text_writes_them() -> None:
    assert as_written("MINISTRY OF HEALTH", ["by the Ministry of Health", "MINISTRY OF HEALTH"]) == "Ministry of Health"
    assert as_written("MINISTRY OF HEALTH", ["nobody"]) == "MINISTRY OF HEALTH"
    assert as_written("Ministry of Health", ["ministry of health"]) == "Ministry of Health"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jane Doe[1], John O'Neil[2,3]∗ and Ana Díaz†", ["Jane Doe", "John O'Neil", "Ana Díaz"]),
        ("Yu.A.Doe1*, L.Smith dos Santos[1]", ["Yu.A.Doe", "L.Smith dos Santos"]),
        ("Doe J1, Smith AB2", ["Doe J", "Smith AB"]),
        ("Barlas O˘guz, Jane Ro- cha", ["Barlas Oğuz", "Jane Rocha"]),
        ("Jane Doe jane.doe@example.org", ["Jane Doe"]),
        ("PAR GÉRARD DURAND", ["Gérard Durand"]),
        ("by Prof. Dr. Jane Doe, PhD and John Smith, MD", ["Jane Doe", "John Smith"]),
        ("Doe, Jane; Smith, J.", ["Doe, Jane", "Smith, J."]),
        ("Jane Doe, John Smith, editor", ["Jane Doe", "John Smith"]),
        ("김 창 호*", ["김 창 호"]),
        ("Final Report", []),
        ("Executive Summary and Annexes", []),
        ("Nurses leave, doctors stay", []),
        ("Ministry of Health", []),
        ("", []),
    ],
)
def test_names_in_bylines(line: str, names: list[str]) -> None:
    assert names_in(line) == names


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("National Framework and Guidelines for the Implementation of Wards", "guideline"),
        ("Deutsch-Österreichische Leitlinien zur Pflege", "guideline"),
        ("Lineamientos técnicos para la enfermería", "guideline"),
        ("Practical Guidance for Nurses", "guideline"),
        ("Protocol for prescribing at night", "guideline"),
        ("Bundesärzteordnung", "policy"),
        ("Gesetz über die Pflegeberufe", "policy"),
        ("Nursing Act 2011", "policy"),
        ("Estrategia nacional de cuidados", "policy"),
        ("Nemzeti egészségügyi stratégia", "policy"),
        ("Nursing and Midwifery Strategic Plan 2024-2028", "policy"),
        ("National Action Plan for Nurses", "action-plan"),
        ("Health Supply Chain Master Plan (2025-2029)", "action-plan"),
        ("Plan d’action pour les soins", "action-plan"),
        ("Who stays? Policy brief", "evidence-brief"),
        ("Turnover of nurses: a systematic review and meta-analysis", "systematic-review"),
        ("Guideline adherence among nurses: a cross-sectional study", "primary-study"),
        ("The interim event was hosted by the ministry in Budapest", "event-report"),
        ("Report of the second meeting of planners", "event-report"),
        ("Good practice: return to the ward", "good-practice"),
        ("Policy analysis of nursing", None),
        ("Evaluation of the national strategy", None),
        ("Implementing the National Strategy", None),
        ("Study protocol for a trial on wards", None),
        ("Größenordnung der Personallücke", None),
        ("Time to act", None),
        ("Registered Nurses", None),
        ("", None),
    ],
)
def test_the_kind_that_a_title_tells(title: str, kind: str | None) -> None:
    told = kind_told(title, (), ())
    assert (told.kind if told else None) == kind
    assert told is None or (told.kind in KINDS and "title" in told.reason)


def test_a_line_of_the_title_page_tells_the_kind() -> None:
    told = kind_told("Staffing of wards", ["NORMA", "Number 4"], ())
    assert told is not None
    assert (told.kind, told.reason) == ("guideline", "the line “norma” on the title page")
    assert kind_told("Staffing of wards", ["The norma of staffing that wards have at night"], ()) is None


def article(*headings: str, words: int = 2_000) -> list[Block]:
    return [*(Block(text=heading, is_heading=True) for heading in headings), Block(text="word " * words)]


def test_the_sections_of_a_study_tell_it() -> None:
    told = kind_told("Wards", (), article("Abstract", "1 Introduction", "2. Methods", "3. Results"))
    assert told is not None
    assert told.kind == "primary-study"
    assert kind_told("Wards", (), article("Executive summary of it", "Methods", "Results")) is None
    assert kind_told("Wards", (), [*article("Abstract", "Methods", "Results"), Block(text="By PRISMA.")]) is None


def test_a_short_text_with_the_parts_of_an_abstract_is_one() -> None:
    text = "Background: Nurses leave. Methods: We asked them. Results: They were tired."
    told = kind_told("", (), [Block(text=text)])
    assert told is not None
    assert told.kind == "abstract"
    assert kind_told("", (), [Block(text="Abstract Background Nurses leave.")]) == told
    assert kind_told("", (), [Block(text="Methods: We asked.")]) is None


def test_the_time_below_the_title_tells_news() -> None:
    told = kind_told("Nurses protest", (), [Block(text="Nurses protest"), Block(text="Mon, 04 Apr 2011 10:01:50 GMT")])
    assert told is not None
    assert told.kind == "news"
