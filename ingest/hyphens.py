"""Joining what a line break parted: words, compounds, numbers and addresses."""

import re
from collections.abc import Iterable

from ingest.characters import SOFT_HYPHEN

_HYPHENS = "-\u2010\u2011"
_DASHES = "–—-\u2010\u2011"
_FRAGMENT = re.compile(rf"([^\W\d_]+)[{_HYPHENS}]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*[/_=&?%.-]$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_TOGETHER = frozenset(
    {"und", "oder", "bzw", "sowie", "and", "or", "nor", "to", "et", "ou", "y", "o", "u", "e", "og", "och", "eller", "i",
     "lub", "oraz", "és", "vagy", "și", "sau", "en", "of", "ja", "tai", "ir", "või"}
)  # fmt: skip
"""After a hyphen, these say that the second half of a compound follows later: "Kranken- und Altenpflege"."""


_UNSPACED = re.compile("[\u2e80-\u2fdf\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef]")
_LONG_LINE = 30
_FEW_BROKEN = 0.02


class Vocabulary:
    """The words of a document as they stand inside its lines: the judge of what a hyphen at a line's end meant."""

    def __init__(self, lines: Iterable[str]) -> None:
        words: set[str] = set()
        long_lines = broken = 0
        for line in lines:
            found = _WORD.findall(line.lower())
            is_broken = line.rstrip().endswith(tuple(_HYPHENS))
            words.update(found[:-1] if is_broken else found)
            long_lines += len(line) > _LONG_LINE
            broken += is_broken
        self._words = words
        self._hyphenates = broken > _FEW_BROKEN * long_lines

    def joined(self, before: str, after: str) -> str:
        """`before`, the end of one line, and `after`, the start of the next, as one text."""
        before, after = before.rstrip(" "), after.lstrip(" ")
        if not before or not after:
            return before + after
        if before.endswith(SOFT_HYPHEN):
            return before[:-1] + after
        if _UNSPACED.match(before[-1]) and _UNSPACED.match(after[0]):
            return before + after
        if before[-1].isalnum():
            return f"{before} {after}"
        token = before.rsplit(" ", 1)[-1]
        if _ADDRESS.search(token):
            return before + after
        fragment = _FRAGMENT.search(token)
        if fragment and after[0].isalpha():
            return self._rejoined(before, after, fragment[1])
        if before[-1] in _DASHES and before[-2:-1].isalnum() and after[0].isalnum():
            return before + after
        return f"{before} {after}"

    def _rejoined(self, before: str, after: str, fragment: str) -> str:
        first = _FIRST_WORD.match(after)
        follower = first[0] if first else ""
        if follower.lower() in _TOGETHER and after[len(follower) : len(follower) + 1] in ("", " "):
            return f"{before} {after}"
        if not follower[:1].islower() or self._is_compound(fragment.lower(), follower.lower()):
            return before + after
        return before[:-1] + after

    def _is_compound(self, first: str, second: str) -> bool:
        """True where the hyphen is the word's own: the document has it so elsewhere, or has both halves as words.

        A document in which hardly a line ends in a hyphen was not hyphenated, so that all its hyphens are words' own.
        """
        if first + second in self._words:
            return False
        if f"{first}-{second}" in self._words or not self._hyphenates:
            return True
        return len(first) > 2 and len(second) > 2 and first in self._words and second in self._words
