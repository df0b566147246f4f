"""References to readings: one document a reference, its text the abstract, or the title where there is none."""

from corpus.document import Completeness
from corpus.reading import Reading
from ingest.readers.abstracts import add_abstract
from ingest.readers.blocks import BlockList
from ingest.readers.statements import Statements


def reading_of(record: int, statements: Statements, *, abstract: str, problem: str = "", partial: str = "") -> Reading:
    """The reading of reference number `record` (0-based).

    Refused with `problem`, or where it has neither abstract nor title; partial with `partial`, which says what is lost.
    """
    blocks = BlockList()
    title = str(statements.metadata.get("title", ""))
    add_abstract(abstract if abstract.strip() else title, blocks)
    if problem or not blocks.blocks:
        reason = problem or f"record {record + 1} has neither an abstract nor a title"
        return Reading(blocks=(), record=record, completeness=Completeness.REFUSED, reason=reason)
    return Reading(
        blocks=blocks.blocks,
        metadata=statements.metadata,
        origins=statements.origins,
        record=record,
        completeness=Completeness.PARTIAL if partial else Completeness.COMPLETE,
        reason=partial,
    )
