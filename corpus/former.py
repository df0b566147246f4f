"""What stood in the collection before and does not now: former documents and passages, and what became of them."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.document import Document, Passage


class Fate(StrEnum):
    """What became of a passage when its document was read again."""

    STANDS = "stands"
    """The same words, perhaps elsewhere."""
    CHANGED = "changed"
    """Its words were altered: another passage has taken its place."""
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refound:
    """What became of the passages that a file held before."""

    stands: int = 0
    changed: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where a former passage is now."""

    fate: Fate
    doc_id: str = ""
    """The present document that it stands in, or whose passage is closest to it; "" where it is gone."""
    passage_id: str = ""
    """The present passage: the one that holds most of it, or the closest. "" also for what stands in no evidence."""
    place: tuple[int, int] | None = None
    """Characters `[start, end)` of the present reading where the same words stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerPassage:
    """A passage as it was, and where it is now."""

    passage: Passage
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerDocument:
    """A document as it was; `successor` is the id of the one that took its place, "" where nothing did."""

    document: Document
    successor: str = ""
