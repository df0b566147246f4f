"""One ranking from several stages: words and meaning.

Both scores of every candidate are known, so none is guessed from its absence in a list, and neither depends on which
other candidates there are. Each is brought to a common scale, its *share*, before they are added. The lexical score is
divided by the most that any passage could get for the question: where the collection does not hold the question's
words, because it is asked in another language, words then say little. The cosine is counted from what two passages of
the collection that have nothing to do with each other share, since encoders differ in how near they put everything.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.protocols import Rows, Scores, Vectors

_PAIRS = 4000


def share_of_ceiling(lexical: Scores, ceiling: float) -> Scores:
    """BM25 scores as shares, 0 to 1, of the score that no passage exceeds; 0 where the question has no words."""
    return lexical / ceiling if ceiling > 0 else np.zeros_like(lexical)


def share_over_background(dense: Scores, background: float) -> Scores:
    """Cosines as shares, at most 1, of the way from the cosine of unrelated passages to 1; below it, negative."""
    return (dense - background) / (1.0 - background)


def fuse(rows: Rows, contributions: Sequence[Scores]) -> tuple[NDArray[np.intp], Scores]:
    """The order of the candidates by fused score, best first, ties by ascending row; and the scores in that order.

    `contributions` hold what each stage adds to each of `rows`, which come in any order: its weight times its share.
    The order is one of places in `rows`, shape `(len(rows),)`. Where the weights add up to 1, scores are at most 1.
    """
    total = np.zeros(len(rows), dtype=np.float32)
    for added in contributions:
        total += added
    fused = np.round(total, 6).astype(np.float32)
    order = np.lexsort((rows, -fused))
    return order, fused[order]


def background_of(vectors: Vectors) -> float:
    """The mean cosine of pairs of different rows, -1 to 1, from a fixed sample; 0 where there is no pair."""
    if len(vectors) < 2:
        return 0.0
    chosen = np.random.default_rng(0)
    one, other = chosen.integers(0, len(vectors), (2, _PAIRS))
    different = one != other
    cosines = np.einsum("ij,ij->i", vectors[one[different]], vectors[other[different]])
    # Equal passages alone would leave nothing to count from.
    return min(0.99, float(cosines.mean()))
