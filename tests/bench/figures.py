"""The harness's own arithmetic: percentiles, recall under a filter, ratios."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tests.bench.item import Vectors

_ALIKE = 1e-5
"""Two scores that differ by less are a tie: systems round, and one item then is as right as the other."""


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` (0 to 1) of them do not exceed. Raises ValueError for none."""
    if not values:
        raise ValueError("there is no percentile of nothing")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def recall(found: Sequence[int], scores: Vectors, allowed: NDArray[np.int64], k: int) -> float:
    """How many of the best `k` of the rows `allowed` are among the first `k` of `found`: 0 to 1.

    `scores` holds the inner product of every row, allowed or not, with the question. A row that scores as high as the k-th
    best counts as one of them; a row that is not allowed, or comes twice, does not.
    """
    open_to = scores[allowed]
    most = min(k, len(allowed))
    least = np.partition(open_to, -most)[-most] - _ALIKE
    right = set(allowed[open_to >= least].tolist())
    return len(right.intersection(found[:k])) / most


def ratio(value: float, reference: float) -> float:
    """How many times `reference` goes into `value`; infinite where there is nothing to compare with."""
    if reference == 0:
        return 1.0 if value == 0 else math.inf
    return value / reference
