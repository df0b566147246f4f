"""Measures the smoothing of the bundled encoders and writes it beside the code: `python -m index.calibration`.

A few channels of an encoder carry values many times larger than the others. Rounded to eight bits with one scale for
all, the others would lose most of their digits; dividing the large channels by powers of two, and multiplying their
weights by the same, changes no product and leaves all channels of like size.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper

from index.bundled_models import BundledModel, bundled_model, smoothing_path
from index.encoder_graph import TOKENS, EncoderGraph, Smoothing, attention_inputs, encoder_graph, widening_inputs
from index.encoder_weights import BlockMatrix, Floats, Linear
from index.onnx_embedder import open_session

_SENTENCES = Path(__file__).parent / "data" / "calibration.txt"
_SHARE = 0.6
"""How much of the difference between channels moves to the weights: 0 is none, 1 all."""


def measure_smoothing(model: BundledModel) -> Smoothing:
    """The smoothing of an installed encoder, shape `(layers, 2, dimension)`, from sentences in twenty languages."""
    plain = model.plain()
    layers = plain.weights.layers
    names = [*attention_inputs(len(layers)), *widening_inputs(len(layers))]
    sentences = _SENTENCES.read_text("utf-8").splitlines()
    prompts = (model.prompts.query, model.prompts.passage)
    tokens = [plain.tokenizer.encode(prompt + sentence).ids for sentence in sentences for prompt in prompts]
    largest = _largest_values(encoder_graph(plain.weights, None), names, tokens)
    attention = [_steps(largest[i], [layer.query, layer.key, layer.value]) for i, layer in enumerate(layers)]
    widening = [_steps(largest[len(layers) + i], [layer.widening]) for i, layer in enumerate(layers)]
    smoothing: Smoothing = np.stack([attention, widening], axis=1)
    return smoothing


def _largest_values(graph: EncoderGraph, names: Sequence[str], texts: Sequence[Sequence[int]]) -> Floats:
    """For each named value of the graph, the largest magnitude in each channel over all texts."""
    model = ModelProto.FromString(graph.model)
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = open_session(EncoderGraph(model=model.SerializeToString(), tables=graph.tables))
    found = [
        [np.abs(value[0]).max(axis=0) for value in session.run(list(names), {TOKENS: np.array([text], dtype=np.int64)})]
        for text in texts
    ]
    largest: Floats = np.array(found).max(axis=0)
    return largest


def _steps(largest: Floats, linears: Sequence[Linear]) -> NDArray[np.int8]:
    rows = [line.weight.expanded() if isinstance(line.weight, BlockMatrix) else line.weight for line in linears]
    weights = np.abs(np.concatenate(rows)).max(axis=0)
    tiny = np.float32(1e-4)
    wanted = _SHARE * np.log2(np.maximum(largest, tiny)) - (1 - _SHARE) * np.log2(np.maximum(weights, tiny))
    steps: NDArray[np.int8] = np.rint(wanted - wanted.mean()).astype(np.int8)
    return steps


def main() -> None:
    """Writes the smoothing of every bundled encoder. Raises `ModelError` where one is not installed."""
    for name in ("e5", "minilm"):
        model = bundled_model(name)
        if model is not None:
            np.save(smoothing_path(name), measure_smoothing(model), allow_pickle=False)


if __name__ == "__main__":
    main()
