"""What a search gives: hits in order, counts, and the way to the next page."""

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.document import Document, TaggedPassage
from corpus.former import Finding
from index.explanation import Explanation, Understanding
from index.query import Query
from index.relevance import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCount:
    """How many of the ranked passages carry one value of a field."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """Another document, as it is named beside one that it stands to in some relation."""

    doc_id: str
    title: str
    year: int | None = None
    language: str = "und"
    version: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """How a document stands to the others of its generation."""

    is_ranked: bool = True
    """False for what a newer version supersedes, and for all but one of the copies of a text."""
    supersedes: tuple[Relative, ...] = ()
    superseded_by: tuple[Relative, ...] = ()
    also: tuple[Relative, ...] = ()
    """The copies of the same text."""
    work: tuple[Relative, ...] = ()
    """The other documents of the same work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One ranked passage. `rank` starts at 1; `score` is comparable within one search only.

    Scores descend with the rank, unless the query spreads its passages.
    """

    passage: TaggedPassage
    document: Document
    rank: int
    score: float
    similarity: float | None = None
    """Cosine between question and passage, -1 to 1; None where meaning was not searched."""
    highlights: tuple[tuple[int, int], ...] = ()
    """Character offsets `[start, end)` in the passage's text of the words that match, in order, not overlapping."""
    relations: Relations = Relations()
    """How its document stands to others."""
    explanation: Explanation | None = None
    """Why it stands where it does; only where the query asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """One page of a search.

    Totals and facets speak of the whole ranking, as the query's diversity leaves it: they are the same on every page.
    """

    query: Query
    generation: int
    hits: tuple[Hit, ...]
    total_passages: int
    total_documents: int
    facets: Mapping[str, tuple[FacetCount, ...]]
    """For each of `corpus.filters.FIELDS` all values with their counts, most frequent first; years newest first."""
    next_cursor: str | None = None
    language: str = "und"
    """The language of the question, BCP 47; `und` without a question, and where it is not known."""
    understanding: Understanding | None = None
    """How the question was understood; only where the query asks for explanations."""
    match: Match | None = None
    """Whether the best passage of the whole ranking is a good match, so the same on every page.

    None where there is nothing to judge: without a question, and for conditions alone, which each hit fulfils.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageInContext:
    """A passage with its document and its neighbours: what the permanent address of a quotation shows."""

    passage: TaggedPassage
    document: Document
    before: TaggedPassage | None
    after: TaggedPassage | None
    relations: Relations = Relations()
    former: Finding | None = None
    """What became of it, where it does not stand in the collection any more."""
    successor: TaggedPassage | None = None
    """The present passage that took its place."""
    is_of_former: bool = False
    """True where its whole document was replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntry:
    """A document with what the collection holds of it."""

    document: Document
    passages: int
    themes: tuple[FacetCount, ...]
    """How many of its passages carry each theme, most frequent first."""
    relations: Relations = Relations()
    is_former: bool = False
    """True for what was replaced when its file was read again: only its address still answers."""
