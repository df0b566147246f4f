"""Passages by meaning, as one encoder sees them: its vectors aligned, to rank by, and as it gave them."""

from pathlib import Path

from index.alignment import AlignedVectors, Alignment
from index.halves import Halves, write_halves
from index.protocols import Rows, Scores, Vectors
from index.vectors import build_vectors, open_vectors

_ALIGNMENT, _GIVEN = "alignment.npz", "given.npy"


def build_meaning(folder: Path, vectors: AlignedVectors) -> None:
    """Writes what `Meaning` reads."""
    build_vectors(folder, vectors.aligned)
    vectors.alignment.write(folder / _ALIGNMENT)
    write_halves(folder / _GIVEN, vectors.given)


class Meaning:
    """The vectors of a generation. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Opens what `build_meaning` or release 0.1.0, which did not align, wrote. Raises `DamagedError`."""
        self._vectors = open_vectors(folder)
        is_aligned = (folder / _ALIGNMENT).exists()
        self._alignment = Alignment.read(folder / _ALIGNMENT) if is_aligned else None
        self._given = Halves(folder / _GIVEN) if is_aligned else None

    def aligned(self, question: Vectors) -> Vectors:
        """The vector to search with, of the one that the encoder gave a question."""
        return self._alignment.of_question(question) if self._alignment is not None else question

    def search(self, aligned: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        """The best `k` of `allowed` (sorted, unique; all rows when None), best first, and their aligned cosines."""
        return self._vectors.search(aligned, k, allowed)

    def similarities(self, aligned: Vectors, rows: Rows) -> Scores:
        """The aligned cosines of the given rows, in their order."""
        return self._vectors.similarities(aligned, rows)

    def cosines(self, question: Vectors, rows: Rows) -> Scores:
        """The cosines of the given rows as the encoder gave them, in their order."""
        if self._given is None:
            return self._vectors.similarities(question, rows)
        return self._given.scores(question, rows)
