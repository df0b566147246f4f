"""bm25s, as in the quickstart of https://github.com/xhluca/bm25s (its README, which is its page on PyPI too)."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import Stemmer

from tests.bench.system import Material, System, Vectors


class Bm25s(System):
    """Words alone: English stop words, the English stemmer, and the ids as the corpus that it gives back."""

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("english")
        self._retriever: bm25s.BM25

    def index(self, folder: Path, material: Material) -> None:
        tokens = bm25s.tokenize(
            [item.whole for item in material.items], stopwords="en", stemmer=self._stemmer, show_progress=False
        )
        retriever = bm25s.BM25()
        retriever.index(tokens, show_progress=False)
        retriever.save(folder, corpus=[{"id": item.id, "text": item.whole} for item in material.items])

    def open(self, folder: Path, material: Material) -> None:
        self._retriever = bm25s.BM25.load(folder, load_corpus=True)

    def search(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        tokens = bm25s.tokenize(text, stemmer=self._stemmer, show_progress=False)
        found, _ = self._retriever.retrieve(tokens, k=k, show_progress=False)
        return [row["id"] for row in found[0]]

    def nearest(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        # The harness asks this only of systems whose facts say that they have vectors: here that is false.
        raise NotImplementedError("bm25s has no vectors")


def open_system() -> System:
    return Bm25s()
