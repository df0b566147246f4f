"""A passage as a row of the ledger."""

import json
from collections.abc import Sequence
from typing import Any

from corpus.document import Passage, TaggedPassage
from corpus.json_form import locator_form, locator_from, tags_form, tags_from, to_json

COLUMNS = "passage_id, doc_id, text, locator, language, is_evidence"
"""The columns that `passage_from` reads."""


def passage_from(row: Sequence[Any]) -> Passage:
    """The passage of a row of `COLUMNS`."""
    passage_id, doc_id, text, locator, language, is_evidence = row
    return Passage(
        passage_id=passage_id,
        doc_id=doc_id,
        text=text,
        locator=locator_from(json.loads(locator)),
        language=language,
        is_evidence=bool(is_evidence),
    )


def tagged_row(tagged: TaggedPassage) -> tuple[object, ...]:
    """A row of the table of passages: `COLUMNS`, then the tags."""
    passage = tagged.passage
    locator, tags = to_json(locator_form(passage.locator)), to_json(tags_form(tagged.tags))
    return passage.passage_id, passage.doc_id, passage.text, locator, passage.language, passage.is_evidence, tags


def tagged_from(row: Sequence[Any]) -> TaggedPassage:
    """The inverse of `tagged_row`."""
    return TaggedPassage(passage=passage_from(row[:-1]), tags=tags_from(json.loads(row[-1])))
