"""When the encoder is loaded, and what becomes of a failure."""

from collections.abc import Callable

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from corpus.errors import ModelError
from index.encoder_graph import encoder_graph
from index.encoder_weights import EncoderWeights, Norm
from index.onnx_embedder import LoadedEncoder, OnnxEmbedder
from index.prompts import Prompts

WORDS = {"[UNK]": 0, "query:": 1, "passage:": 2, "nurses": 3, "leave": 4}


def bag_of_words() -> LoadedEncoder:
    """An encoder without layers: a text is the mean of its words."""
    norm = Norm(gain=np.ones(8, dtype=np.float32), shift=np.zeros(8, dtype=np.float32))
    generator = np.random.default_rng(3)
    weights = EncoderWeights(
        words=generator.standard_normal((len(WORDS), 8), dtype=np.float32),
        positions=np.zeros((16, 8), dtype=np.float32),
        embedding_norm=norm,
        layers=(),
        heads=1,
        epsilon=1e-12,
    )
    tokenizer = Tokenizer(models.WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.enable_truncation(16)
    return LoadedEncoder(graph=encoder_graph(weights, None), tokenizer=tokenizer)


def embedder(load: Callable[[], LoadedEncoder], prompts: Prompts | None = None) -> OnnxEmbedder:
    return OnnxEmbedder(model_id="words", dimension=8, prompts=prompts or Prompts(), load=load, threads=3)


def test_weights_are_loaded_once_and_only_for_a_text() -> None:
    loads = []

    def load() -> LoadedEncoder:
        loads.append(1)
        return bag_of_words()

    lazy = embedder(load)
    assert (lazy.model_id, lazy.dimension, lazy.embed_passages([]).shape) == ("words", 8, (0, 8))
    assert loads == []
    lazy.embed_passages(["nurses leave"] * 20)
    lazy.embed_query("nurses")
    assert loads == [1]


def test_a_failure_to_load_is_raised_each_time() -> None:
    def load() -> LoadedEncoder:
        raise ModelError(model="words", problem="it is gone", remedy="Bring it back.")

    broken = embedder(load)
    for _ in range(2):
        with pytest.raises(ModelError, match="it is gone"):
            broken.embed_passages(["nurses"])


def test_each_kind_of_text_gets_its_prompt() -> None:
    plain = embedder(bag_of_words)
    prompted = embedder(bag_of_words, Prompts(query="query: ", passage="passage: "))
    assert np.array_equal(prompted.embed_query("nurses"), plain.embed_query("query: nurses"))
    assert np.array_equal(prompted.embed_passages(["nurses"]), plain.embed_passages(["passage: nurses"]))
    assert not np.array_equal(prompted.embed_query("nurses"), prompted.embed_passages(["nurses"])[0])
