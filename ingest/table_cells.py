"""The cells that ruled lines part: what they look like where nobody has read any text yet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.tables import Grid, Rectangle

_SAME = 3.0
"""Points. Rules that lie closer are the same edge, drawn twice or with the hand of a scanner."""

_Atom = tuple[int, int]


def cells_of(grid: Grid) -> list[Rectangle]:
    """The cells of a grid, by rows, in points; one that reaches over several rows or columns is one."""
    x0, y0, x1, y1 = grid.frame
    columns = _edges((rule[0] + rule[2]) / 2 for rule in [*grid.vertical, (x0, y0, x0, y1), (x1, y0, x1, y1)])
    rows = _edges((rule[1] + rule[3]) / 2 for rule in [*grid.horizontal, (x0, y0, x1, y0), (x0, y1, x1, y1)])
    group = {(row, column): (row, column) for row in range(len(rows) - 1) for column in range(len(columns) - 1)}

    def first(atom: _Atom) -> _Atom:
        while group[atom] != atom:
            atom = group[atom]
        return atom

    for row, column in group:
        middle = (columns[column] + columns[column + 1]) / 2, (rows[row] + rows[row + 1]) / 2
        if row and not _is_level(grid.horizontal, rows[row], middle[0]):
            _join(group, first((row - 1, column)), first((row, column)))
        if column and not _is_upright(grid.vertical, columns[column], middle[1]):
            _join(group, first((row, column - 1)), first((row, column)))
    cells: defaultdict[_Atom, list[_Atom]] = defaultdict(list)
    for atom in group:
        cells[first(atom)].append(atom)
    return [_hull(atoms, rows, columns) for atoms in cells.values()]


def _edges(places: Iterable[float]) -> list[float]:
    """The places that lie apart, ascending."""
    kept: list[float] = []
    for place in sorted(places):
        if not kept or place - kept[-1] > _SAME:
            kept.append(place)
    return kept


def _is_level(rules: Sequence[Rectangle], y: float, x: float) -> bool:
    """Whether a horizontal rule at the height `y` passes `x`."""
    return any(abs((rule[1] + rule[3]) / 2 - y) <= _SAME and rule[0] <= x <= rule[2] for rule in rules)


def _is_upright(rules: Sequence[Rectangle], x: float, y: float) -> bool:
    return any(abs((rule[0] + rule[2]) / 2 - x) <= _SAME and rule[1] <= y <= rule[3] for rule in rules)


def _join(group: dict[_Atom, _Atom], one: _Atom, other: _Atom) -> None:
    group[max(one, other)] = min(one, other)


def _hull(atoms: Sequence[_Atom], rows: Sequence[float], columns: Sequence[float]) -> Rectangle:
    upper, lower = min(row for row, _ in atoms), max(row for row, _ in atoms)
    left, right = min(column for _, column in atoms), max(column for _, column in atoms)
    return columns[left], rows[upper], columns[right + 1], rows[lower + 1]
