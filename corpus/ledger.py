"""The ledger: which files were taken in, what was understood of them, and which passages they hold.

One process writes at a time; what `keep_file` has returned from survives a power cut.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from corpus.document import Completeness, Document, Passage, TaggedPassage
from corpus.durable import make_folder
from corpus.errors import DamagedError, NewerFormatError
from corpus.json_form import document_form, document_from, locator_form, locator_from, tags_form, tags_from, to_json
from corpus.migrations import FORMAT, migrate
from corpus.writer_lock import WriterLock

FILE_NAME = "ledger.sqlite"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """How one file ended. `recipe` names the readers, taggers and sidecar: with another, it is read again."""

    path: str
    sha256: str
    recipe: str
    status: Completeness
    reason: str = ""
    pages_missing: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPassages:
    """A document with its tagged passages, in the order of their places."""

    document: Document
    passages: tuple[TaggedPassage, ...]


class Ledger:
    """Opened with `Ledger.to_write` or `Ledger.to_read`; use it in a `with` block."""

    def __init__(self, connection: sqlite3.Connection, lock: WriterLock | None) -> None:
        self._connection = connection
        self._lock = lock

    @classmethod
    def to_write(cls, folder: Path) -> Self:
        """Opens or creates the ledger of a data folder. Raises `BusyError`, `NewerFormatError` or `DamagedError`."""
        make_folder(folder)
        lock = WriterLock(folder)
        try:
            connection = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                connection.execute(f"PRAGMA {pragma}")
            _check_pragmas(connection, folder)
            migrate(connection, str(folder))
        except sqlite3.DatabaseError as error:
            lock.release()
            raise _damaged(folder, str(error)) from error
        except BaseException:
            lock.release()
            raise
        return cls(connection, lock)

    @classmethod
    def to_read(cls, folder: Path) -> Self:
        """Opens an existing ledger without the right to write. Raises `DamagedError` if it is none."""
        path = folder / FILE_NAME
        try:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
            found = int(connection.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.DatabaseError as error:
            raise _damaged(folder, str(error)) from error
        if found > FORMAT:
            raise NewerFormatError(folder=str(folder), found=found, known=FORMAT)
        return cls(connection, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        if self._lock is not None:
            self._lock.release()

    @property
    def revision(self) -> int:
        """Grows with each change, so that a generation can say which state it was made from."""
        return int(self._connection.execute("SELECT revision FROM state").fetchone()[0])

    def file(self, path: str) -> FileEntry | None:
        """What is known of the file at this path; None if it never arrived."""
        row = self._connection.execute("SELECT * FROM files WHERE path = ?", (path,)).fetchone()
        return _file_entry(row) if row else None

    def files(self) -> Iterator[FileEntry]:
        """All files by path."""
        for row in self._connection.execute("SELECT * FROM files ORDER BY path"):
            yield _file_entry(row)

    def passages_of_file(self, path: str) -> tuple[int, tuple[str, ...]]:
        """How many passages the file's documents hold, and the documents' ids."""
        ids = self._connection.execute("SELECT doc_id FROM file_documents WHERE path = ? ORDER BY doc_id", (path,))
        count = self._connection.execute(
            "SELECT count(*) FROM passages WHERE doc_id IN (SELECT doc_id FROM file_documents WHERE path = ?)", (path,)
        ).fetchone()[0]
        return int(count), tuple(row[0] for row in ids)

    def keep_file(self, entry: FileEntry, contents: Sequence[DocumentPassages]) -> None:
        """Replaces what was known of a file, documents and passages with it, in one durable step."""
        with self._transaction():
            self._connection.execute("DELETE FROM files WHERE path = ?", (entry.path,))
            self._connection.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
                (entry.path, entry.sha256, entry.recipe, entry.status, entry.reason, json.dumps(entry.pages_missing)),
            )
            for content in contents:
                self._keep_document(entry.path, content)
            self._connection.execute("DELETE FROM documents WHERE doc_id NOT IN (SELECT doc_id FROM file_documents)")

    def _keep_document(self, path: str, content: DocumentPassages) -> None:
        doc_id = content.document.doc_id
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?) ON CONFLICT (doc_id) DO UPDATE SET form = excluded.form",
            (doc_id, to_json(document_form(content.document))),
        )
        self._connection.execute("INSERT OR IGNORE INTO file_documents VALUES (?, ?)", (path, doc_id))
        self._connection.execute("DELETE FROM passages WHERE doc_id = ?", (doc_id,))
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    tagged.passage.passage_id,
                    doc_id,
                    tagged.passage.text,
                    to_json(locator_form(tagged.passage.locator)),
                    tagged.passage.language,
                    tagged.passage.is_evidence,
                    to_json(tags_form(tagged.tags)),
                )
                for tagged in content.passages
            ],
        )

    def documents(self) -> Iterator[Document]:
        """All documents by id."""
        for (form,) in self._connection.execute("SELECT form FROM documents ORDER BY doc_id"):
            yield document_from(json.loads(form))

    def passages(self) -> Iterator[TaggedPassage]:
        """All passages with their tags, by ascending `passage_id`."""
        for row in self._connection.execute("SELECT * FROM passages ORDER BY passage_id"):
            yield _tagged_passage(row)

    def counts(self) -> dict[str, int]:
        """How many files, documents and passages there are."""
        return {
            table: int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
            for table in ("files", "documents", "passages")
        }

    def count_of_evidence(self) -> int:
        """How many passages are to be ranked."""
        return int(self._connection.execute("SELECT count(*) FROM passages WHERE is_evidence").fetchone()[0])

    def problems(self) -> list[str]:
        """What is wrong with the ledger's own file and links, a sentence each; empty when it is whole."""
        checks = [row[0] for row in self._connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        links = [
            f"{row[0]} row {row[1]} points to nothing" for row in self._connection.execute("PRAGMA foreign_key_check")
        ]
        return checks + links

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("UPDATE state SET revision = revision + 1")
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise


def _check_pragmas(connection: sqlite3.Connection, folder: Path) -> None:
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    if (journal, synchronous) != ("wal", 2):
        raise DamagedError(
            path=str(folder / FILE_NAME),
            problem=f"SQLite runs it with journal_mode={journal}, synchronous={synchronous}, which can lose documents",
            remedy="Put the data folder on a local disk that supports write-ahead logging.",
        )


def _damaged(folder: Path, problem: str) -> DamagedError:
    return DamagedError(
        path=str(folder / FILE_NAME),
        problem=problem,
        remedy="Restore a backup, or ingest the sources into a new data folder.",
    )


def _file_entry(row: tuple[str, str, str, str, str, str]) -> FileEntry:
    path, sha256, recipe, status, reason, pages_missing = row
    return FileEntry(
        path=path,
        sha256=sha256,
        recipe=recipe,
        status=Completeness(status),
        reason=reason,
        pages_missing=tuple(json.loads(pages_missing)),
    )


def _tagged_passage(row: tuple[str, str, str, str, str, int, str]) -> TaggedPassage:
    passage_id, doc_id, text, locator, language, is_evidence, tags = row
    return TaggedPassage(
        passage=Passage(
            passage_id=passage_id,
            doc_id=doc_id,
            text=text,
            locator=locator_from(json.loads(locator)),
            language=language,
            is_evidence=bool(is_evidence),
        ),
        tags=tags_from(json.loads(tags)),
    )
