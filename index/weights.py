"""What each stage counts for a passage, which depends on its language and that of the question.

Where both are in one language, words and meaning count much alike. Where they are in two, the words that they share are
names and loans, and most passages have none for no fault of theirs: meaning counts whole. English has an encoder of its
own, if the collection was indexed with a pair. The first passages of the fused ranking are then read token by token,
and get weights of their own.
"""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corpus.language import UNKNOWN
from index.paired import ENGLISH
from index.protocols import Scores

LEXICAL = 0.55
"""What words count where question and passage are in one language, or where one of them is not known."""
LEXICAL_ACROSS = 0.3
"""What words count where they are in two: names add to meaning, which counts whole. Scores then reach 1.3 at most."""
ENGLISH_MEANING = 0.2
"""What the English encoder counts, of what meaning counts, where both are in English. All three were chosen on training
questions: docs/decisions/0010-alignment-and-weights.md."""
_CLOSE = {"lexical": 0.4, "dense": 0.3, "late": 0.3}
"""What stages count for the passages that are read token by token, where question and passage are in one language."""
_CLOSE_ACROSS = {"lexical": 0.2, "dense": 0.1, "late": 1.0}
"""The same where they are in two. Both were chosen on training questions: docs/decisions/0011-late-interaction.md."""
_CLOSE_ENGLISH = 0.15
"""What the English encoder then counts, of what meaning counts."""


class StageName(StrEnum):
    """What the stages are called, in the order in which they are added up."""

    LEXICAL = "lexical"
    DENSE = "dense"
    ENGLISH = "english"
    LATE = "late"


class PassageLanguages:
    """The language of every passage of a generation."""

    def __init__(self, names: tuple[str, ...], codes: NDArray[np.int32]) -> None:
        """`codes` numbers each row's language among `names` (BCP 47); -1 where it is not known."""
        self._primary = np.array([name.partition("-")[0] for name in (*names, UNKNOWN)])
        self._codes = codes

    def weights(
        self, question: str, rows: NDArray[np.int64], has_english: NDArray[np.bool_] | None
    ) -> Mapping[StageName, Scores]:
        """What each stage counts for each of `rows`; `question` is a language as `identify_question` says.

        `has_english` is true for the rows that the English encoder has read; None where there is no such encoder.
        """
        across = self._across(question, rows)
        english = _english(question, has_english, ENGLISH_MEANING, len(rows))
        dense = np.where(across, 1.0, 1.0 - LEXICAL).astype(np.float32) - english
        lexical = np.where(across, LEXICAL_ACROSS, LEXICAL).astype(np.float32)
        return {StageName.LEXICAL: lexical, StageName.DENSE: dense, StageName.ENGLISH: english}

    def close_weights(
        self, question: str, rows: NDArray[np.int64], has_english: NDArray[np.bool_] | None
    ) -> Mapping[StageName, Scores]:
        """The same for rows that are read token by token."""
        across = self._across(question, rows)
        found = {
            StageName(name): np.where(across, _CLOSE_ACROSS[name], weight).astype(np.float32)
            for name, weight in _CLOSE.items()
        }
        english = _english(question, has_english, _CLOSE_ENGLISH, len(rows))
        return {**found, StageName.DENSE: found[StageName.DENSE] - english, StageName.ENGLISH: english}

    def _across(self, question: str, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """True where question and passage are in two languages, as far as is known."""
        primary = self._primary[self._codes[rows]]
        across: NDArray[np.bool_] = (primary != question) & (primary != UNKNOWN) & (question != UNKNOWN)
        return across


def _english(question: str, has_english: NDArray[np.bool_] | None, weight: float, count: int) -> Scores:
    english = np.zeros(count, dtype=np.float32)
    if has_english is not None and question == ENGLISH:
        english[has_english] = weight
    return english
