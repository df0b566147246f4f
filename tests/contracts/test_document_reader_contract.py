"""What every reader promises, whatever bytes it is given."""

import contextlib
import random
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

import docx
import pymupdf
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Block, Reading
from ingest.readers.bibtex import BibtexReader
from ingest.readers.choice import reader_for
from ingest.readers.data_table import DataTableReader
from ingest.readers.docx import DocxReader
from ingest.readers.html import HtmlReader
from ingest.readers.jats import JatsReader
from ingest.readers.markdown import MarkdownReader
from ingest.readers.nbib import NbibReader
from ingest.readers.pdf import PdfReader
from ingest.readers.plain_text import PlainTextReader
from ingest.readers.reader import DocumentReader
from ingest.readers.records import JsonlReader, SeparatedRecordsReader
from ingest.readers.ris import RisReader

SENTENCE = "Nurses stay where colleagues stay."


def pdf() -> bytes:
    document = pymupdf.open()
    for title, text in (("Aims", f"{SENTENCE} So do midwives."), ("Means", "Posts are safe, and houses are near.")):
        page = document.new_page()
        page.insert_text((72, 200), title, fontsize=20)
        page.insert_text((72, 260), text)
    return bytes(document.tobytes())


def word(*, compressed: bool = True) -> bytes:
    document = docx.Document()
    document.core_properties.title = "A plan"
    document.add_heading("Aims", level=1)
    document.add_paragraph(SENTENCE)
    document.add_table(rows=1, cols=2).cell(0, 0).text = "Niger"
    packed, stored = BytesIO(), BytesIO()
    document.save(packed)
    if compressed:
        return packed.getvalue()
    # Stored as they are, the parts themselves can be damaged, not only the packing.
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(stored, "w") as new:
        for name in old.namelist():
            if not name.endswith(("styles.xml", "theme1.xml", "jpeg")):
                new.writestr(name, old.read(name))
    return stored.getvalue()


HTML = f"""<!DOCTYPE html><html lang="en"><head><title>Plan | Site</title>
<meta name="citation_author" content="A B"></head>
<body><nav><a href="/">menu</a></nav><main><h1>Plan</h1><p>{SENTENCE}</p><ul><li>one<li>two</ul>
<table><tr><th>a<th>b<tr><td>1<td>2</table><dl><dt>t<dd>d</dl>
<div id="x" style="display:none">hidden</div></main></body></html>"""
JATS = f"""<article xmlns:xlink="urn:x" article-type="research-article"><front><article-meta>
<title-group><article-title>T
</article-title></title-group><pub-date><year>2020</year></pub-date><abstract><p>A<sup>1</sup></p></abstract>
</article-meta></front>
<body><sec><title>S</title><p>{SENTENCE}<xref ref-type="bibr">1</xref></p><list><list-item><p>i</p></list-item></list>
<table-wrap><label>1</label><table><tr><td>a</td><td>b</td></tr></table></table-wrap></sec></body></article>"""
MARKDOWN = f"""---
title: Plan
year: 2020
---

# Aims

{SENTENCE}

- a
- b

| a | b |
|---|---|
| 1 | 2 |

t
:   d

[^1]: n
"""
TEXT = f"NATIONAL PLAN\n\n{SENTENCE}\nWrapped.\n\n1. Aims\n\n{SENTENCE}\f\n• one\n• two\n"
LOST = (
    "A TABLE OF CONTENTS "
    + "".join(f"{i}. Part {i} ........ {i} " for i in range(1, 9))
    + "".join(f"{i}. Part {i} {SENTENCE * 10}" for i in range(1, 9))
)
RIS = f"TY  - JOUR\nAU  - Smith, J\nTI  - T\nAB  - {SENTENCE}\nPY  - 2020\nER  - \nTY  - RPRT\nTI  - U\nER  - \n"
NBIB = f"PMID- 1\nTI  - T\nFAU - Smith, John\nAB  - {SENTENCE}\n      More.\nDP  - 2020\n\nPMID- 2\nTI  - U\n"
BIBTEX = f"""@article{{a, title={{T}}, author={{Smith, J and Doe, A}}, year=2020,
  abstract={{{SENTENCE} 5 % {{\\"u}}}}}}
@misc{{b, title={{U}}}}
"""
JSONL = f'{{"id": "1", "title": "T", "text": "{SENTENCE}", "year": 2020}}\n{{"title": "U", "authors": ["A"]}}\n'
RECORDS = f'id,title,text\n1,T,"{SENTENCE}"\n2,U,V\n'
TABLE = """Indicator,Code,Place,Year,Value
Doctors,NER,Niger,2020,0.35
Doctors,NER,Niger,2019,0.3
Doctors,TCD,Chad,2020,0.6
"""

VALID: dict[str, tuple[Callable[[], DocumentReader], str, bytes]] = {
    "PDF": (PdfReader, "a.pdf", pdf()),
    "DOCX": (DocxReader, "a.docx", word()),
    "DOCX, stored": (DocxReader, "a.docx", word(compressed=False)),
    "HTML": (HtmlReader, "a.html", HTML.encode()),
    "JATS": (JatsReader, "a.nxml", JATS.encode()),
    "Markdown": (MarkdownReader, "a.md", MARKDOWN.encode()),
    "text": (PlainTextReader, "a.txt", TEXT.encode()),
    "text without lines": (PlainTextReader, "b.txt", LOST.encode()),
    "RIS": (RisReader, "a.ris", RIS.encode()),
    "NBIB": (NbibReader, "a.nbib", NBIB.encode()),
    "BibTeX": (BibtexReader, "a.bib", BIBTEX.encode()),
    "JSONL": (JsonlReader, "a.jsonl", JSONL.encode()),
    "records": (SeparatedRecordsReader, "a.csv", RECORDS.encode()),
    "table": (DataTableReader, "a.csv", TABLE.encode()),
}
ALIKE = pytest.mark.parametrize("kind", VALID)
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
PARTS = ("word/document.xml", "word/styles.xml", "docProps/core.xml", "_rels/.rels")
EMPTY_FIELDS: tuple[object, ...] = (None, "", (), [])


def readings(reader: DocumentReader, data: bytes, file_name: str) -> list[Reading]:
    """The readings, each of them held against the contract; none where the file is refused as the contract says."""
    refusal: UnreadableError | None = None
    found: list[Reading] = []
    try:
        found = list(reader.read(data, file_name=file_name))
    except UnreadableError as error:
        refusal = error
    assert refusal is None or (refusal.path == file_name and refusal.reason)
    for reading in found:
        check(reading)
    return found


def check(reading: Reading) -> None:
    for block in reading.blocks:
        assert block.text
        assert block.text == " ".join(block.text.split()), "one line, white space folded"
        assert len(block.text.splitlines()) == 1
        assert all(heading and len(heading.splitlines()) == 1 for heading in block.headings)
        assert block.paragraph is None or block.paragraph >= 1
        block.text.encode()
    # A partial reading without a block names the pages that it could not read.
    assert bool(reading.blocks or reading.pages_missing) == (reading.completeness is not Completeness.REFUSED)
    assert bool(reading.reason) == (reading.completeness is not Completeness.COMPLETE)
    assert reading.metadata.keys() == reading.origins.keys()
    assert not [field for field, value in reading.metadata.items() if value in EMPTY_FIELDS]
    repr(reading.metadata).encode()


def damaged(data: bytes, seed: int, changes: int) -> bytes:
    """`data` with bytes flipped, taken out, doubled, moved or cut off, the same for the same seed."""
    chance = random.Random(seed)
    out = bytearray(data)
    for _ in range(changes):
        at, length = chance.randrange(len(out) + 1), chance.randrange(1, 40)
        piece = bytes(out[at : at + length])
        change = chance.randrange(6)
        if change == 0:
            out[at : at + 1] = bytes([chance.randrange(256)])
        elif change == 1:
            del out[at : at + length]
        elif change == 2:
            out[at:at] = piece * chance.randrange(1, 5)
        elif change == 3:
            out[at:at] = chance.choice(
                [b"\0", b"<", b"&", b'"', b"{", b"\n\n", b"\xff", b"\xf0\x9f", b"]]>", b"%", b"\\"]
            )
        elif change == 4:
            out[chance.randrange(len(out) + 1) :][:0] = piece
        else:
            del out[max(1, len(out) - length) :]
    return bytes(out)


@ALIKE
def test_a_whole_file_is_read_completely(kind: str) -> None:
    make, name, data = VALID[kind]
    found = readings(make(), data, name)
    assert found
    assert {reading.completeness for reading in found} == {Completeness.COMPLETE}
    assert any("colleagues" in reading.text or "Niger" in reading.text for reading in found)
    assert "/" in make().media_type


@ALIKE
def test_the_same_bytes_give_the_same_readings(kind: str) -> None:
    make, name, data = VALID[kind]
    reader = make()
    once = list(reader.read(data, file_name=name))
    assert list(reader.read(data, file_name=name)) == once
    assert list(make().read(bytes(bytearray(data)), file_name=name)) == once


@ALIKE
def test_the_choice_of_reader_agrees(kind: str) -> None:
    make, name, data = VALID[kind]
    assert type(reader_for(data, name)) is type(make())


@ALIKE
@MANY
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 12))
@example(seed=31651, changes=4)  # a PDF that loses a page while it is repaired
def test_damaged_files_are_read_or_refused(kind: str, seed: int, changes: int) -> None:
    make, name, data = VALID[kind]
    hostile = damaged(data, seed, changes)
    assert readings(make(), hostile, name) == readings(make(), hostile, name)


@MANY
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 12), part=st.sampled_from(PARTS))
def test_damaged_parts_of_a_whole_package_are_read_or_refused(seed: int, changes: int, part: str) -> None:
    hostile = BytesIO()
    with zipfile.ZipFile(BytesIO(VALID["DOCX"][2])) as old, zipfile.ZipFile(hostile, "w") as new:
        for name in PARTS:
            new.writestr(name, damaged(old.read(name), seed, changes) if name == part else old.read(name))
    readings(DocxReader(), hostile.getvalue(), "a.docx")


@ALIKE
@settings(max_examples=25, deadline=None)
@given(data=st.binary(max_size=300))
def test_noise_is_read_or_refused(kind: str, data: bytes) -> None:
    make, name, _ = VALID[kind]
    readings(make(), data, name)


@ALIKE
def test_files_cut_off_anywhere_are_read_or_refused(kind: str) -> None:
    make, name, data = VALID[kind]
    for end in range(0, len(data), max(1, len(data) // 40)):
        readings(make(), data[:end], name)


@ALIKE
@pytest.mark.parametrize("other", VALID)
def test_files_of_another_format_are_read_or_refused(kind: str, other: str) -> None:
    make, name, _ = VALID[kind]
    readings(make(), VALID[other][2], name)


@MANY
@given(
    kind=st.sampled_from(sorted(VALID)),
    name=st.sampled_from(sorted({name for _, name, _ in VALID.values()})),
    seed=st.integers(),
)
def test_the_choice_refuses_or_chooses_whatever_the_name_says(kind: str, name: str, seed: int) -> None:
    data = damaged(VALID[kind][2], seed, 3)
    with contextlib.suppress(UnreadableError):
        readings(reader_for(data, name), data, name)


class Careless:
    """A reader with one planted fault, to show that this suite can fail."""

    media_type = "text/plain"

    def __init__(self, fault: str) -> None:
        self.fault = fault

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        text = {"line break": "one\ntwo", "white space": "one  two", "empty": ""}.get(self.fault, "one")
        if self.fault == "other error":
            raise KeyError(file_name)
        if self.fault == "other file":
            raise UnreadableError(path="another", reason="x")
        yield Reading(
            blocks=() if self.fault == "silence" else (Block(text=text),),
            metadata={"title": "x"} if self.fault == "no origin" else {},
            completeness=Completeness.PARTIAL if self.fault == "no reason" else Completeness.COMPLETE,
        )


@pytest.mark.parametrize(
    "fault", ["line break", "white space", "empty", "other error", "other file", "silence", "no origin", "no reason"]
)
def test_the_suite_notices_a_reader_that_breaks_the_contract(fault: str) -> None:
    assert readings(Careless("none"), b"", "a.txt")
    with pytest.raises((AssertionError, KeyError)):
        readings(Careless(fault), b"", "a.txt")
