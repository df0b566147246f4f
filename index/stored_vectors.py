"""Vectors as they lie in their file, each scored the same whichever path leads to it.

FAISS's scanners sum the products of one row in a fixed order, in the thread that calls. Its `search` opens a team of
OpenMP threads even for one query, and the idle ones spin: twice the processor time.
"""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import DamagedError
from index.protocols import Rows, Scores, Vectors

_DECIMALS = 6
"""Scores are rounded to what float32 sums of some hundred products carry: equal vectors tie wherever they stand."""
_SLICE = 2048
"""How many rows are copied together to be scored: 3 MiB of 384 dimensions."""
_PAGE = 4096


class StoredVectors:
    """The vectors of one file. Threads may share it."""

    def __init__(self, path: Path, *, is_mapped: bool = False) -> None:
        """Reads the file, or maps it: then it lies in memory once for all processes, and may leave it again.

        Raises `DamagedError` for a kind of index that Cadre does not write.
        """
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if is_mapped else 0)
        if not isinstance(index, faiss.IndexFlatIP):
            raise DamagedError(
                path=str(path),
                problem=f"it holds a {type(index).__name__}, which Cadre does not write",
                remedy="Run `cadre rebuild` to make the index anew from the ledger.",
            )
        self._index = index
        self.dimension = int(index.d)
        self._codes = _codes(index)
        if is_mapped:
            # Maps every page now: a first search would pay for each row that it is the first to look at.
            self._codes.reshape(-1)[::_PAGE].max(initial=0)
        self._rows = np.arange(len(self._codes), dtype=np.int64)
        # Makes scanners, and holds nothing.
        self._scanners = faiss.IndexIVFFlat(index, index.d, 1, faiss.METRIC_INNER_PRODUCT)

    def __len__(self) -> int:
        return len(self._codes)

    def best_of_all(self, query: Vectors, k: int, selector: faiss.IDSelector | None = None) -> tuple[Rows, Scores]:
        """The best `k` of the rows that `selector` lets through, best first; among equals, any."""
        scan = _Scan(self._scanner(selector), query, k)
        scan.over(self._codes, self._rows)
        return scan.ranked()

    def best_of(self, query: Vectors, k: int, rows: Rows) -> tuple[Rows, Scores]:
        """The best `k` of `rows`, best first; among equals, any."""
        scan = _Scan(self._scanner(None), query, min(k, len(rows)))
        for start in range(0, len(rows), _SLICE):
            part = rows[start : start + _SLICE]
            scan.over(self._codes[part], part)
        return scan.ranked()

    def scores(self, query: Vectors, rows: Rows) -> Scores:
        """The inner products with the vectors of `rows`, in their order."""
        found = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), _SLICE):
            part = self._codes[rows[start : start + _SLICE]]
            scan = _Scan(self._scanner(None), query, len(part))
            scan.over(part, self._rows[: len(part)])
            places, scores = scan.ranked()
            found[start + places] = scores
        return found

    def _scanner(self, selector: faiss.IDSelector | None) -> Any:
        # FAISS's stubs leave out what scanners are.
        return self._scanners.get_InvertedListScanner(False, selector, None)


class _Scan:
    """The best `k` of what one query has been held against so far."""

    def __init__(self, scanner: Any, query: Vectors, k: int) -> None:
        self._scanner, self._k = scanner, k
        # The scanner keeps the address of the query only.
        self._query = np.ascontiguousarray(query, dtype=np.float32)
        self._scores = np.full(k, -np.inf, dtype=np.float32)
        self._labels = np.full(k, -1, dtype=np.int64)
        scanner.set_query(faiss.swig_ptr(self._query))

    def over(self, codes: NDArray[np.uint8], labels: Rows) -> None:
        """Holds the query against `codes`, contiguous, that are known by `labels`."""
        self._scanner.scan_codes(
            len(codes),
            faiss.swig_ptr(codes.reshape(-1)),
            faiss.swig_ptr(np.ascontiguousarray(labels)),
            faiss.swig_ptr(self._scores),
            faiss.swig_ptr(self._labels),
            self._k,
        )

    def ranked(self) -> tuple[Rows, Scores]:
        """What was found, best first, with rounded scores."""
        order = np.argsort(-self._scores)
        order = order[self._labels[order] >= 0]
        return self._labels[order], np.round(self._scores[order], _DECIMALS)


def selector_of(allowed: Rows, rows: int) -> tuple[faiss.IDSelector, NDArray[np.uint8]]:
    """Lets `allowed` through, of so many rows. The array must live as long as the selector: FAISS keeps its address."""
    bits = np.zeros(rows, dtype=bool)
    bits[allowed] = True
    packed = np.packbits(bits, bitorder="little")
    # The stubs hold the signature of C++ (a length and a pointer); FAISS wraps it to take an array.
    return faiss.IDSelectorBitmap(packed), packed  # type: ignore[call-arg, arg-type]


def _codes(index: faiss.IndexFlatCodes) -> NDArray[np.uint8]:
    """The bytes of the vectors, shape `(rows, bytes of a vector)`, where FAISS holds them."""
    if index.ntotal == 0:
        return np.empty((0, index.code_size), dtype=np.uint8)
    codes = faiss.rev_swig_ptr(index.codes.data(), index.codes.size()).reshape(index.ntotal, index.code_size)
    codes.flags.writeable = False
    return codes
