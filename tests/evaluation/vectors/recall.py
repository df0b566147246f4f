"""Recall and processor time of the vector stage against brute force over the float32 vectors, under filters of each kind."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.protocols import Rows, Scores, VectorIndex, Vectors
from tests.evaluation.vectors.geometry import Collected

SHARES = (0.5, 0.05, 0.005, 0.0005)
KINDS = ("random", "near", "far")
_AMONG = 50
_FAR = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A share of the rows: random ones, or those nearest to a passage near to, or far from, the question."""

    kind: str
    share: float


NO_FILTER = Filter(kind="none", share=1.0)


@dataclass(slots=True, kw_only=True)
class Figures:
    """What one filter brought; one entry a question."""

    recalls: list[float] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def form(self) -> dict[str, float]:
        """The mean recall, the worst one, and median and 95th percentile of the processor milliseconds."""
        return {
            "recall": round(float(np.mean(self.recalls)), 4),
            "worst": round(min(self.recalls), 3),
            "median ms": round(float(np.median(self.milliseconds)), 2),
            "p95 ms": round(float(np.percentile(self.milliseconds, 95)), 2),
        }


def measure(
    index: VectorIndex, collected: Collected, ks: Sequence[int], shares: Sequence[float] = SHARES, seed: int = 0
) -> dict[int, dict[Filter, Figures]]:
    """For each `k` the figures of every filter, over all questions."""
    chance = np.random.default_rng(seed)
    found: dict[int, dict[Filter, Figures]] = {k: {} for k in ks}
    index.search(collected.questions[0], max(ks))
    for question in collected.questions:
        # Not by matrix products: the threads of BLAS go on spinning for a while, which the clock below would count.
        scores = np.vecdot(collected.passages, question)
        for chosen, allowed in _filters(collected.passages, scores, shares, chance):
            for k in ks:
                started = time.process_time()
                rows, _ = index.search(question, k, allowed)
                spent = time.process_time() - started
                figures = found[k].setdefault(chosen, Figures())
                figures.recalls.append(_recall(rows, scores, k, allowed))
                figures.milliseconds.append(1e3 * spent)
    return found


def _filters(
    passages: Vectors, scores: Scores, shares: Sequence[float], chance: np.random.Generator
) -> Iterator[tuple[Filter, Rows | None]]:
    count = len(passages)
    yield NO_FILTER, None
    near = np.argpartition(-scores, _AMONG)[chance.integers(_AMONG)]
    far = np.argpartition(scores, int(_FAR * count))[chance.integers(int(_FAR * count))]
    orders = {kind: -np.vecdot(passages, passages[row]) for kind, row in (("near", near), ("far", far))}
    for share in shares:
        wanted = max(1, round(share * count))
        yield Filter(kind="random", share=share), np.sort(chance.choice(count, wanted, replace=False))
        for kind, order in orders.items():
            yield Filter(kind=kind, share=share), np.sort(np.argpartition(order, wanted - 1)[:wanted])


def _recall(rows: Rows, scores: Scores, k: int, allowed: Rows | None) -> float:
    among = np.arange(len(scores)) if allowed is None else allowed
    k = min(k, len(among))
    best = among[np.argpartition(-scores[among], k - 1)[:k]]
    return len(np.intersect1d(rows, best)) / k
