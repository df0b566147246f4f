"""Embedders that give, beside the one vector of a text, those of its tokens."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from index.protocols import Embedder, TokenCodes, Vectors
from index.token_coder import TokenCoder


@runtime_checkable
class TokenEmbedder(Embedder, Protocol):
    """An embedder that may also give the vectors of a text's tokens."""

    @property
    def coder(self) -> TokenCoder | None:
        """How they are coded; None where there is none, and the methods below are not to be called."""
        ...

    def embed_passages_coded(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenCodes]]:
        """What `embed_passages` gives, and the codes of each text's tokens, which are none for an empty text."""
        ...

    def embed_query_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        """What `embed_query` gives, and the vectors of its tokens as the encoder gives them, `(tokens, dimension)`."""
        ...


def tokens_of(embedder: Embedder) -> TokenEmbedder | None:
    """The embedder, if it gives vectors of tokens."""
    return embedder if isinstance(embedder, TokenEmbedder) and embedder.coder is not None else None


def coder_of(embedder: TokenEmbedder) -> TokenCoder:
    """The coder of an embedder that has one. Raises `ValueError` for one that has none."""
    if embedder.coder is None:
        raise ValueError(f"{embedder.model_id} has no coder for the vectors of tokens")
    return embedder.coder
