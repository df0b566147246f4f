"""The best k in a fixed order, from engines that break ties as they please."""

from collections.abc import Callable

import numpy as np

from index.protocols import Rows, Scores

_MARGIN = 32


def best(fetch: Callable[[int], tuple[Rows, Scores]], k: int) -> tuple[Rows, Scores]:
    """The best `k` by score, ties by ascending row. `fetch(n)` gives the engine's best `n`, best first, or all.

    Where the k-th score goes on beyond what was fetched, more is fetched: which of the tied rows are kept would
    otherwise be the engine's whim.
    """
    asked = k + _MARGIN
    while True:
        rows, scores = fetch(asked)
        if len(rows) < asked or len(rows) <= k or scores[-1] < scores[k - 1]:
            order = np.lexsort((rows, -scores))[:k]
            return rows[order], scores[order]
        asked *= 4
