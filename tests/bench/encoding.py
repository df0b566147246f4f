"""The vectors that systems are given: made once by Cadre's bundled encoders, and kept."""

import hashlib
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

import numpy as np

from index.bundled_models import open_bundled
from index.embedding_cache import CachedEmbedder
from index.protocols import Embedder, TokenCodes
from index.token_embedder import coder_of, tokens_of
from tests.bench.item import Vectors
from tests.bench.tokens import Ragged

GIVEN, ENGLISH = "e5", "minilm"
"""The multilingual encoder, whose vectors every system is given, and the one that Cadre's default adds for English."""
_SLICE = 256
_TIMED_PASSAGES, _TIMED_QUESTIONS = 64, 200

_TURN = 16

OnProgress = Callable[[int, int], None]
_Way = tuple[Callable[[Sequence[str]], object], Callable[[str], object]]
"""How passages, and how a question, are encoded."""
_Text = TypeVar("_Text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """What an encoder takes."""

    passages_a_second: float
    """With all processors."""
    question_milliseconds: float
    """The median of one question at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderTimes:
    """What an encoder takes, measured anew in every run, for texts of the collection that all systems index."""

    model_id: str
    plain: Rates
    """For one vector a text."""
    with_tokens: Rates | None
    """For the vectors of a text's tokens besides, those of passages coded; None for an encoder that Cadre asks for none."""


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

    def passages(self, texts: Sequence[str], on_progress: OnProgress) -> Vectors:
        """Shape `(len(texts), dimension)`."""
        return np.concatenate([self._passages.embed_passages(some) for some in _slices(texts, on_progress)])

    def passages_coded(self, texts: Sequence[str], on_progress: OnProgress) -> tuple[Vectors, Ragged]:
        """The same, and the codes of each text's tokens. Raises `ValueError` where the encoder has no coder for them."""
        vectors: list[Vectors] = []
        codes: list[TokenCodes] = []
        for some in _slices(texts, on_progress):
            made, coded = self._passages.embed_passages_coded(some)
            vectors.append(made)
            codes += coded
        return np.concatenate(vectors), Ragged.of(codes)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Shape `(len(texts), dimension)`."""
        path = self._path(texts, "npy")
        if not path.is_file():
            made = np.stack([self._encoder.embed_query(text) for text in texts])
            self._keep(path, lambda file: np.save(file, made, allow_pickle=False))
        vectors: Vectors = np.load(path, allow_pickle=False)
        return vectors

    def questions_with_tokens(self, texts: Sequence[str]) -> tuple[Vectors, Ragged]:
        """The same, and the vectors of each question's tokens, which come of the same pass through the encoder."""
        path, encoder = self._path(texts, "npz"), tokens_of(self._encoder)
        if encoder is None:
            raise ValueError(f"{self.model_id} gives no vectors of tokens")
        if not path.is_file():
            made = [encoder.embed_query_tokens(text) for text in texts]
            tokens = Ragged.of([its for _, its in made])
            arrays = {"vectors": np.stack([vector for vector, _ in made]), "tokens": tokens.rows, "ends": tokens.ends}
            self._keep(path, lambda file: np.savez(file, allow_pickle=False, **arrays))
        with np.load(path, allow_pickle=False) as kept:
            return kept["vectors"], Ragged(rows=kept["tokens"], ends=kept["ends"])

    def has_questions(self, texts: Sequence[str]) -> bool:
        """True if they were encoded before, with their tokens where the encoder gives any."""
        return self._path(texts, "npz" if tokens_of(self._encoder) is not None else "npy").is_file()

    def times(self, passages: Sequence[str], questions: Sequence[str]) -> EncoderTimes:
        """Measures the encoder itself, past every cache."""
        step = max(1, len(passages) // _TIMED_PASSAGES)
        passages, questions = passages[::step][:_TIMED_PASSAGES], questions[:_TIMED_QUESTIONS]
        tokens = tokens_of(self._encoder)
        ways: list[_Way] = [(self._encoder.embed_passages, self._encoder.embed_query)]
        if tokens is not None:
            ways.append((tokens.embed_passages_coded, tokens.embed_query_tokens))
        plain, *others = _rates(ways, passages, questions)
        return EncoderTimes(model_id=self.model_id, plain=plain, with_tokens=others[0] if others else None)

    def _keep(self, path: Path, write: Callable[[BinaryIO], None]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        # The name comes last: a run that is cut off leaves no half file behind.
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            write(file)
        unfinished.rename(path)

    def _path(self, questions: Sequence[str], ending: str) -> Path:
        """Vectors alone are `npy`, with those of tokens `npz`."""
        tokens = tokens_of(self._encoder) if ending == "npz" else None
        # With another coder, passages are encoded anew, and then their questions, whose file tells that this was done.
        maker = [self.model_id] if tokens is None else [self.model_id, coder_of(tokens).name]
        told = "\0".join([*maker, *questions]).encode()
        return self._folder / f"questions-{hashlib.sha256(told).hexdigest()[:16]}.{ending}"


def _slices(texts: Sequence[str], on_progress: OnProgress) -> Iterator[Sequence[str]]:
    """The texts in slices, each of which is told once it was used."""
    for start in range(0, len(texts), _SLICE):
        yield texts[start : start + _SLICE]
        on_progress(min(start + _SLICE, len(texts)), len(texts))


def _rates(ways: Sequence[_Way], passages: Sequence[str], questions: Sequence[str]) -> list[Rates]:
    """What each way of encoding takes: by turns, so that what else the machine does slows all alike."""
    together = os.cpu_count() or 1
    seconds, milliseconds = [0.0] * len(ways), [list[float]() for _ in ways]
    for embed_passages, _ in ways:
        embed_passages(passages[:together])
    order = list(enumerate(ways))
    for start in range(0, len(passages), _TURN):
        # Who reads a text second finds some of its words in the tokenizer's memory.
        order.reverse()
        for number, (embed_passages, _) in order:
            seconds[number] += _seconds(embed_passages, passages[start : start + _TURN])
    for question in questions:
        for number, (_, embed_question) in enumerate(ways):
            milliseconds[number].append(_seconds(embed_question, question) * 1e3)
    return [
        Rates(passages_a_second=len(passages) / its, question_milliseconds=statistics.median(each))
        for its, each in zip(seconds, milliseconds, strict=True)
    ]


def _seconds(embed: Callable[[_Text], object], text: _Text) -> float:
    began = time.perf_counter()
    embed(text)
    return time.perf_counter() - began
