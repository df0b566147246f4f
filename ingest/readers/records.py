"""Reads files of records: JSON lines, and CSV or TSV with a column of text. One document a record."""

import json
from collections.abc import Iterator, Mapping

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.abstracts import add_abstract
from ingest.readers.blocks import BlockList
from ingest.readers.decoding import decode
from ingest.readers.fields import plain_value, state_fields
from ingest.readers.separated_values import rows_of, separator_of
from ingest.readers.statements import Statements

TEXT_FIELDS = ("text", "abstract")
"""Where a record's text stands; the first of them that has words counts."""
_TITLE = "title"


class JsonlReader:
    """Reads JSON lines: an object a line with `id`, `title` and `text` or `abstract`, and what else is known.

    A line that is no such object is refused by its number; the others are read.
    """

    @property
    def media_type(self) -> str:
        """The usual one; IANA has none."""
        return "application/jsonl"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading a line. Raises `UnreadableError` where the file is not text or holds no record."""
        decoded = decode(data, file_name=file_name)
        number = -1
        for line_number, line in enumerate(decoded.text.split("\n"), start=1):
            if line.strip():
                number += 1
                yield _json_reading(line, line_number, number, decoded.damage if "\ufffd" in line else "")
        if number < 0:
            raise UnreadableError(path=file_name, reason="the file holds no record")


class SeparatedRecordsReader:
    """Reads CSV or TSV whose columns are the fields of records, a column `text` or `abstract` among them."""

    @property
    def media_type(self) -> str:
        """CSV by RFC 4180; TSV is read by the same rules."""
        return "text/csv"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading a row. Raises `UnreadableError` where the file is not text, or has no rows below its header."""
        decoded = decode(data, file_name=file_name)
        rows = rows_of(decoded.text, separator=separator_of(decoded.text, file_name=file_name))
        header = next(rows, None)
        number = -1
        for number, row in enumerate(rows):
            names = [cell.strip() for cell in header.cells] if header else []
            if row.problem or len(row.cells) > len(names):
                problem = row.problem or f"it has {len(row.cells)} cells for {len(names)} columns"
                yield _refused(number, f"line {row.line} cannot be read: {problem}")
                continue
            damage = decoded.damage if any("\ufffd" in cell for cell in row.cells) else ""
            yield _reading(dict(zip(names, row.cells, strict=False)), row.line, number, damage)
        if number < 0:
            raise UnreadableError(path=file_name, reason="the table has no rows below its header")


def is_record_header(names: tuple[str, ...]) -> bool:
    """True where a table's columns are those of records: one of text, or a title with authors or an identifier."""
    known = {name.strip().lower() for name in names}
    if not known.isdisjoint(TEXT_FIELDS):
        return True
    return _TITLE in known and not known.isdisjoint({"authors", "author", "doi", "pmid", "journal"})


def _json_reading(line: str, line_number: int, number: int, damage: str) -> Reading:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return _refused(number, f"line {line_number} is not JSON: {error}")
    if not isinstance(record, dict):
        return _refused(number, f"line {line_number} is not a JSON object")
    return _reading(record, line_number, number, damage)


def _reading(record: Mapping[str, object], line: int, number: int, damage: str) -> Reading:
    fields = {name.strip().lower(): value for name, value in record.items()}
    statements = Statements()
    state_fields(fields, statements, "record")
    blocks = BlockList()
    name, parts = _text(fields)
    if name == "abstract":
        statements.say("kind", "abstract", "record")
    for part in parts or [str(statements.metadata.get("title", ""))]:
        add_abstract(part, blocks)
    if not blocks.blocks:
        return _refused(number, f"line {line} has neither text nor title")
    return Reading(
        blocks=blocks.blocks,
        metadata=statements.metadata,
        origins=statements.origins,
        record=number,
        completeness=Completeness.PARTIAL if damage else Completeness.COMPLETE,
        reason=damage,
    )


def _text(fields: Mapping[str, object]) -> tuple[str, list[str]]:
    """The name and the parts of the text field, itself a text or a list of them."""
    for name in TEXT_FIELDS:
        value = plain_value(fields.get(name))
        parts = [value] if isinstance(value, str) else value or []
        if any(part.strip() for part in parts):
            return name, parts
    return "", []


def _refused(number: int, reason: str) -> Reading:
    return Reading(blocks=(), record=number, completeness=Completeness.REFUSED, reason=reason)
