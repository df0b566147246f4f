"""The ledger's tables of what stood in it before: written in the same step that replaces it."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Document, Passage
from corpus.former import Fate, Finding, FormerDocument, FormerPassage, Refound
from corpus.json_form import document_form, document_from, locator_form, to_json
from corpus.passage_rows import COLUMNS, passage_from
from corpus.refinding import Content, refind

KEPT = 2000
"""A file keeps so many former passages at least,"""
KEPT_TIMES = 4
"""and at most so many times as many as it has, or had before this reading. What was replaced first goes first."""

_PASSAGES = f"SELECT {COLUMNS} FROM passages WHERE doc_id = ?"  # noqa: S608
_FORMER = "SELECT passage_id, doc_id, text, locator, language, 1 FROM former_passages"
_OF_FILE = "doc_id IN (SELECT doc_id FROM file_documents WHERE path = ?)"
_EXCESS = (
    "SELECT passage_id, doc_id FROM former_passages WHERE path = ? ORDER BY replaced DESC, passage_id LIMIT -1 OFFSET ?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBefore:
    """What a file held before it was read again."""

    contents: tuple[Content, ...]


def file_before(connection: sqlite3.Connection, path: str) -> FileBefore:
    """What the ledger holds of the file now."""
    return FileBefore(contents=tuple(_present(connection, path)))


def keep_former(connection: sqlite3.Connection, path: str, before: FileBefore, shared: Sequence[str]) -> Refound | None:
    """Keeps what the file no longer holds, and finds all former passages of it and of the `shared` paths again.

    Gives what became of the passages that the file held before; None where it held none.
    """
    # What came back is former no longer.
    connection.execute(f"DELETE FROM former_documents WHERE {_OF_FILE}", (path,))  # noqa: S608  # a constant
    connection.execute(
        f"DELETE FROM former_passages WHERE {_OF_FILE} AND EXISTS"  # noqa: S608
        " (SELECT 1 FROM passages WHERE passages.passage_id = former_passages.passage_id)",
        (path,),
    )
    replaced = int(connection.execute("SELECT revision FROM state").fetchone()[0]) + 1
    for content in before.contents:
        _keep(connection, path, content, replaced)
    _forget_oldest(connection, path, before)
    for affected in sorted({path, *shared}):
        _refind(connection, affected)
    return _refound(connection, before)


def former_documents(connection: sqlite3.Connection) -> Iterator[FormerDocument]:
    """All former documents by id."""
    for form, successor in connection.execute("SELECT form, successor FROM former_documents ORDER BY doc_id"):
        yield FormerDocument(document=document_from(json.loads(form)), successor=successor)


def former_passages(connection: sqlite3.Connection) -> Iterator[FormerPassage]:
    """All former passages by id."""
    columns = "fate, successor_document, successor, place"
    statement = _FORMER.replace(" FROM", f", {columns} FROM") + " ORDER BY passage_id"
    for *row, fate, doc_id, passage_id, place in connection.execute(statement):
        finding = Finding(
            fate=Fate(fate), doc_id=doc_id, passage_id=passage_id, place=tuple(json.loads(place)) if place else None
        )
        yield FormerPassage(passage=passage_from(row), finding=finding)


def _keep(connection: sqlite3.Connection, path: str, content: Content, replaced: int) -> None:
    """Keeps a document that is gone, and those of its passages that are; the fates are found afterwards."""
    document = content.document
    connection.execute(
        "INSERT INTO former_documents SELECT ?, ?, ?, ?, ''"
        " WHERE NOT EXISTS (SELECT 1 FROM documents WHERE doc_id = ?)",
        (document.doc_id, path, replaced, to_json(document_form(document)), document.doc_id),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO former_passages SELECT ?, ?, ?, ?, ?, ?, ?, 'gone', '', '', ''"
        " WHERE NOT EXISTS (SELECT 1 FROM passages WHERE passage_id = ?)",
        [
            (
                passage.passage_id,
                document.doc_id,
                path,
                replaced,
                passage.text,
                to_json(locator_form(passage.locator)),
                passage.language,
                passage.passage_id,
            )
            for passage in content.passages
            if passage.is_evidence
        ],
    )


def _forget_oldest(connection: sqlite3.Connection, path: str, before: FileBefore) -> None:
    count = f"SELECT count(*) FROM passages WHERE {_OF_FILE}"  # noqa: S608
    present = int(connection.execute(count, (path,)).fetchone()[0])
    most = max(KEPT, KEPT_TIMES * max(present, sum(len(content.passages) for content in before.contents)))
    excess = connection.execute(_EXCESS, (path, most)).fetchall()
    connection.executemany("DELETE FROM former_passages WHERE passage_id = ?", [(row[0],) for row in excess])
    connection.executemany(
        "DELETE FROM former_documents WHERE doc_id = ?"
        " AND NOT EXISTS (SELECT 1 FROM former_passages WHERE former_passages.doc_id = former_documents.doc_id)",
        [(doc_id,) for doc_id in {row[1] for row in excess}],
    )


def _refind(connection: sqlite3.Connection, path: str) -> None:
    """Brings the fates of the former passages of a file up to date."""
    former = tuple(_former(connection, path))
    if not former:
        return
    successors, findings = refind(former, tuple(_present(connection, path)))
    connection.executemany(
        "UPDATE former_documents SET successor = ? WHERE doc_id = ?",
        [(successor, doc_id) for doc_id, successor in successors.items()],
    )
    connection.executemany(
        "UPDATE former_passages SET fate = ?, successor_document = ?, successor = ?, place = ? WHERE passage_id = ?",
        [
            (found.fate, found.doc_id, found.passage_id, json.dumps(found.place) if found.place else "", passage_id)
            for passage_id, found in findings.items()
        ],
    )


def _former(connection: sqlite3.Connection, path: str) -> Iterator[Content]:
    forms = "SELECT doc_id, form FROM former_documents WHERE path = ?"
    documents = {doc_id: document_from(json.loads(form)) for doc_id, form in connection.execute(forms, (path,))}
    passages: dict[str, list[Passage]] = {}
    for row in connection.execute(f"{_FORMER} WHERE path = ? ORDER BY passage_id", (path,)):
        passages.setdefault(row[1], []).append(passage_from(row))
    for doc_id, held in passages.items():
        # Only some passages of a document that is still there are former: a reader took it apart in another way.
        yield Content(document=documents.get(doc_id) or _document(connection, doc_id), passages=held)


def _present(connection: sqlite3.Connection, path: str) -> Iterator[Content]:
    for (doc_id,) in connection.execute(
        "SELECT doc_id FROM file_documents WHERE path = ? ORDER BY doc_id", (path,)
    ).fetchall():
        passages = [passage_from(row) for row in connection.execute(f"{_PASSAGES} ORDER BY passage_id", (doc_id,))]
        yield Content(document=_document(connection, doc_id), passages=passages)


def _document(connection: sqlite3.Connection, doc_id: str) -> Document:
    row = connection.execute("SELECT form FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()
    return document_from(json.loads(row[0])) if row else Document(doc_id=doc_id, title="")


def _refound(connection: sqlite3.Connection, before: FileBefore) -> Refound | None:
    counted = dict.fromkeys(Fate, 0)
    for content in before.contents:
        for passage in content.passages:
            if passage.is_evidence:
                counted[_fate(connection, passage)] += 1
    if not before.contents:
        return None
    return Refound(stands=counted[Fate.STANDS], changed=counted[Fate.CHANGED], gone=counted[Fate.GONE])


def _fate(connection: sqlite3.Connection, passage: Passage) -> Fate:
    row = connection.execute("SELECT text FROM passages WHERE passage_id = ?", (passage.passage_id,)).fetchone()
    if row is not None:
        return Fate.STANDS if row[0].split() == passage.text.split() else Fate.CHANGED
    fates = "SELECT fate FROM former_passages WHERE passage_id = ?"
    return Fate(connection.execute(fates, (passage.passage_id,)).fetchone()[0])
