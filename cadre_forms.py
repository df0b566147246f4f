"""What the commands print with `--json`, where it is not the body of an address of the API."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from corpus.document import Document, TaggedPassage
from corpus.json_form import locator_form
from corpus.works import Standing
from index.evaluation import Evaluation
from ingest.pipeline import FileOutcome


def outcome_form(outcome: FileOutcome) -> dict[str, Any]:
    """How one file of an ingest ended; `doc_id` is null for files that hold many documents.

    `former` counts what became of the passages that the file held before: null for a new or unchanged file.
    """
    entry = outcome.entry
    is_refused = entry.status.value == "refused"
    return {
        "path": entry.path,
        "status": "unchanged" if outcome.is_unchanged and not is_refused else entry.status.value,
        "reason": entry.reason,
        "doc_id": outcome.doc_ids[0] if len(outcome.doc_ids) == 1 else None,
        "documents": len(outcome.doc_ids),
        "passages": outcome.passages,
        "pages_missing": list(entry.pages_missing),
        "former": asdict(outcome.refound) if outcome.refound else None,
    }


def standing_form(standings: Mapping[str, Standing]) -> dict[str, int]:
    """How many documents are not ranked, and why."""
    superseded = sum(bool(standing.superseded_by) for standing in standings.values())
    unranked = sum(not standing.is_ranked for standing in standings.values())
    return {"copies": unranked - superseded, "superseded": superseded}


def dump_form(tagged: TaggedPassage, document: Document) -> dict[str, Any]:
    """One passage with its document, place and tags."""
    passage = tagged.passage
    return {
        "passage_id": passage.passage_id,
        "doc_id": passage.doc_id,
        "source_id": document.source_id,
        "text": passage.text,
        "locator": locator_form(passage.locator),
        "language": passage.language,
        "kind": document.kind,
        "themes": [
            {"theme": tag.value, "confidence": tag.confidence, "reason": tag.reason}
            for tag in tagged.tags
            if tag.label == "theme"
        ],
        "countries": [
            {"country": tag.value, "confidence": tag.confidence, "reason": tag.reason}
            for tag in tagged.tags
            if tag.label == "country"
        ],
    }


def evaluation_form(evaluation: Evaluation) -> dict[str, Any]:
    """The measures of each mode, how sure their differences are, the size of the collection and the time it took.

    `against` is there when the modes were compared with earlier runs.
    """
    against = {mode: asdict(comparison) for mode, comparison in evaluation.against.items()}
    return {
        **evaluation.measures,
        "comparisons": {pair: asdict(comparison) for pair, comparison in evaluation.comparisons.items()},
        **({"against": against} if against else {}),
        "queries": evaluation.queries,
        "passages": evaluation.passages,
        "seconds": round(evaluation.seconds, 1),
    }
