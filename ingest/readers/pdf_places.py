"""Places on a PDF page: as it is shown, and in the reading direction of its text."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from corpus.document import Box
from ingest.lines import Line
from ingest.readers.pdf_file import MUPDF

Direction = tuple[int, int]
Rectangle = tuple[float, float, float, float]
ALONG: Direction = (1, 0)
"""From left to right."""


def as_shown(written: Iterable[tuple[Direction, Line]], page: Any) -> list[tuple[Direction, Line]]:
    """The lines with their boxes as the page is shown, cut off at its edges; without area for what lies outside."""
    if page.rotation:
        # MuPDF tells places on the page as it is before it is turned for showing.
        written = [(direction, replace(line, box=_shown(line.box, page))) for direction, line in written]
    width, height = page.rect.width, page.rect.height
    return [(direction, _clipped(line, width, height)) for direction, line in written]


def _shown(box: Box, page: Any) -> Box:
    x0, y0, x1, y1 = (MUPDF.Rect(box.x0, box.y0, box.x1, box.y1) * page.rotation_matrix).normalize()
    return Box(x0=round(x0, 2), y0=round(y0, 2), x1=round(x1, 2), y1=round(y1, 2))


def _clipped(line: Line, width: float, height: float) -> Line:
    box = line.box
    if box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height:
        return line
    x0, x1 = (round(min(max(x, 0.0), width), 2) for x in (box.x0, box.x1))
    y0, y1 = (round(min(max(y, 0.0), height), 2) for y in (box.y0, box.y1))
    return replace(line, box=Box(x0=x0, y0=y0, x1=x1, y1=y1))


def turned(line: Line, direction: Direction, size: tuple[float, float]) -> Line:
    """`line` on a page of `size` in coordinates in which `direction` points to the right; its box stays."""
    if direction == ALONG:
        return line
    x0, y0, x1, y1 = turned_place((line.x0, line.y0, line.x1, line.y1), direction, size)
    return replace(line, x0=x0, y0=y0, x1=x1, y1=y1)


def turned_place(place: Rectangle, direction: Direction, size: tuple[float, float]) -> Rectangle:
    """A rectangle on a page of `size` in coordinates in which `direction`, sideways or backwards, points right."""
    x0, y0, x1, y1 = place
    width, height = size
    if direction == (0, -1):
        return height - y1, x0, height - y0, x1
    if direction == (0, 1):
        return y0, width - x1, y1, width - x0
    return width - x1, height - y1, width - x0, height - y0
