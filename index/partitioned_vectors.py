"""The vector index of a large collection: some lists are scanned by four-bit codes, what they give is scored exactly.

How many lists is different for every query, filter and `k`. A first look at the most promising lists gives a score that
the k-th best will reach; then lists are scanned until so few better rows are to be expected in the others, by their
shapes, that these do not matter. A query far from everything, or from all that a filter allows, looks further.
"""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.flat_vectors import search_exactly
from index.partition import Partition
from index.protocols import Rows, Scores, Vectors
from index.stored_vectors import StoredVectors, selector_of
from index.ties import best

EXACT_ROWS = 8192
"""So many allowed rows are all scored."""
REFINED, REFINED_LEAST = 4, 1000
"""How many rows are scored exactly for each that is wanted, and at least: what four bits put in the wrong order."""
EXHAUSTED_SHARE = 0.25
"""Where more than this share of the allowed rows would be refined, all of them are scored."""
HOPE = 2.5
"""Standard deviations above its centre that the best rows of a list are looked for at first."""
FIRST_SHARE = 0.02
"""The share of the allowed rows that the first look sees."""
WIDENING = 1.0
"""The tails of the lists are wider than those of the normal distribution."""
MISSED = 0.002
"""The share of the best rows that may be expected in the lists that are left."""
COUNTED = 65_536
"""Of so many allowed rows the lists are counted, of more on a quarter of this number."""


class PartitionedVectors:
    """A `VectorIndex` that finds at least .99 of the best ten, with exact scores: docs/decisions/0009."""

    def __init__(self, folder: Path) -> None:
        self._stored = StoredVectors(folder / "vectors.faiss", is_mapped=True)
        self._partition = Partition.read(folder)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return self._stored.dimension

    def __len__(self) -> int:
        return len(self._stored)

    def search(self, query: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        """The best `k` of `allowed` (sorted, unique; all rows when None), best first: rows and inner products."""
        most = len(self) if allowed is None else len(allowed)
        refined = max(REFINED * k, REFINED_LEAST)
        if k < 1 or (allowed is not None and most <= EXACT_ROWS) or refined > EXHAUSTED_SHARE * most:
            return search_exactly(self._stored, query, k, allowed)
        found = _Search(self._stored, self._partition, query, allowed).candidates(k, refined)
        return best(lambda asked: self._stored.best_of(query, asked, found), k)

    def similarities(self, query: Vectors, rows: Rows) -> Scores:
        """The inner products of the given rows, in their order."""
        return self._stored.scores(query, rows)


class _Search:
    """One query's way through the lists."""

    def __init__(self, stored: StoredVectors, partition: Partition, query: Vectors, allowed: Rows | None) -> None:
        self._stored, self._partition = stored, partition
        self._query, self._held = query, partition.shortened(query)
        self._centres = partition.scores_of_centres(self._held)
        self._deviations = WIDENING * partition.deviations(self._held) + np.float32(1e-9)
        self._rows = partition.sizes if allowed is None else _counts(partition, allowed)
        self._most = len(stored) if allowed is None else len(allowed)
        self._selector = None if allowed is None else selector_of(allowed, len(stored))

    def candidates(self, k: int, refined: int) -> Rows:
        """So many rows, among which are, in all likelihood, the best `k`."""
        first = self._first_lists(max(FIRST_SHARE * self._most, 2.0 * refined))
        rows, scores = self._scan(first, refined)
        reached = self._stored.best_of(self._query, k, rows[: max(refined // 4, 2 * k)])[1]
        if len(reached) < k:
            return self._scan(np.arange(len(self._rows)), refined)[0]
        more = np.setdiff1d(self._lists_above(float(reached[-1]), MISSED * k), first, assume_unique=True)
        if len(more) == 0:
            return rows
        others, theirs = self._scan(more, refined)
        rows, scores = np.concatenate([rows, others]), np.concatenate([scores, theirs])
        return rows[np.argpartition(-scores, refined)[:refined]] if len(rows) > refined else rows

    def _first_lists(self, wanted: float) -> Rows:
        """The most promising lists that have as many allowed rows."""
        order = np.argsort(-(self._centres + HOPE * self._deviations))
        order = order[self._rows[order] > 0]
        return order[: int(np.searchsorted(np.cumsum(self._rows[order]), wanted)) + 1]

    def _lists_above(self, score: float, missed: float) -> Rows:
        """The lists to scan so that at most `missed` rows above `score` are to be expected in all others."""
        chances = _tail((score - self._centres) / self._deviations)
        order = np.argsort(-chances)
        rows = self._rows if self._most <= COUNTED else np.maximum(self._rows, 1)
        expected = np.cumsum((rows * chances)[order][::-1])[::-1]
        likely = order[: int(np.count_nonzero(expected > missed))]
        return likely[rows[likely] > 0]

    def _scan(self, lists: Rows, refined: int) -> tuple[Rows, Scores]:
        """The best allowed rows of `lists` by their codes, best first, and what the codes make of their scores."""
        numbers, centres = lists.astype(np.int64), self._centres[lists]
        scores, rows = np.empty(refined, dtype=np.float32), np.empty(refined, dtype=np.int64)
        # FAISS's own wrapper of this takes no parameters.
        self._partition.lists.search_preassigned_c(
            1,
            faiss.swig_ptr(self._held),
            refined,
            faiss.swig_ptr(numbers),
            faiss.swig_ptr(centres),
            faiss.swig_ptr(scores),
            faiss.swig_ptr(rows),
            False,
            # FAISS wraps the constructors of parameters to take fields by name; its stubs hold those of C++.
            faiss.SearchParametersIVF(  # type: ignore[call-arg]
                nprobe=len(lists), sel=self._selector and self._selector[0]
            ),
        )
        found = rows >= 0
        return rows[found], scores[found]


def _counts(partition: Partition, allowed: Rows) -> NDArray[np.int64]:
    """How many allowed rows each list has: of many, about, and none for some lists that have few."""
    step = 1 if len(allowed) <= COUNTED else len(allowed) // (COUNTED // 4)
    return np.bincount(partition.list_of[allowed[::step]], minlength=len(partition.sizes)) * step


def _tail(deviations: NDArray[np.float32]) -> NDArray[np.float32]:
    """About the share of a normal distribution that lies more than so many standard deviations above its mean."""
    above = np.maximum(deviations, 0)
    return np.where(deviations < 0, 1.0, np.exp(-above * (0.717 + 0.416 * above)) / 2)
