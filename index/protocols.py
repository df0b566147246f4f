"""The seams of the index: what an encoder, a vector index and a lexical index promise.

Higher is better everywhere. Ties break by ascending row, and rows are numbered by ascending `passage_id`.
`k` beyond the index gives what there is; an empty index gives an empty ranking.
"""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.query_language import Group

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
TokenCodes = NDArray[np.uint8]
"""The coded token vectors of one passage, shape `(codes, bytes)`: see `index.token_coder`."""


class Embedder(Protocol):
    """Turns texts into vectors of unit length, float32."""

    @property
    def model_id(self) -> str:
        """Names the weights and how they are run: equal ids give equal vectors. In every cache key and manifest."""
        ...

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape `(len(texts), dimension)`, in the order of `texts`; the model's passage prompt is added here."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Shape `(dimension,)`; the model's query prompt is added here."""
        ...


class VectorIndex(Protocol):
    """Finds the rows whose vectors have the largest inner product with a query."""

    def search(self, query: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        """The best `k` of `allowed` (sorted, unique; all rows when None), best first: row numbers and cosines."""
        ...


class LexicalIndex(Protocol):
    """Finds the rows whose words match a query, by BM25."""

    def search(
        self, query: Group, k: int, allowed: Rows | None = None, *, ignored: frozenset[str] = frozenset()
    ) -> tuple[Rows, Scores]:
        """The best `k` of `allowed` that fulfil the query's conditions and hold at least one of its words, best first.

        Gives row numbers and BM25 scores. Words in `ignored` (lower case) do not count, unless nothing else is asked.
        """
        ...
