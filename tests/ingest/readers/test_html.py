"""HTML pages: main text, structure, and what the head states."""

import re
from collections import Counter
from pathlib import Path

import pytest

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.html import HtmlReader, declared_charset

WORDS = re.compile(r"\w+")


def read(page: str | bytes) -> Reading:
    data = page.encode() if isinstance(page, str) else page
    [reading] = HtmlReader().read(data, file_name="a.html")
    return reading


def texts(page: str | bytes) -> list[str]:
    return [block.text for block in read(page).blocks]


def test_headings_paragraphs_items_and_rows():
    reading = read(
        "<h1>Plan</h1>intro<p>one<br>two</p><h2>Aims</h2><ul><li>first<li>second <b>bold</b></ul>"
        "<table><caption>Doctors</caption><tr><th>Country<th>Rate<tr><td>Niger<td>0.35</table>tail"
    )
    assert [(block.text, block.headings) for block in reading.blocks] == [
        ("Plan", ()),
        ("intro", ("Plan",)),
        ("one two", ("Plan",)),
        ("Aims", ("Plan",)),
        ("first", ("Plan", "Aims")),
        ("second bold", ("Plan", "Aims")),
        ("Doctors", ("Plan", "Aims")),
        ("Country | Rate", ("Plan", "Aims")),
        ("Niger | 0.35", ("Plan", "Aims", "Doctors: Country | Rate")),
        ("tail", ("Plan", "Aims")),
    ]
    assert all(block.page is None for block in reading.blocks)


def test_definitions_follow_their_terms():
    page = "<dl><dt>Nurse</dt><dd>ISCO 2221</dd><dd>registered</dd><dt>Alone</dt></dl>"
    assert texts(page) == ["Nurse: ISCO 2221", "registered", "Alone"]


def test_blocks_inside_inline_elements_end_paragraphs():
    assert texts("<a>one<div>two</div>three</a>") == ["one", "two", "three"]


def test_raised_digits_and_ruby_and_entities():
    assert texts("<p>10<sup>-3</sup> m<sup>2</sup> H<sub>2</sub>O caf&eacute; the 5<sup>th</sup></p>") == [
        "10⁻³ m² H2O café the 5th"
    ]


def test_preformatted_text_is_read_as_plain_text():
    assert texts("<pre>one\nline\n\ntwo</pre>") == ["one line", "two"]


def test_a_table_that_arranges_the_page_is_not_a_table_of_data():
    page = f"<table><tr><td><p>one</p><p>{'word ' * 160}</p><td>side</table>"
    assert texts(page)[0] == "one"
    assert texts("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>") == ["a | b", "c"]


def test_links_of_a_heading_to_itself_are_no_words_of_it():
    assert texts('<h2>Aims <a href="#aims">¶</a></h2><h3><a href="#x">Only a link</a></h3>') == ["Aims", "Only a link"]


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ('<meta name="citation_title" content="T">', "title", "T"),
        ("<title>A plan | Ministry</title><meta property='og:site_name' content='Ministry'>", "title", "A plan"),
        ("<title> Written\n title</title>", "title", "Written title"),
        ('<meta name="citation_author" content="A"><meta name="citation_author" content="B">', "authors", ("A", "B")),
        ('<meta name="DC.creator" content="A">', "authors", ("A",)),
        ('<meta name="citation_journal_title" content="J"><meta name="dc.publisher" content="P">', "publisher", "J"),
        ('<meta property="article:published_time" content="2021-05-06T10:00">', "year", "2021-05-06T10:00"),
        ('<meta name="dc.identifier" content="doi:10.1000/x">', "doi", "10.1000/x"),
        ('<meta name="dc.language" content="ro">', "language", "ro"),
        ('<link rel="canonical" href="https://example.org/a">', "url", "https://example.org/a"),
        ('<link rel="license" href="https://example.org/l">', "licence", "https://example.org/l"),
    ],
)
def test_what_the_head_states(head, field, value):
    reading = read(f"<html><head>{head}</head><body><p>Text.</p></body></html>")
    assert reading.metadata[field] == value
    assert reading.origins[field] == "file"


def test_the_language_of_the_page_is_that_of_its_text_only_by_declaration():
    reading = read('<html lang="de-AT"><body>Text</body></html>')
    assert reading.metadata["text_language"] == "de-AT"
    assert "language" not in reading.metadata


def test_a_title_that_goes_on_with_the_site_ends_at_the_heading_of_the_page():
    reading = read("<title>Nurses : Handbook : Bureau</title><h1>Nurses</h1><p>Text</p>")
    assert reading.metadata["title"] == "Nurses"


def test_the_first_heading_is_the_title_of_a_page_without_one():
    reading = read("<h1>Nurses</h1><p>Text</p>")
    assert (reading.metadata["title"], reading.origins["title"]) == ("Nurses", "text")


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (b'<meta charset="windows-1250">', "windows-1250"),
        (b"<meta http-equiv=content-type content='text/html; charset=koi8-r'>", "koi8-r"),
        (b'<?xml version="1.0" encoding="iso-8859-2"?><html>', "iso-8859-2"),
        (b"<p>charset=utf-8", ""),
    ],
)
def test_the_character_set_that_a_page_names(data, charset):
    assert declared_charset(data) == charset


def test_a_page_in_a_declared_character_set():
    assert texts('<meta charset="windows-1250"><p>Pielęgniarki i położne</p>'.encode("cp1250")) == [
        "Pielęgniarki i położne"
    ]


def test_a_page_that_is_nested_too_deeply_is_partial():
    reading = read("<p>above</p>" + "<div>" * 400 + "below")
    assert reading.completeness is Completeness.PARTIAL
    assert "256" in reading.reason


@pytest.mark.parametrize("page", ["<html></html>", "<nav>menu</nav>", " ", "\0\x01\x02\x03" * 50])
def test_pages_without_text_are_refused(page):
    with pytest.raises(UnreadableError):
        read(page)


def test_the_occupation_pages_are_read_without_their_furniture(shared: Path):
    folder = shared / "data" / "documents" / "us_occupation_pages"
    found = wanted = 0
    for file in sorted((folder / "html").glob("*.html")):
        reading = read(file.read_bytes())
        words = Counter(WORDS.findall(reading.text))
        served = Counter(WORDS.findall((folder / "text" / f"{file.stem}.txt").read_text("utf-8")))
        # The text beside each page still has menus and 700 words of help that the page hides.
        assert not words - served
        found, wanted = found + words.total(), wanted + served.total()
        for furniture in (
            "OCCUPATION FINDER",
            "An official website",
            "Privacy and Security",
            "The wage at which half of",
        ):
            assert furniture not in reading.text
        assert "on the job" in reading.text.lower() or "training" in reading.text.lower()
    assert 0.70 < found / wanted < 0.80
