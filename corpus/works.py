"""How documents stand to each other: versions, parts of one work, and copies of the same text."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.document import TaggedPassage
from corpus.former import FormerDocument, FormerPassage


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one document stands to the others of the collection, by their ids in the order in which they are shown."""

    is_ranked: bool = True
    """False for what a newer version supersedes, and for all but one of the copies of a text."""
    supersedes: tuple[str, ...] = ()
    superseded_by: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    """The copies of the same text."""
    work: tuple[str, ...] = ()
    """The other documents of the same work: parts, annexes, languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a generation holds beside what is ranked: how documents stand to others, and what only has an address."""

    standings: Mapping[str, Standing] = field(default_factory=dict)
    """By the id of the document; one that stands alone may be absent."""
    kept: tuple[TaggedPassage, ...] = ()
    """The evidence of documents that are not ranked, by ascending id."""
    former_documents: tuple[FormerDocument, ...] = ()
    former_passages: tuple[FormerPassage, ...] = ()
