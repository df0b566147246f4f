"""The ledger: which files were taken in, what was understood of them, and which passages they hold.

One process writes at a time; what `keep_file` has returned from survives a power cut.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

from corpus.connections import connected_to_read
from corpus.disk_errors import disk_errors, of_sqlite
from corpus.document import Completeness, Document, TaggedPassage
from corpus.durable import make_folder
from corpus.errors import DamagedError, EmptyError, NewerFormatError
from corpus.former import FormerDocument, FormerPassage, Refound
from corpus.former_rows import file_before, former_documents, former_passages, keep_former
from corpus.json_form import document_form, document_from, to_json
from corpus.migrations import FORMAT, is_of_format, migrate
from corpus.passage_rows import tagged_from, tagged_row
from corpus.seals import broken_seals, seal, sharing
from corpus.text_rows import match_texts, texts_of_documents, unsigned_documents
from corpus.writer_lock import WriterLock

FILE_NAME = "ledger.sqlite"
_Row = TypeVar("_Row")
_Value = TypeVar("_Value")
FORMAT_OF_WORKS = 3
"""From this format on the ledger keeps former documents, and which texts are nearly the same."""
_EMPTY_BYTES = 4096
"""A ledger without tables has one page."""
_REMEDY = "Restore a backup, or ingest the sources into a new data folder."


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
    """Opened with `Ledger.to_write` or `Ledger.to_read`; use it in a `with` block.

    What SQLite says of a full, failing or damaged file leaves the block as `StorageError` or `DamagedError`.
    """

    def __init__(self, connection: sqlite3.Connection, lock: WriterLock | None, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._lock = lock

    @classmethod
    def to_write(cls, folder: Path) -> Self:
        """Opens or creates the ledger of a data folder.

        Raises `BusyError`, `NewerFormatError`, `DamagedError` or `StorageError`.
        """
        with disk_errors(folder):
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
            raise of_sqlite(error, folder / FILE_NAME, remedy=_REMEDY) or _damaged(folder, str(error)) from error
        except BaseException:
            lock.release()
            raise
        return cls(connection, lock, folder / FILE_NAME)

    @classmethod
    def to_read(cls, folder: Path) -> Self:
        """Opens an existing ledger without the right to write. Raises `DamagedError` or `EmptyError` if it is none."""
        path = folder / FILE_NAME
        try:
            connection = connected_to_read(path)
            found = int(connection.execute("PRAGMA user_version").fetchone()[0])
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            raise _damaged(folder, str(error)) from error
        if found > FORMAT:
            raise NewerFormatError(folder=str(folder), found=found, known=FORMAT)
        if found == 0:
            connection.close()
            if path.stat().st_size > _EMPTY_BYTES:
                raise _damaged(folder, "it has lost the number of its format")
            # The process that began it ended before it held anything.
            raise EmptyError(folder=str(folder))
        return cls(connection, None, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        self._connection.close()
        if self._lock is not None:
            self._lock.release()
        if isinstance(error, sqlite3.Error):
            told = of_sqlite(error, self._path, remedy=_REMEDY)
            if told is not None:
                raise told from error

    @property
    def revision(self) -> int:
        """Grows with each change, so that a generation can say which state it was made from."""
        return int(self._connection.execute("SELECT revision FROM state").fetchone()[0])

    def file(self, path: str) -> FileEntry | None:
        """What is known of the file at this path; None if it never arrived."""
        row = self._connection.execute("SELECT * FROM files WHERE path = ?", (path,)).fetchone()
        return self._decoded(_file_entry, row) if row else None

    def files(self) -> Iterator[FileEntry]:
        """All files by path."""
        for row in self._connection.execute("SELECT * FROM files ORDER BY path"):
            yield self._decoded(_file_entry, row)

    def passages_of_file(self, path: str) -> tuple[int, tuple[str, ...]]:
        """How many passages the file's documents hold, and the documents' ids."""
        ids = self._connection.execute("SELECT doc_id FROM file_documents WHERE path = ? ORDER BY doc_id", (path,))
        count = self._connection.execute(
            "SELECT count(*) FROM passages WHERE doc_id IN (SELECT doc_id FROM file_documents WHERE path = ?)", (path,)
        ).fetchone()[0]
        return int(count), tuple(row[0] for row in ids)

    def recognitions_of_file(self, path: str) -> tuple[str, ...]:
        """The SHA-256 of what was recognised on the file's scanned pages; empty for nothing."""
        rows = self._connection.execute(
            "SELECT DISTINCT json_extract(form, '$.recognition') AS kept FROM documents"
            " WHERE doc_id IN (SELECT doc_id FROM file_documents WHERE path = ?) AND kept <> '' ORDER BY kept",
            (path,),
        )
        return tuple(row[0] for row in rows)

    def keep_file(self, entry: FileEntry, contents: Sequence[DocumentPassages]) -> Refound | None:
        """Replaces what was known of a file, documents and passages with it, in one durable step.

        What it held before stays as former documents and passages. Gives what became of those; None if it held none.
        """
        with self._transaction():
            before = file_before(self._connection, entry.path)
            self._connection.execute("DELETE FROM files WHERE path = ?", (entry.path,))
            self._connection.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
                (entry.path, entry.sha256, entry.recipe, entry.status, entry.reason, json.dumps(entry.pages_missing)),
            )
            for content in contents:
                self._keep_document(entry.path, content)
            self._connection.execute("DELETE FROM documents WHERE doc_id NOT IN (SELECT doc_id FROM file_documents)")
            refound = keep_former(self._connection, entry.path, before, sharing(self._connection, entry.path))
            seal(self._connection, entry.path)
        return refound

    def _keep_document(self, path: str, content: DocumentPassages) -> None:
        doc_id = content.document.doc_id
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?) ON CONFLICT (doc_id) DO UPDATE SET form = excluded.form",
            (doc_id, to_json(document_form(content.document))),
        )
        self._connection.execute("INSERT OR IGNORE INTO file_documents VALUES (?, ?)", (path, doc_id))
        # It may have been read in another way: its text is not known until it is matched again.
        self._connection.execute("DELETE FROM document_texts WHERE doc_id = ?", (doc_id,))
        self._connection.execute("DELETE FROM passages WHERE doc_id = ?", (doc_id,))
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?)",
            [tagged_row(tagged) for tagged in content.passages],
        )

    def documents(self) -> Iterator[Document]:
        """All documents by id."""
        for (form,) in self._connection.execute("SELECT form FROM documents ORDER BY doc_id"):
            yield self._decoded(lambda written: document_from(json.loads(written)), form)

    def passages(self) -> Iterator[TaggedPassage]:
        """All passages with their tags, by ascending `passage_id`."""
        for row in self._connection.execute("SELECT * FROM passages ORDER BY passage_id"):
            yield self._decoded(tagged_from, row)

    def former_documents(self) -> Iterator[FormerDocument]:
        """The documents that were replaced, by id."""
        return former_documents(self._connection) if self._format >= FORMAT_OF_WORKS else iter(())

    def former_passages(self) -> Iterator[FormerPassage]:
        """The passages that stood here and do not now, by id, each with what became of it."""
        return former_passages(self._connection) if self._format >= FORMAT_OF_WORKS else iter(())

    def counts(self) -> dict[str, int]:
        """How many files, documents and passages there are."""
        return {
            table: int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
            for table in ("files", "documents", "passages")
        }

    def evidence(self) -> dict[str, int]:
        """How many passages of evidence each document has that has any, by its id."""
        counts = "SELECT doc_id, count(*) FROM passages WHERE is_evidence GROUP BY doc_id"
        return dict(self._connection.execute(counts).fetchall())

    def match_texts(self) -> None:
        """Finds which documents have nearly the same text; only those that came since the last time are looked at."""
        if doc_ids := unsigned_documents(self._connection):
            with self._transaction():
                match_texts(self._connection, doc_ids)

    def texts(self) -> tuple[dict[str, str], set[str], set[tuple[str, str]]]:
        """Each document's text, the short texts, and the pairs of texts of which the first can stand for the second."""
        return texts_of_documents(self._connection) if self._format >= FORMAT_OF_WORKS else ({}, set(), set())

    def copy_to(self, path: Path) -> None:
        """Writes the ledger's present state to one new file; another process may write meanwhile."""
        with closing(sqlite3.connect(path, isolation_level=None)) as copied:
            self._connection.backup(copied)
            # A copy is one file: it keeps no write-ahead log beside it.
            copied.execute("PRAGMA journal_mode=DELETE")

    def problems(self) -> list[str]:
        """What is wrong with the ledger's own file, links and contents; empty when it is whole."""
        try:
            if not is_of_format(self._connection):
                return ["its tables are not those of its format"]
            checks = [row[0] for row in self._connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            links = self._connection.execute("PRAGMA foreign_key_check").fetchall()
            seals = [] if checks or self._format == 1 else list(broken_seals(self._connection))
        except (sqlite3.Error, UnicodeDecodeError) as error:
            # SQLite quotes damaged names in what it says, which Python cannot always read.
            return [str(error)]
        lost = [f"{row[0]} row {row[1]} points to nothing" for row in links]
        return checks + lost + [f"what it holds of {path} is not what was written" for path in seals]

    def _decoded(self, decode: Callable[[_Row], _Value], row: _Row) -> _Value:
        try:
            return decode(row)
        except (ValueError, KeyError, TypeError) as error:
            raise _damaged(self._path.parent, f"a row cannot be read ({error})") from error

    @property
    def _format(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("UPDATE state SET revision = revision + 1")
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk makes SQLite roll back by itself.
            if self._connection.in_transaction:
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
    return DamagedError(path=str(folder / FILE_NAME), problem=problem, remedy=_REMEDY)


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
