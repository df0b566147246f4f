"""Texts, places, tags and documents of a generation, by row number: what hits are filled with."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus.document import Document, Passage, TaggedPassage
from corpus.former import FormerDocument, FormerPassage
from corpus.json_form import document_form, document_from, locator_form, locator_from, tags_form, tags_from, to_json
from corpus.works import Beside, Standing
from index.ranking import Relations
from index.relations_form import former_passage_from, former_passage_row, relations_form, relations_from

_SCHEMA = """
CREATE TABLE documents (number INTEGER PRIMARY KEY, doc_id TEXT UNIQUE NOT NULL, form TEXT NOT NULL,
    relations TEXT NOT NULL) STRICT;
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, passage_id TEXT UNIQUE NOT NULL, document INTEGER NOT NULL, text TEXT NOT NULL,
    locator TEXT NOT NULL, language TEXT NOT NULL, tags TEXT NOT NULL
) STRICT;
CREATE INDEX passages_by_document ON passages (document);
CREATE TABLE former_documents (doc_id TEXT PRIMARY KEY, form TEXT NOT NULL, successor TEXT NOT NULL) STRICT;
CREATE TABLE former_passages (
    passage_id TEXT PRIMARY KEY, doc_id TEXT NOT NULL, text TEXT NOT NULL, locator TEXT NOT NULL,
    language TEXT NOT NULL, finding TEXT NOT NULL
) STRICT;
"""


def build_payloads(
    path: Path, documents: Sequence[Document], passages: Sequence[TaggedPassage], beside: Beside
) -> None:
    """Writes a new file; documents are numbered in the order of `documents`.

    Rows are numbered in the order of `passages`, which are ranked; those that are only kept follow.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.executescript(_SCHEMA)
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?)",
            _document_rows(documents, beside.standings),
        )
        number_of = {document.doc_id: number for number, document in enumerate(documents)}
        connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
            (_passage_row(row, tagged, number_of) for row, tagged in enumerate((*passages, *beside.kept))),
        )
        _write_former(connection, beside)
        connection.execute("COMMIT")
    finally:
        connection.close()


class Payloads:
    """A file that `build_payloads` wrote, read-only. Threads may share it."""

    def __init__(self, path: Path) -> None:
        # A generation never changes, so SQLite need not look for writers.
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many passages have an address."""
        return int(self._query("SELECT count(*) FROM passages", ())[0][0])

    def close(self) -> None:
        """Lets the file go."""
        self._connection.close()

    def passages(self, rows: Sequence[int]) -> list[tuple[TaggedPassage, int]]:
        """The passages of the rows, in their order, each with the number of its document."""
        found = {row[0]: row for row in self._select("SELECT * FROM passages WHERE number IN (%s)", rows)}
        return [(_passage_from(found[row], self._doc_id(found[row][2])), found[row][2]) for row in rows]

    def documents(self, numbers: Sequence[int]) -> list[Document]:
        """The documents of the numbers, in their order."""
        found = {row[0]: row[2] for row in self._select("SELECT * FROM documents WHERE number IN (%s)", numbers)}
        return [document_from(json.loads(found[number])) for number in numbers]

    def relations(self, numbers: Sequence[int]) -> list[Relations]:
        """How the documents of the numbers stand to others, in their order."""
        rows = self._select("SELECT * FROM documents WHERE number IN (%s)", numbers)
        # Generations of the first two formats knew nothing of it.
        found = {row[0]: relations_from(json.loads(row[3])) if len(row) > 3 else Relations() for row in rows}
        return [found[number] for number in numbers]

    def rows_of(self, number: int) -> list[int]:
        """The rows of a document's passages, in the order of their places, whether they are ranked or not."""
        rows = self._query("SELECT number FROM passages WHERE document = ? ORDER BY number", (number,))
        return [int(row[0]) for row in rows]

    def former_document(self, doc_id: str) -> FormerDocument | None:
        """A document that was replaced; None if none had this id."""
        if not self._has_former:
            return None
        rows = self._query("SELECT form, successor FROM former_documents WHERE doc_id = ?", (doc_id,))
        return FormerDocument(document=document_from(json.loads(rows[0][0])), successor=rows[0][1]) if rows else None

    def former_passage(self, passage_id: str) -> FormerPassage | None:
        """A passage that does not stand here any more; None if none had this id."""
        if not self._has_former:
            return None
        rows = self._query("SELECT * FROM former_passages WHERE passage_id = ?", (passage_id,))
        return former_passage_from(rows[0]) if rows else None

    @cached_property
    def _has_former(self) -> bool:
        return bool(self._query("SELECT 1 FROM sqlite_schema WHERE name = 'former_passages'", ()))

    def row_of(self, passage_id: str) -> int | None:
        """The row of a passage; None if there is none with this id."""
        return self._number("SELECT number FROM passages WHERE passage_id = ?", passage_id)

    def number_of(self, doc_id: str) -> int | None:
        """The number of a document; None if there is none with this id."""
        return self._number("SELECT number FROM documents WHERE doc_id = ?", doc_id)

    def _doc_id(self, number: int) -> str:
        return str(self._query("SELECT doc_id FROM documents WHERE number = ?", (number,))[0][0])

    def _number(self, statement: str, value: str) -> int | None:
        rows = self._query(statement, (value,))
        return int(rows[0][0]) if rows else None

    def _select(self, statement: str, numbers: Sequence[int]) -> list[tuple[Any, ...]]:
        return self._query(statement % ",".join("?" * len(numbers)), tuple(int(number) for number in numbers))

    def _query(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(statement, values).fetchall()


def _document_rows(documents: Sequence[Document], standings: Mapping[str, Standing]) -> Iterator[tuple[object, ...]]:
    by_id = {document.doc_id: document for document in documents}
    for number, document in enumerate(documents):
        relations = relations_form(standings.get(document.doc_id, Standing()), by_id)
        yield number, document.doc_id, to_json(document_form(document)), to_json(relations)


def _write_former(connection: sqlite3.Connection, beside: Beside) -> None:
    connection.executemany(
        "INSERT INTO former_documents VALUES (?, ?, ?)",
        (
            (item.document.doc_id, to_json(document_form(item.document)), item.successor)
            for item in beside.former_documents
        ),
    )
    connection.executemany(
        "INSERT INTO former_passages VALUES (?, ?, ?, ?, ?, ?)", map(former_passage_row, beside.former_passages)
    )


def _passage_row(row: int, tagged: TaggedPassage, number_of: Mapping[str, int]) -> tuple[object, ...]:
    passage = tagged.passage
    return (
        row,
        passage.passage_id,
        number_of[passage.doc_id],
        passage.text,
        to_json(locator_form(passage.locator)),
        passage.language,
        to_json(tags_form(tagged.tags)),
    )


def _passage_from(row: tuple[Any, ...], doc_id: str) -> TaggedPassage:
    _, passage_id, _, text, locator, language, tags = row
    return TaggedPassage(
        passage=Passage(
            passage_id=passage_id,
            doc_id=doc_id,
            text=text,
            locator=locator_from(json.loads(locator)),
            language=language,
        ),
        tags=tags_from(json.loads(tags)),
    )
