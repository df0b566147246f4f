"""Markdown: front matter and structure."""

from pathlib import Path

import pytest

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.markdown import MarkdownReader


def read(text: str) -> Reading:
    [reading] = MarkdownReader().read(text.encode(), file_name="a.md")
    return reading


def texts(text: str) -> list[str]:
    return [block.text for block in read(text).blocks]


def test_headings_paragraphs_lists_tables_and_code():
    reading = read(
        "# Plan\n\nA *first*\nparagraph.\n\n## Aims\n\n- one\n- two\n  more\n\n1. first\n2. second\n\n"
        "| Country | Rate |\n|---|---|\n| Niger | 0.35 |\n\n```\ncode\n```\n\n> quoted\n"
    )
    assert [(block.text, block.headings) for block in reading.blocks] == [
        ("Plan", ()),
        ("A first paragraph.", ("Plan",)),
        ("Aims", ("Plan",)),
        ("one", ("Plan", "Aims")),
        ("two more", ("Plan", "Aims")),
        ("1. first", ("Plan", "Aims")),
        ("2. second", ("Plan", "Aims")),
        ("Country | Rate", ("Plan", "Aims")),
        ("Niger | 0.35", ("Plan", "Aims", "Country | Rate")),
        ("code", ("Plan", "Aims")),
        ("quoted", ("Plan", "Aims")),
    ]


def test_inline_markup_is_removed():
    line = (
        "**Bold**, `code`, [a link](http://example.org), ![a picture](p.png) <b>tag</b> &amp; line<br>break ~~struck~~"
    )
    assert texts(line) == ["Bold, code, a link, a picture tag & line break struck"]


def test_front_matter_is_stated_and_is_no_text():
    reading = read(
        "---\ntitle: A plan\nauthors: [A. Smith, B. Jones]\nyear: 2021\ncountries: [NO, RO]\n"
        "sources:\n  - title: Report\n    url: https://example.org/r\n---\n\n# Heading\n\nText.\n"
    )
    assert reading.metadata == {
        "title": "A plan",
        "authors": ("A. Smith", "B. Jones"),
        "year": "2021",
        "countries": ("NO", "RO"),
        "sources": ({"title": "Report", "url": "https://example.org/r"},),
    }
    assert set(reading.origins.values()) == {"front matter"}
    assert [block.text for block in reading.blocks] == ["Heading", "Text."]


def test_keys_count_in_any_case_and_unknown_ones_are_passed_over():
    reading = read("---\nTitle: Gesetz\njurabk: PflBG\nslug: pflbg\n\n---\n\nText.")
    assert reading.metadata == {"title": "Gesetz"}


def test_a_header_that_is_no_yaml_is_read_line_by_line():
    reading = read("---\nTitle: Verordnung: Teil 1: Pflege\nyear: 2020\n---\nText.")
    assert reading.metadata["title"] == "Verordnung: Teil 1: Pflege"
    assert reading.metadata["year"] == "2020"


def test_a_header_below_a_first_line_with_the_title():
    reading = read("Gesetz über den Beruf\n---\nTitle: ''\nslug: x\n\n---\n\n#  (X)\n\nText.")
    assert (reading.metadata["title"], reading.origins["title"]) == ("Gesetz über den Beruf", "text")
    assert [block.text for block in reading.blocks] == ["Gesetz über den Beruf", "(X)", "Text."]


def test_a_rule_is_no_front_matter():
    assert texts("---\n\nJust a paragraph\nof text: with a colon.\n\n---\n\nmore") == [
        "Just a paragraph of text: with a colon.",
        "more",
    ]


def test_the_first_heading_is_the_title_where_none_is_stated():
    reading = read("Before.\n\n## A heading\n\nText.")
    assert (reading.metadata["title"], reading.origins["title"]) == ("A heading", "text")


def test_definitions_follow_their_terms_and_may_date_the_document():
    reading = read("Ausfertigungsdatum\n:   2017-07-17\n\nFundstelle\n:   BGBl I\n\nText.")
    assert [block.text for block in reading.blocks] == ["Ausfertigungsdatum: 2017-07-17", "Fundstelle: BGBl I", "Text."]
    assert (reading.metadata["year"], reading.origins["year"]) == ("2017-07-17", "text")


def test_no_footnote_is_lost_whether_it_is_referred_to_or_not():
    assert texts("Text[^1] ^[inside]\n\n[^1]: referred\n\n[^2]: word\n") == ["Text ^[inside]", "referred", "word"]


def test_html_in_markdown_gives_its_text():
    assert texts("<div><p>one</p><script>x()</script></div>\n\n<!-- nothing -->\n\ntwo") == ["one", "two"]


def test_nesting_beyond_the_limit_is_told():
    assert read("> " * 20 + "text").completeness is Completeness.COMPLETE
    reading = read("above\n\n" + "> " * 100 + "text")
    assert reading.completeness is Completeness.PARTIAL
    assert "nested" in reading.reason


@pytest.mark.parametrize("text", ["", "  \n", "---\ntitle: x\n---\n"])
def test_files_without_text_are_refused(text):
    with pytest.raises(UnreadableError, match="no text"):
        read(text)


def test_the_laws_are_read_with_title_year_and_paths(shared: Path):
    files = sorted((shared / "data" / "documents" / "german_health_profession_laws").glob("*.md"))
    assert len(files) > 50
    for file in files:
        [reading] = MarkdownReader().read(file.read_bytes(), file_name=file.name)
        assert reading.metadata["title"]
        assert str(reading.metadata["year"])[:2] in ("19", "20")
        assert "slug:" not in reading.text
        assert any("§" in " ".join(block.headings) or "Art" in " ".join(block.headings) for block in reading.blocks)
