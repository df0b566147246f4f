"""Opening a PDF, however it was made: damaged lists of objects are mended, what stays closed says why."""

from typing import Any

import pymupdf

from corpus.errors import UnreadableError

# The package says that it is typed, but its functions are not.
MUPDF: Any = pymupdf
FAILURES = (RuntimeError, ValueError, IndexError, pymupdf.mupdf.FzErrorBase)
"""What MuPDF raises on damaged files. IndexError: a repair can leave fewer pages than the file said at first."""
_SIGNATURE = b"%PDF"
_SIGNATURE_ZONE = 1024


def opened(data: bytes, file_name: str) -> Any:
    """The open document, which has a page at least; close it. Raises `UnreadableError`."""
    if _SIGNATURE not in data[:_SIGNATURE_ZONE]:
        raise UnreadableError(path=file_name, reason="it is not a PDF: it does not begin with %PDF")
    try:
        document = MUPDF.open(stream=data, filetype="pdf")
    except FAILURES as error:
        raise UnreadableError(path=file_name, reason="it is damaged so badly that it cannot be opened") from error
    if problem := _problem(document):
        document.close()
        raise UnreadableError(path=file_name, reason=problem)
    return document


def _problem(document: Any) -> str:
    if document.needs_pass:
        return "it can only be opened with a password"
    try:
        return "" if document.page_count or _pages_after_repair(document) else "it has no pages"
    except FAILURES:
        return "it is damaged: its pages cannot be counted"


def _pages_after_repair(document: Any) -> int:
    """How many pages are found when all objects of the file are searched, whatever its own list of them says."""
    try:
        # Nothing public repairs.
        MUPDF.mupdf.pdf_repair_xref(MUPDF._as_pdf_document(document))
    except FAILURES:
        # There is nothing to repair: the file says itself that it has no pages.
        return 0
    return int(document.page_count)
