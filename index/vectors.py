"""The vector index: exact inner products over unit vectors, by FAISS."""

from pathlib import Path
from typing import BinaryIO

import faiss
import numpy as np

from index.protocols import Rows, Scores, Vectors
from index.ties import best

_DECIMALS = 6
"""Scores are rounded to what float32 sums of some hundred products carry: equal vectors tie wherever they stand."""


def build_vectors(path: Path, vectors: Vectors) -> None:
    """Writes the index of `vectors`, shape `(rows, dimension)`."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    with path.open("wb") as file:
        _write(index, file)


def _write(index: faiss.Index, file: BinaryIO) -> None:
    """Writes through Python: when FAISS closes a file itself, bytes that a full disk refuses are lost in silence."""
    refused: list[OSError] = []

    def write(data: bytes) -> None:
        try:
            file.write(data)
        except OSError as error:
            refused.append(error)
            raise

    try:
        # The class is in the module that SWIG generates; FAISS's stubs leave it out.
        faiss.write_index(index, faiss.PyCallbackIOWriter(write))  # type: ignore[attr-defined]
    except RuntimeError as error:
        raise refused[0] if refused else error from error


class FlatVectors:
    """A `VectorIndex` that scores every allowed row."""

    def __init__(self, path: Path) -> None:
        self._index = faiss.read_index(str(path))

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, query: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        """The best `k` of `allowed` (sorted, unique; all rows when None), best first: row numbers and cosines."""
        most = len(self) if allowed is None else len(allowed)
        if most == 0 or k < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        question = np.ascontiguousarray(query.reshape(1, -1), dtype=np.float32)
        parameters = None
        if allowed is not None:
            bits = np.zeros(len(self), dtype=bool)
            bits[allowed] = True
            packed = np.packbits(bits, bitorder="little")
            parameters = faiss.SearchParameters()
            # The stubs hold the signature of C++ (a length and a pointer); FAISS wraps it to take an array.
            parameters.sel = faiss.IDSelectorBitmap(packed)  # type: ignore[call-arg, arg-type]

        def fetch(asked: int) -> tuple[Rows, Scores]:
            scores, rows = self._index.search(question, min(asked, most), params=parameters)
            kept = rows[0] >= 0
            return rows[0][kept], np.round(scores[0][kept], _DECIMALS)

        return best(fetch, k)

    def similarities(self, query: Vectors, rows: Rows) -> Scores:
        """The cosines of the given rows, in their order."""
        if len(rows) == 0:
            return np.empty(0, dtype=np.float32)
        return np.round(self._index.reconstruct_batch(rows) @ query, _DECIMALS).astype(np.float32)
