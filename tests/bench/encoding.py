"""The vectors that systems are given: made once by Cadre's bundled encoders, and kept."""

import hashlib
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.bundled_models import open_bundled
from index.embedding_cache import CachedEmbedder
from index.protocols import Embedder
from tests.bench.item import Vectors

GIVEN, ENGLISH = "e5", "minilm"
"""The multilingual encoder, whose vectors every system is given, and the one that Cadre's default adds for English."""
_SLICE = 256
_TIMED_PASSAGES, _TIMED_QUESTIONS = 64, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderTimes:
    """What an encoder takes, measured anew in every run, for texts of the collection that all systems index."""

    model_id: str
    passages_a_second: float
    """With all processors."""
    question_milliseconds: float
    """The median of one question at a time."""


class Encoding:
    """Vectors under `folder`: what was encoded before is read, so that a second run need not wait for the encoder."""

    def __init__(self, folder: Path, name: str) -> None:
        """`name` is that of a bundled encoder. Raises `ModelError` where it is not installed."""
        self._folder = folder
        self._encoder: Embedder = open_bundled(name)
        self._passages = CachedEmbedder(self._encoder, folder / "passages.sqlite")

    @property
    def model_id(self) -> str:
        """Names the weights and how they are run."""
        return self._encoder.model_id

    def passages(self, texts: Sequence[str], on_progress: Callable[[int, int], None]) -> Vectors:
        """Shape `(len(texts), dimension)`."""
        slices = []
        for start in range(0, len(texts), _SLICE):
            slices.append(self._passages.embed_passages(texts[start : start + _SLICE]))
            on_progress(min(start + _SLICE, len(texts)), len(texts))
        return np.concatenate(slices)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Shape `(len(texts), dimension)`."""
        path = self._path(texts)
        if path.is_file():
            vectors: Vectors = np.load(path, allow_pickle=False)
            return vectors
        vectors = np.stack([self._encoder.embed_query(text) for text in texts])
        self._folder.mkdir(parents=True, exist_ok=True)
        # The name comes last: a run that is cut off leaves no half file behind.
        unfinished = path.with_suffix(".unfinished.npy")
        np.save(unfinished, vectors)
        unfinished.rename(path)
        return vectors

    def has_questions(self, texts: Sequence[str]) -> bool:
        """True if they were encoded before."""
        return self._path(texts).is_file()

    def times(self, passages: Sequence[str], questions: Sequence[str]) -> EncoderTimes:
        """Measures the encoder itself, past every cache."""
        step = max(1, len(passages) // _TIMED_PASSAGES)
        chosen = passages[::step][:_TIMED_PASSAGES]
        self._encoder.embed_passages(chosen[: os.cpu_count() or 1])
        started = time.perf_counter()
        self._encoder.embed_passages(chosen)
        seconds = time.perf_counter() - started
        each = []
        for question in questions[:_TIMED_QUESTIONS]:
            began = time.perf_counter()
            self._encoder.embed_query(question)
            each.append((time.perf_counter() - began) * 1e3)
        return EncoderTimes(
            model_id=self.model_id,
            passages_a_second=len(chosen) / seconds,
            question_milliseconds=statistics.median(each),
        )

    def _path(self, questions: Sequence[str]) -> Path:
        told = "\0".join([self.model_id, *questions]).encode()
        return self._folder / f"questions-{hashlib.sha256(told).hexdigest()[:16]}.npy"
