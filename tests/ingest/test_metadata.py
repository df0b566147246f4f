"""What is known about a document, from whatever states it."""

import pytest

from corpus.document import Completeness, Document, Source
from corpus.errors import UnreadableError
from corpus.reading import Block, Reading
from ingest.metadata import document_of, read_sidecar


def made(
    metadata: dict[str, object] | None = None,
    sidecar: dict[str, object] | None = None,
    *,
    origin: str = "record",
    file_name: str = "a_plan-2020.txt",
    language: str = "und",
) -> Document:
    metadata = metadata or {}
    reading = Reading(
        blocks=(Block(text="Text."),),
        metadata=metadata,
        origins=dict.fromkeys(metadata, origin),
        record=3,
        completeness=Completeness.PARTIAL,
        reason="two pages are pictures",
        pages=9,
        pages_missing=(2, 5),
    )
    return document_of(
        reading,
        doc_id="d",
        original="o",
        file_name=file_name,
        media_type="text/plain",
        sidecar=sidecar or {},
        language=language,
    )


def test_everything_that_is_stated_is_brought_into_form_with_its_origin():
    document = made(
        {
            "title": "A plan",
            "authors": ("Smith, J.", "Smith, J.", "Doe, A."),
            "publisher": "A ministry",
            "year": "2019/05/01/",
            "kind": "Good practice",
            "countries": ("Norway", "RO"),
            "url": "https://example.org/a",
            "doi": "https://doi.org/10.1000/x.",
            "licence": "CC BY 4.0",
            "source_id": "r1",
            "sources": ({"title": "S", "url": "https://example.org/s", "year": "2021", "read_on": "2026-01-02"},),
        }
    )
    assert document == Document(
        doc_id="d",
        title="A plan",
        authors=("Smith, J.", "Doe, A."),
        publisher="A ministry",
        year=2019,
        kind="good-practice",
        countries=("NO", "RO"),
        url="https://example.org/a",
        doi="10.1000/x",
        licence="CC BY 4.0",
        source_id="r1",
        sources=(Source(title="S", url="https://example.org/s", year=2021, read_on="2026-01-02"),),
        origins=dict.fromkeys(
            (
                "title",
                "authors",
                "publisher",
                "year",
                "kind",
                "countries",
                "url",
                "doi",
                "licence",
                "source_id",
                "sources",
            ),
            "record",
        ),
        original="o",
        file_name="a_plan-2020.txt",
        media_type="text/plain",
        record=3,
        completeness=Completeness.PARTIAL,
        reason="two pages are pictures",
        pages=9,
        pages_missing=(2, 5),
    )


def test_the_sidecar_counts_for_more_than_the_file():
    document = made({"title": "In the file", "year": "2001"}, {"title": "Beside it"})
    assert (document.title, document.origins["title"]) == ("Beside it", "sidecar")
    assert (document.year, document.origins["year"]) == (2001, "record")


def test_the_name_of_the_file_is_the_last_resort():
    document = made()
    assert (document.title, document.origins) == ("a plan 2020", {"title": "file name"})
    assert made(file_name=".txt").title == ".txt"
    assert made(file_name="__.md").title == "Untitled"


def test_what_has_no_usable_form_states_nothing():
    document = made(
        {"year": "n. d.", "kind": "thing", "url": "javascript:alert(1)", "doi": "none", "countries": ("X",)}
    )
    assert document.origins == {"title": "file name"}
    assert (document.year, document.kind, document.url, document.doi, document.countries) == (None, None, "", "", ())


def test_where_the_language_comes_from():
    assert made().origins.get("language") is None
    assert made(language="de").origins["language"] == "text"
    assert made({"language": "de"}, language="de").origins["language"] == "record"
    assert made({}, {"language": "de"}, language="de").origins["language"] == "sidecar"
    assert made(language="de").language == "de"


def test_a_sidecar_in_yaml_and_json():
    yaml = b"Title: Et vedtak\ncountries: [NO]\nyear: 2020-11-09\nauthors:\n"
    json = b'{"title": "A law", "kind": "law", "year": 1999, "authors": ["A", "B"]}'
    assert read_sidecar(yaml, file_name="a.pdf.meta.yaml") == {
        "title": "Et vedtak",
        "countries": ["NO"],
        "year": "2020-11-09",
    }
    assert read_sidecar(json, file_name="b.pdf.meta.json") == {
        "title": "A law",
        "kind": "law",
        "year": 1999,
        "authors": ["A", "B"],
    }
    assert made(sidecar=dict(read_sidecar(json, file_name="b.pdf.meta.json"))).kind == "policy"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("titel: x\ntitle: y", "title is stated twice"),
        ("colour: red", "'colour' is no field; the fields are authors, countries"),
        ("year: soon", "year cannot be 'soon'"),
        ("kind: thing", "kind cannot be 'thing'"),
        ("countries: [NO, Atlantis]", "countries cannot be ['NO', 'Atlantis']"),
        ("url: ftp://example.org", "url cannot be"),
        ("sources:\n  - title: no address", "sources cannot be"),
        ("- a list", "no `key: value` lines"),
        ("title: [", "not valid YAML"),
        ("title: {a: b}", "title cannot be"),
    ],
)
def test_a_sidecar_that_is_wrong_says_what_is_wrong(written: str, problem: str):
    with pytest.raises(UnreadableError) as caught:
        read_sidecar(written.encode(), file_name="a.pdf.meta.yaml")
    assert str(caught.value).startswith("a.pdf.meta.yaml was refused: the sidecar cannot be used: ")
    assert problem in str(caught.value)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"[1]", b"{", b"[" * 100_000, b'{"title": "x"} ' + b" " * 1_100_000])
def test_a_sidecar_that_is_no_json_object_is_refused(data: bytes):
    with pytest.raises(UnreadableError, match="the sidecar cannot be used"):
        read_sidecar(data, file_name="a.pdf.meta.json")
