"""Tables drawn without a line, by the coloured grounds of their cells."""

from collections.abc import Sequence

from ingest.tables import Rectangle, grids

_FEWEST, _MOST = 2, 400
_FEWEST_RULES = 4
_SMALLEST = 8.0
_TOUCH = 1.5
_MOST_OF_PAGE = 0.6
"""The share of a page from which on a coloured ground is the page's own."""


def edges_of_cells(
    grounds: Sequence[Rectangle], rules: Sequence[Rectangle], size: tuple[float, float]
) -> list[Rectangle]:
    """The sides of the coloured rectangles that lie right above one another, as ruled lines would run.

    `size` is the page's. A ground inside another is of a paragraph in a cell, and parts nothing; nor does one in a
    table that `rules` part.
    """
    width, height = size
    large = {
        box
        for box in grounds
        if box[2] - box[0] >= _SMALLEST
        and box[3] - box[1] >= _SMALLEST
        and (box[2] - box[0]) * (box[3] - box[1]) < _MOST_OF_PAGE * width * height
    }
    if not _FEWEST <= len(large) <= _MOST:
        return []
    whole = [box for box in large if not any(other != box and _holds(other, box) for other in large)]
    if len(rules) >= _FEWEST_RULES:
        frames = [grid.frame for grid in grids(rules)]
        whole = [box for box in whole if not any(_overlaps(frame, box) for frame in frames)]
    # Where every second row is coloured, the others would be lost.
    stacked = [box for box in whole if any(_is_above(box, other) or _is_above(other, box) for other in whole)]
    return [side for box in sorted(stacked) for side in _sides(box)]


def _is_above(one: Rectangle, other: Rectangle) -> bool:
    return abs(other[1] - one[3]) <= _TOUCH and _overlap(one, other, 0) > _TOUCH


def _overlap(one: Rectangle, other: Rectangle, axis: int) -> float:
    """How far the two lie over each other along x (0) or y (1): 0 where they touch, negative where they lie apart."""
    return min(one[axis + 2], other[axis + 2]) - max(one[axis], other[axis])


def _holds(outer: Rectangle, inner: Rectangle) -> bool:
    return (
        outer[0] - _TOUCH <= inner[0]
        and outer[1] - _TOUCH <= inner[1]
        and inner[2] <= outer[2] + _TOUCH
        and inner[3] <= outer[3] + _TOUCH
    )


def _overlaps(one: Rectangle, other: Rectangle) -> bool:
    return min(_overlap(one, other, 0), _overlap(one, other, 1)) > _TOUCH


def _sides(box: Rectangle) -> list[Rectangle]:
    x0, y0, x1, y1 = box
    return [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
