"""Every passage of a generation as vectors: by the encoder, and the English ones by the second of a pair."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus.document import Document, TaggedPassage
from index.alignment import AlignedVectors, align, openings_of
from index.language_centres import LanguageCentres, language_centres
from index.late import TokenWriter
from index.paired import ENGLISH, english_of
from index.passage_text import passage_text
from index.protocols import Embedder, Rows, Vectors
from index.token_embedder import TokenEmbedder

_SLICE = 256

_Read = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """The vectors of all passages, a row each."""

    meaning: AlignedVectors
    english: tuple[Rows, AlignedVectors] | None
    """The rows of the English passages, ascending, and their vectors; None without an encoder for them."""


def embed(
    documents: Sequence[Document],
    passages: Sequence[TaggedPassage],
    embedder: Embedder,
    on_progress: Callable[[int, int], None],
    tokens: tuple[TokenEmbedder, TokenWriter] | None = None,
) -> Embedded:
    """Embeds the passages. `on_progress(done, total)` counts a passage for each encoder that reads it.

    With `tokens`, what has to be kept of each passage's tokens goes there. Raises what the embedder raises.
    """
    by_id = {document.doc_id: document for document in documents}
    texts = [passage_text(by_id[tagged.passage.doc_id], tagged.passage) for tagged in passages]
    second = english_of(embedder)
    in_english = [row for row, tagged in enumerate(passages) if tagged.passage.language.partition("-")[0] == ENGLISH]
    rows = np.array(in_english if second is not None else [], dtype=np.int64)
    total = len(texts) + len(rows)
    vectors = _vectors(texts, embedder.dimension, _reading(embedder, tokens), lambda done: on_progress(done, total))
    openings = openings_of(tagged.passage for tagged in passages)
    meaning = align(vectors, openings, embedder=embedder, centres=language_centres(embedder))
    if second is None:
        return Embedded(meaning=meaning, english=None)
    read = _vectors(
        [texts[row] for row in rows],
        second.dimension,
        second.embed_passages,
        lambda done: on_progress(len(texts) + done, total),
    )
    openings = openings_of(passages[row].passage for row in rows)
    centres = LanguageCentres.measured(second, [ENGLISH])
    return Embedded(meaning=meaning, english=(rows, align(read, openings, embedder=second, centres=centres)))


def _reading(embedder: Embedder, tokens: tuple[TokenEmbedder, TokenWriter] | None) -> _Read:
    """How vectors are had of texts; on the way, what is kept of their tokens is written."""
    if tokens is None:
        return embedder.embed_passages
    reader, writer = tokens

    def read(texts: Sequence[str]) -> Vectors:
        vectors, codes = reader.embed_passages_coded(texts)
        writer.add(codes)
        return vectors

    return read


def _vectors(texts: Sequence[str], dimension: int, read: _Read, on_progress: Callable[[int], None]) -> Vectors:
    vectors = np.empty((len(texts), dimension), dtype=np.float32)
    for start in range(0, len(texts), _SLICE):
        vectors[start : start + _SLICE] = read(texts[start : start + _SLICE])
        on_progress(min(start + _SLICE, len(texts)))
    return vectors
