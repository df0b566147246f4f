"""Ruled tables on the picture of a page, recognised cell by cell: read as a page, Tesseract leaves out short cells."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ingest.table_cells import cells_of
from ingest.tables import Grid, Rectangle, grids
from ingest.tesseract import Picture, PixelBox, Tesseract, WordLine

_POINTS = 72
_FEWEST_CELLS, _MOST_CELLS = 4, 300
_INSET = 2.0
"""Points between the middle of a rule and the text."""
_SMALLEST = 4.0
_ROOM = 24
"""White pixels around a cell: Tesseract passes over letters at the edge."""
_GROUND = 80
"""The percentile of grey that is a cell's ground: text covers less than a fifth of it."""
_DARKEST_GROUND = 100
_INK, _FEWEST_INK = 0.5, 12
"""Of the ground's brightness; pixels."""
_LARGE = 0.2
"""The share of a page from which on a cell is laid out like a page of its own."""


def with_cells(
    lines: Sequence[WordLine], picture: Picture, dpi: int, rules: Sequence[Rectangle], tesseract: Tesseract
) -> list[WordLine]:
    """The lines of a page, those in ruled tables replaced by what is recognised in each of their cells."""
    kept = list(lines)
    for grid in grids(rules):
        cells = [_pixels(cell, dpi) for cell in cells_of(grid)]
        if not _FEWEST_CELLS <= len(cells) <= _MOST_CELLS:
            continue
        inside, outside = _part(kept, grid, dpi)
        found = [line for cell in cells for line in _cell(picture, cell, dpi, tesseract)]
        if _sure_letters(found) >= _sure_letters(inside):
            kept = [*outside, *found]
    return kept


def _part(lines: Sequence[WordLine], grid: Grid, dpi: int) -> tuple[list[WordLine], list[WordLine]]:
    """The lines whose middle lies in the grid, and the others; of lines that reach over its side, the words."""
    x0, y0, x1, y1 = _pixels(grid.frame, dpi, inset=0)
    inside: list[WordLine] = []
    outside: list[WordLine] = []
    for line in lines:
        is_in = [
            x0 <= (word.box[0] + word.box[2]) / 2 <= x1 and y0 <= (word.box[1] + word.box[3]) / 2 <= y1
            for word in line.words
        ]
        for part, keep in ((inside, True), (outside, False)):
            words = tuple(word for word, its in zip(line.words, is_in, strict=True) if its is keep)
            if words:
                part.append(replace(line, words=words))
    return inside, outside


def _sure_letters(lines: Sequence[WordLine]) -> float:
    return sum(len(word.text) * word.confidence for line in lines for word in line.words)


def _pixels(place: Rectangle, dpi: int, inset: float = _INSET) -> PixelBox:
    scale = dpi / _POINTS
    x0, y0, x1, y1 = place
    return (
        max(0, round((x0 + inset) * scale)),
        max(0, round((y0 + inset) * scale)),
        round((x1 - inset) * scale),
        round((y1 - inset) * scale),
    )


def _cell(picture: Picture, cell: PixelBox, dpi: int, tesseract: Tesseract) -> Iterator[WordLine]:
    x0, y0, x1, y1 = cell
    if min(x1 - x0, y1 - y0) < _SMALLEST * dpi / _POINTS:
        return
    grey = picture[y0:y1, x0:x1].astype(np.float32)
    ground = max(float(np.percentile(grey, _GROUND)), _DARKEST_GROUND)
    if int((grey < _INK * ground).sum()) < _FEWEST_INK:
        return
    cleared = np.minimum(255, grey * (255 / ground)).astype(np.uint8)
    is_block = cleared.size < _LARGE * picture.size
    for line in tesseract.lines(np.pad(cleared, _ROOM, constant_values=255), dpi, is_block=is_block):
        words = (
            replace(
                word,
                box=(
                    word.box[0] + x0 - _ROOM,
                    word.box[1] + y0 - _ROOM,
                    word.box[2] + x0 - _ROOM,
                    word.box[3] + y0 - _ROOM,
                ),
            )
            for word in line.words
        )
        yield replace(line, words=tuple(words))
