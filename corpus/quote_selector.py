"""Text-quote selectors (W3C Web Annotation): a passage by its words and by what stands before and after it.

The exact text is the passage's own. In all three parts a break between blocks is one space.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from corpus.reading import BLOCK_SEPARATOR

CONTEXT = 32
"""Characters before and after: so many as there are, up to this."""
LONGEST_CONTEXT = 256
"""Where a passage stands more than once with its context, that grows up to here. Beyond it the offsets decide."""
_SEARCHED = 2_000_000_000
"""Of a document so long that looking for all its passages means reading more characters, contexts do not grow."""


class Contexts:
    """The contexts of the passages of one text."""

    def __init__(self, text: str) -> None:
        self._folded = _fold(text)
        self._breaks = _breaks(text)

    def around(self, start: int, end: int) -> tuple[str, str]:
        """What stands before and after `[start, end)` of the text: the prefix and suffix of its selector."""
        first, last = self._place(start), self._place(end)
        length, is_short = CONTEXT, len(self._folded) ** 2 < _SEARCHED * max(1, last - first)
        while is_short and length < LONGEST_CONTEXT and self._stands_twice(max(0, first - length), last + length):
            length *= 2
        return self._folded[max(0, first - length) : first], self._folded[last : last + length]

    def _stands_twice(self, start: int, end: int) -> bool:
        quoted = self._folded[start:end]
        return self._folded.find(quoted) != start or self._folded.find(quoted, start + 1) >= 0

    def _place(self, offset: int) -> int:
        """Where a character of the text lies in the folded text."""
        return offset - bisect_right(self._breaks, offset - 2)


def find_quote(text: str, exact: str, *, prefix: str, suffix: str, near: int = 0) -> tuple[int, int] | None:
    """Where the selector leads in `text`: of several places the one that begins nearest to `near`; None for none."""
    folded, quoted = _fold(text), _fold(exact)
    breaks = [place - number for number, place in enumerate(_breaks(text))]
    places = []
    for found in _places(folded, prefix + quoted + suffix):
        first = found + len(prefix)
        last = first + len(quoted)
        places.append((first + bisect_left(breaks, first), last + bisect_left(breaks, last)))
    return min(places, key=lambda place: (abs(place[0] - near), place), default=None)


def _places(text: str, wanted: str) -> Iterator[int]:
    found = text.find(wanted)
    while found >= 0:
        yield found
        found = text.find(wanted, found + 1)


def _fold(text: str) -> str:
    return text.replace(BLOCK_SEPARATOR, " ")


def _breaks(text: str) -> list[int]:
    """Where the breaks between blocks begin; each is one character shorter in the folded text."""
    return [found.start() for found in re.finditer(BLOCK_SEPARATOR, text)]
