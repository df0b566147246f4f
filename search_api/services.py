"""What the service works with. It is built once by `create_app`, and handed to each handler by FastAPI."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request
from jinja2 import Environment

from corpus.countries import Countries
from corpus.document import TaggedPassage
from corpus.filters import Filters, FilterVocabulary
from corpus.reading import OriginalReader
from corpus.taxonomy import Taxonomy
from index.protocols import Scores
from index.query import Query
from index.ranking import DocumentEntry, FacetCount, PassageInContext, SearchResults
from search_api.labels import Labels
from search_api.settings import SearchApiSettings


class Searcher(Protocol):
    """Answers from one immutable generation of the index."""

    @property
    def generation(self) -> int:
        """The number of the generation; a newer one has a higher number."""
        ...

    @property
    def model_id(self) -> str:
        """Names the encoder that made the vectors."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the passages, BCP 47."""
        ...

    def search(self, query: Query) -> SearchResults:
        """One page of the ranking. Raises `CursorError` for a marker of another question."""
        ...

    def passage(self, passage_id: str) -> PassageInContext:
        """One passage with its neighbours. Raises `NotFoundError`."""
        ...

    def document(self, doc_id: str) -> DocumentEntry:
        """One document. Raises `NotFoundError`."""
        ...

    def documents(
        self, filters: Filters, *, k: int, cursor: str | None
    ) -> tuple[tuple[DocumentEntry, ...], int, str | None]:
        """Documents with an allowed passage, by title; how many there are; the way to the next ones."""
        ...

    def passages_of(self, doc_id: str) -> tuple[TaggedPassage, ...]:
        """All passages of a document in the order of their places. Raises `NotFoundError`."""
        ...

    def facets(self, filters: Filters) -> Mapping[str, tuple[FacetCount, ...]]:
        """The values of all allowed passages with their counts, for each of `corpus.filters.FIELDS`."""
        ...

    def counts(self) -> Mapping[str, int]:
        """How many `documents`, `passages`, `languages` and `countries` the generation holds."""
        ...

    def similarity(self, question: str, texts: Sequence[str]) -> Scores:
        """The cosine of the question with each text, encoded as a passage; shape `(len(texts),)`."""
        ...


class Collection(Protocol):
    """A data folder: gives the newest generation that was published in it."""

    def searcher(self) -> Searcher:
        """Cheap; opens a newly published generation when there is one. Raises `EmptyError` or `DamagedError`."""
        ...

    @property
    def notice(self) -> str:
        """What people should know of the answers, such as that an older generation gives them; empty as a rule."""
        ...


class OriginalFiles(Protocol):
    """The original files, by the SHA-256 of their bytes."""

    def path(self, sha256: str) -> Path:
        """Where the original lies. Raises `NotFoundError` or `DamagedError`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that a handler may use."""

    settings: SearchApiSettings
    collection: Collection
    originals: OriginalFiles
    originals_reader: OriginalReader
    """Reads an original again, so that a quotation can be held against it."""
    vocabulary: FilterVocabulary
    taxonomy: Taxonomy
    countries: Countries
    labels: Labels
    templates: Environment
    started: str
    """Names this start of the service: what a browser kept from an earlier start is asked for again."""


def services_of(request: Request) -> Services:
    """The services of the application that received the request."""
    return cast("Services", request.app.state.services)


Served = Annotated[Services, Depends(services_of)]
