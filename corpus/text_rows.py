"""The ledger's tables of texts: which documents have which text, and which texts can stand for which."""

import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpus.same_text import Signatures, signature_of, stands_for, text_id_of, words_of
from corpus.seals import seal

_WORDS_HELD = 64
_EVIDENCE = "SELECT text FROM passages WHERE doc_id = ? AND is_evidence ORDER BY passage_id"
_UNSIGNED = """
SELECT doc_id FROM documents WHERE doc_id NOT IN (SELECT doc_id FROM document_texts)
AND EXISTS (SELECT 1 FROM passages WHERE passages.doc_id = documents.doc_id AND is_evidence) ORDER BY doc_id
"""
_STALE = "DELETE FROM texts WHERE text_id NOT IN (SELECT text_id FROM document_texts)"


def unsigned_documents(connection: sqlite3.Connection) -> list[str]:
    """The ids of the documents with evidence whose text is not known yet."""
    return [row[0] for row in connection.execute(_UNSIGNED)]


def match_texts(connection: sqlite3.Connection, doc_ids: Iterable[str]) -> None:
    """Signs the texts of the documents, holds the new ones against all, and seals what it changed."""
    new: dict[str, str] = {}
    for doc_id in doc_ids:
        words = _words(connection, doc_id)
        text_id = text_id_of(words)
        if connection.execute("SELECT 1 FROM texts WHERE text_id = ?", (text_id,)).fetchone() is None:
            new[text_id] = signature_of(words)
            connection.execute("INSERT INTO texts VALUES (?, ?)", (text_id, new[text_id]))
        connection.execute("INSERT INTO document_texts VALUES (?, ?)", (doc_id, text_id))
    connection.execute(_STALE)
    connection.executemany("INSERT OR IGNORE INTO near_texts VALUES (?, ?)", _pairs(connection, new))
    paths = "SELECT DISTINCT path FROM file_documents WHERE doc_id = ?"
    for path in sorted({row[0] for doc_id in doc_ids for row in connection.execute(paths, (doc_id,)).fetchall()}):
        seal(connection, path)


def texts_of_documents(connection: sqlite3.Connection) -> tuple[dict[str, str], set[str], set[tuple[str, str]]]:
    """Each document's text, the short texts, and the pairs of texts of which the first can stand for the second."""
    texts = dict(connection.execute("SELECT doc_id, text_id FROM document_texts").fetchall())
    short = {row[0] for row in connection.execute("SELECT text_id FROM texts WHERE signature = ''")}
    return texts, short, set(connection.execute("SELECT whole, part FROM near_texts").fetchall())


def _pairs(connection: sqlite3.Connection, new: dict[str, str]) -> list[tuple[str, str]]:
    """The pairs of texts, of which one at least is new, where the first can stand for the second."""
    if not any(new.values()):
        return []
    signatures = Signatures()
    for text_id, signature in connection.execute("SELECT text_id, signature FROM texts WHERE signature <> ''"):
        signatures.add(text_id, signature)

    @lru_cache(maxsize=_WORDS_HELD)
    def words(text_id: str) -> Sequence[str]:
        doc_id = connection.execute("SELECT min(doc_id) FROM document_texts WHERE text_id = ?", (text_id,)).fetchone()[
            0
        ]
        return _words(connection, doc_id)

    found: list[tuple[str, str]] = []
    for text_id, signature in sorted(new.items()):
        for other in signatures.near(signature) if signature else ():
            # Of two new texts the pair is looked at once.
            if other != text_id and not (other in new and other < text_id):
                one, two = words(text_id), words(other)
                found += [(text_id, other)] * stands_for(one, two) + [(other, text_id)] * stands_for(two, one)
    return found


def _words(connection: sqlite3.Connection, doc_id: str) -> list[str]:
    return words_of("\n\n".join(row[0] for row in connection.execute(_EVIDENCE, (doc_id,))))
