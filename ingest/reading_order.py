"""The order in which the parts of a page are read: columns one after the other, everything else from top to bottom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from ingest.lines import Line, rows_of
from ingest.tables import RuledTable

Item = Line | RuledTable

_GUTTER = 7.0
_WIDEST_COLUMN, _WIDEST_BESIDE_NOTE = 0.65, 0.9
_MOST_ACROSS = 0.12
_FEWEST_LINES = 3
_SHORTEST_TEXT = 18
_LONGEST_MARK = 4
_LONGEST_BULLET = 2
_FILLED = 0.45
_DENSE = 0.5
_MOST_TURNS = 2
_BIN = 2.0
_OVERHANG = 6.0
_DEEPEST = 3


@dataclass(slots=True)
class _Band:
    """A stretch of the page from top to bottom: two sides of a gutter, or what runs across it."""

    left: list[Item] = field(default_factory=list)
    right: list[Item] = field(default_factory=list)
    across: list[Item] = field(default_factory=list)

    @property
    def items(self) -> list[Item]:
        return [*self.across, *self.left, *self.right]


def regions(items: Sequence[Item], *, right_to_left: bool = False, depth: int = 0) -> list[list[Item]]:
    """`items` in groups to be read one after the other: a column each, or a stretch across the page."""
    edge = _right_column(items) if depth < _DEEPEST and len(items) >= 2 * _FEWEST_LINES else None
    if edge is None:
        return [list(items)] if items else []
    found: list[list[Item]] = []
    for band in _bands(items, edge):
        if band.across:
            found.append(band.across)
            continue
        for side in (band.right, band.left) if right_to_left else (band.left, band.right):
            found += regions(side, right_to_left=right_to_left, depth=depth + 1)
    return found


def _right_column(items: Sequence[Item]) -> float | None:
    """Where the right one of two columns begins, or None where the items make none anywhere."""
    for widest in (_WIDEST_COLUMN, _WIDEST_BESIDE_NOTE):
        for edge in _gutters(items, widest):
            if any(not band.across for band in _bands(items, edge)):
                return edge
    return None


def _gutters(items: Sequence[Item], widest: float) -> list[float]:
    """The right edges of the white stripes that few items cross, the widest stripe first.

    Items wider than the share `widest` of the stretch are passed over: they part the columns above from those below.
    """
    start, end = min(item.x0 for item in items), max(item.x1 for item in items)
    items = [item for item in items if item.x1 - item.x0 < widest * (end - start)]
    bins = int((end - start) / _BIN) + 2
    change = [0] * (bins + 1)
    for item in items:
        change[int((item.x0 - start) / _BIN)] += 1
        change[int((item.x1 - start) / _BIN) + 1] -= 1
    most = int(_MOST_ACROSS * len(items))
    stripes: list[tuple[int, int]] = []
    cover = width = 0
    for place, step in enumerate(change[:bins]):
        cover += step
        if cover <= most:
            width += 1
            continue
        if width * _BIN >= _GUTTER and place > width:
            stripes.append((width, place))
        width = 0
    return [start + place * _BIN - 0.5 for _, place in sorted(stripes, reverse=True)[:4]]


def _are_columns(left: Sequence[Item], right: Sequence[Item]) -> bool:
    """True for two columns of running text, or for text with a note beside it; False for rows of cells."""
    sides = (_beside(left, right), _beside(right, left))
    if min(map(len, sides)) >= _FEWEST_LINES and all(map(_is_text, sides)):
        return True
    return any(_is_note(note, text, whole) for note, text, whole in zip(sides, sides[::-1], (right, left), strict=True))


def _is_note(note: Sequence[Item], text: Sequence[Item], whole: Sequence[Item]) -> bool:
    """Whether `note` stands on its own beside `text`, a part of the `whole` other side: the file has it in one go."""
    if len(note) < _FEWEST_LINES or not text or not _is_text(whole):
        return False
    letters = median(len(item.text) if isinstance(item, Line) else 0 for item in note)
    return letters > _LONGEST_MARK and _turns(note, text) <= _MOST_TURNS


def _beside(side: Sequence[Item], other: Sequence[Item]) -> list[Item]:
    """The items of one side between the top and the bottom of the other."""
    if not other:
        return []
    top, bottom = min(item.y0 for item in other), max(item.y1 for item in other)
    return [item for item in side if item.y1 > top and item.y0 < bottom]


def _is_text(side: Sequence[Item]) -> bool:
    """True where the lines are long, fill their column and follow one another closely."""
    # Justified text with wide gaps comes in pieces: only whole rows tell how long its lines are.
    rows = rows_of(item for item in side if isinstance(item, Line) and len(item.text) > _LONGEST_BULLET)
    if len(rows) < _FEWEST_LINES:
        return False
    width = max(row.x1 for row in rows) - min(row.x0 for row in rows)
    height = max(row.y1 for row in rows) - min(row.y0 for row in rows)
    is_long = median(sum(len(line.text) for line in row.lines) for row in rows) >= _SHORTEST_TEXT
    is_filled = median(row.x1 - row.x0 for row in rows) >= _FILLED * width
    return is_long and is_filled and sum(row.y1 - row.y0 for row in rows) >= _DENSE * height


def _turns(one: Sequence[Item], other: Sequence[Item]) -> int:
    """How often the file goes over from one side to the other: rows of a table are written cell by cell."""
    order = sorted([(item.number, True) for item in one] + [(item.number, False) for item in other])
    return sum(before[1] is not after[1] for before, after in pairwise(order))


def _bands(items: Sequence[Item], edge: float) -> list[_Band]:
    """Bands from top to bottom; sides that are no columns in their band run across it."""
    bands: list[_Band] = []
    for item in sorted(items, key=lambda item: item.y0):
        is_left, is_right = item.x1 < edge, item.x0 >= edge - _OVERHANG
        if not bands or bool(bands[-1].across) is (is_left or is_right):
            bands.append(_Band())
        side = bands[-1].left if is_left else bands[-1].right if is_right else bands[-1].across
        side.append(item)
    merged: list[_Band] = []
    for band in bands:
        if not band.across and _are_columns(band.left, band.right):
            merged.append(band)
        elif merged and merged[-1].across:
            merged[-1].across += band.items
        else:
            merged.append(_Band(across=band.items))
    return merged
