"""Original files, kept unchanged under the SHA-256 of their bytes."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from corpus.disk_errors import disk_errors
from corpus.durable import sync_folder, write_durably
from corpus.errors import DamagedError, NotFoundError


class Originals:
    """A folder of files named by their content. A file is written once and never changed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Stores `data` durably, once, and returns its SHA-256 in hex; what was stored and damaged is mended."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._place(sha256)
        with disk_errors(path):
            if not self._is_whole(sha256):
                write_durably(path, data)
            # An earlier process may have died between making a name and syncing it.
            for folder in (path.parent, self._folder):
                sync_folder(folder)
        return sha256

    def path(self, sha256: str) -> Path:
        """Where the original lies. Raises `NotFoundError` if it was never stored."""
        path = self._place(sha256)
        if not path.is_file():
            raise NotFoundError(kind="file", id=sha256)
        return path

    def bytes(self, sha256: str) -> bytes:
        """The original's bytes, held against their hash. Raises `DamagedError` if they are not what was stored."""
        data = self.path(sha256).read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DamagedError(
                path=str(self._place(sha256)),
                problem="its bytes no longer have the SHA-256 it is named by",
                remedy="Remove it, then ingest the file again from its source, or restore a backup.",
            )
        return data

    def __contains__(self, sha256: str) -> bool:
        """True if an original lies there; whether it is whole, `bytes` says."""
        return self._place(sha256).is_file()

    def __iter__(self) -> Iterator[str]:
        """The hashes of all originals, ascending."""
        for shelf in sorted(self._folder.glob("??")):
            yield from sorted(entry.name for entry in os.scandir(shelf) if len(entry.name) == 64)

    def remove(self, sha256: str) -> None:
        """Forgets an original that no file refers to."""
        self._place(sha256).unlink(missing_ok=True)

    def _is_whole(self, sha256: str) -> bool:
        path = self._place(sha256)
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256
