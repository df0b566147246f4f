"""Tables drawn with ruled lines: which lines of text stand in which cell."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.lines import Line

Rectangle = tuple[float, float, float, float]

_TOUCH = 3.0
_LEVEL = 1.0
_INSIDE = 6.0
_MOST_RULES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledTable:
    """A table: rows from top to bottom, in each the cells that hold text from left to right."""

    x0: float
    y0: float
    x1: float
    y1: float
    rows: tuple[tuple[tuple[Line, ...], ...], ...]

    @property
    def number(self) -> int:
        """Where in the file its first text stands."""
        return min(line.number for row in self.rows for cell in row for line in cell)


def ruled_tables(rules: Sequence[Rectangle], lines: Sequence[Line]) -> tuple[list[RuledTable], list[Line]]:
    """The ruled tables among `lines`, and the lines outside them, in their order.

    A table has at least one ruled line between two columns, and a row with text in two cells; a frame around text is
    none. A cell that reaches over several rows stands in the first of them.
    """
    if len(rules) < 4 or len(rules) > _MOST_RULES:
        return [], list(lines)
    tables: list[RuledTable] = []
    rest = list(lines)
    for grid in _grids(rules):
        inside, outside = grid.part(rest)
        rows = grid.rows(inside)
        if any(len(row) > 1 for row in rows):
            x0, y0, x1, y1 = grid.frame
            tables.append(RuledTable(x0=x0, y0=y0, x1=x1, y1=y1, rows=rows))
            rest = outside
    return tables, rest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Ruled lines that touch one another."""

    frame: Rectangle
    horizontal: list[Rectangle]
    """By ascending y."""
    vertical: list[Rectangle]
    """By ascending x."""

    def part(self, lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
        """The lines whose middle lies inside the frame, and the others."""
        x0, y0, x1, y1 = self.frame
        inside: list[Line] = []
        outside: list[Line] = []
        for line in lines:
            is_inside = x0 < (line.x0 + line.x1) / 2 < x1 and y0 < line.middle < y1
            (inside if is_inside else outside).append(line)
        return inside, outside

    def rows(self, lines: Sequence[Line]) -> tuple[tuple[tuple[Line, ...], ...], ...]:
        """The cells that hold `lines`, by the row in which they begin."""
        placed = sorted((*self._corner(line), number, line) for number, line in enumerate(lines))
        rows: list[tuple[float, list[tuple[float, int, Line]]]] = []
        for top, left, number, line in placed:
            if not rows or top - rows[-1][0] > _TOUCH:
                rows.append((top, []))
            rows[-1][1].append((left, number, line))
        return tuple(_cells(row) for _, row in rows)

    def _corner(self, line: Line) -> tuple[float, float]:
        """Top and left of the cell around the first letters of `line`."""
        x, y = line.x0 + min(2.0, (line.x1 - line.x0) / 2), line.middle
        x0, y0, _, _ = self.frame
        left = max((rule[0] for rule in self.vertical if rule[0] <= x and rule[1] <= y <= rule[3]), default=x0)
        top = max((rule[1] for rule in self.horizontal if rule[1] <= y and rule[0] <= x <= rule[2]), default=y0)
        return top, left


def _cells(row: Sequence[tuple[float, int, Line]]) -> tuple[tuple[Line, ...], ...]:
    """The lines of a row by cell, from left to right; left edges a hair apart are the same."""
    cells: list[tuple[float, list[tuple[int, Line]]]] = []
    for left, number, line in sorted(row, key=lambda placed: placed[:2]):
        if not cells or left - cells[-1][0] > _TOUCH:
            cells.append((left, []))
        cells[-1][1].append((number, line))
    return tuple(tuple(line for _, line in sorted(held, key=lambda item: item[0])) for _, held in cells)


def _grids(rules: Sequence[Rectangle]) -> list[_Grid]:
    """Groups of touching rules with a vertical one inside their frame."""
    grids: list[_Grid] = []
    for group in _touching(rules):
        frame = (
            min(rule[0] for rule in group),
            min(rule[1] for rule in group),
            max(rule[2] for rule in group),
            max(rule[3] for rule in group),
        )
        vertical = sorted((rule for rule in group if rule[3] - rule[1] > rule[2] - rule[0]), key=lambda rule: rule[0])
        horizontal = sorted((rule for rule in group if rule[3] - rule[1] <= rule[2] - rule[0]), key=lambda r: r[1])
        horizontal = [rule for rule in _merged(horizontal) if _reaches_sides(rule, vertical, frame)]
        is_parted = any(frame[0] + _INSIDE < rule[0] < frame[2] - _INSIDE for rule in vertical)
        if is_parted and len(horizontal) > 1:
            grids.append(_Grid(frame=frame, horizontal=horizontal, vertical=vertical))
    return grids


def _merged(rules: Sequence[Rectangle]) -> list[Rectangle]:
    """Horizontal rules, by ascending y, with those that go on in one another as one."""
    merged: list[Rectangle] = []
    for x0, y0, x1, y1 in sorted(rules, key=lambda rule: (round(rule[1]), rule[0])):
        if merged and abs(merged[-1][1] - y0) < _LEVEL and x0 <= merged[-1][2] + _TOUCH:
            before = merged[-1]
            merged[-1] = (before[0], before[1], max(before[2], x1), max(before[3], y1))
        else:
            merged.append((x0, y0, x1, y1))
    return merged


def _reaches_sides(rule: Rectangle, vertical: Sequence[Rectangle], frame: Rectangle) -> bool:
    """Whether a horizontal rule ends at upright ones: the others underline words."""
    uprights = [(frame[0], frame[1], frame[0], frame[3]), (frame[2], frame[1], frame[2], frame[3]), *vertical]
    near = [other for other in uprights if other[1] - _TOUCH <= rule[1] <= other[3] + _TOUCH]
    return all(any(other[0] - _TOUCH <= end <= other[2] + _TOUCH for other in near) for end in (rule[0], rule[2]))


def _touching(rules: Sequence[Rectangle]) -> list[list[Rectangle]]:
    """Groups of rules connected by touching or crossing, found by a sweep from top to bottom."""
    ordered = sorted(set(rules), key=lambda rule: rule[1])
    parent = list(range(len(ordered)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    tops = [rule[1] for rule in ordered]
    for index, (x0, _, x1, y1) in enumerate(ordered):
        for other in range(index + 1, bisect_right(tops, y1 + _TOUCH)):
            if ordered[other][0] <= x1 + _TOUCH and ordered[other][2] >= x0 - _TOUCH:
                parent[root(other)] = root(index)
    groups: defaultdict[int, list[Rectangle]] = defaultdict(list)
    for index, rule in enumerate(ordered):
        groups[root(index)].append(rule)
    return [group for group in groups.values() if len(group) >= 4]
