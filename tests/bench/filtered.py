"""A larger collection with filters, for recall and times: real vectors, and mixtures of them that lie as densely.

Each row is a real passage's vector mixed with that of one of its near neighbours, plus noise of the collection's own kind
(a scaled difference of two random passages); the second encoder's vectors are mixed in the same way. The codes of its tokens
are those of the passage, as codes cannot be mixed. Its text is the beginning of the passage's, with a number that makes it
unlike all others. The flags that filters choose by are given to a share of the rows: at random, or to those nearest to the
vector of one passage (topic), since a filter by theme or country is never independent of what is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.bench.item import Item, Material, Vectors
from tests.bench.tokens import Ragged, Tokens

SHARES = {"50": 0.5, "5": 0.05, "0_5": 0.005, "0_05": 0.0005}
"""What share of the rows a filter allows, by the end of the flag's name, which is a column's name in some systems."""
FLAGS = tuple(f"{kind}_{name}" for kind in ("random", "topic") for name in SHARES)
TIMED_FLAG = "random_5"
"""The filter with which searches are timed."""
NAME = "filtered"
_SEED = 20261122
_NEIGHBOURS, _NOISE, _WORDS = 20, 0.45, 40
_SLICE = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixtures:
    """Of what each row is made: `own` real row, with `weight`, another near it, and the difference of two for noise.

    All have the shape `(rows,)`. A row that has the number of a real one is that one.
    """

    own: NDArray[np.int64]
    other: NDArray[np.int64]
    weight: Vectors
    first: NDArray[np.int64]
    second: NDArray[np.int64]

    def of(self, real: Vectors) -> Vectors:
        """Shape `(rows, dimension)`, each row of unit length; `real` are the vectors of one encoder."""
        made = np.empty((len(self.own), real.shape[1]), dtype=np.float32)
        for start in range(0, len(made), _SLICE):
            part = slice(start, start + _SLICE)
            weight = self.weight[part, None]
            mixture = weight * real[self.own[part]] + (1 - weight) * real[self.other[part]]
            mixture += _NOISE * (real[self.first[part]] - real[self.second[part]])
            made[part] = mixture / np.linalg.norm(mixture, axis=1, keepdims=True)
        made[: len(real)] = real[: len(made)]
        return made


def mixtures(real: Vectors, rows: int, rng: np.random.Generator) -> Mixtures:
    """How `rows` rows are made of real ones, row i of `real[i % len]` and one of those nearest to it in `real`."""
    near = _neighbours(real)
    own = np.arange(rows, dtype=np.int64) % len(real)
    first, second = rng.integers(len(real), size=(2, rows))
    return Mixtures(
        own=own,
        other=near[own, rng.integers(near.shape[1], size=rows)],
        weight=rng.uniform(0.5, 1.0, size=rows).astype(np.float32),
        first=first,
        second=second,
    )


def flagged_rows(vectors: Vectors, rng: np.random.Generator) -> dict[str, NDArray[np.int64]]:
    """For each flag the rows that have it, ascending: exactly the flag's share of all, and never fewer than one."""
    found = {}
    for name, share in SHARES.items():
        count = max(1, round(share * len(vectors)))
        found[f"random_{name}"] = np.sort(rng.choice(len(vectors), size=count, replace=False))
        closeness = vectors @ vectors[rng.integers(len(vectors))]
        # A stable order, so that equal rows fall alike on every machine.
        found[f"topic_{name}"] = np.sort(np.argsort(-closeness, kind="stable")[:count])
    return {flag: found[flag].astype(np.int64) for flag in FLAGS}


def filtered_material(sources: Sequence[Material], rows: int) -> Material:
    """The collection of `rows` rows made from all of `sources`, to be asked the questions of the first."""
    rng = np.random.default_rng(_SEED)
    real = np.concatenate([source.item_vectors for source in sources])
    made = mixtures(real, rows, rng)
    vectors = made.of(real)
    flags = _flags_by_row(flagged_rows(vectors, rng), rows)
    return Material(
        name=NAME,
        items=_items([item for source in sources for item in source.items], flags),
        questions=sources[0].questions,
        item_vectors=vectors,
        question_vectors=sources[0].question_vectors,
        english_item_vectors=made.of(np.concatenate([source.english_item_vectors for source in sources])),
        english_question_vectors=sources[0].english_question_vectors,
        flags=FLAGS,
        tokens=_tokens([source.tokens for source in sources], made),
    )


def rows_with(material: Material) -> dict[str, NDArray[np.int64]]:
    """For each flag the rows that have it, ascending."""
    return {
        flag: np.array([row for row, item in enumerate(material.items) if flag in item.flags], dtype=np.int64)
        for flag in material.flags
    }


def _tokens(sources: Sequence[Tokens | None], made: Mixtures) -> Tokens | None:
    """Each row has the codes of the passage that it is mixed from most; None where a source has none."""
    there = [source for source in sources if source is not None]
    if len(there) < len(sources):
        return None
    codes = Ragged.of([one for source in there for one in source.items()])
    return Tokens(codes=codes, code_of=made.own, questions=there[0].questions)


def _items(sources: Sequence[Item], flags: Sequence[tuple[str, ...]]) -> tuple[Item, ...]:
    found = []
    for row, its in enumerate(flags):
        source = sources[row % len(sources)]
        text = " ".join(source.text.split()[:_WORDS])
        found.append(Item(id=f"row-{row:07d}", title=source.title, text=f"{text} [{row}]", flags=its))
    return tuple(found)


def _flags_by_row(rows_by_flag: Mapping[str, NDArray[np.int64]], rows: int) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()] * rows
    for flag, having in rows_by_flag.items():
        for row in having:
            found[row] = (*found[row], flag)
    return found


def _neighbours(real: Vectors) -> NDArray[np.int64]:
    """For each row the nearest others, as many as are mixed with it."""
    most = min(_NEIGHBOURS, len(real) - 1)
    slices = []
    for start in range(0, len(real), _SLICE):
        closeness = real[start : start + _SLICE] @ real.T
        own = np.arange(start, min(start + _SLICE, len(real)))
        closeness[np.arange(len(own)), own] = -np.inf
        slices.append(np.argpartition(-closeness, most - 1, axis=1)[:, :most])
    return np.concatenate(slices)
