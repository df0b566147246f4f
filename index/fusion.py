"""One ranking from two: words and meaning.

Both scores of every candidate are known, so none is guessed from its absence in a list, and neither depends on which
other candidates there are. The lexical score is divided by the most that any passage could get for the question: where
the collection does not hold the question's words, because it is asked in another language, words then say little. The
cosine is counted from what two passages of the collection that have nothing to do with each other share, since encoders
differ in how near they put everything.
"""

import numpy as np

from index.protocols import Rows, Scores, Vectors

LEXICAL_WEIGHT = 0.5
"""What words count against meaning; chosen on training questions: docs/decisions/0003-fusion.md."""
_PAIRS = 4000


def fuse(
    rows: Rows, lexical: Scores, dense: Scores, *, ceiling: float, background: float, weight: float = LEXICAL_WEIGHT
) -> tuple[Rows, Scores]:
    """The candidates by fused score, at most 1, best first, ties by ascending row.

    `lexical` and `dense` hold the BM25 score and the cosine of each of `rows`, in any order; `ceiling` is the BM25
    score that no passage exceeds; `background` is the cosine of unrelated passages; `weight`, 0 to 1, is what words
    count.
    """
    by_words = lexical / ceiling if ceiling > 0 else np.zeros_like(lexical)
    by_meaning = (dense - background) / (1.0 - background)
    fused = np.round(weight * by_words + (1.0 - weight) * by_meaning, 6).astype(np.float32)
    order = np.lexsort((rows, -fused))
    return rows[order], fused[order]


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
