"""From passages to tagged passages: themes and countries, each with its reason."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Passage, Tag, TaggedPassage
from corpus.ledger import DocumentPassages
from ingest.parsing import ParsedDocument
from ingest.taggers.countries import CountryTagger
from ingest.taggers.themes import ThemeTagger

_OF_DOCUMENT_CONFIDENCE = 0.7
_LEAST_CONFIDENCE = 0.6
"""Names that are also other words (Georgia, Chad) and stand without support lie below it: they are not tagged."""


class PassageVectors(Protocol):
    """Vectors of passages as the index will search them: float32, unit length, one row a passage."""

    def __call__(self, passages: Sequence[tuple[Document, Passage]]) -> NDArray[np.float32]:
        """Shape `(len(passages), dimension)`."""
        ...


class Taggers:
    """All taggers, applied in order."""

    def __init__(self, *, themes: ThemeTagger, countries: CountryTagger, vectors: PassageVectors) -> None:
        self._themes = themes
        self._countries = countries
        self._vectors = vectors

    @property
    def version(self) -> str:
        """Changes whenever the taggers may say something else about the same passage."""
        return f"{self._themes.version}/{self._countries.version}"

    def tag(self, documents: Sequence[ParsedDocument]) -> list[DocumentPassages]:
        """The documents with their passages tagged, and with the countries they are about where nobody stated them."""
        pairs = [(parsed.document, passage) for parsed in documents for passage in parsed.passages]
        # One call for all, so that the encoder can fill its batches.
        vectors = self._vectors(pairs)
        themes = iter(self._themes.tags([passage for _, passage in pairs], vectors))
        tagged = []
        for parsed in documents:
            named = [self._countries.tags(passage) for passage in parsed.passages]
            document = self._with_countries(parsed.document, named)
            passages = tuple(
                TaggedPassage(passage=passage, tags=(*next(themes), *_and_inherited(countries, document)))
                for passage, countries in zip(parsed.passages, named, strict=True)
            )
            tagged.append(DocumentPassages(document=document, passages=passages))
        return tagged

    def _with_countries(self, document: Document, named: Sequence[tuple[Tag, ...]]) -> Document:
        """The document, with the countries it is about where nobody stated them."""
        if document.countries:
            return document
        about = self._countries.document_countries(document.title, named, document.language)
        return (
            replace(document, countries=about, origins={**document.origins, "countries": "text"}) if about else document
        )


def _and_inherited(named: Sequence[Tag], document: Document) -> tuple[Tag, ...]:
    """The countries that the passage names, and those that its document is about."""
    sure = tuple(tag for tag in named if tag.confidence >= _LEAST_CONFIDENCE)
    held = {tag.value for tag in sure}
    origin = document.origins.get("countries", "")
    source = "named throughout it" if origin == "text" else f"stated by its {origin or 'metadata'}"
    inherited = (
        Tag(
            label="country",
            value=code,
            confidence=_OF_DOCUMENT_CONFIDENCE if origin == "text" else 1.0,
            reason=f"the document is about this country ({source})",
        )
        for code in document.countries
        if code not in held
    )
    return (*sure, *inherited)
