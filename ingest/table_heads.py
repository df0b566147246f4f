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
    for (_, table), group in groupby(placed, key=lambda item: (item.page, _table_of(item))):
        for items in _tables(list(group)) if table is not None else [list(group)]:
            done += _table(items, done) if table is not None else items
    return done


def _table_of(item: Placed) -> int | None:
    """Which table of its page the paragraph stands in: the number of a ruled one, -1 for one without rules."""
    if item.paragraph.table is not None:
        return item.paragraph.table
    return -1 if _is_row(item) else None


def _tables(rows: Sequence[Placed]) -> list[list[Placed]]:
    """The tables among rows that follow one another: where the first cell of the first comes again, one begins."""
    tables: list[list[Placed]] = []
    for row in rows:
        if not tables or (_is_row(row) and _first_cell(row) == _first_cell(rows[0]) != ""):
            tables.append([])
        tables[-1].append(row)
    return tables if min(map(len, tables)) > 1 else [list(rows)]


def _first_cell(row: Placed) -> str:
    return _cells(row.paragraph)[0]


def _is_row(item: Placed) -> bool:
    return item.paragraph.columns > 1 and not item.is_heading


def _table(items: list[Placed], before: list[Placed]) -> Iterator[Placed]:
    """The parts of one table: rows, and the paragraphs of cells that are too long for one."""
    titles = _titles(items)
    rows = [item for item in items[len(titles) :] if _is_row(item)]
    count = _head_rows(rows)
    heads = rows[:count]
    opening = _opening(items[0], before) if len(items) > len(titles) + count else []
    for place, item in enumerate(opening, start=len(before) - len(opening)):
        before[place] = replace(item, heads_table=True)
    named = [item.paragraph.text.strip("| ") for item in (*opening, *titles)]
    path = path_of_rows(": ".join(named), _joined([_cells(row.paragraph) for row in heads]))
    path = path or _path_from_page_before(items, before)
    section = ""
    for place, item in enumerate(items):
        if item in titles or item in heads:
            yield replace(item, heads_table=True)
        elif item.is_heading:
            yield item
        else:
            opens = _opens_section(item) or (_is_title(item) and _comes_again(items[place + 1 :], rows))
            section = "" if opens else section
            yield replace(item, headings=(*item.headings, *filter(None, (path, section))))
            section = item.paragraph.text.strip("| ") if opens else section


def _titles(items: Sequence[Placed]) -> list[Placed]:
    """The rows of a single cell above rows of several: they name the table."""
    if len(items) > 1 and _is_title(items[0]) and _is_row(items[1]) and _filled(items[1]) > 1:
        return [items[0]]
    return []


def _opens_section(item: Placed) -> bool:
    """A row of a single cell that names the rows below it."""
    return _is_title(item) and (item.paragraph.bold or item.paragraph.text.endswith(":"))


def _comes_again(below: Sequence[Placed], rows: Sequence[Placed]) -> bool:
    """Whether the first row of several cells comes again right below."""
    return bool(below) and _is_row(below[0]) and below[0].paragraph.text == rows[0].paragraph.text


def _filled(row: Placed) -> int:
    return sum(map(bool, _cells(row.paragraph)))


def _path_from_page_before(rows: Sequence[Placed], before: Sequence[Placed]) -> str:
    """What the rows stand under where their table began on the page before: as wide, and nothing between the two."""
    above = before[-1] if before else None
    if above is None or above.page != rows[0].page - 1 or not _is_row(above) or above.heads_table:
        return ""
    under = above.headings[len(rows[0].headings) :]
    return under[-1] if under and above.paragraph.columns == max(row.paragraph.columns for row in rows) else ""


def _cells(row: Paragraph) -> list[str]:
    """The cells of a row, the empty ones too."""
    return [cell.strip() for cell in row.text.split(_CELLS.strip())]


def _opening(first: Placed, before: Sequence[Placed]) -> list[Placed]:
    """What stands right above the rows and belongs to them: the caption, and a row that names the whole table."""
    above = [item for item in before[-2:] if item.page == first.page and not item.is_heading and not item.heads_table]
    title = above[-1:] if above and _is_title(above[-1]) else []
    rest = above[: len(above) - len(title)]
    caption = rest[-1:] if rest and CAPTION.match(rest[-1].paragraph.text) else []
    return [*caption, *title]


def _is_title(item: Placed) -> bool:
    """A row of one cell, above rows of several."""
    is_one = item.paragraph.is_row and _filled(item) == 1 and (_first_cell(item) != "" or item.paragraph.bold)
    return is_one and not item.is_heading and len(item.paragraph.text.split()) <= _MOST_TITLE_WORDS


def _head_rows(rows: Sequence[Placed]) -> int:
    """How many rows the head has: cells of the first that reach down are repeated in the next."""
    if not _has_head(rows):
        return 0
    count = 1
    while count < min(_MOST_HEAD_ROWS, len(rows) - 1) and _first_cell(rows[count]) == _first_cell(rows[0]) != "":
        count += 1
    return count


def _joined(cells: Sequence[list[str]]) -> str:
    """One line for a head of several rows: above each column the cells of all of them."""
    width = max(map(len, cells), default=0)
    for upper in cells[:-1]:
        # A cell of an upper row reaches over the columns that the rows below it part.
        upper += [""] * (width - len(upper))
        for column in range(1, width):
            upper[column] = upper[column] or upper[column - 1]
    columns = zip_longest(*cells, fillvalue="")
    return _CELLS.join(" ".join(dict.fromkeys(filter(None, column))) for column in columns)


def _has_head(rows: Sequence[Placed]) -> bool:
    if len(rows) < 2 or len(rows[0].paragraph.text.split()) > _MOST_HEAD_WORDS:
        return False
    first, others = rows[0].paragraph, [row.paragraph for row in rows[1:]]
    if any(first_has and not any(others_have) for first_has, *others_have in _looks(rows)):
        return True
    has_figures = _DIGIT.search(_YEAR.sub("", first.text)) or _worded_cells(first) < 2
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
    return sum(any(map(str.isalnum, cell)) for cell in _cells(row))
