"""Tables drawn with ruled lines: which lines of text stand in which cell."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.lines import Line
from ingest.table_rows import bands_of, head_apart

Rectangle = tuple[float, float, float, float]

_TOUCH = 3.0
_LEVEL = 1.0
_INSIDE = 6.0
_MOST_RULES = 2000
_MOST_REPEATED = 12
_LABEL_COLUMNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledTable:
    """A table: rows from top to bottom, in each the cells from left to right; a cell without text has no lines."""

    x0: float
    y0: float
    x1: float
    y1: float
    rows: tuple[tuple[tuple[Line, ...], ...], ...]

    @property
    def number(self) -> int:
        """Where in the file its first text stands."""
        return min(line.number for row in self.rows for cell in row for line in cell)


def ruled_tables(
    rules: Sequence[Rectangle], lines: Sequence[Line], aside: Sequence[Line] = ()
) -> tuple[list[RuledTable], list[Line]]:
    """The ruled tables among `lines`, and the lines outside them, in their order.

    Lines `aside`, set sideways, belong to the table inside whose first row they stand, as heads of its columns.

    A table has at least one ruled line between two columns, and a row with text in two cells; a frame around text is
    none. A cell that reaches over several rows stands in the first of them.
    """
    if len(rules) < 4 or len(rules) > _MOST_RULES:
        return [], list(lines)
    tables: list[RuledTable] = []
    rest = list(lines)
    for grid in grids(rules):
        inside, outside = grid.part(rest)
        rows = grid.rows([*inside, *grid.heads_among(aside)])
        if any(sum(map(bool, row)) > 1 for row in rows):
            x0, y0, x1, y1 = grid.frame
            tables.append(RuledTable(x0=x0, y0=y0, x1=x1, y1=y1, rows=rows))
            rest = outside
    return tables, rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
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

    def heads_among(self, aside: Sequence[Line]) -> list[Line]:
        """The lines that stand whole inside the first row; two at least, for one alone may be a mark in the margin."""
        x0, y0, x1, _ = self.frame
        foot = next((rule[1] for rule in self.horizontal if rule[1] > y0 + _INSIDE), y0)
        heads = [line for line in aside if x0 < line.x0 and line.x1 < x1 and y0 < line.middle < foot]
        return heads if len(heads) > 1 else []

    def rows(self, lines: Sequence[Line]) -> tuple[tuple[tuple[Line, ...], ...], ...]:
        """The cells of each row, one a column in which text begins anywhere; empty cells keep their place.

        A short cell of the first two columns that reaches over several rows stands in each of them: what names a row
        is read, and quoted, with it.
        """
        placed = sorted((*self._corner(line), number, line) for number, line in enumerate(lines))
        found: list[tuple[float, list[tuple[float, Line]]]] = []
        for top, left, _, line in placed:
            if not found or top - found[-1][0] > _TOUCH:
                found.append((top, []))
            found[-1][1].append((left, line))
        columns = _apart(sorted(left for _, left, _, _ in placed))
        rows: list[tuple[tuple[Line, ...], ...]] = []
        for top, row in found:
            cells = _cells(row, columns)
            middle = min(line.middle for _, line in row)
            rows.append(
                tuple(cell or self._from_above(rows, columns, number, top, middle) for number, cell in enumerate(cells))
            )
        head = next((number for number, row in enumerate(rows) if sum(map(bool, row)) > 1), len(rows))
        parted = (part for number, row in enumerate(rows) for part in (head_apart(row) if number == head else [row]))
        return tuple(part for row in parted for part in bands_of(row))

    def _from_above(
        self, rows: Sequence[tuple[tuple[Line, ...], ...]], columns: Sequence[float], number: int, top: float, y: float
    ) -> tuple[Line, ...]:
        """What an empty cell of the row at `y` shows: the cell above where that reaches down over it; else nothing."""
        above = rows[-1][number] if rows and number < _LABEL_COLUMNS else ()
        if sum(len(line.text.split()) for line in above) > _MOST_REPEATED:
            return ()
        left = columns[number]
        right = columns[number + 1] if number + 1 < len(columns) else self.frame[2]
        x = (left + right) / 2
        is_ruled_off = any(abs(rule[1] - top) <= _TOUCH and rule[0] <= x <= rule[2] for rule in self.horizontal)
        is_first = left - self.frame[0] <= _TOUCH
        is_own = is_first or any(abs(rule[0] - left) <= _TOUCH and rule[1] <= y <= rule[3] for rule in self.vertical)
        return above if is_own and not is_ruled_off else ()

    def _corner(self, line: Line) -> tuple[float, float]:
        """Top and left of the cell around the first letters of `line`."""
        x, y = line.x0 + min(2.0, (line.x1 - line.x0) / 2), line.middle
        x0, y0, _, _ = self.frame
        left = max((rule[0] for rule in self.vertical if rule[0] <= x and rule[1] <= y <= rule[3]), default=x0)
        top = max((rule[1] for rule in self.horizontal if rule[1] <= y and rule[0] <= x <= rule[2]), default=y0)
        return top, left


def _cells(row: Sequence[tuple[float, Line]], columns: Sequence[float]) -> list[tuple[Line, ...]]:
    """The lines of a row, given with the left edge of their cell, by column."""
    held: defaultdict[int, list[Line]] = defaultdict(list)
    for left, line in row:
        held[bisect_right(columns, left + _TOUCH) - 1].append(line)
    cells: list[tuple[Line, ...]] = [()] * len(columns)
    for number, lines in held.items():
        parts = _parted(tuple(lines), columns[number + 1 :])
        cells[number] = parts[0]
        for part in parts[1:]:
            place = bisect_right(columns, min(line.x0 for line in part) + _LEVEL) - 1
            cells[place] = (*cells[place], *part)
    return cells


def _apart(edges: Sequence[float]) -> list[float]:
    """The edges that lie more than a hair apart; `edges` ascend."""
    kept: list[float] = []
    for edge in edges:
        if not kept or edge - kept[-1] > _TOUCH:
            kept.append(edge)
    return kept


def _parted(cell: tuple[Line, ...], edges: Sequence[float]) -> list[tuple[Line, ...]]:
    """A cell in parts where the upright rules of other rows, at `edges`, fall between its lines: heads have none."""
    for edge in edges:
        left = tuple(line for line in cell if line.x1 <= edge + _LEVEL)
        right = tuple(line for line in cell if line.x0 >= edge - _LEVEL)
        if left and right and len(left) + len(right) == len(cell):
            return [left, *_parted(right, edges)]
    return [cell]


def grids(rules: Sequence[Rectangle]) -> list[Grid]:
    """Groups of touching rules with a vertical one inside their frame."""
    found: list[Grid] = []
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
            found.append(Grid(frame=frame, horizontal=horizontal, vertical=vertical))
    return found


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
