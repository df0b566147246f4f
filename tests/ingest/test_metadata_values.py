"""Values as files state them, in the form of a document's fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import KINDS
from ingest.metadata_values import (
    authors_of,
    country_codes,
    doi_of,
    humanised,
    kind_of,
    sources_of,
    text_of,
    url_of,
    year_of,
)


@pytest.mark.parametrize(
    ("stated", "year"),
    [
        ("2020", 2020),
        (2020, 2020),
        ("2020-11-09", 2020),
        ("9.11.2020", 2020),
        ("20201109", 2020),
        ("2019/05/01/", 2019),
        ("2020 Jan-Feb", 2020),
        ("c. 1957", 1957),
        ("0999", None),
        ("2101", None),
        ("12345", None),
        ("n. d.", None),
        (["2020"], None),
        (True, None),
    ],
)
def test_years(stated, year):
    assert year_of(stated) == year


@pytest.mark.parametrize(
    ("stated", "authors"),
    [
        (["A. Smith", " ", "A. Smith", "B. Jones"], ("A. Smith", "B. Jones")),
        ("Smith, John; Doe, Anna", ("Smith, John", "Doe, Anna")),
        ("Niamh Humphries, Tomas Zapata and Viola Burau", ("Niamh Humphries", "Tomas Zapata", "Viola Burau")),
        ("Vincent van Gogh and Maria de la Cruz", ("Vincent van Gogh", "Maria de la Cruz")),
        ("Smith, John", ("Smith, John",)),
        ("Ministry of Health and Social Care", ("Ministry of Health and Social Care",)),
        ("Ministry of Health, Republic of Ghana", ("Ministry of Health, Republic of Ghana",)),
        ("World Health Organization", ("World Health Organization",)),
        ({"family": "Cruz", "given": "M."}, ("Cruz, M.",)),
        (7.5, ("7.5",)),
        (None, ()),
    ],
)
def test_authors(stated, authors):
    assert authors_of(stated) == authors


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ("policy", "policy"),
        ("Good practice", "good-practice"),
        ("Good Practices", "good-practice"),
        ("article abstract", "abstract"),
        ("ACTION_PLAN", "action-plan"),
        ("law", "policy"),
        ("guidelines", "guideline"),
        ("systematic review", "systematic-review"),
        ("news", "news"),
        ("report", None),
        ("", None),
    ],
)
def test_kinds(stated, kind):
    assert kind_of(stated) == kind


@given(st.text())
def test_a_kind_is_one_of_the_kinds_or_none(stated):
    assert kind_of(stated) in (*KINDS, None)


@pytest.mark.parametrize(
    ("stated", "codes"),
    [
        (["Norway", "RO", "GRC"], ("NO", "RO", "GR")),
        ("EL; UK", ("GR", "GB")),
        ("Norway, Romania", ("NO", "RO")),
        (["Norway", "NO"], ("NO",)),
        ("Atlantis", ()),
        (None, ()),
    ],
)
def test_countries(stated, codes):
    assert country_codes(stated) == codes


@pytest.mark.parametrize(
    ("stated", "doi"),
    [
        ("10.1186/s12960-017-0179-2", "10.1186/s12960-017-0179-2"),
        ("https://doi.org/10.1000/x", "10.1000/x"),
        ("http://dx.doi.org/10.1000/x.", "10.1000/x"),
        ("doi: 10.1000/x", "10.1000/x"),
        ("10.1000/x y", ""),
        ("PMC123", ""),
    ],
)
def test_dois(stated, doi):
    assert doi_of(stated) == doi


@pytest.mark.parametrize("good", ["http://example.org", "https://example.org/a?b=c#d"])
def test_web_addresses(good):
    assert url_of(good) == good


@pytest.mark.parametrize(
    "bad",
    [
        "javascript:alert(1)",
        "ftp://example.org",
        "example.org",
        "https://",
        "http://a b",
        "data:text/html,x",
        "http://[",
    ],
)
def test_other_addresses_are_none(bad):
    assert url_of(bad) == ""


def test_sources_need_a_title_and_an_address():
    assert [
        source.title for source in sources_of([{"title": "A", "url": "https://example.org"}, {"title": "B"}, 3])
    ] == ["A"]
    assert sources_of("text") == ()


@pytest.mark.parametrize("name", ["read_on", "read", "accessed"])
def test_the_day_on_which_a_source_was_read(name):
    [source] = sources_of([{"title": "A", "url": "https://example.org", name: "2026-11-22"}])
    assert source.read_on == "2026-11-22"


@pytest.mark.parametrize(
    ("stem", "words"),
    [
        ("heroes_interim-event", "heroes interim event"),
        ("CMA-2022-2025_FINAL", "CMA 2022-2025 FINAL"),
        ("National%20plan", "National plan"),
        ("pflbg", "pflbg"),
    ],
)
def test_names_of_files_as_words(stem, words):
    assert humanised(stem) == words


@given(st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text()), st.dictionaries(st.text(), st.text())))
def test_whatever_is_stated_is_one_line_or_nothing(stated):
    assert len(text_of(stated).splitlines()) <= 1
    for form in (authors_of, country_codes, doi_of, kind_of, sources_of, url_of, year_of):
        form(stated)
