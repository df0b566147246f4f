"""The one module that opens ZIP packages, with limits against archives that unpack to far more than they are."""

import lzma
import struct
import zipfile
import zlib
from io import BytesIO

from corpus.errors import UnreadableError

UNPACKED_LIMIT = 200 * 1024 * 1024
"""Bytes that all files of a package may unpack to."""
_RATIO_LIMIT = 200
"""How much larger than packed one file may be, once it is larger than a mebibyte: office XML stays below 60."""
_RATIO_FROM = 1024 * 1024
_FILES_LIMIT = 10_000
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
    IndexError,
)


class Package:
    """A ZIP file in memory whose parts can be read by name.

    Raises `UnreadableError` on opening where it is broken, or would unpack to more than `UNPACKED_LIMIT`.
    """

    def __init__(self, data: bytes, *, file_name: str) -> None:
        self._file_name = file_name
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
            entries = self._archive.infolist()
        except _BROKEN as error:
            raise UnreadableError(path=file_name, reason=f"the ZIP package is broken: {error}") from error
        self._check(entries)
        self.names = frozenset(entry.filename for entry in entries)

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > _FILES_LIMIT:
            raise self._refusal(f"it holds {len(entries)} files, more than {_FILES_LIMIT}")
        if sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
            raise self._refusal(f"it would unpack to more than {UNPACKED_LIMIT // 1024 // 1024} MiB")
        for entry in entries:
            if entry.file_size > max(_RATIO_FROM, _RATIO_LIMIT * entry.compress_size):
                raise self._refusal(f"{entry.filename} unpacks to more than {_RATIO_LIMIT} times its size")

    def _refusal(self, problem: str) -> UnreadableError:
        return UnreadableError(path=self._file_name, reason=f"the ZIP package is not opened: {problem}")

    def read(self, name: str) -> bytes:
        """The bytes of one part. Raises `UnreadableError` where it is missing, encrypted or damaged."""
        try:
            return self._archive.read(name)
        except _BROKEN as error:
            raise UnreadableError(path=self._file_name, reason=f"{name} in it cannot be unpacked: {error}") from error
