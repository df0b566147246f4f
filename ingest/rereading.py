"""Stored originals, read again: what quotations are held against."""

import threading
from collections import OrderedDict

from corpus.document import Document
from corpus.errors import DamagedError
from corpus.originals import Originals
from corpus.reading import Reading
from ingest.readers.choice import reader_for

_KEPT = 32
"""So many originals stay read: a brief quotes few documents, several times."""


class StoredOriginals:
    """An `OriginalReader` over the originals of a data folder. Threads may share it.

    An original was parsed in a child process before its document came to exist, so reading it once more is safe here.
    """

    def __init__(self, originals: Originals) -> None:
        self._originals = originals
        self._read: OrderedDict[str, dict[int | None, Reading]] = OrderedDict()
        self._lock = threading.Lock()

    def reading(self, document: Document) -> Reading:
        """The reading of the document's original. Raises `NotFoundError`, `DamagedError` or `UnreadableError`."""
        with self._lock:
            if document.original not in self._read:
                self._read[document.original] = self._readings(document)
                while len(self._read) > _KEPT:
                    self._read.popitem(last=False)
            self._read.move_to_end(document.original)
            found = self._read[document.original].get(document.record)
        if found is None:
            raise DamagedError(
                path=document.file_name,
                problem=f"its original no longer holds record {document.record}",
                remedy="Ingest the file again.",
            )
        return found

    def _readings(self, document: Document) -> dict[int | None, Reading]:
        data = self._originals.bytes(document.original)
        reader = reader_for(data, document.file_name)
        return {reading.record: reading for reading in reader.read(data, file_name=document.file_name)}
