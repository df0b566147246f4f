"""Reads CSV and TSV that are tables of data: every row a block that can be quoted, and what the table covers."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Block, Reading
from ingest.readers.blocks import fold
from ingest.readers.decoding import decode
from ingest.readers.separated_values import Row, rows_of, separator_of
from ingest.readers.statements import Statements
from ingest.readers.table_columns import Column, Columns, column_of, sorted_out

_SUBJECT = re.compile(r"(?:indicator|variable|series|measure)(?: ?name)?", re.IGNORECASE)
_LONGEST_TITLE = 200
_MOST_SUBJECTS = 20
_MOST_VALUES = 400
_LONGEST_VALUE = 80
_HEADER_SEARCH = 50
_NAMED_LINES = 5


class DataTableReader:
    """Reads a table of data as one document of kind `dataset`.

    First what the table covers, said once: constants, and per subject (a column `Indicator` or `Variable`) its places
    and years. Then a block a row, in the order of the file: `Location: Niger; Period: 2020; Value: 0.35`, numbered from
    1 below the header. Codes that stand beside their names, and other doubles, are left out of the rows and named.
    """

    @property
    def media_type(self) -> str:
        """CSV by RFC 4180; TSV is read by the same rules."""
        return "text/csv"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading. Raises `UnreadableError` where the file is not text or has no rows below its header."""
        decoded = decode(data, file_name=file_name)
        rows = list(rows_of(decoded.text, separator=separator_of(decoded.text, file_name=file_name)))
        start = _header_index(rows)
        header, body = rows[start : start + 1], rows[start + 1 :]
        width = len(header[0].cells) if header else 0
        whole = [row for row in body if not row.problem and len(row.cells) <= width]
        if not whole:
            raise UnreadableError(path=file_name, reason="the table has no rows below its header")
        names = [fold(name) or f"Column {i}" for i, name in enumerate(header[0].cells, start=1)]
        cells = [[fold(row.cells[i]) if i < len(row.cells) else "" for row in whole] for i in range(width)]
        columns = sorted_out([column_of(name, column) for name, column in zip(names, cells, strict=True)])
        title = _title(columns, file_name)
        statements = Statements()
        statements.say("title", title, "text" if title != _file_title(file_name) else "file name")
        statements.say("kind", "dataset", "file")
        numbers = [i for i, row in enumerate(body, start=1) if not row.problem and len(row.cells) <= width]
        said = [*_preamble(rows[:start]), *_coverage(columns, len(whole))]
        reason = "; ".join(part for part in (decoded.damage, _unread(body, width)) if part)
        yield Reading(
            blocks=(
                *(Block(text=text, headings=(title,)) for text in said),
                *_row_blocks(columns, numbers, title),
            ),
            metadata=statements.metadata,
            origins=statements.origins,
            completeness=Completeness.PARTIAL if reason else Completeness.COMPLETE,
            reason=reason,
        )


def _header_index(rows: list[Row]) -> int:
    """The first row as wide as most: statistical offices write lines about the source above it."""
    widths = [len(row.cells) for row in rows[:_HEADER_SEARCH] if not row.problem]
    usual = max(widths, key=widths.count, default=0)
    return next((i for i, row in enumerate(rows) if len(row.cells) == usual and not row.problem), 0)


def _preamble(rows: list[Row]) -> list[str]:
    return [text for row in rows if (text := fold(" ".join(row.cells)))]


def _unread(body: list[Row], width: int) -> str:
    lines = [row.line for row in body if row.problem or len(row.cells) > width]
    if not lines:
        return ""
    named = ", ".join(str(line) for line in lines[:_NAMED_LINES])
    return f"{len(lines)} rows could not be read: line {named}{' ...' if len(lines) > _NAMED_LINES else ''}"


def _row_blocks(columns: Columns, numbers: list[int], title: str) -> Iterator[Block]:
    for position, number in enumerate(numbers):
        cells = ((column.name, column.cells[position]) for column in columns.telling)
        text = fold("; ".join(f"{name}: {cell}" for name, cell in cells if cell))
        if text:
            yield Block(text=text, headings=(title,), paragraph=number)


def _title(columns: Columns, file_name: str) -> str:
    """The first of the subjects and how many more there are, when they are words; else the name of the file."""
    for column in (*columns.constant, *columns.telling):
        subjects = column.values
        if _SUBJECT.fullmatch(column.name) and not column.is_code and len(subjects) <= _MOST_SUBJECTS:
            title = subjects[0] if len(subjects) == 1 else f"{subjects[0]}, and {len(subjects) - 1} more"
            if len(title) <= _LONGEST_TITLE:
                return title
    return _file_title(file_name)


def _file_title(file_name: str) -> str:
    return fold(PurePath(file_name).stem.replace("_", " ")) or "Table"


def _coverage(columns: Columns, rows: int) -> Iterator[str]:
    """What holds for the table as a whole, in as few words as say it."""
    named = ", ".join(column.name for column in columns.telling)
    yield fold(f"{rows} rows with: {named}") if named else f"{rows} rows, all the same"
    if columns.constant:
        yield "In every row: " + "; ".join(f"{column.name}: {column.values[0]}" for column in columns.constant)
    for column in columns.timestamps:
        yield f"{column.name}: {min(column.values)} to {max(column.values)}"
    if columns.doubles:
        yield "Not repeated: " + "; ".join(f"{double.name} (as {same.name})" for double, same in columns.doubles)
    if columns.empty:
        yield "Empty: " + ", ".join(column.name for column in columns.empty)
    subject = next((column for column in columns.telling if _SUBJECT.fullmatch(column.name)), None)
    if subject is None or len(subject.values) > _MOST_SUBJECTS:
        yield from _covered(columns, None, "")
    else:
        for value in subject.values:
            yield from _covered(columns, subject, value)


def _covered(columns: Columns, subject: Column | None, value: str) -> Iterator[str]:
    """The places, years and other values of the rows about one subject: short texts listed, years as a range."""
    parts = [f"{subject.name}: {value}"] if subject else []
    for column in columns.telling:
        if column is subject:
            continue
        rows = zip(subject.cells, column.cells, strict=True) if subject else (("", cell) for cell in column.cells)
        cells = [cell for about, cell in rows if about == value and cell]
        values = sorted(set(cells))
        listed = 1 < len(values) <= min(_MOST_VALUES, len(cells) / 2) and not column.is_number
        if _is_year(values):
            parts.append(f"{column.name}: {values[0]} to {values[-1]}")
        elif listed and max(map(len, values)) <= _LONGEST_VALUE:
            parts.append(f"{column.name} ({len(values)}): {', '.join(values)}")
    if len(parts) > (1 if subject else 0):
        yield fold("; ".join(parts))


def _is_year(values: list[str]) -> bool:
    return bool(values) and all(len(value) == 4 and value.isdigit() and "1500" < value < "2200" for value in values)
