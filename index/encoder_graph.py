"""Writes a BERT encoder as an ONNX graph: the tokens of one text in, its vector out, and one for each token.

The graph takes one text at a time. Its eight-bit products scale their inputs by the largest one they see, so that in a
shared batch the neighbours of a text would change its vector; and a text on its own pays for no padding.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper, numpy_helper

from index.encoder_weights import BLOCK, BlockMatrix, EncoderWeights, Floats, Layer, Linear, Norm

TOKENS, VECTOR, TOKEN_VECTORS = "tokens", "vector", "token_vectors"
"""The names of the graph's input, int64 `(1, length)`, and of its outputs, float32: the text's vector of unit length
`(1, dimension)`, and those of its tokens `(1, length, dimension)`, of which it is the mean."""

Smoothing = NDArray[np.int8]
"""Powers of two by which inputs are divided before they are rounded to eight bits, shape `(layers, 2, dimension)`:
for each layer those of its attention, then those of its widening."""

_OPSET, _IR_VERSION = 21, 10
_RUNTIME = "com.microsoft"
_FLOAT_INPUTS = 1
# Seven bits: without VNNI, processors add pairs of 8-bit products in 16 bits, which two full weights would overflow.
_LARGEST_WEIGHT = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderGraph:
    """A serialised ONNX model, and the tables that it names as external data."""

    model: bytes
    tables: Mapping[str, NDArray[np.generic]]


def encoder_graph(weights: EncoderWeights, smoothing: Smoothing | None) -> EncoderGraph:
    """The graph of an encoder. With `smoothing`, all products but the narrowing run in eight bits, else in floats."""
    graph = _Graph(weights.epsilon)
    hidden = graph.normalised(weights.embedding_norm, "embedded", [_embedded(graph, weights)])
    for number, layer in enumerate(weights.layers):
        steps = None if smoothing is None else smoothing[number]
        hidden = _layer(graph, layer, weights.heads, hidden, f"layer{number}", steps)
    graph.node("Identity", [hidden], TOKEN_VECTORS)
    graph.node("ReduceMean", [hidden, graph.constant("length_axis", np.array([1]))], "mean", keepdims=0)
    graph.node("LpNormalization", ["mean"], VECTOR, axis=-1, p=2)
    return graph.finished(dimension=weights.positions.shape[1])


def widening_inputs(layers: int) -> list[str]:
    """The names of the values that the widening of each layer takes in."""
    return [f"layer{number}.attended" for number in range(layers)]


def attention_inputs(layers: int) -> list[str]:
    """The names of the values that the attention of each layer takes in."""
    return ["embedded", *(f"layer{number}.out" for number in range(layers - 1))]


class _Graph:
    def __init__(self, epsilon: float) -> None:
        self.epsilon = epsilon
        self.tables: dict[str, NDArray[np.generic]] = {}
        self.model = ModelProto(ir_version=_IR_VERSION)
        self.model.opset_import.extend([helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)])
        self.model.graph.name = "encoder"

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.model.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def table(self, name: str, value: NDArray[np.generic]) -> str:
        """A constant that is handed over beside the graph: serialising the large ones would take longest of all."""
        described = self.model.graph.initializer.add(name=name, dims=value.shape, data_location=TensorProto.EXTERNAL)
        described.data_type = helper.np_dtype_to_tensor_dtype(value.dtype)
        described.external_data.add(key="location", value=name)
        self.tables[name] = value
        return name

    def node(self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        made = helper.make_node(operator, inputs, [output], name=output, domain=domain, **attributes)
        self.model.graph.node.append(made)
        return output

    def normalised(self, norm: Norm, name: str, inputs: list[str]) -> str:
        """One input is normalised; of two, their sum is."""
        inputs = [*inputs, self.constant(f"{name}.gain", norm.gain), self.constant(f"{name}.shift", norm.shift)]
        if len(inputs) == 3:
            return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=self.epsilon)
        return self.node("SkipLayerNormalization", inputs, name, _RUNTIME, epsilon=self.epsilon)

    def float_product(self, linear: Linear, hidden: str, name: str) -> str:
        bias = self.constant(f"{name}.bias", linear.bias)
        if not isinstance(linear.weight, BlockMatrix):
            product = self.node("MatMul", [hidden, self.constant(f"{name}.weight", linear.weight.T)], f"{name}.product")
            return self.node("Add", [product, bias], name)
        low, high = linear.weight.nibbles & 15, linear.weight.nibbles >> 4
        pairs = np.concatenate([low[..., 0::2] | low[..., 1::2] << 4, high[..., 0::2] | high[..., 1::2] << 4], axis=-1)
        outputs, blocks = linear.weight.scales.shape
        inputs = [hidden, self.constant(f"{name}.weight", pairs), self.constant(f"{name}.scale", linear.weight.scales)]
        form = {"K": blocks * BLOCK, "N": outputs, "bits": 4, "block_size": BLOCK, "accuracy_level": _FLOAT_INPUTS}
        return self.node("MatMulNBits", [*inputs, "", "", bias], name, _RUNTIME, **form)

    def eight_bit_product(self, linear: Linear, hidden: str, name: str, steps: NDArray[np.int8] | None) -> str:
        weight = _floats(linear.weight)
        if steps is not None:
            factors = np.exp2(steps, dtype=np.float32)
            hidden = self.node("Mul", [hidden, self.constant(f"{name}.smoothing", 1 / factors)], f"{name}.smoothed")
            weight = weight * factors
        scale = np.maximum(np.abs(weight).max(axis=1), np.finfo(np.float32).tiny) / np.float32(_LARGEST_WEIGHT)
        rounded = np.rint(weight / scale[:, None]).astype(np.int8)
        inputs = [hidden, self.constant(f"{name}.weight", rounded.T), self.constant(f"{name}.scale", scale)]
        return self.node(
            "DynamicQuantizeMatMul", [*inputs, "", self.constant(f"{name}.bias", linear.bias)], name, _RUNTIME
        )

    def finished(self, *, dimension: int) -> EncoderGraph:
        self.model.graph.input.append(helper.make_tensor_value_info(TOKENS, TensorProto.INT64, [1, "length"]))
        self.model.graph.output.append(helper.make_tensor_value_info(VECTOR, TensorProto.FLOAT, [1, dimension]))
        form: list[int | str | None] = [1, "length", dimension]
        self.model.graph.output.append(helper.make_tensor_value_info(TOKEN_VECTORS, TensorProto.FLOAT, form))
        return EncoderGraph(model=self.model.SerializeToString(), tables=self.tables)


def _floats(weight: Floats | BlockMatrix) -> Floats:
    return weight.expanded() if isinstance(weight, BlockMatrix) else weight


def _embedded(graph: _Graph, weights: EncoderWeights) -> str:
    words = _words(graph, weights.words)
    graph.node("Shape", [TOKENS], "length", start=1, end=2)
    graph.constant("none", np.array([0]))
    graph.node("Slice", [graph.constant("positions", weights.positions), "none", "length"], "places")
    return graph.node("Add", [words, "places"], "words_in_places")


def _words(graph: _Graph, words: Floats | BlockMatrix) -> str:
    if not isinstance(words, BlockMatrix):
        return graph.node("Gather", [graph.table("words", words), TOKENS], "word_vectors")
    table = graph.table("words", words.nibbles.reshape(len(words.nibbles), -1))
    inputs = [table, TOKENS, graph.table("words.scale", words.scales)]
    form = {"bits": 4, "block_size": BLOCK, "gather_axis": 0, "quantize_axis": 1}
    looked_up = graph.node("GatherBlockQuantized", inputs, "stored_word_vectors", _RUNTIME, **form)
    # The runtime reads the halves of a byte as neighbours; putting one text in order is quicker than the whole table.
    order = np.arange(words.scales.shape[1] * BLOCK).reshape(-1, BLOCK // 2, 2).swapaxes(1, 2).reshape(-1)
    return graph.node("Gather", [looked_up, graph.constant("word_order", order)], "word_vectors", axis=2)


def _layer(graph: _Graph, layer: Layer, heads: int, hidden: str, name: str, steps: NDArray[np.int8] | None) -> str:
    def product(linear: Linear, inputs: str, output: str, smoothing: NDArray[np.int8] | None = None) -> str:
        if steps is None:
            return graph.float_product(linear, inputs, f"{name}.{output}")
        return graph.eight_bit_product(linear, inputs, f"{name}.{output}", smoothing)

    for_attention, for_widening = (None, None) if steps is None else steps
    projected = [
        product(linear, hidden, output, for_attention)
        for output, linear in (("query", layer.query), ("key", layer.key), ("value", layer.value))
    ]
    heard = graph.node("MultiHeadAttention", projected, f"{name}.heard", _RUNTIME, num_heads=heads)
    added = product(layer.attention_output, heard, "attention_output")
    attended = graph.normalised(layer.attention_norm, f"{name}.attended", [hidden, added])
    wide = graph.node("Gelu", [product(layer.widening, attended, "widening", for_widening)], f"{name}.wide")
    # Its inputs have the widest range of all: in eight bits this product alone made half of the whole error.
    narrow = graph.float_product(layer.narrowing, wide, f"{name}.narrowing")
    return graph.normalised(layer.output_norm, f"{name}.out", [attended, narrow])
