"""English passages as an encoder that reads English alone sees them: it finds none, and helps to rank those found."""

from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.alignment import AlignedVectors, Alignment
from index.halves import Halves, write_halves
from index.protocols import Rows, Scores, Vectors

_VECTORS, _ALIGNMENT, _ROWS = "english.npy", "english-alignment.npz", "english-rows.npz"


def build_english(folder: Path, rows: Rows, vectors: AlignedVectors) -> None:
    """Writes what `EnglishMeaning` reads: the vectors of the English `rows`, ascending."""
    vectors.alignment.write(folder / _ALIGNMENT)
    write_halves(folder / _VECTORS, vectors.aligned)
    with (folder / _ROWS).open("wb") as file:
        np.savez(file, allow_pickle=False, rows=rows, background=np.float32(vectors.background))


class EnglishMeaning:
    """The English passages of a generation. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        """Opens what `build_english` wrote. Raises `DamagedError`."""
        self._stored = Halves(folder / _VECTORS)
        self._alignment = Alignment.read(folder / _ALIGNMENT)
        with np.load(folder / _ROWS, allow_pickle=False) as kept:
            self._rows: Rows = kept["rows"]
            self.background = float(kept["background"])

    @classmethod
    def open(cls, folder: Path) -> Self | None:
        """The English passages of a generation; None where it was built without an encoder for them."""
        return cls(folder) if (folder / _ROWS).exists() else None

    def held(self, rows: Rows) -> NDArray[np.bool_]:
        """True for the rows that the encoder has read."""
        places = np.minimum(np.searchsorted(self._rows, rows), max(0, len(self._rows) - 1))
        return self._rows[places] == rows if len(self._rows) else np.zeros(len(rows), dtype=bool)

    def similarities(self, question: Vectors, rows: Rows) -> Scores:
        """The aligned cosines of the given rows, in their order; 0 for those that it has not read."""
        held = self.held(rows)
        found = np.zeros(len(rows), dtype=np.float32)
        found[held] = self._stored.scores(
            self._alignment.of_question(question), np.searchsorted(self._rows, rows[held])
        )
        return found
