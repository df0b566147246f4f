"""Which reader reads what."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from corpus.errors import UnreadableError
from ingest.readers.choice import FORMATS, reader_for


def package(*names: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return out.getvalue()


JATS = b'<?xml version="1.0"?><!-- c --><!DOCTYPE article PUBLIC "x" "y"><article/>'
CASES = [
    (b"%PDF-1.7 ...", "a.pdf", "PdfReader"),
    (b"%PDF-1.7 ...", "a.txt", "PdfReader"),
    (b"junk before\n%PDF-1.4", "a.pdf", "PdfReader"),
    (b"\n%PDF-1.4", "a.dat", "PdfReader"),
    (b"%PDF-less words", "a.txt", "PlainTextReader"),
    (b"words about %PDF-1.4", "a.txt", "PlainTextReader"),
    (package("word/document.xml"), "a.docx", "DocxReader"),
    (package("word/document.xml"), "a.bin", "DocxReader"),
    (b"<!DOCTYPE html><p>x", "a.txt", "HtmlReader"),
    (b"\xef\xbb\xbf <!-- c --> <HTML>", "a", "HtmlReader"),
    ('<?xml version="1.0"?><html xmlns="x">'.encode("utf-16"), "a.xml", "HtmlReader"),
    (b"<p>fragment", "a.htm", "HtmlReader"),
    (b"<article class='x'>", "a.html", "HtmlReader"),
    (JATS, "a.nxml", "JatsReader"),
    (JATS, "a.txt", "JatsReader"),
    (b"<article xmlns:xlink='x' article-type='y'>", "a.dat", "JatsReader"),
    (b"<other/>", "a.xml", "JatsReader"),
    (b"# Title", "a.md", "MarkdownReader"),
    (b"Text", "A.TXT", "PlainTextReader"),
    (b"Provider: x\r\n\r\nTY  - JOUR\r\nER  - ", "a.txt", "RisReader"),
    (b"anything", "a.ris", "RisReader"),
    (b"\nPMID- 123\nTI  - x", "export.txt", "NbibReader"),
    (b"% comment\n@article{a, title={x}}", "a.txt", "BibtexReader"),
    (b"{}", "a.jsonl", "JsonlReader"),
    (b"id,title,text\n1,a,b", "a.csv", "SeparatedRecordsReader"),
    (b"Place,Value\nNiger,1", "a.csv", "DataTableReader"),
    (b"Place\tValue\nNiger\t1", "a.tsv", "DataTableReader"),
]


@pytest.mark.parametrize(("data", "name", "reader"), CASES)
def test_the_reader_of_a_file(data, name, reader):
    assert type(reader_for(data, name)).__name__ == reader


@pytest.mark.parametrize(
    ("data", "name", "named"),
    [
        (package("xl/workbook.xml"), "a.xlsx", ".xlsx"),
        (package("ppt/presentation.xml"), "a.pptx", ".pptx"),
        (package("META-INF/container.xml", "mimetype"), "a.epub", ".epub"),
        (package("content.xml", "mimetype"), "a.odt", ".odt"),
        (package("a.txt"), "a.zip", ".zip"),
        (b"{\\rtf1 x}", "a.doc", ".rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", ".doc"),
        (b"\x89PNG\r\n", "a.txt", ".png"),
        (b"From: x", "a.eml", ".eml"),
        (b"[]", "a.json", ".json"),
    ],
)
def test_a_format_that_is_not_read_is_named_with_those_that_are(data, name, named):
    with pytest.raises(UnreadableError) as caught:
        reader_for(data, name)
    assert caught.value.reason.startswith(f"the format {named}")
    assert caught.value.reason.endswith(f"is not read; Cadre reads {FORMATS}")
    assert caught.value.path == name


def test_a_password_is_told_apart():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnreadableError, match="protected by a password"):
        reader_for(data, "a.docx")


@pytest.mark.parametrize(("data", "reason"), [(b"", "the file is empty"), (b"words", "its format cannot be told")])
def test_files_that_show_nothing(data, reason):
    with pytest.raises(UnreadableError, match=reason):
        reader_for(data, "README")


def test_every_shared_file_of_another_kind_is_read_or_refused_by_name(shared: Path):
    files = [file for file in (shared / "data" / "files" / "other").rglob("*.*") if file.is_file()]
    assert len(files) > 200
    unread = {".pptx", ".xlsx", ".odt", ".rtf", ".epub", ".doc", ".msg", ".eml"}
    refused: dict[Path, str] = {}
    for file in files:
        try:
            reader_for(file.read_bytes(), file.name)
        except UnreadableError as error:
            refused[file] = error.reason
    assert {file for file in files if file.suffix in unread} <= refused.keys()
    for file, reason in refused.items():
        assert "is not read; Cadre reads" in reason or "password" in reason or "broken" in reason, file
