"""The list of documents that a brief quotes, numbered as they first appear, in the manner of Vancouver."""

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.document import Completeness, Document

_AUTHORS = 6
"""More authors than these are cut with `et al.`"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A quoted document: what it states about itself, and nothing else."""

    number: int
    """From 1."""
    document: Document

    @property
    def text(self) -> str:
        """`Authors. Title. Publisher; year. doi URL`: parts that nobody stated are left out."""
        return " ".join(part for part in (self.description, self.document.url) if part)

    @property
    def description(self) -> str:
        """The same without the URL."""
        document = self.document
        imprint = "; ".join(part for part in (document.publisher, str(document.year or "")) if part)
        parts = [_ended(part) for part in (_authors(document.authors), document.title, imprint) if part]
        return " ".join([*parts, f"doi:{document.doi}"] if document.doi else parts)

    @property
    def is_partial(self) -> bool:
        """True if some of the document's text could not be read."""
        return self.document.completeness is Completeness.PARTIAL


def references(documents: Iterable[Document]) -> tuple[Reference, ...]:
    """One reference a document, numbered in the order in which they first come."""
    by_id: dict[str, Document] = {}
    for document in documents:
        by_id.setdefault(document.doc_id, document)
    return tuple(Reference(number=number, document=document) for number, document in enumerate(by_id.values(), start=1))


def _authors(authors: tuple[str, ...]) -> str:
    shown = ", ".join(authors[:_AUTHORS])
    return f"{shown}, et al" if len(authors) > _AUTHORS else shown


def _ended(part: str) -> str:
    folded = " ".join(part.split())
    return folded if folded.endswith((".", "?", "!", "…")) else f"{folded}."
