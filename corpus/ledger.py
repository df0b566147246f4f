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

from corpus.disk_errors import disk_errors, of_sqlite
from corpus.document import Completeness, Document, Passage, TaggedPassage
from corpus.durable import make_folder
from corpus.errors import DamagedError, EmptyError, NewerFormatError
from corpus.json_form import document_form, document_from, locator_form, locator_from, tags_form, tags_from, to_json
from corpus.migrations import FORMAT, is_of_format, migrate
from corpus.seals import broken_seals, seal
from corpus.writer_lock import WriterLock

FILE_NAME = "ledger.sqlite"
_Row = TypeVar("_Row")
_Value = TypeVar("_Value")
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
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
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
            seal(self._connection, entry.path)

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
            yield self._decoded(lambda written: document_from(json.loads(written)), form)

    def passages(self) -> Iterator[TaggedPassage]:
        """All passages with their tags, by ascending `passage_id`."""
        for row in self._connection.execute("SELECT * FROM passages ORDER BY passage_id"):
            yield self._decoded(_tagged_passage, row)

    def counts(self) -> dict[str, int]:
        """How many files, documents and passages there are."""
        return {
            table: int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
            for table in ("files", "documents", "passages")
        }

    def count_of_evidence(self) -> int:
        """How many passages are to be ranked."""
        return int(self._connection.execute("SELECT count(*) FROM passages WHERE is_evidence").fetchone()[0])

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
    return DamagedError(
        path=str(folder / FILE_NAME),
        problem=problem,
        remedy=_REMEDY,
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
