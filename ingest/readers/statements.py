"""What a file says about itself, each value with the place it came from."""

from collections.abc import Mapping

from ingest.readers.blocks import fold
from ingest.readers.markup import without_markup


class Statements:
    """Collects metadata: the first value stated for a field stays, so callers state the most trusted source first."""

    def __init__(self) -> None:
        self.metadata: dict[str, object] = {}
        self.origins: dict[str, str] = {}

    def say(self, field: str, value: str | list[str] | tuple[str, ...] | None, origin: str) -> None:
        """States `field`; None, blank text and empty lists say nothing. `origin` is one of those of `Document`."""
        if isinstance(value, str):
            self._keep(field, fold(without_markup(value) if field == "title" else value), origin)
        elif value is not None:
            self._keep(field, tuple(folded for item in value if (folded := fold(item))), origin)

    def say_sources(self, value: object, origin: str) -> None:
        """States where the document says that its facts come from: a list of mappings, kept as they were written."""
        if isinstance(value, list | tuple):
            self._keep("sources", tuple(dict(item) for item in value if isinstance(item, Mapping)), origin)

    def take(self, others: "Statements") -> None:
        """States what `others` say, with their origins."""
        for field, value in others.metadata.items():
            if field not in self.metadata:
                self.metadata[field], self.origins[field] = value, others.origins[field]

    def _keep(self, field: str, value: str | tuple[object, ...], origin: str) -> None:
        if value and field not in self.metadata:
            self.metadata[field] = value
            self.origins[field] = origin
