"""Files of SQLite that were left half written."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from corpus.connections import connected_to_read


def half_written(folder: Path) -> Path:
    """A file in the midst of a change that a power cut ended, as rollback journals leave it."""
    whole, cut = folder / "whole.sqlite", folder / "cut.sqlite"
    with closing(sqlite3.connect(whole, isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version = 7")
        connection.execute("CREATE TABLE words (word TEXT)")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO words VALUES (?)", [("w" * 1000,)] * 500)
        connection.execute("PRAGMA user_version = 8")
        shutil.copy(whole, cut)
        shutil.copy(f"{whole}-journal", f"{cut}-journal")
    return cut


def test_what_was_cut_off_is_undone_before_it_is_read(tmp_path: Path) -> None:
    cut = half_written(tmp_path)
    with (
        closing(sqlite3.connect(f"{cut.as_uri()}?mode=ro", uri=True)) as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("PRAGMA user_version").fetchone()
    with closing(connected_to_read(cut)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (7,)
        assert connection.execute("SELECT count(*) FROM words").fetchone() == (0,)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM words")


def test_other_troubles_are_raised(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        connected_to_read(tmp_path / "missing.sqlite")
    (tmp_path / "no.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        connected_to_read(tmp_path / "no.sqlite")
