"""Runs an encoder graph on the processor."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from index.encoder_graph import TOKEN_VECTORS, TOKENS, VECTOR, EncoderGraph
from index.prompts import Prompts, encodable
from index.protocols import TokenCodes, Vectors
from index.token_coder import TokenCoder
from index.token_embedder import coder_of


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
        coder: TokenCoder | None = None,
    ) -> None:
        """`load` may raise `ModelError`, then and at each later try. None for `threads` is all processors.

        Without a `coder`, only texts as wholes are embedded.
        """
        self._model_id, self._dimension, self._prompts, self._load = model_id, dimension, prompts, load
        self._threads = threads or os.cpu_count() or 1
        self._coder = coder
        self._lock = threading.Lock()
        self._loaded: _Encoder | None = None

    @property
    def model_id(self) -> str:
        """Names the weights and how they are run."""
        return self._model_id

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return self._dimension

    @property
    def coder(self) -> TokenCoder | None:
        """How its token vectors are coded; None where they are not used."""
        return self._coder

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape `(len(texts), dimension)`, in the order of `texts`. Raises `ModelError`."""
        vectors = np.empty((len(texts), self._dimension), dtype=np.float32)

        def embed(place: int, encoder: _Encoder) -> None:
            vectors[place] = encoder.vector(self._prompts.passage, texts[place])

        self._embed_each(texts, embed)
        return vectors

    def embed_passages_coded(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenCodes]]:
        """What `embed_passages` gives, and the codes of each text's tokens. Raises `ModelError`; needs a coder."""
        vectors = np.empty((len(texts), self._dimension), dtype=np.float32)
        codes: dict[int, TokenCodes] = {}
        coder = coder_of(self)

        def embed(place: int, encoder: _Encoder) -> None:
            vectors[place], tokens = encoder.vectors(self._prompts.passage, texts[place])
            codes[place] = coder.code(tokens)

        self._embed_each(texts, embed)
        return vectors, [codes[place] for place in range(len(texts))]

    def embed_query(self, text: str) -> Vectors:
        """Shape `(dimension,)`. Raises `ModelError`."""
        return self._encoder().vector(self._prompts.query, text)

    def embed_query_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        """What `embed_query` gives, and the vectors of its tokens as the encoder gives them, `(tokens, dimension)`.

        Raises `ModelError`.
        """
        return self._encoder().vectors(self._prompts.query, text)

    def token_vectors(self, text: str) -> Vectors:
        """The vectors of a passage's tokens as the encoder gives them, `(tokens, dimension)`. Raises `ModelError`."""
        return self._encoder().vectors(self._prompts.passage, text)[1]

    def _embed_each(self, texts: Sequence[str], embed: "Callable[[int, _Encoder], None]") -> None:
        if not texts:
            return
        encoder = self._encoder()
        # The longest first: the processors then end at nearly the same time.
        places = sorted(range(len(texts)), key=lambda place: len(texts[place]), reverse=True)
        with ThreadPoolExecutor(self._threads, thread_name_prefix="embedder") as pool:
            for _ in pool.map(lambda place: embed(place, encoder), places):
                pass

    def _encoder(self) -> "_Encoder":
        with self._lock:
            if self._loaded is None:
                encoder = self._load()
                self._loaded = _Encoder(open_session(encoder.graph), encoder.tokenizer)
            return self._loaded


class _Encoder:
    """A loaded encoder. Threads may share it."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer) -> None:
        self._session, self._tokenizer = session, tokenizer

    def vector(self, prompt: str, text: str) -> Vectors:
        """That of a text, shape `(dimension,)`."""
        vector: Vectors = self._run([VECTOR], prompt + encodable(text))[0][0]
        return vector

    def vectors(self, prompt: str, text: str) -> tuple[Vectors, Vectors]:
        """That of a text, and those of its tokens without the prompt's and the marks around all."""
        vector, tokens = self._run([VECTOR, TOKEN_VECTORS], prompt + encodable(text))
        before_text = len(self._tokenizer.encode(prompt).ids) - 1
        return vector[0], tokens[0, before_text:-1]

    def _run(self, wanted: list[str], text: str) -> list[Vectors]:
        tokens = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        outputs: list[Vectors] = self._session.run(wanted, {TOKENS: tokens})
        return outputs


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
