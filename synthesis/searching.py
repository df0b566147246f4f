"""What a brief asks of a generation of the index."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from corpus.filters import Filters
from index.protocols import Scores
from index.query import Query
from index.ranking import FacetCount, SearchResults


class EvidenceSearcher(Protocol):
    """Ranks passages, counts them, and says how near texts are to a question; `index.searcher.Searcher` is one."""

    @property
    def generation(self) -> int:
        """The number of the generation."""
        ...

    @property
    def model_id(self) -> str:
        """Names the encoder."""
        ...

    def search(self, query: Query) -> SearchResults:
        """One page of a ranking; an empty text ranks every allowed passage."""
        ...

    def facets(self, filters: Filters) -> Mapping[str, tuple[FacetCount, ...]]:
        """The values of the allowed passages with their counts, for each of `corpus.filters.FIELDS`."""
        ...

    def counts(self) -> Mapping[str, int]:
        """How many `documents` and `passages` the generation holds."""
        ...

    def similarity(self, question: str, texts: Sequence[str]) -> Scores:
        """The cosine of the question with each text, encoded as a passage; shape `(len(texts),)`."""
        ...
