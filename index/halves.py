"""Vectors as float16 in a file that is mapped: for the few rows that are scored by number, never searched."""

from pathlib import Path

import numpy as np

from index.protocols import Rows, Scores, Vectors

_DECIMALS = 6


def write_halves(path: Path, vectors: Vectors) -> None:
    """Writes vectors, shape `(rows, dimension)`."""
    with path.open("wb") as file:
        np.save(file, vectors.astype(np.float16), allow_pickle=False)


class Halves:
    """The vectors of one file. Threads and processes may share it."""

    def __init__(self, path: Path) -> None:
        self._vectors = np.load(path, mmap_mode="r", allow_pickle=False)

    def scores(self, query: Vectors, rows: Rows) -> Scores:
        """The inner products with the vectors of `rows`, in their order."""
        # Not `@`: BLAS would wake its threads for a few rows, which takes longer than the sums.
        found: Scores = np.vecdot(self._vectors[rows].astype(np.float32), query)
        return np.round(found, _DECIMALS)
