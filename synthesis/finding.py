"""What a brief states: sentences of documents, each held against its original."""

from dataclasses import InitVar, dataclass

from corpus.errors import CitationError

SEAL = object()
"""Held by `synthesis.quotation` alone: what has gone through its gate carries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A quotation that stands in its original, and where. Only `synthesis.quotation.cite` makes one."""

    quote: str
    """The document's own characters, byte for byte."""
    passage_id: str
    doc_id: str
    start: int
    end: int
    """Characters `[start, end)` of the document's reading."""
    page: int | None
    """1-based; None for a format without pages."""
    page_label: str
    """What the page calls itself, where that is not its number."""
    headings: tuple[str, ...]
    """The path of headings above the quotation, outermost first."""
    paragraph: int | None
    is_recognised: bool
    """Read by OCR on a picture of the page: it stands so in what was recognised there."""
    title: str
    publisher: str
    authors: tuple[str, ...]
    year: int | None
    url: str
    language: str
    """BCP 47, of the passage; `und` where it is not known."""
    licence: str
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        # A seal that is not stored cannot be carried over by `dataclasses.replace` to a changed quotation.
        if seal is not SEAL:
            raise CitationError(
                passage_id=self.passage_id, quote=self.quote, problem="it was not held against its original"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A cited statement: its text is the quotation, and nothing else."""

    citation: Citation
    theme: str | None
    """The theme it is shown under: an id of the taxonomy, or None for other evidence."""
    countries: tuple[str, ...]
    """ISO 3166-1 alpha-2 codes of the countries that the quotation is about, ascending."""
    score: float
    """How well it fits the question, comparable within one brief only."""
    similarity: float
    """Cosine of the question and the quotation, -1 to 1."""
    coverage: float
    """The share of the question's content words that the quotation holds, by weight, 0 to 1."""

    def __post_init__(self) -> None:
        if not isinstance(self.citation, Citation):
            raise TypeError("a finding needs a citation")
