"""The graph, against the same weights in transformers' BERT."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.torch import save
from transformers import BertConfig, BertModel

from index.bert_checkpoint import read_bert_checkpoint
from index.encoder_graph import TOKENS, VECTOR, Smoothing, attention_inputs, encoder_graph, widening_inputs
from index.encoder_weights import BLOCK, BlockMatrix, EncoderWeights, Floats, Linear
from index.onnx_embedder import open_session

WIDTH, LAYERS, HEADS, WORDS = 64, 3, 4, 50
UNSMOOTHED: Smoothing = np.zeros((LAYERS, 2, WIDTH), dtype=np.int8)
TEXTS = [[2, 3], [2, 14, 7, 9, 3], [2, *range(4, 34), 3]]


@pytest.fixture(scope="module")
def bert() -> BertModel:
    torch.manual_seed(11)
    sizes = {"hidden_size": WIDTH, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "intermediate_size": 128}
    config = BertConfig(vocab_size=WORDS, max_position_embeddings=32, initializer_range=0.2, **sizes)
    model = BertModel(config, add_pooling_layer=False).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "LayerNorm" in name or name.endswith("bias"):
                weight.add_(torch.randn_like(weight) * 0.1)
    return model


@pytest.fixture(scope="module")
def weights(bert: BertModel) -> EncoderWeights:
    return read_bert_checkpoint(save(bert.state_dict()), heads=HEADS, epsilon=1e-12)


def judged(bert: BertModel, tokens: list[int]) -> Floats:
    with torch.no_grad():
        mean = bert(input_ids=torch.tensor([tokens])).last_hidden_state[0].mean(dim=0)
    found: Floats = (mean / mean.norm()).numpy()
    return found


def vectors(weights: EncoderWeights, smoothing: Smoothing | None, texts: list[list[int]] = TEXTS) -> Floats:
    session = open_session(encoder_graph(weights, smoothing))
    return np.array([session.run([VECTOR], {TOKENS: np.array([text], dtype=np.int64)})[0][0] for text in texts])


def test_float_graph_is_bert(bert: BertModel, weights: EncoderWeights) -> None:
    expected = np.array([judged(bert, text) for text in TEXTS])
    assert np.abs(vectors(weights, None) - expected).max() < 1e-5


def test_eight_bits_stay_close_to_floats(weights: EncoderWeights) -> None:
    cosines = (vectors(weights, UNSMOOTHED) * vectors(weights, None)).sum(axis=1)
    assert (cosines > 0.995).all()
    assert (cosines < 0.9999999).any(), "eight bits were asked for, but floats were used"


def test_smoothing_saves_what_large_channels_would_cost(weights: EncoderWeights) -> None:
    """Some channels of a normalisation are made 64 times larger, and their weights 64 times smaller."""
    factors = np.ones(WIDTH, dtype=np.float32)
    factors[[5, 20]] = 64

    def uneven(linear: Linear) -> Linear:
        assert not isinstance(linear.weight, BlockMatrix)
        return replace(linear, weight=linear.weight / factors)

    layer = weights.layers[0]
    norm = replace(weights.embedding_norm, gain=weights.embedding_norm.gain * factors)
    parts = {part: uneven(getattr(layer, part)) for part in ("query", "key", "value")}
    changed = replace(weights, embedding_norm=norm, layers=(replace(layer, **parts), *weights.layers[1:]))
    smoothing = UNSMOOTHED.copy()
    smoothing[0, 0, [5, 20]] = 6
    exact = vectors(changed, None)
    rough = (vectors(changed, UNSMOOTHED) * exact).sum(axis=1)
    smooth = (vectors(changed, smoothing) * exact).sum(axis=1)
    assert (1 - smooth).mean() < (1 - rough).mean()


def in_blocks(matrix: Floats) -> BlockMatrix:
    blocks = matrix.reshape(len(matrix), -1, BLOCK)
    scales = np.maximum(np.abs(blocks).max(axis=-1), np.float32(1e-6)) / np.float32(7)
    nibbles = (np.rint(blocks / scales[..., None]) + 8).astype(np.uint8)
    return BlockMatrix(nibbles=nibbles[..., :16] | nibbles[..., 16:] << 4, scales=scales)


@pytest.mark.parametrize("smoothing", [None, UNSMOOTHED], ids=["floats", "eight bits"])
def test_blocks_give_what_their_expanded_weights_give(weights: EncoderWeights, smoothing: Smoothing | None) -> None:
    def mapped(
        change: Callable[[Floats | BlockMatrix], Floats | BlockMatrix], source: EncoderWeights
    ) -> EncoderWeights:
        names = ("query", "key", "value", "attention_output", "widening", "narrowing")
        layers = tuple(
            replace(
                layer,
                **{name: replace(getattr(layer, name), weight=change(getattr(layer, name).weight)) for name in names},
            )
            for layer in source.layers
        )
        return replace(source, words=change(source.words), layers=layers)

    packed = mapped(lambda matrix: in_blocks(matrix) if not isinstance(matrix, BlockMatrix) else matrix, weights)
    expanded = mapped(lambda matrix: matrix.expanded() if isinstance(matrix, BlockMatrix) else matrix, packed)
    assert np.abs(vectors(packed, smoothing) - vectors(expanded, smoothing)).max() < 1e-5


def test_named_values_are_in_the_graph(weights: EncoderWeights) -> None:
    model = encoder_graph(weights, None).model
    for name in [*attention_inputs(LAYERS), *widening_inputs(LAYERS)]:
        assert name.encode() in model
