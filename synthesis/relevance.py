"""When a collection holds evidence on a question, and when two quotations say the same: all thresholds of a brief.

A passage supports a brief if its meaning is near enough to the question for the encoder that measured it, or if it
holds most of what the question asks for in words. Where no passage does, the brief says that there is no evidence.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from synthesis.question import Held


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What cosines of one encoder mean: they lie in a different range for each."""

    unrelated: float
    """Typical of a question and a text on another subject: counted as nothing."""
    floor: float
    """From here on, a passage is near enough to the question to support a brief."""
    foreign_floor: float
    """The same for a passage in another language than the question: encoders place such pairs further apart."""
    spread: float
    """So far below the nearest passage, others may still be quoted in the brief that it supports."""
    same: float
    """From here on, two texts say nearly the same."""


SCALES: Mapping[str, Scale] = {
    "e5@": Scale(unrelated=0.77, floor=0.85, foreign_floor=0.82, spread=0.04, same=0.95),
    "minilm@": Scale(unrelated=0.15, floor=0.45, foreign_floor=0.5, spread=0.2, same=0.85),
}
"""By what the `model_id` of an encoder begins with.

Of 55 questions outside the field, in ten languages, the nearest of the starter documents' passages reached .832 in the
question's own language and .817 in another with e5, and .437 and .445 with minilm, which reads English alone. Of 67
questions of the field that share too few words with their evidence, all but three lay above e5's floors.
"""

COVERAGE = 0.6
"""The least share of the question's content words, by weight, with which words alone support a brief."""
WORDS = 2
"""And the least number of different content words, unless the question has fewer."""
NEAR_COVERAGE = 0.3
"""The share with which words alone let a passage be quoted in a brief that another one supports."""
RELATIVE_FIT = 0.45
"""Passages that fit less than this share of what the best one does are not quoted."""
RELATIVE_SCORE = 0.55
"""Sentences below this share of the best one's score are left out."""
LEAST_SCORE = 0.38
"""And so are those below this score, of at most about 1.2."""
FOREIGN_SPREAD = 1.75
"""The spread is so much wider for passages in another language than the question."""
FOREIGN_WORDS = 0.8
"""What its meaning counts in place of its words for a text in another language than the question."""
BESIDE = 0.75
"""A sentence beside a quoted one joins it if it scores at least this share of it."""
SAME_WORDS = 0.6
"""Two sentences that share this part of their stems say the same."""
SIMILAR_WORDS = 0.3
"""Two sentences that share this part of their stems say the same if their meaning is the same, too."""


def scale_of(model_id: str) -> Scale | None:
    """The scale of an encoder; None where nobody has measured it, so that only words count."""
    return next((scale for name, scale in SCALES.items() if model_id.startswith(name)), None)


def supports(similarity: float | None, held: Held, words: int, scale: Scale | None, *, is_foreign: bool) -> bool:
    """True if a passage with this cosine, and this much of a question of `words` content words, supports a brief."""
    if not is_foreign and held.coverage >= COVERAGE and held.words >= min(WORDS, words):
        return True
    if similarity is None or scale is None:
        return False
    return similarity >= (scale.foreign_floor if is_foreign else scale.floor)


def is_near(
    similarity: float | None, nearest: float | None, held: Held, scale: Scale | None, *, is_foreign: bool
) -> bool:
    """True if a passage may be quoted in a brief that another one supports; `nearest` is the best one's cosine."""
    if held.coverage >= NEAR_COVERAGE:
        return True
    if similarity is None or nearest is None or scale is None:
        return False
    return similarity >= nearest - scale.spread * (FOREIGN_SPREAD if is_foreign else 1.0)


def fit(similarity: float | None, held: Held, scale: Scale | None, *, is_foreign: bool) -> float:
    """How well a text fits a question by words and meaning alike, 0 to 1."""
    if similarity is None or scale is None:
        return held.coverage
    near = meaning(similarity, scale)
    return (max(held.coverage, FOREIGN_WORDS * near) if is_foreign else held.coverage) / 2 + near / 2


def meaning(cosine: float, scale: Scale | None) -> float:
    """A cosine as a share, 0 to 1, of the way from unrelated to the same."""
    lowest, highest = (scale.unrelated, scale.same) if scale is not None else (0.0, 1.0)
    return min(1.0, max(0.0, (cosine - lowest) / (highest - lowest)))
