"""txtai's hybrid search with stored content.

https://neuml.github.io/txtai/embeddings/configuration/general/#hybrid, vectors from outside as in
https://neuml.github.io/txtai/embeddings/configuration/vectors/#transform, filters as SQL as in
https://neuml.github.io/txtai/embeddings/query/#similar-clause: it looks at ten times `k` candidates, its default where there is
more than one condition. Words and vectors have equal weights, its default too (query/#hybrid-search).
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from txtai import Embeddings

from tests.bench.system import Material, System, Vectors, vectors_by_text


class Txtai(System):
    """An index of the texts, their vectors and flags."""

    def __init__(self) -> None:
        self._embeddings: Embeddings

    def index(self, folder: Path, material: Material) -> None:
        transform = _lookup(vectors_by_text(material))
        embeddings = Embeddings(method="external", transform=transform, hybrid=True, content=True)
        embeddings.index((item.id, {"text": item.whole, **dict.fromkeys(item.flags, 1)}) for item in material.items)
        embeddings.save(str(folder / "index"))

    def open(self, folder: Path, material: Material) -> None:
        self._embeddings = Embeddings()
        self._embeddings.load(str(folder / "index"), config={"transform": _lookup(vectors_by_text(material))})

    def search(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        return self._ids(text, k, flag, None)

    def nearest(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        return self._ids(text, k, flag, 1.0)

    def _ids(self, text: str, k: int, flag: str | None, weights: float | None) -> list[str]:
        """`weights` of 1 is all for the vectors and nothing for words; None is the default."""
        clause = "" if flag is None else f" AND {flag} = 1"
        found = self._embeddings.search(
            f"SELECT id, text, score FROM txtai WHERE similar(:asked){clause}",
            limit=k,
            weights=weights,
            parameters={"asked": text},
        )
        return [row["id"] for row in found]


def _lookup(vectors: dict[str, Vectors]) -> Callable[[Sequence[str]], Vectors]:
    """What txtai asks for vectors. It wants a plain function."""

    def transform(texts: Sequence[str]) -> Vectors:
        return np.stack([vectors[text] for text in texts])

    return transform


def open_system() -> System:
    return Txtai()
