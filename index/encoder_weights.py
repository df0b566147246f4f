"""The weights of a BERT encoder in memory, whatever file they came from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Weights that share one scale in a `BlockMatrix`, along a row."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockMatrix:
    """A matrix in four bits: every `BLOCK` weights of a row share a scale, a weight is `(nibble - 8) * scale`."""

    nibbles: NDArray[np.uint8]
    """Shape `(rows, columns / BLOCK, BLOCK / 2)`: low halves hold the first half of a block, high halves the second."""
    scales: Floats
    """Shape `(rows, columns / BLOCK)`."""

    def expanded(self) -> Floats:
        """The same weights as float32, shape `(rows, columns)`; exact."""
        weights = np.concatenate([self.nibbles & 15, self.nibbles >> 4], axis=-1).astype(np.float32) - np.float32(8)
        return (weights * self.scales[..., None]).reshape(len(self.scales), -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """`x @ weight.T + bias`."""

    weight: Floats | BlockMatrix
    """Shape `(outputs, inputs)`."""
    bias: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """Layer normalisation over the last axis."""

    gain: Floats
    shift: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer of the encoder: attention, then a feed-forward step, each followed by a normalisation."""

    query: Linear
    key: Linear
    value: Linear
    attention_output: Linear
    attention_norm: Norm
    widening: Linear
    narrowing: Linear
    output_norm: Norm


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderWeights:
    """A BERT encoder (GELU by the error function, learned absolute positions, one segment)."""

    words: Floats | BlockMatrix
    """Shape `(vocabulary, dimension)`."""
    positions: Floats
    """Shape `(longest text in tokens, dimension)`; the embedding of the only segment is already added."""
    embedding_norm: Norm
    layers: tuple[Layer, ...]
    heads: int
    epsilon: float
