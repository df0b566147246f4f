"""A full or failing disk, told in a sentence: the one table from what the system and SQLite raise to our errors."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import CadreError, DamagedError, StorageError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_REFUSED = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
)
_LEAST_ROOM = 64 * 1024
"""Bytes. SQLite extends its files by up to 32 KiB at a time, and calls it a failing disk when it cannot."""
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Raises `StorageError` in place of an `OSError` or a write that SQLite could not do, while writing `path`."""
    try:
        yield
    except OSError as error:
        full = error.errno in _FULL
        raise StorageError(path=str(path), is_full=full, problem=error.strerror or str(error)) from error
    except sqlite3.Error as error:
        told = of_sqlite(error, path, remedy="Run the command again.")
        if told is None:
            raise
        raise told from error


def of_sqlite(error: sqlite3.Error, path: Path, *, remedy: str) -> CadreError | None:
    """A full or failing disk, or a damaged file with `remedy`; None for mistakes of our own."""
    # Python raises some errors itself, and gives them no code of SQLite's.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _REFUSED:
        is_full = code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and is_disk_full(path))
        return StorageError(path=str(path), is_full=is_full, problem=str(error))
    if code in _DAMAGED:
        return DamagedError(path=str(path), problem=str(error), remedy=remedy)
    return None


def is_disk_full(path: Path) -> bool:
    """Whether the disk on which `path` lies, or would lie, has no room left."""
    place = path.absolute()
    while not place.exists():
        place = place.parent
    disk = os.statvfs(place)
    return disk.f_bavail * disk.f_frsize < _LEAST_ROOM
