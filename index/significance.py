"""Whether one run ranks better than another, or only happened to on these queries: a paired bootstrap test."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
LEVEL = 0.05
_SEED = 20_260_101
_DRAWS_AT_ONCE = 2_000_000
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A mean difference over queries, first run less second, with its 95 % interval and the p of no difference."""

    difference: float
    low: float
    high: float
    p: float

    @property
    def is_clear(self) -> bool:
        """True where the difference is significant at 95 %."""
        return self.p <= LEVEL


def compare(first: Mapping[str, float], second: Mapping[str, float]) -> Comparison:
    """Compares two runs by one measure of each query, query to value; raises `ValueError` where the queries differ.

    The differences `d` of the `n` queries are drawn anew, `n` with replacement, `RESAMPLES` times from a fixed seed;
    `m` is their mean, `m*` the mean of a resample. Two-sided `p = (1 + #{|m* - m| >= |m|}) / (RESAMPLES + 1)`: the
    bootstrap test by the shift method (Smucker, Allan and Carterette, "A comparison of statistical significance tests
    for information retrieval evaluation", CIKM 2007), with the observed difference counted as one of the resamples
    (Davison and Hinkley, "Bootstrap methods and their application", 1997, chapter 4), so that p is never 0. The
    interval `m - w` to `m + w` holds what this test would not reject at .05, so 0 lies outside just where p <= .05.
    Resamples of few queries cannot vary enough: p is never below `2 ** (1 - n)`, the least that exchanging the runs
    query by query could give, so fewer than six queries show nothing, however narrow their interval.
    """
    if first.keys() != second.keys() or not first:
        raise ValueError("two runs are compared on the same queries, and on one at least")
    # In the order of ids, so that the order in which they were read changes nothing.
    differences = np.array([first[query_id] - second[query_id] for query_id in sorted(first)], dtype=np.float64)
    mean = float(differences.mean())
    strays = np.sort(np.abs(_resampled_means(differences) - mean))
    # Differences that are equal but for rounding count as equal.
    as_large = RESAMPLES - int(np.searchsorted(strays, abs(mean) - _ROUNDING))
    least = 2.0 ** (1 - len(differences))
    allowed = int(LEVEL * (RESAMPLES + 1)) - 1
    half_width = float(strays[RESAMPLES - allowed - 1])
    return Comparison(
        difference=mean,
        low=mean - half_width,
        high=mean + half_width,
        p=max((1 + as_large) / (RESAMPLES + 1), least),
    )


def _resampled_means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shape `(RESAMPLES,)`. Drawn in parts: all at once would take a gigabyte for ten thousand queries."""
    generator = np.random.default_rng(_SEED)
    step = max(1, _DRAWS_AT_ONCE // len(values))
    means = [
        values[generator.integers(len(values), size=(min(step, RESAMPLES - start), len(values)))].mean(axis=1)
        for start in range(0, RESAMPLES, step)
    ]
    return np.concatenate(means)
