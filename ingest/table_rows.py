"""Rows of a table that no rule parts, told by how the lines of its cells stand beside one another."""

from itertools import pairwise

from ingest.lines import Line

CellLines = tuple[Line, ...]

_WIDE = 1.8
"""How many font sizes below the line before a line begins anew."""
_LEVEL = 1.0
_NEW = 1.25
"""Against the usual distance of two lines in a cell."""


def head_apart(row: tuple[CellLines, ...]) -> list[tuple[CellLines, ...]]:
    """The first row in two where no rule parts the head from what is below it, but wide gaps under aligned lines do."""
    cells = [sorted(cell, key=_middle) for cell in row if cell]
    tops = [cell[0].middle for cell in cells]
    gaps = [cell[1].middle - cell[0].middle > _WIDE * cell[0].size for cell in cells if len(cell) > 1]
    if len(gaps) < max(2, len(row)) or sum(gaps) * 2 <= len(gaps) or max(tops) - min(tops) > _LEVEL:
        return [row]
    foot = max(tops) + _LEVEL
    return [
        tuple(tuple(line for line in cell if line.middle <= foot) for cell in row),
        tuple(tuple(line for line in cell if line.middle > foot) for cell in row),
    ]


def bands_of(row: tuple[CellLines, ...]) -> list[tuple[CellLines, ...]]:
    """A row in several where each line of one cell stands far from the next, beside the begin of a block in another.

    What stands above the first of these lines is a row of its own.
    """
    cells = [sorted(cell, key=_middle) for cell in row]
    longest = max(cells, key=len)
    for cell in cells[1:]:
        is_apart = all(b.middle - a.middle > _WIDE * a.size for a, b in pairwise(cell))
        if len(cell) > 1 and cell is not longest and is_apart and all(_begins(longest, line) for line in cell):
            edges = [line.middle - _LEVEL for line in cell]
            above = [longest[0].middle - _LEVEL] if longest[0].middle < edges[0] else []
            return _between(row, [*above, *edges])
    return [row]


def _begins(cell: list[Line], beside: Line) -> bool:
    """Whether a block of `cell` begins on the level of a line: it is set apart, or bold below what is not."""
    place = next((place for place, line in enumerate(cell) if abs(line.middle - beside.middle) <= _LEVEL), None)
    if not place:
        return place == 0
    line, before = cell[place], cell[place - 1]
    usual = min(b.middle - a.middle for a, b in pairwise(cell))
    return (line.bold and not before.bold) or line.middle - before.middle > _NEW * usual


def _between(row: tuple[CellLines, ...], tops: list[float]) -> list[tuple[CellLines, ...]]:
    """The lines of each cell from each of `tops` to the next; what stands above all of them, in the first."""
    bounds = [float("-inf"), *tops[1:], float("inf")]
    return [
        tuple(tuple(line for line in cell if top <= line.middle < foot) for cell in row)
        for top, foot in pairwise(bounds)
    ]


def _middle(line: Line) -> float:
    return line.middle
