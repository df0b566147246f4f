"""Text put together from lines of a page, with the place of each line: at which character its text begins."""

from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from corpus.document import Box
from ingest.characters import SOFT_HYPHEN
from ingest.hyphens import Vocabulary
from ingest.lines import Line, Row
from ingest.readers.blocks import row_text
from ingest.unruled_tables import without_leaders

_LEADER_SIGNS = frozenset(" .…_·")


class PlacedText(NamedTuple):
    """The text that `lines` make; the text of each begins at the character that `starts`, ascending, names for it."""

    text: str
    lines: list[Line]
    starts: list[int]

    def boxes_without(self, others: Set[Line] = frozenset()) -> tuple[tuple[Box, ...], tuple[int, ...]]:
        """The boxes of the lines that are not among `others`, and the starts of their text."""
        if not others:
            return tuple([line.box for line in self.lines]), tuple(self.starts)
        held = [pair for pair in zip(self.lines, self.starts, strict=True) if pair[0] not in others]
        return tuple(line.box for line, _ in held), tuple(start for _, start in held)


def text_of_rows(rows: Iterable[Row], vocabulary: Vocabulary) -> PlacedText:
    """The whole text of a paragraph or cell: dotted lines as one sign, a hyphen for a word that goes on elsewhere."""
    text = ""
    lines: list[Line] = []
    starts: list[int] = []
    for row in rows:
        added = row.text
        text = vocabulary.joined(text, added)
        begin = len(text) - len(added)
        starts += _starts_in(row, added, begin) if len(row.lines) > 1 else (begin,)
        lines += row.lines
    shortened = without_leaders(text)
    if len(shortened) != len(text):
        starts = _after_shortening(starts, text, shortened)
    return PlacedText(shortened.replace(SOFT_HYPHEN, "-"), lines, starts)


def text_of_cells(cells: Sequence[PlacedText]) -> PlacedText:
    """The text of a table row, of whose cells one at least has text."""
    text = row_text([cell.text for cell in cells])
    lines: list[Line] = []
    starts: list[int] = []
    end = 0
    for cell in cells:
        # Between two cells stand only the signs that part them.
        begin = max(end, text.find(cell.text, end))
        starts += moved_on(cell.starts, begin)
        lines += cell.lines
        end = begin + len(cell.text)
    return PlacedText(text, lines, starts)


def moved_on(starts: Iterable[int], by: int) -> tuple[int, ...]:
    """The starts in a text that has `by` characters before the one they count in."""
    return tuple(start + by for start in starts)


def _starts_in(row: Row, text: str, begin: int) -> Iterable[int]:
    """Where the text of each line of `row` begins, `text` of the row at `begin`."""
    end = 0
    for line in row.lines:
        part = line.text.strip(" ")
        place = max(end, text.find(part, end))
        end = place + len(part)
        yield begin + place


def _after_shortening(starts: Iterable[int], text: str, shortened: str) -> list[int]:
    """The starts in `text` as they are in `shortened`, in which only signs of dotted lines are fewer."""
    words_before = [0]
    for sign in text:
        words_before.append(words_before[-1] + (sign not in _LEADER_SIGNS))
    places = [place for place, sign in enumerate(shortened) if sign not in _LEADER_SIGNS]
    places.append(len(shortened))
    return [places[words_before[start]] for start in starts]
