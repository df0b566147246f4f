"""Reads PDF: paragraphs in reading order with page and boxes, headings, and which pages could not be read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pymupdf

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Block, Reading
from ingest.characters import unreadable_share
from ingest.headings import OutlineEntry, with_headings
from ingest.hyphens import Vocabulary
from ingest.layout import Paragraph, asides_of, paragraphs_of
from ingest.limits import PAGES
from ingest.page_furniture import furniture, printed_numbers, repeated_asides
from ingest.readers.pdf_metadata import state_metadata
from ingest.readers.pdf_page import PageContent, read_page, shows_more_than_text
from ingest.readers.statements import Statements
from ingest.table_heads import with_table_heads

# The package says that it is typed, but its functions are not.
_MUPDF: Any = pymupdf
_GARBLED = 0.5
_SIGNATURE = b"%PDF"
_SIGNATURE_ZONE = 1024
_DAMAGE = re.compile(
    r"page may not be correct|premature end|treating as end of file|content stream is not a stream|lzw decode"
    r"|zlib error: (?!incorrect data check)"
)
_MOST_NAMED = 100_000
"""A file can claim to have billions of pages; of those that are not read, so many are listed."""
# IndexError: a repair on the way can leave a file with fewer pages than it said at first.
_FAILURES = (RuntimeError, ValueError, IndexError, pymupdf.mupdf.FzErrorBase)


@dataclass(slots=True)
class _Losses:
    """Pages (1-based) whose text is not, or not wholly, in the reading, by what is wrong with them."""

    no_text: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    beyond: range = range(0)
    """Pages after the last that is read."""

    @property
    def pages(self) -> tuple[int, ...]:
        return tuple(sorted({*self.no_text, *self.garbled, *self.damaged, *self.beyond[:_MOST_NAMED]}))

    @property
    def reason(self) -> str:
        said = (
            (self.no_text, "has no text layer (scanned?)", "have no text layer (scanned?)"),
            (self.garbled, "has text that cannot be decoded", "have text that cannot be decoded"),
            (self.damaged, "is damaged, its text may be lost", "are damaged, their text may be lost"),
        )
        reasons = [
            f"page {pages[0]} {one}" if len(pages) == 1 else f"pages {_listed(pages)} {many}"
            for pages, one, many in said
            if pages
        ]
        if self.beyond:
            reasons.append(f"it has {self.beyond[-1]} pages, of which the first {PAGES} are read")
        return "; ".join(reasons)


class PdfReader:
    """Reads one PDF.

    Running heads, footers and page numbers are left out. Rows of tables are blocks of their own, cells parted by ` | `;
    the marks of notes stand in square brackets. Text in pictures is not read: a page that has only pictures is named in
    `pages_missing`; an empty page is not. Of more than 5,000 pages the first 5,000 are read.
    """

    @property
    def media_type(self) -> str:
        """The type of all versions of PDF."""
        return "application/pdf"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading. Raises `UnreadableError` for no PDF, a password, no pages, or nothing on them.

        A file of scanned pages alone is partial, and has no block.
        """
        _MUPDF.TOOLS.mupdf_display_errors(False)
        _MUPDF.TOOLS.mupdf_display_warnings(False)
        document = _opened(data, file_name)
        try:
            yield _reading(document, file_name)
        finally:
            document.close()


def _opened(data: bytes, file_name: str) -> Any:
    if _SIGNATURE not in data[:_SIGNATURE_ZONE]:
        raise UnreadableError(path=file_name, reason="it is not a PDF: it does not begin with %PDF")
    try:
        document = _MUPDF.open(stream=data, filetype="pdf")
    except _FAILURES as error:
        raise UnreadableError(path=file_name, reason="it is damaged so badly that it cannot be opened") from error
    if problem := _problem(document):
        document.close()
        raise UnreadableError(path=file_name, reason=problem)
    return document


def _problem(document: Any) -> str:
    if document.needs_pass:
        return "it can only be opened with a password"
    try:
        return "" if document.page_count else "it has no pages"
    except _FAILURES:
        return "it is damaged: its pages cannot be counted"


def _reading(document: Any, file_name: str) -> Reading:
    losses = _Losses(beyond=range(PAGES + 1, document.page_count + 1))
    contents = [_content(document, number, losses) for number in range(min(document.page_count, PAGES))]
    left_out = _furniture(document, contents)
    pages = _paragraphs(document, contents, left_out, losses)
    if not any(pages) and not losses.no_text and not losses.garbled:
        reason = "it is damaged: no page could be read" if losses.damaged else "it holds no text"
        raise UnreadableError(path=file_name, reason=reason)
    statements = Statements()
    state_metadata(
        document.metadata or {}, language=document.language, file_name=file_name, pages=pages, statements=statements
    )
    title = str(statements.metadata.get("title", ""))
    labels = _labels(document, contents, left_out)
    placed = with_table_heads(with_headings(pages, _outline(document), title))
    return Reading(
        blocks=tuple(
            Block(
                text=item.paragraph.text,
                page=item.page,
                page_label=labels[item.page - 1],
                boxes=item.paragraph.boxes,
                headings=item.headings,
                paragraph=number,
                is_heading=item.is_heading,
                heads_table=item.heads_table,
            )
            for number, item in enumerate(placed, start=1)
        ),
        metadata=statements.metadata,
        origins=statements.origins,
        completeness=Completeness.PARTIAL if losses.pages else Completeness.COMPLETE,
        reason=losses.reason,
        pages=document.page_count,
        pages_missing=losses.pages,
    )


def _content(document: Any, number: int, losses: _Losses) -> PageContent:
    """The content of a page (0-based), empty where it is damaged beyond reading."""
    _MUPDF.TOOLS.reset_mupdf_warnings()
    try:
        content = read_page(document[number])
    except _FAILURES:
        losses.damaged.append(number + 1)
        return PageContent(number=number + 1, height=0.0, lines=(), aside=(), rules=(), drawings=0)
    if _DAMAGE.search(_MUPDF.TOOLS.mupdf_warnings()):
        losses.damaged.append(number + 1)
    return content


def _furniture(document: Any, contents: Sequence[PageContent]) -> set[tuple[int, int]]:
    left_out = furniture([(content.lines, content.height) for content in contents])
    lines_found = sum(len(content.lines) for content in contents)
    if left_out and len(left_out) == lines_found and not any(_shows_more(document, content) for content in contents):
        # What is alone on its pages is their text, however much it repeats.
        return set()
    return left_out


def _labels(document: Any, contents: Sequence[PageContent], left_out: set[tuple[int, int]]) -> list[str]:
    """What each page calls itself: by the labels that the file carries, else by the number printed on it; "" for none.

    Labels that only count the pages from 1 say nothing of their own.
    """
    try:
        stated = [str(document[number].get_label()) for number in range(len(contents))] if document.is_pdf else []
    except _FAILURES:
        stated = []
    plain = [str(number) for number in range(1, len(contents) + 1)]
    if any(stated) and stated != plain:
        return [label if label != number else "" for label, number in zip(stated, plain, strict=True)]
    printed = printed_numbers([content.lines for content in contents], left_out)
    return [label if (label := printed.get(page, "")) != number else "" for page, number in enumerate(plain)]


def _paragraphs(
    document: Any, contents: Sequence[PageContent], left_out: set[tuple[int, int]], losses: _Losses
) -> list[list[Paragraph]]:
    """The paragraphs of each page without its furniture; what is missing is noted in `losses`."""
    stamps = repeated_asides([content.aside for content in contents])
    vocabulary = Vocabulary(line.text for content in contents for line in content.lines)
    pages: list[list[Paragraph]] = []
    for number, content in enumerate(contents):
        lines = [line for index, line in enumerate(content.lines) if (number, index) not in left_out]
        aside = [line for index, line in enumerate(content.aside) if (number, index) not in stamps]
        text = " ".join(line.text for line in (*lines, *aside))
        if unreadable_share(text) >= _GARBLED:
            losses.garbled.append(number + 1)
            pages.append([])
            continue
        if not text and number + 1 not in losses.damaged and _shows_more(document, content):
            losses.no_text.append(number + 1)
        pages.append([*paragraphs_of(lines, content.rules, vocabulary), *asides_of(aside)])
    return pages


def _shows_more(document: Any, content: PageContent) -> bool:
    try:
        return shows_more_than_text(document[content.number - 1], content.drawings)
    except _FAILURES:
        # A page too damaged to be looked at has been noted as damaged when it was read.
        return False


def _outline(document: Any) -> list[OutlineEntry]:
    try:
        entries = document.get_toc()
    except _FAILURES:
        # A broken outline takes nothing from the text; headings are then told by their looks.
        return []
    return [OutlineEntry(level=level, title=title, page=page) for level, title, page in entries]


def _listed(pages: Sequence[int]) -> str:
    """Page numbers as people write them: `3, 7, 10-14`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    parts = (f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
    return ", ".join(parts)
