"""Tables without ruled lines: rows of text in which wide gaps part the cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.characters import BULLETS
from ingest.lines import Line, Row

_WIDE = 1.2
_FEWEST_ROWS = 3
_SAME_COLUMN = 4.0
_APART = 1.35
_MARK = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,2})*|[A-Za-z]|[ivxIVX]{1,5})[.)]?|[–—-]|\[\d{1,3}\]")
_ENDS = re.compile(r"[.!?;:]['\"”’»)\]]*$")
_DOTS = re.compile(r"\s*[.…_·](?:\s?[.…_·])+\s*")
_LEADER_DOTS = 4
_ENDING = 12
_LEADER_ENDS = re.compile(r" … ?(?:\d{1,3}|[ivxlc]{1,6})?$")
_PAGE_NUMBER = re.compile(r"\d{1,3}|[ivxlc]{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """A row of a table without ruled lines: the lines of each cell, from left to right."""

    cells: tuple[tuple[Line, ...], ...]


def parted(rows: Sequence[Row], pitch: float) -> list[Row | CellRow]:
    """`rows`, with those of tables gathered into cells; `pitch` is the usual distance of two rows, in font sizes.

    Three rows or more with a wide gap in each are a table; a row that only goes on with the cells above is part of it.
    """
    found: list[Row | CellRow] = []
    start = 0
    while start < len(rows):
        end = _end_of_table(rows, start)
        if sum(has_wide_gap(row) for row in rows[start:end]) >= _FEWEST_ROWS:
            found += _cell_rows(rows[start:end], pitch)
            start = end
        else:
            found.append(rows[start])
            start += 1
    return found


def has_wide_gap(row: Row) -> bool:
    """A gap that is no space, after more than the mark of a list item and before more than a page number."""
    if len(row.lines) < 2 or ends_contents_entry(row):
        return False
    first = row.lines[0].text.strip()
    if first in BULLETS or (len(row.lines) == 2 and _MARK.fullmatch(first)):
        return False
    return max(_gaps(row)) > _WIDE * row.main.size


def ends_contents_entry(row: Row) -> bool:
    """A row of a table of contents: a page number after a dotted line or a wide gap."""
    if _LEADER_ENDS.search(without_leaders(row.text)[-_ENDING:]):
        return True
    if len(row.lines) != 2 or len(row.lines[0].text.strip()) <= 3:
        return False
    return bool(_PAGE_NUMBER.fullmatch(row.lines[1].text.strip())) and max(_gaps(row)) > _WIDE * row.main.size


def without_leaders(text: str) -> str:
    """`text` with the dotted and drawn lines between words as one sign; three dots are no line."""
    if ".." not in text and ". ." not in text and "…" not in text and "__" not in text:
        return text
    return _DOTS.sub(_shortened, text).strip(" ")


def _shortened(dots: re.Match[str]) -> str:
    count = sum(2 if sign == "…" else not sign.isspace() for sign in dots[0])
    return " … " if count >= _LEADER_DOTS else dots[0]


def _gaps(row: Row) -> list[float]:
    return [max(b.x0 - a.x1, a.x0 - b.x1) for a, b in zip(row.lines, row.lines[1:], strict=False)]


def _end_of_table(rows: Sequence[Row], start: int) -> int:
    """The end of the stretch from `start` whose rows have a wide gap or go on with a cell that is not the first."""
    columns: list[float] = []
    end = start
    while end < len(rows):
        row = rows[end]
        if has_wide_gap(row):
            columns = [line.x0 for line in row.lines[1:]]
        elif not any(abs(row.x0 - column) < _SAME_COLUMN for column in columns):
            break
        end += 1
    return end


def _cell_rows(rows: Sequence[Row], pitch: float) -> list[CellRow]:
    groups: list[list[Row]] = []
    for row in rows:
        if groups and _goes_on(groups[-1], row, pitch):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [_gathered(group) for group in groups]


def _goes_on(group: Sequence[Row], row: Row, pitch: float) -> bool:
    before = group[-1]
    if row.x0 > group[0].x0 + 2 * _SAME_COLUMN:
        return True
    is_near = row.middle - before.middle < _APART * max(pitch, 1.0) * row.main.size
    has_ended = _ENDS.search(before.lines[-1].text.rstrip()[-_ENDING:])
    return is_near and not has_ended and row.lines[-1].text.lstrip()[:1].islower()


def _gathered(group: Sequence[Row]) -> CellRow:
    columns = sorted({line.x0 for row in group[:1] for line in row.lines})
    cells: list[list[Line]] = [[] for _ in columns]
    for line in (line for row in group for line in row.lines):
        place = max((n for n, column in enumerate(columns) if column <= line.x0 + _SAME_COLUMN), default=0)
        cells[place].append(line)
    return CellRow(cells=tuple(tuple(cell) for cell in cells if cell))
