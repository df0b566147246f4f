"""The partition of a large collection: lists of neighbouring vectors, four-bit codes of them, and how far lists reach.

A query scans the codes of some lists; which, is worked out from the shape of the lists. The score of a vector is that
of its list's centre, plus a rest that is nearly normal over the list: its variance is that of the rests of all lists in
the direction of the query, times how wide the list is.

Encoders put all texts near one direction, and questions have most of their length along it. What lists and codes lose
there counts most, so vectors are stretched along their mean, and queries shortened by as much: the inner products stay
the same.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import faiss
import numpy as np
from numpy.typing import NDArray

from index.faiss_files import write_faiss
from index.protocols import Scores, Vectors

LISTS_FILE, SHAPES_FILE = "partition.faiss", "partition.npz"
_SEED = 20_261
_STRETCH = 6.0
"""How much longer vectors are made along their mean: what is lost there then counts as little as elsewhere."""
_TRAINED = 32
"""Vectors a list that the centres are trained on."""
_ROUNDS = 6
_MEASURED = 65_536
"""How many vectors the shapes of the lists are measured on."""
_PRIOR = 8.0
"""A list's width counts as if so many of its vectors had the width of all."""
_SLICE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """The lists, opened."""

    lists: Any
    """FAISS's index of the codes; its stubs leave out the search in chosen lists."""
    list_of: NDArray[np.int32]
    """The list of each row."""
    sizes: NDArray[np.int64]
    """How many rows each list has."""
    centres: Vectors
    """Shape `(lists, dimension)`."""
    covariance: NDArray[np.float32]
    """Of what vectors differ from their list's centre by; shape `(dimension, dimension)`."""
    widths: NDArray[np.float32]
    """How wide each list is against all; about 1."""
    direction: Vectors
    """The direction of the mean of all vectors, of unit length."""

    @classmethod
    def read(cls, folder: Path) -> Self:
        """The partition that `build_partition` wrote into `folder`."""
        # By the stubs, every file holds an index without lists.
        lists: Any = faiss.read_index(str(folder / LISTS_FILE))
        with np.load(folder / SHAPES_FILE, allow_pickle=False) as shapes:
            covariance, widths, direction = shapes["covariance"], shapes["widths"], shapes["direction"]
        list_of = np.empty(lists.ntotal, dtype=np.int32)
        sizes = np.zeros(lists.nlist, dtype=np.int64)
        for number in range(lists.nlist):
            sizes[number] = size = lists.invlists.list_size(number)
            if size:
                list_of[faiss.rev_swig_ptr(lists.invlists.get_ids(number), size)] = number
        return cls(
            lists=lists,
            list_of=list_of,
            sizes=sizes,
            centres=lists.quantizer.reconstruct_n(0, lists.nlist),
            covariance=covariance,
            widths=widths,
            direction=direction,
        )

    def shortened(self, query: Vectors) -> Vectors:
        """The query as it is held against what is in the lists."""
        found: Vectors = _stretched(query[None], self.direction, 1 / _STRETCH)[0]
        return found

    def scores_of_centres(self, query: Vectors) -> Scores:
        """The inner product with the centre of each list."""
        # One product a row: a matrix product would wake the threads of BLAS.
        found: Scores = np.vecdot(self.centres, query)
        return found

    def deviations(self, query: Vectors) -> Scores:
        """The standard deviation of the scores within each list."""
        variance = np.vecdot(np.vecdot(self.covariance, query), query)
        found: Scores = self.widths * np.sqrt(variance, dtype=np.float32)
        return found


def build_partition(folder: Path, vectors: Vectors) -> None:
    """Writes the partition of `vectors`, shape `(rows, dimension)`. Equal vectors give equal files."""
    with _one_thread():
        _build(folder, vectors)


@contextmanager
def _one_thread() -> Iterator[None]:
    """FAISS works in the calling thread alone; other threads keep their number.

    Where processors are busy, its threads spin and wait for each other, for thirty times as long as the work takes.
    """
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _build(folder: Path, vectors: Vectors) -> None:
    chance = np.random.default_rng(_SEED)
    count, dimension = vectors.shape
    lists = _lists(count)
    sample = vectors[np.sort(chance.choice(count, min(count, lists * _TRAINED), replace=False))]
    direction = _direction(sample)
    trained = _stretched(sample, direction, _STRETCH)
    index = faiss.IndexIVFPQFastScan(
        _centres(trained, lists), dimension, lists, _parts(dimension), 4, faiss.METRIC_INNER_PRODUCT
    )
    index.by_residual = True
    index.train(trained)
    for start in range(0, count, _SLICE):
        index.add(_stretched(vectors[start : start + _SLICE], direction, _STRETCH))
    write_faiss(index, folder / LISTS_FILE)
    sample = vectors[np.sort(chance.choice(count, min(count, _MEASURED), replace=False))]
    covariance, widths = _shapes(_stretched(sample, direction, _STRETCH), index.quantizer, lists)
    with (folder / SHAPES_FILE).open("wb") as file:
        np.savez(file, allow_pickle=False, covariance=covariance, widths=widths, direction=direction)


def _direction(vectors: Vectors) -> Vectors:
    mean = vectors.mean(axis=0, dtype=np.float64)
    found: Vectors = (mean / (np.linalg.norm(mean) or 1.0)).astype(np.float32)
    return found


def _stretched(vectors: Vectors, direction: Vectors, times: float) -> Vectors:
    """The vectors made so many times as long along `direction`."""
    along = np.vecdot(vectors, direction)[:, None]
    return np.ascontiguousarray(vectors + np.float32(times - 1) * along * direction, dtype=np.float32)


def _centres(trained: Vectors, lists: int) -> faiss.IndexFlatL2:
    """The centres of the lists, by k-means."""
    # Distances among vectors that all lie near one direction are small against their lengths.
    mean = trained.mean(axis=0, dtype=np.float64).astype(np.float32)
    clusters = faiss.Clustering(trained.shape[1], lists)
    clusters.niter, clusters.seed = _ROUNDS, _SEED
    clusters.min_points_per_centroid, clusters.max_points_per_centroid = 1, _TRAINED
    # They are read from the index that was trained with: FAISS's own `Kmeans` reads a C++ vector of floats, whose type
    # PyMuPDF has too, and where both are imported SWIG hands out the one that FAISS does not know.
    found = faiss.IndexFlatL2(trained.shape[1])
    clusters.train(trained - mean, found)
    centres = faiss.IndexFlatL2(trained.shape[1])
    centres.add(found.reconstruct_n(0, lists) + mean)
    return centres


def _lists(count: int) -> int:
    """Twice the root: as many centres are looked at as vectors of a list or two."""
    return math.isqrt(4 * count)


def _parts(dimension: int) -> int:
    """How many four-bit codes a vector has: one for two dimensions, where they can be divided so."""
    return dimension // 2 if dimension % 2 == 0 else dimension


def _shapes(measured: Vectors, centres: faiss.Index, lists: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The covariance of the rests and the width of each list."""
    nearest = centres.search(measured, 1)[1][:, 0]
    rests = measured - centres.reconstruct_n(0, lists)[nearest]
    squares = np.vecdot(rests, rests).astype(np.float64)
    mean = float(squares.mean()) or 1.0
    sums = np.bincount(nearest, weights=squares, minlength=lists) + _PRIOR * mean
    widths = np.sqrt(sums / (np.bincount(nearest, minlength=lists) + _PRIOR) / mean)
    return (rests.T @ rests / len(rests)).astype(np.float32), widths.astype(np.float32)
