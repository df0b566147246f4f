"""Cutting a section into passages of even length at the places where a cut hurts least."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

SHORTEST, LONGEST, LIMIT = 120, 200, 240
"""Words of a passage: below the first and above the second it is disliked; above the third it is one unit, and what
heads it."""

_BEST = (SHORTEST + LONGEST) / 2
_UNEVEN = 0.05
_HEADINGS = 60
_AFTER_HEADING = 5.0
_AFTER_COLON = 0.6
_IN_ENUMERATION = 0.4
_IN_PARAGRAPH = 0.25
_BETWEEN_PARAGRAPHS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What is never cut: a sentence, or a piece of a very long one."""

    start: int
    end: int
    words: int
    block: int
    """The number of its block."""
    opens_section: bool = False
    is_heading: bool = False
    ends_in_colon: bool = False
    is_open: bool = False
    """Ends with a word or a comma: what it says goes on in the next block."""


def best_segments(units: Sequence[Unit]) -> list[list[Unit]]:
    """`units` in consecutive segments, by the least total of disliked lengths and disliked cuts."""
    if not units:
        return []
    ends = [0, *accumulate(unit.words for unit in units)]
    bodies = [0, *accumulate(not unit.is_heading for unit in units)]
    costs = [0.0] + [float("inf")] * len(units)
    starts = [0] * (len(units) + 1)
    for end in range(1, len(units) + 1):
        for start in range(end - 1, -1, -1):
            words = ends[end] - ends[start]
            if words > LIMIT and not (bodies[end] - bodies[start] <= 1 and words - units[end - 1].words <= _HEADINGS):
                break
            cost = costs[start] + _length_cost(words) + (_cut_cost(units[start - 1], units[start]) if start else 0.0)
            if cost < costs[end]:
                costs[end], starts[end] = cost, start
    segments: list[list[Unit]] = []
    end = len(units)
    while end:
        segments.append(list(units[starts[end] : end]))
        end = starts[end]
    return segments[::-1]


def _length_cost(words: int) -> float:
    cost = _UNEVEN * ((words - _BEST) / _BEST) ** 2
    if words < SHORTEST:
        return cost + ((SHORTEST - words) / SHORTEST) ** 2
    return cost + (max(0, words - LONGEST) / (LIMIT - LONGEST)) ** 2


def _cut_cost(before: Unit, after: Unit) -> float:
    """How much a cut between two units hurts: least before a section, most between a heading and what it opens."""
    if before.is_heading:
        return _AFTER_HEADING
    if after.opens_section:
        return 0.0
    if before.block == after.block:
        return _IN_PARAGRAPH
    if before.ends_in_colon:
        return _AFTER_COLON
    return _IN_ENUMERATION if before.is_open else _BETWEEN_PARAGRAPHS
