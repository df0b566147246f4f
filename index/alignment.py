"""Takes out of vectors what says nothing of their subject: what all passages share, all questions, all of a language.

An encoder puts every text into a narrow cone, questions and passages into different parts of it, and texts of one
language near each other: a question then finds the passages of its own language before those that answer it. The means
are subtracted, and the directions in which the means of languages differ are projected out; what is left is brought to
unit length. Needs no guess at the language of a question.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from heapq import nsmallest
from pathlib import Path
from typing import Self

import numpy as np

from corpus.document import Passage
from index.fusion import background_of
from index.language_centres import LanguageCentres
from index.protocols import Embedder, Vectors

PRIOR = 20
"""The parallel texts count as so many passages and questions: the mean of a handful says little about the next one."""
OPENINGS = 100
"""So many passages' first sentences, embedded as questions, stand for the questions that a collection is asked."""
_CHARACTERS = 300
_SENTENCE_END = re.compile(r"(?<=[.!?。؟])\s+")
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """How vectors of one encoder are aligned in one generation."""

    passages: Vectors
    """The mean of passages, shape `(dimension,)`."""
    questions: Vectors
    """The mean of questions, shape `(dimension,)`."""
    languages: Vectors
    """Orthonormal directions that tell languages apart, shape `(directions, dimension)`."""

    def of_passages(self, vectors: Vectors) -> Vectors:
        """Shape kept; each row of unit length, or zero where nothing is left of it."""
        return self._left(vectors, self.passages)

    def of_question(self, vector: Vectors) -> Vectors:
        """Shape `(dimension,)`, of unit length, or zero where nothing is left of it."""
        aligned: Vectors = self._left(vector[None, :], self.questions)[0]
        return aligned

    def write(self, path: Path) -> None:
        """Writes it to a file that `read` reads."""
        with path.open("wb") as file:
            np.savez(
                file, allow_pickle=False, passages=self.passages, questions=self.questions, languages=self.languages
            )

    @classmethod
    def read(cls, path: Path) -> Self:
        """The alignment that was written."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(passages=stored["passages"], questions=stored["questions"], languages=stored["languages"])

    def _left(self, vectors: Vectors, centre: Vectors) -> Vectors:
        left: Vectors = (vectors - centre).astype(np.float32)
        left -= (left @ self.languages.T) @ self.languages
        lengths = np.linalg.norm(left, axis=1, keepdims=True)
        left[lengths[:, 0] < _NOTHING] = 0.0
        left /= np.maximum(lengths, _NOTHING)
        return left


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedVectors:
    """The vectors of some passages, as an encoder gave them and aligned, shape `(rows, dimension)` each."""

    given: Vectors
    aligned: Vectors
    alignment: Alignment
    background: float
    """The mean aligned cosine of two passages that have nothing to do with each other: see `index.fusion`."""


def align(vectors: Vectors, openings: Sequence[str], *, embedder: Embedder, centres: LanguageCentres) -> AlignedVectors:
    """Aligns the vectors of a collection's passages; `openings` are sentences that some of them begin with.

    Raises what the embedder raises.
    """
    questions = np.stack([embedder.embed_query(opening) for opening in openings]) if openings else vectors[:0]
    alignment = Alignment(
        passages=_mean(vectors, centres.passages),
        questions=_mean(questions, centres.questions),
        languages=centres.directions,
    )
    aligned = alignment.of_passages(vectors)
    return AlignedVectors(given=vectors, aligned=aligned, alignment=alignment, background=background_of(aligned))


def openings_of(passages: Iterable[Passage]) -> list[str]:
    """The first sentences of some passages, chosen by their ids alone, so that most stay when a collection grows."""
    chosen = nsmallest(OPENINGS, passages, key=lambda passage: sha256(passage.passage_id.encode()).digest())
    return [_SENTENCE_END.split(passage.text, maxsplit=1)[0][:_CHARACTERS] for passage in chosen]


def _mean(vectors: Vectors, prior: Vectors) -> Vectors:
    total = vectors.sum(axis=0, dtype=np.float64) + PRIOR * prior
    mean: Vectors = (total / (len(vectors) + PRIOR)).astype(np.float32)
    return mean
