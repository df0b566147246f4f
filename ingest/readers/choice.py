"""Which reader reads a file: what the bytes are counts for more than what the file is called."""

import re
from pathlib import PurePath

from corpus.errors import UnreadableError
from ingest.readers.bibtex import BibtexReader
from ingest.readers.data_table import DataTableReader
from ingest.readers.decoding import decode
from ingest.readers.docx import DocxReader, main_part
from ingest.readers.html import HtmlReader
from ingest.readers.jats import JatsReader
from ingest.readers.markdown import MarkdownReader
from ingest.readers.nbib import NbibReader
from ingest.readers.pdf import PdfReader
from ingest.readers.plain_text import PlainTextReader
from ingest.readers.reader import DocumentReader
from ingest.readers.records import JsonlReader, SeparatedRecordsReader, is_record_header
from ingest.readers.ris import RisReader
from ingest.readers.separated_values import rows_of, separator_of
from ingest.readers.zip_source import Package
from ingest.recognition import recognition_from

FORMATS = (
    "PDF, DOCX, HTML, Markdown, plain text, JATS XML, RIS, BibTeX, NBIB, and records or tables as CSV, TSV or JSONL"
)
"""What Cadre reads, in words."""

_BY_SUFFIX: dict[str, type[DocumentReader]] = {
    ".pdf": PdfReader,
    ".html": HtmlReader,
    ".htm": HtmlReader,
    ".xhtml": HtmlReader,
    ".md": MarkdownReader,
    ".markdown": MarkdownReader,
    ".txt": PlainTextReader,
    ".text": PlainTextReader,
    ".xml": JatsReader,
    ".nxml": JatsReader,
    ".jats": JatsReader,
    ".ris": RisReader,
    ".bib": BibtexReader,
    ".bibtex": BibtexReader,
    ".nbib": NbibReader,
    ".medline": NbibReader,
    ".jsonl": JsonlReader,
    ".ndjson": JsonlReader,
}
_TABLES = frozenset({".csv", ".tsv", ".tab"})
_PACKAGES = (
    ("xl/", ".xlsx (Excel)"),
    ("ppt/", ".pptx (PowerPoint)"),
    ("META-INF/container.xml", ".epub"),
    ("content.xml", ".odt, .ods or .odp (OpenDocument)"),
)
_SIGNATURES = (
    (b"{\\rtf", ".rtf"),
    (b"\x1f\x8b", ".gz"),
    (b"7z\xbc\xaf", ".7z"),
    (b"Rar!", ".rar"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"II*\0", ".tif"),
    (b"MM\0*", ".tif"),
    (b"%!PS", ".ps"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_HEAD = 4096
_PDF_AT_ONCE = re.compile(rb"\s{0,100}%PDF-\d")
_PDF = re.compile(rb"\A.{0,1024}?%PDF-\d", re.DOTALL)
_HTML = re.compile(
    r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_JATS = re.compile(
    r"\A\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*)*"
    r"(?:<!doctype\s+article\b|<article\b[^>]*\b(?:article-type|dtd-version|xmlns:(?:xlink|mml|ali))=)",
    re.IGNORECASE | re.DOTALL,
)
_RIS = re.compile(r"\A\s*(?:[^\n]*\n){0,8}?TY  ?- ?[A-Z]{3,6}\s*\n")
_NBIB = re.compile(r"\A\s*PMID- ?\d+\s*\n")
_BIBTEX = re.compile(
    r"\A\s*(?:%[^\n]*\n\s*)*@(?:article|book|inproceedings|misc|techreport|incollection|string)\s*\{", re.I
)


def reader_for(data: bytes, file_name: str, recognition: bytes = b"") -> DocumentReader:
    """The reader for a file's bytes, which knows what was recognised on its scanned pages, if anything was.

    Raises `UnreadableError` that names the format where it is not read.
    """
    if not data:
        raise UnreadableError(path=file_name, reason="the file is empty")
    suffix = PurePath(file_name).suffix.lower()
    if _PDF_AT_ONCE.match(data) or (suffix in ("", ".pdf") and _PDF.match(data[: _HEAD // 2])):
        return _pdf_reader(recognition, file_name)
    if data.startswith(b"PK\x03\x04"):
        return _package_reader(data, file_name)
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise UnreadableError(path=file_name, reason="it is protected by a password; save it without one")
    if named := _foreign_format(data):
        raise _not_read(file_name, named)
    if suffix in _TABLES:
        return _table_reader(data, file_name)
    by_content = _by_content(data)
    if by_content is not None:
        return by_content()
    if not suffix:
        reason = f"its format cannot be told: neither its name nor its first bytes show it; Cadre reads {FORMATS}"
        raise UnreadableError(path=file_name, reason=reason)
    if suffix not in _BY_SUFFIX:
        raise _not_read(file_name, suffix)
    return _BY_SUFFIX[suffix]()


def _pdf_reader(recognition: bytes, file_name: str) -> PdfReader:
    try:
        return PdfReader(recognition_from(recognition) if recognition else None)
    except (ValueError, KeyError, TypeError) as error:
        reason = f"what was recognised on its pages cannot be used ({error})"
        raise UnreadableError(path=file_name, reason=reason) from error


def _by_content(data: bytes) -> type[DocumentReader] | None:
    """The format that the first characters of a text show, or None."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    head = data[:_HEAD].decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    patterns: tuple[tuple[re.Pattern[str], type[DocumentReader]], ...] = (
        (_JATS, JatsReader),
        (_HTML, HtmlReader),
        (_RIS, RisReader),
        (_NBIB, NbibReader),
        (_BIBTEX, BibtexReader),
    )
    return next((reader for pattern, reader in patterns if pattern.match(head)), None)


def _package_reader(data: bytes, file_name: str) -> DocumentReader:
    package = Package(data, file_name=file_name)
    if main_part(package, file_name=file_name):
        return DocxReader()
    for start, named in _PACKAGES:
        if any(name.startswith(start) for name in package.names):
            raise _not_read(file_name, named)
    raise _not_read(file_name, ".zip")


def _table_reader(data: bytes, file_name: str) -> DocumentReader:
    text = decode(data, file_name=file_name).text
    header = next(rows_of(text, separator=separator_of(text, file_name=file_name)), None)
    if header is not None and is_record_header(header.cells):
        return SeparatedRecordsReader()
    return DataTableReader()


def _foreign_format(data: bytes) -> str:
    """The name of a format that Cadre does not read, told by its first bytes, or ""."""
    if data.startswith(_OLE):
        return ".doc, .xls, .ppt or .msg (Office before 2007, Outlook)"
    return next((named for signature, named in _SIGNATURES if data.startswith(signature)), "")


def _not_read(file_name: str, named: str) -> UnreadableError:
    return UnreadableError(path=file_name, reason=f"the format {named} is not read; Cadre reads {FORMATS}")
