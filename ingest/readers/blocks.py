"""Text to blocks: folding white space, and the path of headings above each paragraph."""

import re
from collections.abc import Sequence

from corpus.reading import Block

# What nobody can see on a page, and where orders to a machine could hide: soft hyphens, zero-width and direction marks,
# tag characters. The joiners U+200C and U+200D stay: Persian, Hindi and others are spelled with them.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")
# Control characters and lone surrogates stand where a character was lost; neither may stand in XML or UTF-8.
_LOST = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]+")
_SUPERSCRIPTS = str.maketrans("0123456789+-−–()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾")
_RAISABLE = re.compile(r"[0-9+\-−–()]+")
_LONGEST_HEADING = 250


def fold(text: str) -> str:
    """`text` on one line: runs of white space as single spaces, and no word changed.

    Invisible characters are left out; what is no character at all becomes the replacement character U+FFFD.
    """
    return " ".join(readable(_INVISIBLE.sub("", text)).split())


def readable(text: str) -> str:
    """`text` with U+FFFD for what is no character at all: what neither XML nor UTF-8 can hold."""
    return _LOST.sub("\ufffd", text)


def superscript(text: str) -> str:
    """Raised digits as the characters for them, so that 10 to the power of 3 is never 103; other text as it is."""
    bare = text.strip()
    return text.translate(_SUPERSCRIPTS) if _RAISABLE.fullmatch(bare) else text


def rows_text(rows: list[list[str]]) -> list[str]:
    """Table rows as `cell | cell`, one text a row that has words.

    Empty cells inside a row keep their place; those at its end, and columns before the first with words, are dropped.
    """
    folded = [[fold(cell) for cell in row] for row in rows]
    written = [row for row in folded if any(row)]
    blank = min((next(i for i, cell in enumerate(row) if cell) for row in written), default=0)
    return [row_text(row[blank:]) for row in written]


def row_text(cells: Sequence[str]) -> str:
    """The cells of a row that has words, as `cell | cell`, up to the last that holds any."""
    last = max(i for i, cell in enumerate(cells) if cell)
    return fold(" | ".join(cells[: last + 1]))


class BlockList:
    """Collects the blocks of one document in reading order.

    Paragraph numbers count every block from 1, headings among them, as a word processor does.
    """

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._path: list[tuple[int, str]] = []

    def heading(self, text: str, level: int) -> None:
        """Adds a heading: `level` 1 is the outermost, and each level ends those below it.

        A "heading" of more than 250 characters is a paragraph in bold; it is added as one.
        """
        folded = fold(text)
        if len(folded) > _LONGEST_HEADING:
            self.add(folded)
            return
        if not folded:
            return
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._append(folded, is_heading=True)
        self._path.append((level, folded))

    def add(self, text: str) -> None:
        """Adds a paragraph or list item below the current headings; text without letters and figures is left out."""
        folded = fold(text)
        if any(map(str.isalnum, folded)):
            self._append(folded)

    def table(self, opening: list[str], rows: list[str], path: str) -> None:
        """Adds a table: caption and head, then the rows, below the current headings and `path`, if that is not empty.

        All texts are folded already.
        """
        for text in opening:
            self._append(text, heads_table=bool(rows))
        for text in rows:
            self._append(text, below=(path,) if path else ())

    def _append(
        self, text: str, *, is_heading: bool = False, heads_table: bool = False, below: tuple[str, ...] = ()
    ) -> None:
        self._blocks.append(
            Block(
                text=text,
                headings=(*(title for _, title in self._path), *below),
                paragraph=len(self._blocks) + 1,
                is_heading=is_heading,
                heads_table=heads_table,
            )
        )

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks so far."""
        return tuple(self._blocks)

    @property
    def opening_heading(self) -> str:
        """The heading that the document opens with, or "" where it opens with something else."""
        return self._blocks[0].text if self._blocks and self._blocks[0].is_heading else ""
