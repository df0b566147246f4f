"""The apparatus of a document: lists of sources and contents, which point to evidence but are none."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.document import Passage
from corpus.taxonomy import DATA

_NUMBERING = re.compile(r"^[\W\d_]*(?:[ivxlc]+[.)]\s+)?|[\W_]+$")
_HEADINGS = frozenset(
    line for line in (DATA / "apparatus.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")
)


def mark_apparatus(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages, those under a heading such as "References" or "Quellen" marked as no evidence."""
    return tuple(
        replace(passage, is_evidence=False) if any(map(_is_apparatus, passage.locator.headings)) else passage
        for passage in passages
    )


def _is_apparatus(heading: str) -> bool:
    return _NUMBERING.sub("", heading.lower()) in _HEADINGS
