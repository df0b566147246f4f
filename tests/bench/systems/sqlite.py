"""SQLite: FTS5 and sqlite-vec, fused in SQL by reciprocal ranks.

The query is that of https://alexgarcia.xyz/blog/2024/sqlite-vec-hybrid-search/ ("reciprocal rank fusion", equal weights,
a constant of 60); filters are metadata columns, https://alexgarcia.xyz/sqlite-vec/features/vec0.html. SQLite comes with the
package pysqlite3-binary, one of the ways that https://alexgarcia.xyz/sqlite-vec/python.html names to have the version that it
recommends, whatever Python was built with. FTS5 reads a question as a query language and wants every word of it: so each
word is quoted, and any may match.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import pysqlite3
import sqlite_vec

from tests.bench.system import Material, System, Vectors

_WORD = re.compile(r"\w+")
_FUSED = """
WITH near AS (
    SELECT id, row_number() OVER (ORDER BY distance) AS place FROM vectors
    WHERE vector MATCH :vector AND k = :k {near_filter}
),
worded AS (
    SELECT words.rowid AS id, row_number() OVER (ORDER BY rank) AS place FROM words {words_filter}
    WHERE words MATCH :words ORDER BY rank LIMIT :k
)
SELECT items.name, items.text,
    coalesce(1.0 / (60 + worded.place), 0.0) + coalesce(1.0 / (60 + near.place), 0.0) AS fused
FROM worded FULL OUTER JOIN near ON near.id = worded.id
JOIN items ON items.id = coalesce(worded.id, near.id)
ORDER BY fused DESC LIMIT :k
"""
_NEAR = """
WITH near AS (SELECT id, distance FROM vectors WHERE vector MATCH :vector AND k = :k {near_filter})
SELECT items.name, items.text FROM near JOIN items ON items.id = near.id ORDER BY near.distance
"""


class Sqlite(System):
    """A table of texts and flags, an FTS5 table over it, and a vec0 table with the flags as metadata columns."""

    def __init__(self) -> None:
        self._database: pysqlite3.Connection

    def index(self, folder: Path, material: Material) -> None:
        database = _connected(folder / "items.sqlite")
        columns = "".join(f", {flag} BOOLEAN" for flag in material.flags)
        places = ", ?" * len(material.flags)
        with database:
            database.execute(f"CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, text TEXT{columns})")
            database.execute("CREATE VIRTUAL TABLE words USING fts5(text, content='items', content_rowid='id')")
            dimension = material.item_vectors.shape[1]
            database.execute(
                f"CREATE VIRTUAL TABLE vectors USING vec0(id INTEGER PRIMARY KEY, vector float[{dimension}]{columns})"
            )
            flags = [tuple(int(flag in item.flags) for flag in material.flags) for item in material.items]
            database.executemany(
                f"INSERT INTO items VALUES (?, ?, ?{places})",
                ((row, item.id, item.whole, *flags[row]) for row, item in enumerate(material.items)),
            )
            database.execute("INSERT INTO words (words) VALUES ('rebuild')")
            database.executemany(
                f"INSERT INTO vectors VALUES (?, ?{places})",
                ((row, vector, *flags[row]) for row, vector in enumerate(material.item_vectors)),
            )
        database.close()

    def open(self, folder: Path, material: Material) -> None:
        self._database = _connected(folder / "items.sqlite")

    def search(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        words = " OR ".join(f'"{word}"' for word in _WORD.findall(text))
        return self._ids(_FUSED, {"vector": vector, "words": words, "k": k}, flag)

    def nearest(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        return self._ids(_NEAR, {"vector": vector, "k": k}, flag)

    def _ids(self, statement: str, values: dict[str, object], flag: str | None) -> list[str]:
        statement = statement.format(
            near_filter=f"AND {flag} = 1" if flag else "",
            words_filter=f"JOIN items ON items.id = words.rowid AND items.{flag} = 1" if flag else "",
        )
        return [row[0] for row in self._database.execute(statement, values)]


def _connected(path: Path) -> "pysqlite3.Connection":
    database = pysqlite3.connect(str(path))
    database.enable_load_extension(True)
    sqlite_vec.load(database)
    database.enable_load_extension(False)
    return database


def open_system() -> System:
    return Sqlite()
