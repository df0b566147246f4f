"""One ranking from two: words and meaning.

Both scores of every candidate are known, so none is guessed from its absence in a list. The lexical score is divided by
the most that any passage could get for the question: a question whose words the collection does not hold (because it is
asked in another language) then gives words little say. The dense score is placed between the weakest and the strongest
candidate.
"""

import numpy as np

from index.protocols import Rows, Scores

LEXICAL_WEIGHT = 0.5


def fuse(
    rows: Rows, lexical: Scores, dense: Scores, *, ceiling: float, weight: float = LEXICAL_WEIGHT
) -> tuple[Rows, Scores]:
    """The candidates by fused score, 0 to 1, best first, ties by ascending row.

    `lexical` and `dense` hold the BM25 score and the cosine of each of `rows`, in any order; `ceiling` is the BM25 score
    that no passage exceeds; `weight`, 0 to 1, is what words count.
    """
    if len(rows) == 0:
        return rows, np.empty(0, dtype=np.float32)
    by_words = lexical / ceiling if ceiling > 0 else np.zeros_like(lexical)
    lowest, highest = float(dense.min()), float(dense.max())
    by_meaning = (dense - lowest) / (highest - lowest) if highest > lowest else np.zeros_like(dense)
    fused = np.round(weight * by_words + (1.0 - weight) * by_meaning, 6).astype(np.float32)
    order = np.lexsort((rows, -fused))
    return rows[order], fused[order]
