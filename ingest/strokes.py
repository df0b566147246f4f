"""Ruled lines on the picture of a page: long, thin, and darker than what lies on both sides of them."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ingest.tables import Rectangle
from ingest.tesseract import Picture

_POINTS = 72
_SHORTEST = 18.0
"""Points. Rows of tables are rarely lower; letters as tall stand in titles."""
_PIECE, _GAP = 8.0, 2.5
"""Points. A line that another one crosses, or that is worn, comes in pieces; the bars of letters are shorter."""
_THICKEST = 3.0
_BESIDE = 2.0
"""Points. How far beside the line the ground is looked at."""
_DARKER = 40
"""Of 255 levels of grey."""
_SLANT = 2
"""By how many pixels the next row of a slanted line may lie apart."""
_MOST_RUNS = 20_000
"""A photograph has more; a page of ruled tables a tenth of it."""

_Run = tuple[int, int, int]


def strokes(picture: Picture, dpi: int) -> list[Rectangle]:
    """The ruled lines of a grey picture, horizontal and vertical, in points from its top left corner."""
    level = list(_strokes(picture, dpi))
    upright = [(y0, x0, y1, x1) for x0, y0, x1, y1 in _strokes(picture.T, dpi)]
    return [_in_points(stroke, dpi) for stroke in (*level, *upright)]


def _strokes(picture: Picture, dpi: int) -> Iterator[tuple[int, int, int, int]]:
    """The horizontal ones, in pixels: left, top, right and bottom."""
    scale = dpi / _POINTS
    open_: list[list[int]] = []
    for row, start, end in _runs(_darker_than_beside(picture, round(_BESIDE * scale)), scale):
        for stroke in open_:
            if row - stroke[3] <= _SLANT and start <= stroke[2] + _SLANT and end >= stroke[0] - _SLANT:
                stroke[0], stroke[2], stroke[3] = min(stroke[0], start), max(stroke[2], end), row
                break
        else:
            yield from _whole([stroke for stroke in open_ if row - stroke[3] > _SLANT], scale)
            open_ = [stroke for stroke in open_ if row - stroke[3] <= _SLANT]
            open_.append([start, row, end, row])
    yield from _whole(open_, scale)


def _whole(found: list[list[int]], scale: float) -> Iterator[tuple[int, int, int, int]]:
    for x0, y0, x1, y1 in found:
        if x1 - x0 >= _SHORTEST * scale and y1 + 1 - y0 <= _THICKEST * scale:
            yield x0, y0, x1, y1 + 1


def _darker_than_beside(picture: Picture, beside: int) -> NDArray[np.bool_]:
    """The pixels that are darker than those as far above and below them."""
    grey = picture.astype(np.int16)
    found = np.zeros(grey.shape, np.bool_)
    if grey.shape[0] > 2 * beside:
        ground = np.minimum(grey[: -2 * beside], grey[2 * beside :])
        found[beside:-beside] = grey[beside:-beside] + _DARKER < ground
    return found


def _runs(mask: NDArray[np.bool_], scale: float) -> list[_Run]:
    """Row, start and end of the runs in `mask`, by rows; pieces that nearly touch as one. None for a photograph."""
    edges = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    long = ends - starts >= _PIECE * scale
    if int(long.sum()) > _MOST_RUNS:
        return []
    joined: list[_Run] = []
    for row, start, end in zip(rows[long].tolist(), starts[long].tolist(), ends[long].tolist(), strict=True):
        if joined and joined[-1][0] == row and start - joined[-1][2] <= _GAP * scale:
            joined[-1] = (row, joined[-1][1], end)
        else:
            joined.append((row, start, end))
    return joined


def _in_points(stroke: tuple[int, int, int, int], dpi: int) -> Rectangle:
    x0, y0, x1, y1 = (round(edge * _POINTS / dpi, 2) for edge in stroke)
    return x0, y0, x1, y1
