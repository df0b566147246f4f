"""Faults at a chosen step: the process dies, or the disk fails, at the n-th fsync, rename, write or commit."""

import errno
import os
import signal
import sqlite3
from collections.abc import Callable
from typing import Any

from index import generation

_SQL = ("BEGIN", "COMMIT", "INSERT", "DELETE", "UPDATE", "CREATE")
_TAKES_ROOM = ("write", "mkdir", "sql INSERT", "sql UPDATE", "sql COMMIT", "sql CREATE", "sql copy")


class Faults:
    """Counts the steps that change the disk, and lets one of them fail.

    `kind` is `none`, `kill` (SIGKILL, before the step, in the middle of a write, or after it), `stop` (the same with
    SIGSTOP), `ENOSPC` (from that step on whatever needs room fails) or `EIO` (that step alone fails).
    """

    def __init__(self, *, at: int, kind: str, moment: str, note: Callable[[str], None]) -> None:
        self._at, self._kind, self._moment, self._note = at, kind, moment, note
        self._count = 0

    def step(self, name: str, act: Callable[[], Any], half: Callable[[], Any] | None = None) -> Any:
        """Does `act`, which is step `name`, unless it is the one that fails; `half` does a part of it."""
        self._count += 1
        self._note(name)
        is_here = self._count == self._at
        if self._kind in ("kill", "stop") and is_here:
            if self._moment == "after":
                act()
            elif self._moment == "half" and half is not None:
                half()
            os.kill(os.getpid(), signal.SIGKILL if self._kind == "kill" else signal.SIGSTOP)
        full = self._kind == "ENOSPC" and self._count >= self._at and name.startswith(_TAKES_ROOM)
        if full or (self._kind == "EIO" and is_here):
            raise _error(self._kind, name)
        return act()

    def install(self) -> None:
        """Puts itself between Cadre and the disk, for the rest of the process."""
        for name in ("fsync", "replace", "rename", "mkdir", "unlink"):
            self._wrap(os, name, name)
        for name in ("build_meaning", "build_words", "build_payloads"):
            self._wrap(generation, name, f"write {name}")
        opened, connect, faults = os.fdopen, sqlite3.connect, self

        class Connection(sqlite3.Connection):
            def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
                verb = sql.split(maxsplit=1)[0].rstrip(";")
                if verb not in _SQL:
                    return super().execute(sql, *values)
                return faults.step(f"sql {verb}", lambda: super(Connection, self).execute(sql, *values))

            def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
                return faults.step(
                    f"sql {sql.split(maxsplit=1)[0]}", lambda: super(Connection, self).executemany(sql, *values)
                )

            def executescript(self, sql: str) -> sqlite3.Cursor:
                return faults.step("sql CREATE", lambda: super(Connection, self).executescript(sql))

            def backup(self, *values: Any, **named: Any) -> None:
                faults.step("sql copy", lambda: super(Connection, self).backup(*values, **named))

        os.fdopen = lambda *values, **named: _File(opened(*values, **named), self)  # type: ignore[assignment]
        sqlite3.connect = lambda *values, **named: connect(*values, factory=Connection, **named)  # type: ignore[assignment]

    def _wrap(self, owner: Any, name: str, step: str) -> None:
        original = getattr(owner, name)
        setattr(owner, name, lambda *values, **named: self.step(step, lambda: original(*values, **named)))


class _File:
    """A file whose writes are steps."""

    def __init__(self, file: Any, faults: Faults) -> None:
        self._file, self._faults = file, faults

    def write(self, data: bytes) -> int:
        def half() -> None:
            self._file.write(data[: len(data) // 2])
            self._file.flush()

        return int(self._faults.step("write", lambda: self._file.write(data), half))

    def __enter__(self) -> "_File":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _error(kind: str, name: str) -> Exception:
    if name.startswith("sql"):
        full = kind == "ENOSPC"
        error = sqlite3.OperationalError("database or disk is full" if full else "disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL if full else sqlite3.SQLITE_IOERR
        return error
    number = errno.ENOSPC if kind == "ENOSPC" else errno.EIO
    return OSError(number, os.strerror(number))
