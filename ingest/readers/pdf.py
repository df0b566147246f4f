"""Reads PDF: paragraphs in reading order with page and boxes, headings, and which pages could not be read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from corpus.document import Completeness, PageBreak
from corpus.errors import UnreadableError
from corpus.reading import Block, Reading
from ingest.characters import unreadable_share
from ingest.headings import OutlineEntry, with_headings
from ingest.hyphens import Vocabulary
from ingest.layout import Paragraph, paragraphs_of
from ingest.limits import PAGES
from ingest.page_breaks import joined_over_page_breaks
from ingest.page_furniture import furniture, printed_numbers, repeated_asides
from ingest.readers.pdf_fields import hides_text
from ingest.readers.pdf_file import FAILURES, MUPDF, opened
from ingest.readers.pdf_losses import Losses
from ingest.readers.pdf_metadata import state_metadata
from ingest.readers.pdf_page import PageContent, read_page, shows_more_than_text
from ingest.readers.pdf_recognised import recognised_content
from ingest.readers.statements import Statements
from ingest.recognition import RecognisedPage, Recognition
from ingest.table_heads import with_table_heads

_GARBLED, _UNCLEAR = 0.25, 0.05
_MUCH_FURNITURE, _MOST_FURNITURE = 0.1, 0.25
_DAMAGE = re.compile(
    r"page may not be correct|premature end|treating as end of file|content stream is not a stream|lzw decode"
    r"|zlib error: (?!incorrect data check)"
)
_UNPLACED = "ActualText with no position"
"""MuPDF loses what a file wants read in place of the letters it draws, where it cannot tell the place."""


class PdfReader:
    """Reads one PDF, together with what was recognised on its scanned pages.

    Running heads, footers and page numbers are left out. Rows of tables are blocks of their own, cells parted by ` | `;
    the marks of notes stand in square brackets. Text in pictures is not read: a page that has only pictures, and no
    `recognition`, is named in `pages_missing`; an empty page is not. Of more than 5,000 pages the first 5,000 are read.
    """

    def __init__(self, recognition: Recognition | None = None) -> None:
        self._recognised = {page.page: page for page in recognition.pages} if recognition else {}

    @property
    def media_type(self) -> str:
        """The type of all versions of PDF."""
        return "application/pdf"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading. Raises `UnreadableError` for no PDF, a password, no pages, or nothing on them.

        A file of scanned pages alone is partial, and has no block.
        """
        MUPDF.TOOLS.mupdf_display_errors(False)
        MUPDF.TOOLS.mupdf_display_warnings(False)
        document = opened(data, file_name)
        try:
            yield _reading(document, file_name, self._recognised)
        finally:
            document.close()


def _reading(document: Any, file_name: str, recognised: Mapping[int, RecognisedPage]) -> Reading:
    # Damage that is found on the way can leave the document with fewer pages than it has here.
    page_count = document.page_count
    losses = Losses(beyond=range(PAGES + 1, page_count + 1))
    read = {number: page for number, page in recognised.items() if page.is_read}
    contents = [
        recognised_content(read[number + 1]) if number + 1 in read else _content(document, number, losses)
        for number in range(min(page_count, PAGES))
    ]
    left_out = _furniture(document, contents)
    pages = _paragraphs(document, contents, left_out, losses)
    if not any(pages):
        _note_unread(document, contents, losses)
        if not losses.pages:
            raise UnreadableError(path=file_name, reason="it holds no text")
    losses.account_for(recognised, has_text=any(pages))
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
                box_starts=item.paragraph.box_starts,
                page_break=_labelled(item.paragraph.page_break, labels, item.page),
                headings=item.headings,
                paragraph=number,
                is_heading=item.is_heading,
                heads_table=item.heads_table,
                is_recognised=item.page in read,
            )
            for number, item in enumerate(placed, start=1)
        ),
        metadata=statements.metadata,
        origins=statements.origins,
        completeness=Completeness.PARTIAL if losses.pages else Completeness.COMPLETE,
        reason=losses.reason,
        pages=page_count,
        pages_missing=losses.pages,
        pages_pictured=losses.pictured,
    )


def _note_unread(document: Any, contents: Sequence[PageContent], losses: Losses) -> None:
    """Notes in `losses`, for a file without a word, which pages are not simply empty: people may see text there."""
    noted = set(losses.pages)
    for content in contents:
        if content.number in noted:
            continue
        if content.lines or content.aside:
            losses.wordless.append(content.number)
        elif document.get_page_fonts(content.number - 1):
            losses.garbled.append(content.number)


def _labelled(page_break: PageBreak | None, labels: Sequence[str], page: int) -> PageBreak | None:
    """The break at the end of `page` (1-based), with what the page after it calls itself."""
    return replace(page_break, page_label=labels[page]) if page_break else None


def _content(document: Any, number: int, losses: Losses) -> PageContent:
    """The content of a page (0-based), empty where it is damaged beyond reading."""
    MUPDF.TOOLS.reset_mupdf_warnings()
    try:
        content = read_page(document[number])
        said = MUPDF.TOOLS.mupdf_warnings()
        if _UNPLACED in said:
            content = max(content, read_page(document[number], as_drawn=True), key=_letters)
    except FAILURES:
        losses.damaged.append(number + 1)
        return PageContent(number=number + 1, height=0.0, lines=(), aside=(), rules=(), drawings=0)
    if _DAMAGE.search(said):
        losses.damaged.append(number + 1)
    if document.is_form_pdf and _hides_text(document[number], content):
        losses.hidden.append(number + 1)
    return content


def _hides_text(page: Any, content: PageContent) -> bool:
    try:
        return hides_text(page, (*content.lines, *content.aside))
    except FAILURES:
        # A form that cannot be read has no text of its own to miss: what the page shows was read.
        return False


def _letters(content: PageContent) -> int:
    return sum(str.isalnum(sign) for line in (*content.lines, *content.aside) for sign in line.text)


def _furniture(document: Any, contents: Sequence[PageContent]) -> set[tuple[int, int]]:
    """The lines that are furniture, as `(page, line)` from 0.

    Where much of a document would be left out, a page's only text stays, and where it would be a quarter, all of it:
    what repeats that much is what the document says.
    """
    left_out = furniture([(content.lines, content.height) for content in contents])
    everywhere = range(len(contents))
    if _share(left_out, contents, everywhere) <= _MUCH_FURNITURE:
        return left_out
    bare = {page for page in everywhere if all((page, index) in left_out for index in range(len(contents[page].lines)))}
    # A page with a picture may be a scan with a printed foot: that foot is not its text.
    scans = {page for page in bare if _shows_more(document, contents[page])}
    plain = [page for page in everywhere if page not in scans]
    spared = set(plain) if _share(left_out, contents, plain) > _MOST_FURNITURE else bare - scans
    return {(page, index) for page, index in left_out if page not in spared}


def _share(left_out: set[tuple[int, int]], contents: Sequence[PageContent], pages: Sequence[int]) -> float:
    """The share of the characters on `pages` that `left_out` takes."""
    lengths = {(page, index): len(line.text) for page in pages for index, line in enumerate(contents[page].lines)}
    return sum(lengths[place] for place in left_out if place in lengths) / max(1, sum(lengths.values()))


def _labels(document: Any, contents: Sequence[PageContent], left_out: set[tuple[int, int]]) -> list[str]:
    """What each page calls itself: by the labels that the file carries, else by the number printed on it; "" for none.

    Labels that only count the pages from 1 say nothing of their own.
    """
    try:
        stated = [str(document[number].get_label()) for number in range(len(contents))] if document.is_pdf else []
    except FAILURES:
        stated = []
    plain = [str(number) for number in range(1, len(contents) + 1)]
    if any(stated) and stated != plain:
        return [label if label != number else "" for label, number in zip(stated, plain, strict=True)]
    printed = printed_numbers([content.lines for content in contents], left_out)
    return [label if (label := printed.get(page, "")) != number else "" for page, number in enumerate(plain)]


def _paragraphs(
    document: Any, contents: Sequence[PageContent], left_out: set[tuple[int, int]], losses: Losses
) -> list[list[Paragraph]]:
    """The paragraphs of each page without its furniture; what is missing is noted in `losses`."""
    stamps = repeated_asides([content.aside for content in contents])
    vocabulary = Vocabulary(line.text for content in contents for line in content.lines)
    pages: list[list[Paragraph]] = []
    for number, content in enumerate(contents):
        lines = [line for index, line in enumerate(content.lines) if (number, index) not in left_out]
        aside = [line for index, line in enumerate(content.aside) if (number, index) not in stamps]
        text = " ".join(line.text for line in (*lines, *aside))
        if max(unreadable_share(text), content.undecoded) >= _GARBLED:
            losses.garbled.append(number + 1)
            pages.append([])
            continue
        if unreadable_share(text) >= _UNCLEAR:
            losses.unclear.append(number + 1)
        if not text and number + 1 not in losses.damaged and _shows_more(document, content):
            losses.no_text.append(number + 1)
        pages.append(paragraphs_of(lines, content.rules, vocabulary, aside))
    return joined_over_page_breaks(pages, vocabulary)


def _shows_more(document: Any, content: PageContent) -> bool:
    if content.is_recognised:
        return False
    try:
        return shows_more_than_text(document[content.number - 1], content.drawings)
    except FAILURES:
        # A page too damaged to be looked at has been noted as damaged when it was read.
        return False


def _outline(document: Any) -> list[OutlineEntry]:
    try:
        entries = document.get_toc()
    except FAILURES:
        # A broken outline takes nothing from the text; headings are then told by their looks.
        return []
    return [OutlineEntry(level=level, title=title, page=page) for level, title, page in entries]
