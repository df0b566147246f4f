"""Where a passage is drawn: around the rows of text that it has, and around nothing else on the page."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from corpus.document import Box
from ingest.lines import RIGHT_TO_LEFT
from ingest.sections import PlacedBlock

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_CELLS = " | "
_ONE_ROW = 1.5
_FAR_BELOW = 2.0
_EDGE = 1 / 3
_NARROW = frozenset("ijltfrI1.,;:'’‘!|()[]{}-–/\\ ")
_BROAD = frozenset("mwMW@—…%&")
_FULL_WIDTH = "\u2e80"


class _Stretch(NamedTuple):
    """A line of text, `[start, end)` of the reading, and the box around it."""

    block: PlacedBlock
    start: int
    end: int
    box: Rectangle
    is_line: bool
    """False for a box that belongs to a whole block: it is never cut or joined."""

    @property
    def text(self) -> str:
        return self.block.block.text[self.start - self.block.start : self.end - self.block.start].rstrip(_CELLS)


class _Page:
    """The stretches of one page, found by their place in the text and by their place on the page."""

    def __init__(self, stretches: Iterable[_Stretch]) -> None:
        self._stretches = list(stretches)
        self._starts = [stretch.start for stretch in self._stretches]
        self._ends = [stretch.end for stretch in self._stretches]
        self._by_top = sorted((stretch.box[1], number) for number, stretch in enumerate(self._stretches))
        self._tallest = max((stretch.box[3] - stretch.box[1] for stretch in self._stretches), default=0.0)

    def of(self, start: int, end: int) -> tuple[list[_Stretch], list[Rectangle]]:
        """The stretches that `[start, end)` has a part of, and the boxes of others that could lie among theirs."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        inside = self._stretches[first:last]
        if not inside:
            return [], []
        frame = _around([stretch.box for stretch in inside])
        above = bisect_left(self._by_top, (frame[1] - self._tallest, 0))
        below = bisect_left(self._by_top, (frame[3], 0))
        near = (self._stretches[number].box for _, number in self._by_top[above:below] if not first <= number < last)
        return inside, [box for box in near if _meet(frame, box)]


class PageBoxes:
    """The boxes of all stretches of a reading, by page. Passages are asked for in order: two pages are held ready."""

    def __init__(self, placed: Iterable[PlacedBlock]) -> None:
        self._blocks: defaultdict[int, list[PlacedBlock]] = defaultdict(list)
        for item in placed:
            if item.block.page is not None:
                self._blocks[item.block.page].append(item)
                if item.block.page_break:
                    self._blocks[item.block.page + 1].append(item)
        self._held: dict[int, _Page] = {}

    def of(self, start: int, end: int, page: int | None) -> tuple[Box, ...]:
        """The boxes on `page` of the text at `[start, end)` of the reading, in the order of the text.

        Rows that follow one another in one column are one box, and so are the cells side by side of a table's row,
        as long as it covers no other text. A row that the passage has only in part is cut, about where its words end.
        """
        if page is None or page not in self._blocks:
            return ()
        inside, beside = self._on(page).of(start, end)
        taken: list[Rectangle] = []
        for stretch in inside:
            box, rest = _cut(stretch, start, end)
            taken.append(box)
            beside += rest
        cores = [_core(box) for box in beside]
        boxes: list[Rectangle] = []
        for _, group in groupby(zip(inside, taken, strict=True), key=lambda pair: pair[0].block.start):
            lines, found = zip(*group, strict=True)
            first = lines[0]
            has_cells = _CELLS in first.block.block.text
            boxes += _joined(found, cores, has_cells=has_cells) if first.is_line else found
        return tuple(Box(x0=x0, y0=y0, x1=x1, y1=y1) for x0, y0, x1, y1 in boxes)

    def _on(self, page: int) -> _Page:
        if page not in self._held:
            # A passage lies on two pages at most.
            self._held = {number: held for number, held in self._held.items() if abs(number - page) == 1}
            self._held[page] = _Page(stretch for placed in self._blocks[page] for stretch in _stretches(placed, page))
        return self._held[page]


def _stretches(placed: PlacedBlock, page: int) -> Iterator[_Stretch]:
    """The lines of a block that show on `page`; what has no box of its own belongs to the line before it."""
    block, over = placed.block, placed.block.page_break
    first, last = placed.start, placed.end
    boxes, starts = block.boxes, block.box_starts
    if over and page == block.page:
        last = placed.start + over.at
    elif over:
        first = placed.start + over.at
        boxes, starts = over.boxes, over.box_starts
    edges = [first, *(placed.start + start for start in starts[1:]), last] if starts else []
    for number, box in enumerate(boxes):
        begin, end = (edges[number], edges[number + 1]) if edges else (first, last)
        if box.x0 < box.x1 and box.y0 < box.y1:
            yield _Stretch(placed, begin, end, (box.x0, box.y0, box.x1, box.y1), bool(edges))


def _cut(stretch: _Stretch, start: int, end: int) -> tuple[Rectangle, Sequence[Rectangle]]:
    """The part of a line's box that `[start, end)` takes, and the rest of it.

    Lines that do not run from left to right on the page are not cut.
    """
    if start <= stretch.start and stretch.end <= end:
        return stretch.box, ()
    text = stretch.text
    x0, y0, x1, y1 = stretch.box
    before, after = max(0, start - stretch.start), max(0, end - stretch.start)
    has_more = any(map(str.isalnum, text[:before])) or any(map(str.isalnum, text[after:]))
    runs_right = x1 - x0 > y1 - y0 and not RIGHT_TO_LEFT.search(text)
    if not (stretch.is_line and has_more and runs_right) or _is_upside_down(stretch.block.block.boxes):
        return stretch.box, ()
    scale = (x1 - x0) / sum(map(_breadth, text))
    left = round(x0 + scale * sum(map(_breadth, text[:before])), 2)
    right = round(x1 - scale * sum(map(_breadth, text[after:])), 2)
    return (left, y0, right, y1), [(a, y0, b, y1) for a, b in ((x0, left), (right, x1)) if a < b]


def _is_upside_down(boxes: Sequence[Box]) -> bool:
    """Whether a line of a block stands above the line before it, in one column."""
    return any(b.y1 < a.y1 and max(a.x0, b.x0) < min(a.x1, b.x1) for a, b in pairwise(boxes))


def _breadth(sign: str) -> float:
    """About how broad a sign is beside others of its font."""
    if sign in _NARROW:
        return 0.55
    if sign in _BROAD:
        return 1.6
    if sign >= _FULL_WIDTH:
        return 2.0
    return 1.3 if sign.isupper() else 1.0


def _joined(boxes: Sequence[Rectangle], spared: Sequence[Rectangle], *, has_cells: bool) -> Sequence[Rectangle]:
    """The boxes of a block with those that lie together as one, as long as it covers none of `spared`."""
    joined: list[Rectangle] = []
    for box in boxes:
        if joined and _lie_together(joined[-1], box, has_cells=has_cells):
            before = joined[-1]
            around = _around((before, box))
            if not any(_meet(around, core) and not _meet(before, core) for core in spared):
                joined[-1] = around
                continue
        joined.append(box)
    if len(joined) in (1, len(boxes)):
        return joined
    # A cell of one row in the middle of its height lies beside the whole of the next cell, not beside its first row.
    return _joined(joined, spared, has_cells=has_cells)


def _lie_together(before: Rectangle, box: Rectangle, *, has_cells: bool) -> bool:
    """Whether `box` stands in the next row of the same column as `before`, or beside it in its row."""
    height, height_before = box[3] - box[1], before[3] - before[1]
    below = max(before[1], box[1]) - min(before[3], box[3])
    if max(before[0], box[0]) < min(before[2], box[2]):
        return below < _FAR_BELOW * min(height, height_before)
    is_one_row = height_before < _ONE_ROW * height
    return (has_cells or is_one_row) and -below >= min(height, height_before) / 2


def _core(box: Rectangle) -> Rectangle:
    x0, y0, x1, y1 = box
    edge = _EDGE * min(x1 - x0, y1 - y0)
    return x0 + edge, y0 + edge, x1 - edge, y1 - edge


def _meet(one: Rectangle, other: Rectangle) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _around(boxes: Sequence[Rectangle]) -> Rectangle:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)
