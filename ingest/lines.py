"""Lines of text as they stand on a page, and the rows that lines side by side make."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.document import Box

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""A letter of a script that is written from right to left."""
_SAME_ROW = 0.5
_TOUCHING = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A stretch of text on one baseline. Coordinates run in reading direction: x along the line, y down the page.

    `box` is the same place in points from the page's top left corner; they differ only on pages set sideways.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    """Font size in points of most of its characters."""
    bold: bool
    box: Box
    number: int
    """Where in the page's own order of writing it stands, from 0."""
    pale: bool = False
    """Nearly white: written on a dark ground."""
    italic: bool = False

    @property
    def middle(self) -> float:
        """Half-way between top and bottom."""
        return (self.y0 + self.y1) / 2


@dataclass(slots=True)
class Row:
    """Lines side by side, from left to right (or in right-to-left script, from right to left)."""

    lines: list[Line]
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def text(self) -> str:
        """The lines' text, joined by a space unless they touch."""
        if len(self.lines) == 1:
            return self.lines[0].text.strip(" ")
        parts = [self.lines[0].text]
        for before, line in zip(self.lines, self.lines[1:], strict=False):
            gap = max(line.x0 - before.x1, before.x0 - line.x1)
            parts.append(line.text if gap < _TOUCHING * line.size else " " + line.text)
        return " ".join("".join(parts).split())

    @property
    def main(self) -> Line:
        """The line with the most text: its size and weight are the row's."""
        return self.lines[0] if len(self.lines) == 1 else max(self.lines, key=lambda line: len(line.text))

    @property
    def middle(self) -> float:
        """Half-way between top and bottom."""
        return (self.y0 + self.y1) / 2

    def takes(self, line: Line) -> bool:
        """True where `line` stands beside this row and not over it."""
        shared = min(self.y1, line.y1) - max(self.y0, line.y0)
        if shared < _SAME_ROW * min(self.y1 - self.y0, line.y1 - line.y0):
            return False
        slack = 0.25 * line.size
        return all(line.x0 >= other.x1 - slack or line.x1 <= other.x0 + slack for other in self.lines)


def rows_of(lines: Iterable[Line], *, right_to_left: bool = False) -> list[Row]:
    """The rows that `lines` make, from top to bottom."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: (line.y0 + line.y1, line.x0)):
        if rows and rows[-1].takes(line):
            row = rows[-1]
            row.lines.append(line)
            row.x0, row.y0 = min(row.x0, line.x0), min(row.y0, line.y0)
            row.x1, row.y1 = max(row.x1, line.x1), max(row.y1, line.y1)
        else:
            rows.append(Row([line], line.x0, line.y0, line.x1, line.y1))
    for row in rows:
        row.lines.sort(key=lambda line: -line.x1 if right_to_left else line.x0)
    return rows
