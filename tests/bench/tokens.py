"""What Cadre's first encoder gives beside one vector a text, and Cadre alone takes: something for each token.

Children read this with a collection, so nothing here may import Cadre.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8]
"""Of one text, shape `(codes, bytes of a code)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ragged:
    """Some arrays of equal width and any length."""

    rows: NDArray[Any]
    """All of them, one after another."""
    ends: NDArray[np.int64]
    """Where each ends."""

    @classmethod
    def of(cls, arrays: Sequence[NDArray[Any]]) -> Self:
        """Those of a list, which may not be empty."""
        return cls(rows=np.concatenate(arrays), ends=np.cumsum([len(one) for one in arrays], dtype=np.int64))

    @classmethod
    def mapped(cls, folder: Path, name: str) -> Self:
        """What `write` wrote; it is read from disk as it is used."""
        rows = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        # Parts of a mapped array are slow to make: a plain view of it has plain ones.
        return cls(rows=np.asarray(rows), ends=np.load(folder / f"{name}_ends.npy", allow_pickle=False))

    def write(self, folder: Path, name: str) -> None:
        """Leaves it in two files."""
        np.save(folder / f"{name}.npy", self.rows)
        np.save(folder / f"{name}_ends.npy", self.ends)

    def __len__(self) -> int:
        return len(self.ends)

    def __iter__(self) -> Iterator[NDArray[Any]]:
        """Each in turn, without a copy."""
        return iter(np.split(self.rows, self.ends[:-1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The tokens of a collection."""

    codes: Ragged
    """Of some passages, as Cadre keeps them (bytes)."""
    code_of: NDArray[np.int64]
    """For each item, which of `codes` is its own: many items may be made of one passage."""
    questions: Ragged
    """The vectors of each question's tokens, as the encoder gives them."""

    def items(self) -> list[Codes]:
        """For each item its codes; items made of one passage share one array."""
        each = list(self.codes)
        return [each[place] for place in self.code_of]

    def write(self, folder: Path) -> None:
        """Leaves them in `folder`."""
        self.codes.write(folder, "token_codes")
        np.save(folder / "token_code_of.npy", self.code_of)
        self.questions.write(folder, "question_tokens")

    @classmethod
    def read(cls, folder: Path) -> "Tokens | None":
        """The inverse of `write`; None where nothing was written."""
        if not (folder / "token_code_of.npy").is_file():
            return None
        return cls(
            codes=Ragged.mapped(folder, "token_codes"),
            code_of=np.load(folder / "token_code_of.npy", allow_pickle=False),
            questions=Ragged.mapped(folder, "question_tokens"),
        )
