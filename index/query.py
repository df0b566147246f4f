"""What somebody asks: the words, the filters, how many, and how to rank."""

from dataclasses import dataclass, field
from enum import StrEnum

from corpus.errors import QueryError
from corpus.filters import Filters

MAX_K = 1000
MAX_QUERY_CHARACTERS = 2000
MAX_PER_DOCUMENT = 100


class SearchMode(StrEnum):
    """Which stages rank: words (BM25), meaning (vectors), or both fused."""

    HYBRID = "hybrid"
    LEXICAL = "lexical"
    DENSE = "dense"


class Spread(StrEnum):
    """Over which values of a field the passages of a ranking are spread."""

    COUNTRY = "country"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diversity:
    """How a ranking is made more diverse: `index.diversity` says how each is done."""

    per_document: int | None = None
    """At most so many passages of each document, 1 to 100; None: all."""
    spread: Spread | None = None

    def __post_init__(self) -> None:
        if self.per_document is not None and not 1 <= self.per_document <= MAX_PER_DOCUMENT:
            raise QueryError(
                query=f"per_document={self.per_document}",
                problem=f"{self.per_document} passages a document cannot be asked for",
                remedy=f"Ask for 1 to {MAX_PER_DOCUMENT}, or leave it out for all.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question as it was asked. An empty text browses: every allowed passage, newest documents first."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    k: int = 10
    cursor: str | None = None
    mode: SearchMode = SearchMode.HYBRID
    diversity: Diversity = field(default_factory=Diversity)
    explain: bool = False
    """Whether each hit says why it stands where it does."""

    def __post_init__(self) -> None:
        if not 1 <= self.k <= MAX_K:
            raise QueryError(query=self.text[:80], problem=f"k is {self.k}", remedy=f"Ask for 1 to {MAX_K} passages.")
        if len(self.text) > MAX_QUERY_CHARACTERS:
            raise QueryError(
                query=self.text[:80] + "…",
                problem=f"it has {len(self.text)} characters",
                remedy=f"Ask in at most {MAX_QUERY_CHARACTERS}.",
            )
