"""Two encoders beside each other: one for every language, and one that is better at English alone."""

from collections.abc import Callable, Sequence
from typing import Self

from index.protocols import Embedder, TokenCodes, Vectors
from index.token_coder import TokenCoder
from index.token_embedder import TokenEmbedder, tokens_of

ENGLISH = "en"
"""The language (ISO 639-1) that the second encoder reads."""


class PairedEmbedder:
    """The first encoder, which finds passages in every language, and `english`, which helps to rank English ones."""

    def __init__(self, first: Embedder, english: Embedder) -> None:
        self._first, self._english = first, english

    @property
    def model_id(self) -> str:
        """Names both."""
        return f"{self._first.model_id}+{self._english.model_id}"

    @property
    def dimension(self) -> int:
        """The length of each vector of the first."""
        return self._first.dimension

    @property
    def english(self) -> Embedder:
        """The second, which reads English alone."""
        return self._english

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Those of the first, shape `(len(texts), dimension)`. Raises what it raises."""
        return self._first.embed_passages(texts)

    def embed_query(self, text: str) -> Vectors:
        """That of the first, shape `(dimension,)`. Raises what it raises."""
        return self._first.embed_query(text)

    @property
    def coder(self) -> TokenCoder | None:
        """That of the first."""
        tokens = tokens_of(self._first)
        return tokens.coder if tokens is not None else None

    def embed_passages_coded(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenCodes]]:
        """What the first gives. Raises what it raises."""
        return self._with_tokens().embed_passages_coded(texts)

    def embed_query_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        """What the first gives. Raises what it raises."""
        return self._with_tokens().embed_query_tokens(text)

    def _with_tokens(self) -> TokenEmbedder:
        tokens = tokens_of(self._first)
        if tokens is None:
            raise ValueError(f"{self._first.model_id} gives no vectors of tokens")
        return tokens

    def each(self, wrap: Callable[[Embedder], Embedder]) -> Self:
        """The pair of both, wrapped."""
        return type(self)(wrap(self._first), wrap(self._english))


def english_of(embedder: Embedder) -> Embedder | None:
    """The encoder for English passages beside this one; None where there is none."""
    return embedder.english if isinstance(embedder, PairedEmbedder) else None
