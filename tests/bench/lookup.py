"""Cadre's encoders, except that they give what was made before. Only Cadre's own adapter imports this."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from index.bundled_models import open_bundled
from index.protocols import TokenCodes
from index.token_coder import TokenCoder
from tests.bench.item import Vectors

_OF_ITS_OWN = 100
"""Passages that Cadre may encode besides the collection: it holds some parallel texts against each other."""


class Lookup:
    """One of Cadre's encoders, except that it gives the vectors that were made before, by text.

    Cadre encodes a few texts more than it was given: first sentences that stand for questions, parallel texts, and of a
    question with quotation marks or excluded words what is wished, not all that was typed. These are encoded when they
    come, and `seconds` counts what it took.
    """

    def __init__(self, name: str, passages: dict[str, Vectors], questions: dict[str, Vectors]) -> None:
        self._encoder = open_bundled(name)
        self._passages, self._questions = passages, questions
        self.seconds = 0.0
        self.given: Vectors | None = None
        """Where it is set, the vector of any question: recall is of neighbours of the same vector in every system."""

    @property
    def model_id(self) -> str:
        return self._encoder.model_id

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        missing = _missing(texts, self._passages)
        if missing:
            with self._counted():
                self._passages |= zip(missing, self._encoder.embed_passages(missing), strict=True)
        return np.stack([self._passages[text] for text in texts])

    def embed_query(self, text: str) -> Vectors:
        if self.given is not None:
            return self.given
        if text not in self._questions:
            with self._counted():
                self._questions[text] = self._encoder.embed_query(text)
        return self._questions[text]

    @contextmanager
    def _counted(self) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds += time.perf_counter() - began


class TokenLookup(Lookup):
    """The same for the encoder that also gives the tokens of a text, with which Cadre reads its first hits closely."""

    def __init__(
        self,
        name: str,
        passages: dict[str, Vectors],
        questions: dict[str, Vectors],
        *,
        codes: dict[str, TokenCodes],
        tokens: dict[str, Vectors],
    ) -> None:
        """`codes` by passage, and `tokens` by question."""
        super().__init__(name, passages, questions)
        self._codes, self._tokens = codes, tokens

    @property
    def coder(self) -> TokenCoder | None:
        return self._encoder.coder

    def embed_passages_coded(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenCodes]]:
        missing = _missing(texts, self._codes)
        if missing:
            with self._counted():
                vectors, codes = self._encoder.embed_passages_coded(missing)
                self._passages |= zip(missing, vectors, strict=True)
                self._codes |= zip(missing, codes, strict=True)
        return self.embed_passages(texts), [self._codes[text] for text in texts]

    def embed_query_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        if text not in self._tokens:
            with self._counted():
                self._questions[text], self._tokens[text] = self._encoder.embed_query_tokens(text)
        return self.embed_query(text), self._tokens[text]


def _missing(texts: Sequence[str], there: Mapping[str, object]) -> list[str]:
    missing = [text for text in texts if text not in there]
    if len(missing) > _OF_ITS_OWN:
        raise ValueError(f"{missing[0][:80]!r} was not encoded before: Item.whole must be what Cadre encodes")
    return missing
