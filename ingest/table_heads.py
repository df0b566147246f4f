"""Captions and heads of the tables on a page: what their rows stand under."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
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


def with_table_heads(placed: Sequence[Placed]) -> list[Placed]:
    """The paragraphs of a document with the rows of its tables below caption and head, where these can be told.

    A caption is the paragraph right above that begins like one (`Table 2`). A head is the first row, where it alone is
    bold, where it holds no figures but years and most of the rows below it do, or where it is far shorter than those.
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
    caption = _caption(rows[0], before)
    head = rows[0] if _has_head(rows) else None
    if caption is not None and len(rows) > (head is not None):
        before[-1] = replace(caption, heads_table=True)
    texts = (caption.paragraph.text if caption else "", head.paragraph.text if head else "")
    path = path_of_rows(*texts)
    for row in rows:
        if row is head:
            yield replace(row, heads_table=True)
        else:
            yield replace(row, headings=(*row.headings, path)) if path else row


def _caption(first: Placed, before: Sequence[Placed]) -> Placed | None:
    above = before[-1] if before and before[-1].page == first.page else None
    return above if above is not None and not above.is_heading and CAPTION.match(above.paragraph.text) else None


def _has_head(rows: Sequence[Placed]) -> bool:
    first, others = rows[0].paragraph, [row.paragraph for row in rows[1:]]
    if not others or len(first.text.split()) > _MOST_HEAD_WORDS:
        return False
    if first.bold and not any(row.bold for row in others):
        return True
    has_figures = _DIGIT.search(_YEAR.sub("", first.text))
    if not has_figures and sum(bool(_DIGIT.search(row.text)) for row in others) > len(others) / 2:
        return True
    if _SENTENCE.search(first.text):
        return False
    is_full = _worded_cells(first) >= max(map(_worded_cells, others))
    usual = median(len(row.text.split()) for row in others)
    return is_full and len(others) > 1 and len(first.text.split()) <= _SHORT * usual


def _worded_cells(row: Paragraph) -> int:
    """How many of its cells hold more than a check box."""
    return sum(any(map(str.isalnum, cell)) for cell in row.text.split(_CELLS))
