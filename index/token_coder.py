"""Keeps the token vectors of a passage small enough to store: merged where they say the same, two bits a number.

The vectors that an encoder has for each token, before it averages them into the passage's one vector, answer which
part of a passage a word of the question means (late interaction: Khattab and Zaharia 2020). Token vectors of one
encoder share a centre and directions that only tell languages apart; both are taken out first, as `index.alignment`
does for passages. Near ones are merged to a third (token pooling: Clavié, Chaffin and Adams 2024).
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from index.protocols import TokenCodes, Vectors

POOLED = 3
"""So many tokens become one: docs/decisions/0011-late-interaction.md."""
_LEVELS = np.array([-1.51, -0.4528, 0.4528, 1.51], dtype=np.float32)
"""The four values that stand for a normally distributed number with the least squared error (Max 1960)."""
_EDGES = (_LEVELS[1:] + _LEVELS[:-1]) / 2
_SHIFTS = np.arange(0, 8, 2, dtype=np.uint8)
_DECODED = _LEVELS[(np.arange(256, dtype=np.uint8)[:, None] >> _SHIFTS) & 3]
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenCoder:
    """How the token vectors of one encoder are coded."""

    centre: Vectors
    """Their mean, shape `(dimension,)`; the dimension is a multiple of 4."""
    languages: Vectors
    """Orthonormal directions that tell languages apart, shape `(directions, dimension)`."""
    spread: Vectors
    """The standard deviation of each number of an aligned token vector, shape `(dimension,)`."""
    background: float
    """What `closeness` gives for a question and a passage that have nothing to do with each other."""

    @property
    def width(self) -> int:
        """The bytes of one code."""
        return len(self.centre) // 4

    def aligned(self, tokens: Vectors) -> Vectors:
        """Token vectors, shape `(tokens, dimension)`, without what all share; each of unit length, or zero."""
        left: Vectors = (tokens - self.centre).astype(np.float32)
        left -= (left @ self.languages.T) @ self.languages
        return _unit(left)

    def code(self, tokens: Vectors) -> TokenCodes:
        """The codes of a passage's token vectors, shape `(a third of the tokens, dimension / 4)`."""
        pooled = _pooled(self.aligned(tokens))
        digits = np.searchsorted(_EDGES, pooled / self.spread).astype(np.uint8)
        codes: TokenCodes = np.bitwise_or.reduce(
            digits.reshape(len(pooled), pooled.shape[1] // 4, 4) << _SHIFTS, axis=2
        )
        return codes

    def decoded(self, codes: TokenCodes) -> Vectors:
        """What the codes stand for, shape `(codes, dimension)`, each of unit length."""
        tokens: Vectors = np.take(_DECODED, codes, axis=0).reshape(len(codes), len(self.spread))
        tokens *= self.spread
        # No code stands for zero, so that none has no length.
        tokens *= (1.0 / np.sqrt(np.vecdot(tokens, tokens)))[:, None]
        return tokens

    @property
    def name(self) -> str:
        """Names what decides over codes: equal names and equal token vectors give equal codes."""
        numbers = [array.tobytes() for array in (self.centre, self.languages, self.spread, _LEVELS)]
        return f"tokens-{POOLED}-{sha256(b''.join(numbers)).hexdigest()[:16]}"

    def write(self, path: Path, model_id: str) -> None:
        """Writes it to a file that `read` reads."""
        with path.open("wb") as file:
            np.savez(
                file,
                allow_pickle=False,
                model_id=np.array(model_id),
                centre=self.centre,
                languages=self.languages,
                spread=self.spread,
                background=np.float32(self.background),
            )

    @classmethod
    def read(cls, path: Path, model_id: str) -> Self | None:
        """The coder that was measured for an encoder; None where the file holds that of another one."""
        with np.load(path, allow_pickle=False) as kept:
            if str(kept["model_id"]) != model_id:
                return None
            return cls(
                centre=kept["centre"],
                languages=kept["languages"],
                spread=kept["spread"],
                background=float(kept["background"]),
            )


def closeness(question: Vectors, passages: Vectors, starts: NDArray[np.int64]) -> Vectors:
    """How well each passage holds each token of a question: the mean over these of the best cosine, -1 to 1.

    `question` and `passages` are aligned token vectors, the passages' one after another, each from its place in
    `starts` (ascending, none empty) to the next. MaxSim: Khattab and Zaharia 2020, section 3.3. Shape `(len(starts),)`.
    """
    best = np.maximum.reduceat(passages @ question.T, starts, axis=0)
    mean: Vectors = best.mean(axis=1, dtype=np.float32)
    return mean


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors[lengths[:, 0] < _NOTHING] = 0.0
    vectors /= np.maximum(lengths, _NOTHING)
    return vectors


def _pooled(tokens: Vectors) -> Vectors:
    """The means of clusters of like tokens (Ward 1963), each of unit length."""
    wanted = -(-len(tokens) // POOLED)
    if wanted == len(tokens):
        return tokens
    one, other = np.triu_indices(len(tokens), 1)
    distances = np.sqrt(np.maximum(2.0 - 2.0 * (tokens @ tokens.T)[one, other], 0.0, dtype=np.float64))
    clusters = fcluster(linkage(distances, "ward"), wanted, "maxclust") - 1
    sums = np.zeros((clusters.max() + 1, tokens.shape[1]), dtype=np.float32)
    np.add.at(sums, clusters, tokens)
    return _unit(sums)
