"""What a ledger holds, in the form in which a generation is made of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.document import Document, TaggedPassage
from corpus.ledger import Ledger
from corpus.standings import standings
from corpus.works import Beside, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What is ranked, and what stands beside it."""

    documents: tuple[Document, ...]
    passages: tuple[TaggedPassage, ...]
    """Those that are ranked, by ascending id."""
    beside: Beside


def holdings_of(ledger: Ledger) -> Holdings:
    """Everything a ledger holds. What is ranked is the evidence of documents that no other one stands in for."""
    documents = tuple(ledger.documents())
    found = standings_of(ledger, documents)
    evidence = [tagged for tagged in ledger.passages() if tagged.passage.is_evidence]
    return Holdings(
        documents=documents,
        passages=tuple(tagged for tagged in evidence if found[tagged.passage.doc_id].is_ranked),
        beside=Beside(
            standings=found,
            kept=tuple(tagged for tagged in evidence if not found[tagged.passage.doc_id].is_ranked),
            former_documents=tuple(ledger.former_documents()),
            former_passages=tuple(ledger.former_passages()),
        ),
    )


def standings_of(ledger: Ledger, documents: tuple[Document, ...]) -> Mapping[str, Standing]:
    """How the documents of a ledger stand to each other."""
    texts, short, pairs = ledger.texts()
    return standings(documents, texts, short, pairs)


def ranked_passages(ledger: Ledger) -> int:
    """How many passages a generation of this ledger ranks."""
    return sum(_ranked(ledger))


def _ranked(ledger: Ledger) -> Iterator[int]:
    documents = tuple(ledger.documents())
    found = standings_of(ledger, documents)
    for doc_id, count in ledger.evidence().items():
        if found[doc_id].is_ranked:
            yield count
