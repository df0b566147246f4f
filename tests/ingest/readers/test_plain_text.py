"""Plain text files."""

from pathlib import Path

import pytest

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.plain_text import PlainTextReader

BODY = "Nurses and midwives are on the front lines of care in every country of the region."


def read(text: str | bytes) -> Reading:
    data = text.encode() if isinstance(text, str) else text
    [reading] = PlainTextReader().read(data, file_name="a.txt")
    return reading


def outline(text: str) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(block.text, block.headings, block.is_heading) for block in read(text).blocks]


def test_headings_by_number_capitals_chapter_and_underline():
    headings = ("NATIONAL PLAN", "1. Background", "1.1 Aims", "Chapter 2", "Notes\n=====")
    text = "".join(f"{heading}\n\n{BODY}\n\n" for heading in headings)
    assert outline(text) == [
        ("NATIONAL PLAN", (), True),
        (BODY, ("NATIONAL PLAN",), False),
        ("1. Background", (), True),
        (BODY, ("1. Background",), False),
        ("1.1 Aims", ("1. Background",), True),
        (BODY, ("1. Background", "1.1 Aims"), False),
        ("Chapter 2", (), True),
        (BODY, ("Chapter 2",), False),
        ("Notes", (), True),
        (BODY, ("Notes",), False),
    ]


def test_numbered_items_and_sentences_are_no_headings():
    text = f"1. Pay\n\n2. Housing\n\n3. Rest\n\n4. This is a sentence.\n\n{BODY}"
    assert not any(is_heading for _, _, is_heading in outline(text))


def test_a_heading_that_nothing_follows_is_a_paragraph():
    assert outline("ANNEX") == [("ANNEX", (), False)]


def test_the_opening_heading_is_the_title():
    assert read(f"NATIONAL PLAN\n\n{BODY}").metadata == {"title": "NATIONAL PLAN"}
    assert read(BODY).metadata == {}


def test_lone_page_numbers_that_count_up_are_no_text():
    pages = "\n\n".join(f"{BODY}\n\n{page}" for page in range(7, 11))
    assert [block.text for block in read(pages).blocks] == [BODY] * 4


def test_lone_numbers_that_do_not_count_up_are_data():
    assert [block.text for block in read(f"{BODY}\n\n12\n\n{BODY}\n\n90\n\n{BODY}").blocks][1] == "12"


def test_lines_that_every_page_repeats_are_no_text():
    pages = "\f".join(f"Health strategy {page}\n{BODY}\nMinistry" for page in range(1, 5))
    assert [block.text for block in read(pages).blocks] == [BODY] * 4


def test_damaged_bytes_make_the_reading_partial():
    reading = read((f"Pflegekräfte {BODY} " * 40).encode() + b"\xff")
    assert reading.completeness is Completeness.PARTIAL
    assert "not valid utf-8" in reading.reason


@pytest.mark.parametrize("data", [b" \n\n ", b"\xef\xbb\xbf", b"\0\1\2\3" * 100])
def test_files_without_text_are_refused(data):
    with pytest.raises(UnreadableError):
        read(data)


def test_the_ministry_texts_have_headings_and_keep_their_sentences(shared: Path):
    folder = shared / "data" / "documents" / "ghana_ministry_policies" / "text"
    [file] = folder.glob("Nursing-and-Midwifery-Strategic-Plan*.txt")
    reading = read(file.read_bytes())
    [migration] = [block for block in reading.blocks if "thorny issue in recent years" in block.text]
    assert migration.headings == ("SITUATIONAL ANALYSIS", "2.3 Migration")
    assert migration.text.startswith("The migration of nurses and midwives from Ghana")
