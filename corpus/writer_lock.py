"""One process writes to a data folder at a time."""

import fcntl
import os
from pathlib import Path

from corpus.errors import BusyError


class WriterLock:
    """Held from construction to `release`, or to the end of the process, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / "writer.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise BusyError(folder=str(folder)) from error

    def release(self) -> None:
        """Lets another process write."""
        os.close(self._descriptor)
