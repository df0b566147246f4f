"""Seals: a SHA-256 over all that a file left in the ledger, so that a byte that changed on the disk is noticed."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator

_ROWS = (
    "SELECT * FROM files WHERE path = ?",
    "SELECT * FROM documents WHERE doc_id IN (SELECT doc_id FROM file_documents WHERE path = ?) ORDER BY doc_id",
    "SELECT * FROM passages WHERE doc_id IN (SELECT doc_id FROM file_documents WHERE path = ?) ORDER BY passage_id",
    "SELECT * FROM former_documents WHERE path = ? ORDER BY doc_id",
    "SELECT * FROM former_passages WHERE path = ? ORDER BY passage_id",
    "SELECT doc_id, text_id, signature FROM document_texts JOIN texts USING (text_id)"
    " WHERE doc_id IN (SELECT doc_id FROM file_documents WHERE path = ?) ORDER BY doc_id",
)
_OF_FORMAT_2 = 3
"""So many of the statements, from the first on: no later one finds a row in what an older release sealed."""
_SHARING = """
SELECT ? UNION
SELECT path FROM file_documents WHERE doc_id IN (SELECT doc_id FROM file_documents WHERE path = ?)
"""


def seal(connection: sqlite3.Connection, path: str) -> None:
    """Seals a file, and the files that hold one of its documents too: it may have replaced that."""
    for shared in sharing(connection, path):
        connection.execute("INSERT OR REPLACE INTO seals VALUES (?, ?)", (shared, _seal_of(connection, shared)))


def sharing(connection: sqlite3.Connection, path: str) -> list[str]:
    """The file, and the files that hold one of its documents too."""
    return [shared for (shared,) in connection.execute(_SHARING, (path, path)).fetchall()]


def broken_seals(connection: sqlite3.Connection) -> Iterator[str]:
    """The files whose rows are no longer those that were sealed. Files of the first format have no seal yet."""
    for path, sealed in connection.execute("SELECT * FROM seals ORDER BY path").fetchall():
        if _seal_of(connection, path) != sealed:
            yield path


def _seal_of(connection: sqlite3.Connection, path: str) -> str:
    digest = hashlib.sha256()
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    for statement in _ROWS[:_OF_FORMAT_2] if found == 2 else _ROWS:
        for row in connection.execute(statement, (path,)):
            digest.update(json.dumps(row).encode("ascii") + b"\n")
    return digest.hexdigest()
