"""Runs an encoder graph on the processor."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from index.encoder_graph import TOKENS, VECTOR, EncoderGraph
from index.prompts import Prompts, encodable
from index.protocols import Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedEncoder:
    """A graph, and the tokenizer that its weights were trained with, which cuts off what is too long for them."""

    graph: EncoderGraph
    tokenizer: Tokenizer


class OnnxEmbedder:
    """Embeds one text on each of `threads` processors at a time; the encoder is loaded when the first text comes.

    A text has the same vector, to the bit, whatever it is embedded with. Threads may share one.
    """

    def __init__(
        self,
        *,
        model_id: str,
        dimension: int,
        prompts: Prompts,
        load: Callable[[], LoadedEncoder],
        threads: int | None,
    ) -> None:
        """`load` may raise `ModelError`, then and at each later try. None for `threads` is all processors."""
        self._model_id, self._dimension, self._prompts, self._load = model_id, dimension, prompts, load
        self._threads = threads or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._loaded: tuple[onnxruntime.InferenceSession, Tokenizer] | None = None

    @property
    def model_id(self) -> str:
        """Names the weights and how they are run."""
        return self._model_id

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return self._dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape `(len(texts), dimension)`, in the order of `texts`. Raises `ModelError`."""
        vectors = np.empty((len(texts), self._dimension), dtype=np.float32)
        if not texts:
            return vectors
        session, tokenizer = self._encoder()

        def embed(place: int) -> None:
            vectors[place] = _vector(session, tokenizer, self._prompts.passage + texts[place])

        # The longest first: the processors then end at nearly the same time.
        places = sorted(range(len(texts)), key=lambda place: len(texts[place]), reverse=True)
        with ThreadPoolExecutor(self._threads, thread_name_prefix="embedder") as pool:
            for _ in pool.map(embed, places):
                pass
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """Shape `(dimension,)`. Raises `ModelError`."""
        return _vector(*self._encoder(), self._prompts.query + text)

    def _encoder(self) -> tuple[onnxruntime.InferenceSession, Tokenizer]:
        with self._lock:
            if self._loaded is None:
                encoder = self._load()
                self._loaded = open_session(encoder.graph), encoder.tokenizer
            return self._loaded


def open_session(graph: EncoderGraph) -> onnxruntime.InferenceSession:
    """A session that uses the thread it is called from, and no other."""
    options = onnxruntime.SessionOptions()
    # A thread for each text scales better than threads inside one product, and makes the sums' order certain.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    if graph.tables:
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(table) for table in graph.tables.values()]
        options.add_external_initializers(list(graph.tables), values)
    return onnxruntime.InferenceSession(graph.model, options, providers=["CPUExecutionProvider"])


def _vector(session: onnxruntime.InferenceSession, tokenizer: Tokenizer, text: str) -> Vectors:
    tokens = np.array([tokenizer.encode(encodable(text)).ids], dtype=np.int64)
    vector: Vectors = session.run([VECTOR], {TOKENS: tokens})[0][0]
    return vector
