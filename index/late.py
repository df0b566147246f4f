"""Late interaction: passages by what their single tokens mean beside those of a question.

One vector for a whole passage cannot hold each of its facts. Here every token of the question looks for the token of a
passage that is nearest to it, so that a fact in one sentence is found whatever the rest is about. It reads the few
passages that the other stages put first, and finds none of its own.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.disk_errors import disk_errors
from index.protocols import Rows, Scores, TokenCodes, Vectors
from index.token_coder import TokenCoder, closeness

_CODES, _ENDS, _CODER = "tokens.bin", "token-ends.npy", "token-coder.npz"
_SAMPLE = 40
"""So many passages, spread over the collection, tell how close to a question is what has nothing to do with it."""
_PRIOR = 20
"""The parallel texts count as so many of them: of a handful of passages, most may answer the question."""


class TokenWriter:
    """Writes what `LateInteraction` reads, passage by passage in the order of rows."""

    def __init__(self, folder: Path, coder: TokenCoder, model_id: str) -> None:
        self._folder = folder
        self._ends: list[int] = []
        coder.write(folder / _CODER, model_id)
        (folder / _CODES).touch()

    def add(self, codes: list[TokenCodes]) -> None:
        """The next passages."""
        end = self._ends[-1] if self._ends else 0
        self._ends += (end + np.cumsum([len(one) for one in codes])).tolist()
        with disk_errors(self._folder.parent), (self._folder / _CODES).open("ab") as file:
            file.write(b"".join(one.tobytes() for one in codes))

    def finish(self) -> None:
        """After the last passage."""
        with (self._folder / _ENDS).open("wb") as file:
            np.save(file, np.array(self._ends, dtype=np.int64), allow_pickle=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tokens:
    """The tokens of some passages."""

    vectors: Vectors
    """Aligned, one passage's after the other's."""
    lengths: NDArray[np.int64]
    """How many each passage has."""


class LateInteraction:
    """The coded tokens of a generation. Threads may share it."""

    def __init__(self, folder: Path, model_id: str) -> None:
        """Opens what `TokenWriter` wrote with an encoder of this id."""
        self._ends: NDArray[np.int64] = np.load(folder / _ENDS, allow_pickle=False)
        coder = TokenCoder.read(folder / _CODER, model_id)
        if coder is None:
            raise ValueError(f"the codes of tokens in {folder} are not of {model_id}")
        self._coder = coder
        size = int(self._ends[-1]) if len(self._ends) else 0
        shape = (size, coder.width)
        self._codes = np.memmap(folder / _CODES, np.uint8, "r", shape=shape) if size else np.empty(shape, np.uint8)
        sample = np.unique(np.linspace(0, len(self._ends) - 1, min(_SAMPLE, len(self._ends))).astype(np.int64))
        self._sample = self._tokens(sample)

    @classmethod
    def open(cls, folder: Path, model_id: str) -> Self | None:
        """The coded tokens of a generation; None where it was built without them."""
        return cls(folder, model_id) if (folder / _ENDS).exists() else None

    def aligned(self, tokens: Vectors) -> Vectors:
        """The token vectors to ask with, of those that the encoder gave a question."""
        return self._coder.aligned(tokens)

    def scores(self, question: Vectors, rows: Rows) -> Scores:
        """The closeness of the given rows to the aligned tokens of a question, in their order; 0 for empty texts."""
        return _scores(question, self._tokens(rows))

    def background(self, question: Vectors) -> float:
        """How close to a question a passage is that has nothing to do with it."""
        found = _scores(question, self._sample)
        return float((found.sum() + _PRIOR * self._coder.background) / (len(found) + _PRIOR))

    def _tokens(self, rows: Rows) -> _Tokens:
        ends = self._ends[rows]
        starts = np.where(rows > 0, self._ends[rows - 1], 0)
        codes = [self._codes[start:end] for start, end in zip(starts, ends, strict=True)]
        return _Tokens(vectors=self._coder.decoded(np.concatenate([self._codes[:0], *codes])), lengths=ends - starts)


def _scores(question: Vectors, passages: _Tokens) -> Scores:
    lengths = passages.lengths
    scores = np.zeros(len(lengths), dtype=np.float32)
    filled = lengths > 0
    if filled.any() and len(question):
        firsts = np.cumsum(lengths[filled]) - lengths[filled]
        scores[filled] = closeness(question, passages.vectors, firsts)
    return np.round(scores, 6)
