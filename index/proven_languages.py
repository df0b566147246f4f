"""The languages in which questions are known to find what they find in English."""

from corpus.language import UNKNOWN

PROVEN = frozenset({"de", "en", "es", "fr", "it", "nl", "pl", "pt", "sv"})
"""ISO 639-1. On forty parallel questions of the field, each reaches .90 of the nDCG@10 of English: docs/benchmarks.md,
`python -m tests.evaluation.measure_parity`. What is not here was measured below that, or not at all."""


def is_experimental(language: str) -> bool:
    """True for a language (BCP 47) that is told and not proven."""
    return language != UNKNOWN and language.partition("-")[0] not in PROVEN
