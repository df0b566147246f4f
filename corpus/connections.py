"""Opening SQLite files that another process may have left half written."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

_HALF_WRITTEN = "SQLITE_READONLY_ROLLBACK"


def connected_to_read(path: Path) -> sqlite3.Connection:
    """A connection without the right to write; what a process that was cut off left half done is undone before.

    On a disk that is read-only nobody else can write, and SQLite need not keep track of it. Raises
    `sqlite3.DatabaseError`.
    """
    if path.exists() and not os.access(path.parent, os.W_OK) and not _has_unmerged_changes(path):
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    address = f"{path.absolute().as_uri()}?mode="
    connection = sqlite3.connect(f"{address}ro", uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorname != _HALF_WRITTEN:
            raise
        # Only who may write can undo it; SQLite does so with the first look into the file.
        with closing(sqlite3.connect(f"{address}rw", uri=True)) as writing:
            writing.execute("PRAGMA user_version").fetchone()
        return sqlite3.connect(f"{address}ro", uri=True, isolation_level=None)
    return connection


def _has_unmerged_changes(path: Path) -> bool:
    beside = Path(f"{path}-wal")
    return beside.exists() and beside.stat().st_size > 0
