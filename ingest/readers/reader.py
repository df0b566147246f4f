"""The seam of the readers: bytes of one format in, readings out."""

from collections.abc import Iterator
from typing import Protocol

from corpus.reading import Reading


class DocumentReader(Protocol):
    """Reads one format. Pure: the same bytes give the same readings; nothing is written, fetched or executed."""

    @property
    def media_type(self) -> str:
        """The IANA media type of the format."""
        ...

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """The documents in `data`: one, or one a record for files of records.

        Raises `UnreadableError` where nothing can be read; pages or records that cannot be read make a reading partial
        and are named in it, never left out in silence.
        """
        ...
