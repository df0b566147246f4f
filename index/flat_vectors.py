"""The vector index of a small collection: every allowed row is scored."""

from pathlib import Path

import numpy as np

from index.protocols import Rows, Scores, Vectors
from index.stored_vectors import StoredVectors, selector_of
from index.ties import best

COPIED_SHARE = 0.25
"""Fewer allowed rows than this share are copied together and scored; of more, the bitmap is asked row by row."""


class FlatVectors:
    """An exact `VectorIndex`."""

    def __init__(self, path: Path) -> None:
        self._stored = StoredVectors(path)

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return self._stored.dimension

    def __len__(self) -> int:
        return len(self._stored)

    def search(self, query: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        """The best `k` of `allowed` (sorted, unique; all rows when None), best first: rows and inner products."""
        return search_exactly(self._stored, query, k, allowed)

    def similarities(self, query: Vectors, rows: Rows) -> Scores:
        """The inner products of the given rows, in their order."""
        return self._stored.scores(query, rows)


def search_exactly(stored: StoredVectors, query: Vectors, k: int, allowed: Rows | None) -> tuple[Rows, Scores]:
    """The best `k` of `allowed`, ties by ascending row; every allowed row is scored."""
    most = len(stored) if allowed is None else len(allowed)
    if most == 0 or k < 1:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
    if allowed is None:
        return best(lambda asked: stored.best_of_all(query, min(asked, most)), k)
    if most < COPIED_SHARE * len(stored):
        return best(lambda asked: stored.best_of(query, asked, allowed), k)
    selector, kept = selector_of(allowed, len(stored))
    found = best(lambda asked: stored.best_of_all(query, min(asked, most), selector), k)
    del kept
    return found
