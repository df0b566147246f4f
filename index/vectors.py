"""The vector index, chosen by the size of the collection; what each kind costs and keeps: docs/decisions/0009."""

from pathlib import Path

import faiss
import numpy as np

from index.faiss_files import write_faiss
from index.flat_vectors import FlatVectors
from index.partition import LISTS_FILE, build_partition
from index.partitioned_vectors import PartitionedVectors
from index.protocols import Vectors

EXACT_UP_TO = 50_000
"""Of so many vectors all are scored, in 3 ms; a partition of more takes less, and gives up exactness for it."""
_FILE = "vectors.faiss"
_LEAST = 1024
"""Of fewer vectors no partition can be learnt."""
_SLICE = 65_536


def build_vectors(folder: Path, vectors: Vectors, *, exact_up_to: int = EXACT_UP_TO) -> None:
    """Writes the index of `vectors`, shape `(rows, dimension)`, into `folder`. Equal vectors give equal files."""
    count, dimension = vectors.shape
    index = faiss.IndexFlatIP(dimension)
    for start in range(0, count, _SLICE):
        index.add(np.ascontiguousarray(vectors[start : start + _SLICE], dtype=np.float32))
    write_faiss(index, folder / _FILE)
    if count > max(exact_up_to, _LEAST):
        build_partition(folder, vectors)


def open_vectors(folder: Path) -> FlatVectors | PartitionedVectors:
    """The index that `build_vectors` wrote into `folder`, or release 0.1.0. Raises `DamagedError`."""
    return PartitionedVectors(folder) if (folder / LISTS_FILE).exists() else FlatVectors(folder / _FILE)
