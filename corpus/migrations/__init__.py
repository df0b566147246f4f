"""The formats that the ledger has had: `NNNN_name.sql` leads from format NNNN-1 to NNNN."""

import sqlite3
from pathlib import Path

from corpus.errors import NewerFormatError

_SCRIPTS = sorted(Path(__file__).parent.glob("[0-9][0-9][0-9][0-9]_*.sql"))
FORMAT = len(_SCRIPTS)
"""The newest format, the one that this release writes."""


def is_of_format(connection: sqlite3.Connection) -> bool:
    """True if the tables and indexes are those that the migrations make."""
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    fresh = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for script in _SCRIPTS[:found]:
            fresh.executescript(script.read_text("utf-8"))
        return _tables(fresh) == _tables(connection)
    finally:
        fresh.close()


def _tables(connection: sqlite3.Connection) -> list[tuple[str, str, str, str | None]]:
    return connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").fetchall()


def migrate(connection: sqlite3.Connection, folder: str) -> None:
    """Brings a ledger to `FORMAT`, each step in a transaction of its own. Raises `NewerFormatError`."""
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > FORMAT:
        raise NewerFormatError(folder=folder, found=found, known=FORMAT)
    for number, script in enumerate(_SCRIPTS[found:], start=found + 1):
        connection.executescript(f"BEGIN;\n{script.read_text('utf-8')}\nPRAGMA user_version = {number};\nCOMMIT;")
