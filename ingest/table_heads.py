"""Captions and heads of the tables on a page: what their rows stand under."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, zip_longest
from statistics import median

from ingest.headings import CAPTION, Placed
from ingest.layout import Paragraph
from ingest.readers.table_text import path_of_rows

_CELLS = " | "
_YEAR = re.compile(r"(?:19|20)\d\d(?:[–/-]\d{2,4})?\*?")
_SENTENCE = re.compile(r"[^\W\d_]{3}\.(?:\s|$)")
_DIGIT = re.compile(r"\d")
_MOST_HEAD_WORDS = 40
_SHORT = 0.5
_MOST_HEAD_ROWS, _MOST_TITLE_WORDS = 3, 20


def with_table_heads(placed: Sequence[Placed]) -> list[Placed]:
    """The paragraphs of a document with the rows of its tables below caption and head, where these can be told.

    A caption is the paragraph right above that begins like one (`Table 2`). A head is the first row, where it alone is
    bold or pale, where it holds no figures but years and most of the rows below it do, or where it is far shorter than
    those. A table that goes on from the page before goes on below what it stood under there.
    """
    done: list[Placed] = []
    for (_, is_row), group in groupby(placed, key=lambda item: (item.page, _is_row(item))):
        for items in _tables(list(group)) if is_row else [list(group)]:
            done += _table(items, done) if is_row else items
    return done


def _tables(rows: Sequence[Placed]) -> list[list[Placed]]:
    """The tables among rows that follow one another: where the first cell of the first comes again, one begins."""
    tables: list[list[Placed]] = []
    for row in rows:
        if not tables or _first_cell(row) == _first_cell(rows[0]):
            tables.append([])
        tables[-1].append(row)
    return tables if min(map(len, tables)) > 1 else [list(rows)]


def _first_cell(row: Placed) -> str:
    return row.paragraph.text.partition(_CELLS)[0]


def _is_row(item: Placed) -> bool:
    return item.paragraph.is_row and not item.is_heading and _CELLS in item.paragraph.text


def _table(rows: list[Placed], before: list[Placed]) -> Iterator[Placed]:
    count = _head_rows(rows)
    opening = _opening(rows[0], before) if len(rows) > count else []
    for place, item in enumerate(opening, start=len(before) - len(opening)):
        before[place] = replace(item, heads_table=True)
    head = _joined([row.paragraph.text for row in rows[:count]])
    path = path_of_rows(": ".join(item.paragraph.text for item in opening), head) or _path_from_page_before(
        rows, before
    )
    for number, row in enumerate(rows):
        if number < count:
            yield replace(row, heads_table=True)
        else:
            yield replace(row, headings=(*row.headings, path)) if path else row


def _path_from_page_before(rows: Sequence[Placed], before: Sequence[Placed]) -> str:
    """What the rows stand under where their table began on the page before: as wide, and nothing between the two."""
    above = before[-1] if before else None
    if above is None or above.page != rows[0].page - 1 or not _is_row(above) or above.heads_table:
        return ""
    under = above.headings[len(rows[0].headings) :]
    return under[-1] if under and _width(above) == max(map(_width, rows)) else ""


def _width(row: Placed) -> int:
    return row.paragraph.text.count(_CELLS) + 1


def _opening(first: Placed, before: Sequence[Placed]) -> list[Placed]:
    """What stands right above the rows and belongs to them: the caption, and a row that names the whole table."""
    above = [item for item in before[-2:] if item.page == first.page and not item.is_heading and not item.heads_table]
    title = above[-1:] if above and _is_title(above[-1]) else []
    rest = above[: len(above) - len(title)]
    caption = rest[-1:] if rest and CAPTION.match(rest[-1].paragraph.text) else []
    return [*caption, *title]


def _is_title(item: Placed) -> bool:
    """A row of one cell, above rows of several."""
    words = item.paragraph.text.split()
    return item.paragraph.is_row and not _is_row(item) and len(words) <= _MOST_TITLE_WORDS


def _head_rows(rows: Sequence[Placed]) -> int:
    """How many rows the head has: cells of the first that reach down are repeated in the next."""
    if not _has_head(rows):
        return 0
    count = 1
    while count < min(_MOST_HEAD_ROWS, len(rows) - 1) and _first_cell(rows[count]) == _first_cell(rows[0]) != "":
        count += 1
    return count


def _joined(rows: Sequence[str]) -> str:
    """One line for a head of several rows: above each column the cells of all of them."""
    cells = [row.split(_CELLS) for row in rows]
    width = max(map(len, cells), default=0)
    for upper in cells[:-1]:
        # A cell of an upper row reaches over the columns that the rows below it part.
        upper += [""] * (width - len(upper))
        for column in range(1, width):
            upper[column] = upper[column] or upper[column - 1]
    columns = zip_longest(*cells, fillvalue="")
    return _CELLS.join(" ".join(dict.fromkeys(filter(None, column))) for column in columns)


def _has_head(rows: Sequence[Placed]) -> bool:
    first, others = rows[0].paragraph, [row.paragraph for row in rows[1:]]
    if not others or len(first.text.split()) > _MOST_HEAD_WORDS:
        return False
    if any(first_has and not any(others_have) for first_has, *others_have in _looks(rows)):
        return True
    has_figures = _DIGIT.search(_YEAR.sub("", first.text))
    if not has_figures and sum(bool(_DIGIT.search(row.text)) for row in others) > len(others) / 2:
        return True
    if _SENTENCE.search(first.text):
        return False
    is_full = _worded_cells(first) >= max(map(_worded_cells, others))
    usual = median(len(row.text.split()) for row in others)
    return is_full and len(first.text.split()) <= _SHORT * usual


def _looks(rows: Sequence[Placed]) -> Iterator[tuple[bool, ...]]:
    """For each look that sets a head apart, which rows have it."""
    yield tuple(row.paragraph.bold for row in rows)
    yield tuple(row.paragraph.pale for row in rows)


def _worded_cells(row: Paragraph) -> int:
    """How many of its cells hold more than a check box."""
    return sum(any(map(str.isalnum, cell)) for cell in row.text.split(_CELLS))
