"""What a collection is made of: documents, passages with their place, and tags with their reason."""

from dataclasses import dataclass, field
from enum import StrEnum

KINDS = (
    "policy",
    "action-plan",
    "guideline",
    "evidence-brief",
    "systematic-review",
    "primary-study",
    "abstract",
    "country-case",
    "good-practice",
    "event-report",
    "dataset",
    "news",
)
"""The kinds of document, in the order in which they are shown."""


class Completeness(StrEnum):
    """How a file ended: all of its text, part of it (with the reason), or none of it (with the reason)."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a document says that its facts come from."""

    title: str
    url: str
    publisher: str = ""
    year: int | None = None
    read_on: str = ""
    """ISO date on which the author of the document read the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One published text, apart from its passages. What nobody stated is empty or None, never guessed in silence."""

    doc_id: str
    """Content-derived: the same file (and record in it) always gives the same id."""
    title: str
    authors: tuple[str, ...] = ()
    publisher: str = ""
    year: int | None = None
    language: str = "und"
    """BCP 47; `und` where it could not be identified."""
    kind: str | None = None
    """One of `KINDS`."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2 codes of the countries the text is *about*, not of its publisher."""
    url: str = ""
    doi: str = ""
    licence: str = ""
    source_id: str = ""
    """The id that the source gave to the record, for example the `id` field of a JSONL line."""
    sources: tuple[Source, ...] = ()
    origins: dict[str, str] = field(default_factory=dict)
    """Where each value came from: field name to `front matter`, `sidecar`, `file` (its own fields), `record`,
    `title page`, `imprint` (copyright line, "Published by", suggested citation), `text` or `file name`. A `kind` that
    nobody states has the rule that told it: `the word “guidelines” in the title`."""
    original: str = ""
    """SHA-256 of the original file, in hex: its address among the originals."""
    recognition: str = ""
    """SHA-256 of what was recognised on the original's scanned pages, kept among the originals; "" for nothing."""
    version: str = ""
    """The edition as it is stated: `2`, `2nd edition`, `1.1`."""
    supersedes: str = ""
    """What it replaces, as it is stated: a web address, DOI, id or `Title (year)` of another document."""
    work: str = ""
    """The id of the work that several documents are parts of, as it is stated."""
    part: str = ""
    """What it is of the work, as it is stated: `summary`, `annex 2`, `Romanian version`."""
    file_name: str = ""
    media_type: str = ""
    record: int | None = None
    """Which record of the original this document is (0-based), for files that hold many."""
    completeness: Completeness = Completeness.COMPLETE
    reason: str = ""
    """Why the document is partial; empty when it is complete."""
    pages: int | None = None
    pages_missing: tuple[int, ...] = ()
    """1-based numbers of pages whose text could not be read."""

    @property
    def kept(self) -> tuple[str, ...]:
        """What of it lies among the originals: the file, and what was recognised on its scanned pages."""
        return (self.original, self.recognition) if self.recognition else (self.original,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page, in PDF points from the page's top left corner."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    """Where a paragraph goes on at the top of the next page."""

    at: int
    """How many of its characters stand before the break."""
    boxes: tuple[Box, ...]
    """The rest of it, on the next page."""
    box_starts: tuple[int, ...] = ()
    """At which character of the whole paragraph the text of each box begins; empty: all boxes belong to all of it."""
    page_label: str = ""
    """What the next page calls itself, where that is not its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """The place of a passage in its document, for people (page, headings) and for machines (character offsets)."""

    start: int
    end: int
    """Characters `[start, end)` of the document's reading, the text that its reader makes of the original."""
    page: int | None = None
    """1-based page of a format that has pages; None elsewhere: a page is never invented."""
    page_label: str = ""
    """What the page calls itself, where that is not its number: `xii`, or `28` on the 34th."""
    boxes: tuple[Box, ...] = ()
    boxes_on_next_page: tuple[Box, ...] = ()
    """Where a passage goes on that runs over a page break."""
    headings: tuple[str, ...] = ()
    """The path of headings above the passage, outermost first."""
    paragraph: int | None = None
    """1-based number of the passage's first paragraph in the document; for tables of data, of its first row."""
    is_recognised: bool = False
    """True for text that a program recognised on a picture of the page: single letters may be wrong."""
    prefix: str = ""
    """With `suffix` and the passage's text a W3C text-quote selector: what stands before it, breaks between blocks
    folded to a space. Up to 32 characters, or more where the passage would stand there more than once."""
    suffix: str = ""


def page_wording(page: int | None, label: str, *, is_recognised: bool = False) -> str:
    """`page 34`, `page 34 (printed 28)` where the page calls itself otherwise, or "" for a format without pages.

    What was recognised on a picture of the page says so: `page 34, read by OCR`.
    """
    if page is None:
        return ""
    printed = f" (printed {label})" if label else ""
    return f"page {page}{printed}{', read by OCR' if is_recognised else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of one document that can be quoted: `text` is always the text at `locator`."""

    passage_id: str
    doc_id: str
    text: str
    locator: Locator
    language: str = "und"
    is_evidence: bool = True
    """False for what only points elsewhere, such as reference lists: kept and shown, but not ranked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A label on a passage, and why it is there: a tag without a reason cannot be built."""

    label: str
    """What the value is: `theme` or `country`."""
    value: str
    """A theme id, or an ISO 3166-1 alpha-2 code."""
    confidence: float
    """From 0 to 1."""
    reason: str
    """The span, rule or model that caused it, in words that a reader can check."""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError(f"a tag needs a reason: {self.label} {self.value}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"a confidence lies between 0 and 1: {self.confidence}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedPassage:
    """A passage and its tags, as the ledger keeps them."""

    passage: Passage
    tags: tuple[Tag, ...] = ()

    def values(self, label: str) -> tuple[str, ...]:
        """The tag values of one label, in the order of the tags."""
        return tuple(tag.value for tag in self.tags if tag.label == label)


def passage_id(doc_id: str, start: int, end: int) -> str:
    """The id of the passage at `[start, end)` of a document's reading; sorts by place within a document."""
    return f"{doc_id}.{start:08d}-{end:08d}"
