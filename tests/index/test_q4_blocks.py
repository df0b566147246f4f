"""The packed encoder file, against one written by hand after its layout."""

import struct
from collections.abc import Mapping

import numpy as np
import pytest

from index.encoder_weights import BlockMatrix
from index.q4_blocks import read_packed_encoder

PIECES = (("<s>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁nurse", -1.5), ("ă", -2.25))
RISING = bytes(low | high << 4 for low, high in zip(range(16), reversed(range(16)), strict=True))


def packed_file(*, magic: bytes = b"E5S1", kind_of_words: int = 1) -> bytes:
    """A file of one layer, 32 wide and 64 at its widest, whose every block rises from 0 to 15 and falls again."""
    header = magic + struct.pack("<I7ifi", 1, 32, 1, 2, 64, 5, 3, 2, 1e-12, 32)
    texts = [piece.encode() for piece, _ in PIECES]
    header += struct.pack("<5iQ", len(PIECES), 0, 1, 0, 2, sum(map(len, texts)))
    header += struct.pack(f"<{len(texts) + 1}I", *np.cumsum([0, *map(len, texts)]).tolist())
    header += struct.pack(f"<{len(PIECES)}f", *[score for _, score in PIECES]) + b"".join(texts)
    header += struct.pack("<iI", 1, 7) + b"ignored"
    tensors = _tensors(kind_of_words)
    directory_bytes = 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name in tensors)
    offset, directory, body = len(header) + directory_bytes, struct.pack("<i", len(tensors)), b""
    for name, (kind, count, data) in tensors.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, count, offset + len(body), len(data))
        body += data
    return header + directory + body


def _tensors(kind_of_words: int) -> Mapping[str, tuple[int, int, bytes]]:
    def blocks(count: int, scale: float) -> tuple[int, int, bytes]:
        return 1, count, (struct.pack("<e", scale) + RISING) * (count // 32)

    def floats(count: int, value: float) -> tuple[int, int, bytes]:
        return 0, count, struct.pack(f"<{count}f", *[value] * count)

    tensors = {
        "emb.word": (kind_of_words, *blocks(5 * 32, 0.5)[1:]),
        "emb.pos": floats(3 * 32, 1.0),
        "emb.type": floats(2 * 32, 0.25),
    }
    norms = {name: floats(32, 2.0) for name in ("emb.ln.w", "emb.ln.b", "l0.aln.w", "l0.aln.b", "l0.oln.w", "l0.oln.b")}
    for name, rows, columns in (
        ("q", 32, 32),
        ("k", 32, 32),
        ("v", 32, 32),
        ("ao", 32, 32),
        ("fi", 64, 32),
        ("fo", 32, 64),
    ):
        norms |= {f"l0.{name}.w": blocks(rows * columns, 0.25), f"l0.{name}.b": floats(rows, 3.0)}
    return tensors | norms


def test_every_part_of_the_file_is_read() -> None:
    packed = read_packed_encoder(packed_file())
    assert packed.vocabulary.pieces == PIECES
    assert (packed.vocabulary.beginning, packed.vocabulary.end, packed.vocabulary.unknown) == (0, 1, 2)
    assert (packed.weights.heads, len(packed.weights.layers)) == (2, 1)
    assert packed.weights.epsilon == pytest.approx(1e-12)
    assert packed.weights.positions.shape == (3, 32)
    assert (packed.weights.positions == 1.25).all()
    narrowing = packed.weights.layers[0].narrowing
    assert isinstance(narrowing.weight, BlockMatrix)
    assert narrowing.weight.expanded().shape == (32, 64)
    assert narrowing.bias.tolist() == [3.0] * 32


def test_low_halves_of_a_block_come_before_its_high_halves() -> None:
    words = read_packed_encoder(packed_file()).weights.words
    assert isinstance(words, BlockMatrix)
    rising = [(nibble - 8) * 0.5 for nibble in range(16)]
    assert words.expanded().tolist() == [rising + rising[::-1]] * 5


def test_a_file_of_another_make_is_refused() -> None:
    with pytest.raises(ValueError, match="first four bytes"):
        read_packed_encoder(packed_file(magic=b"GGUF"))
    with pytest.raises(ValueError, match=r"emb\.word is of the unknown kind 9"):
        read_packed_encoder(packed_file(kind_of_words=9))
