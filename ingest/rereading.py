"""Stored originals, read again: what quotations are held against."""

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from corpus.document import Document
from corpus.errors import DamagedError
from corpus.originals import Originals
from corpus.reading import Reading
from ingest.sandbox import Sandbox

_KEPT = 32
"""So many originals stay read: a brief quotes few documents, several times."""


class StoredOriginals:
    """An `OriginalReader` over the originals of a data folder; use it in a `with` block. Threads may share it.

    A parser reads them in a sandbox, as at the ingest: a file that behaved there may not behave twice.
    """

    def __init__(self, originals: Originals, *, locked: bool = True) -> None:
        self._originals = originals
        self._read: OrderedDict[tuple[str, ...], dict[int | None, Reading]] = OrderedDict()
        self._lock = threading.Lock()
        self._sandbox = Sandbox(1, locked=locked)
        self._starting = ThreadPoolExecutor(1)
        self._started: Future[Sandbox] | None = None

    def __enter__(self) -> Self:
        return self

    def start(self) -> Future[Sandbox]:
        """Starts the parser, which takes some seconds, without waiting for it; the first reading would do so, too."""
        if self._started is None:
            self._started = self._starting.submit(self._sandbox.__enter__)
        return self._started

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._starting.shutdown()
        if self._started is not None and self._started.exception() is None:
            self._sandbox.__exit__(kind, error, trace)

    def reading(self, document: Document) -> Reading:
        """The reading of the document's original, without its metadata.

        Raises `NotFoundError`, `DamagedError`, `UnreadableError` or `SandboxError`.
        """
        with self._lock:
            if document.kept not in self._read:
                self._read[document.kept] = self._readings(document)
                while len(self._read) > _KEPT:
                    self._read.popitem(last=False)
            self._read.move_to_end(document.kept)
            found = self._read[document.kept].get(document.record)
        if found is None:
            raise DamagedError(
                path=document.file_name,
                problem=f"its original no longer holds record {document.record}",
                remedy="Ingest the file again.",
            )
        return found

    def _readings(self, document: Document) -> dict[int | None, Reading]:
        data = self._originals.bytes(document.original)
        recognition = self._originals.bytes(document.recognition) if document.recognition else b""
        read = self.start().result().read(data, document.file_name, recognition)
        return {reading.record: reading for reading in read}
