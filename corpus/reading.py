"""What a reader makes of a file: its text in blocks, each with its place, and what the file says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from corpus.document import Box, Completeness, Document, Locator, PageBreak

BLOCK_SEPARATOR = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, list item or table row in reading order: the smallest unit that has a place of its own."""

    text: str
    """Not empty, without line breaks, white space folded to single spaces."""
    page: int | None = None
    page_label: str = ""
    """What the page calls itself, where that is not its number: `xii`, or `28` on the 34th."""
    boxes: tuple[Box, ...] = ()
    """One a line of text as it stands on the page, in the order of the text."""
    box_starts: tuple[int, ...] = ()
    """At which character the text of each box begins, ascending; empty: all boxes belong to the whole block."""
    page_break: PageBreak | None = None
    """For a paragraph that runs over one: `page` and `boxes` say where it begins."""
    headings: tuple[str, ...] = ()
    paragraph: int | None = None
    is_heading: bool = False
    heads_table: bool = False
    """The caption or head of a table: it belongs with the rows that follow, whose path of headings ends with it."""
    is_recognised: bool = False
    """Recognised on a picture of the page, not read from the file's text."""

    @property
    def opens(self) -> bool:
        """True for what belongs with the blocks that follow it."""
        return self.is_heading or self.heads_table

    def page_at(self, place: int) -> int | None:
        """The page on which the character at `place` of the text stands."""
        if self.page is None or self.page_break is None or place < self.page_break.at:
            return self.page
        return self.page + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One document as its reader understood it. The same bytes give the same reading, whatever else happens."""

    blocks: tuple[Block, ...]
    metadata: Mapping[str, object] = field(default_factory=dict)
    """Document fields as the file states them: the keys of `Document`, and `text_language` where it is declared."""
    origins: Mapping[str, str] = field(default_factory=dict)
    record: int | None = None
    completeness: Completeness = Completeness.COMPLETE
    reason: str = ""
    pages: int | None = None
    pages_missing: tuple[int, ...] = ()
    pages_pictured: tuple[int, ...] = ()
    """Those of `pages_missing` that show text which might be recognised: scans, and fonts that cannot be decoded."""

    @property
    def text(self) -> str:
        """The whole text: the blocks in order, joined by `BLOCK_SEPARATOR`. Locators count characters of this."""
        return BLOCK_SEPARATOR.join(block.text for block in self.blocks)

    def text_at(self, locator: Locator) -> str:
        """The text at `locator`, or "" where its page and offsets do not agree with this reading."""
        offset = 0
        for block in self.blocks:
            end = offset + len(block.text)
            overlaps = offset < locator.end and locator.start < end
            if overlaps and block.page_at(max(0, locator.start - offset)) != locator.page:
                return ""
            offset = end + len(BLOCK_SEPARATOR)
        return self.text[locator.start : locator.end]


class OriginalReader(Protocol):
    """Reads a stored original again, so that a quotation can be held against it."""

    def reading(self, document: Document) -> Reading:
        """The reading of the document's original. Raises `UnreadableError` or `DamagedError`."""
        ...
