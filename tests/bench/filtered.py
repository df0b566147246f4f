"""A larger collection with filters, for recall and times: real vectors, and mixtures of them that lie as densely.

Each row is a real passage's vector mixed with that of one of its near neighbours, plus noise of the collection's own kind
(a scaled difference of two random passages). Its text is the beginning of the passage's, with a number that makes it unlike
all others. The flags that filters choose by are given to a share of the rows: at random, or to those nearest to the vector
of one passage (topic), since a filter by theme or country is never independent of what is asked.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tests.bench.item import Item, Material, Question, Vectors

SHARES = {"50": 0.5, "5": 0.05, "0_5": 0.005, "0_05": 0.0005}
"""What share of the rows a filter allows, by the end of the flag's name, which is a column's name in some systems."""
FLAGS = tuple(f"{kind}_{name}" for kind in ("random", "topic") for name in SHARES)
TIMED_FLAG = "random_5"
"""The filter with which searches are timed."""
NAME = "filtered"
_SEED = 20261122
_NEIGHBOURS, _NOISE, _WORDS = 20, 0.45, 40
_SLICE = 2048


def mixed_vectors(real: Vectors, rows: int, rng: np.random.Generator) -> Vectors:
    """Shape `(rows, dimension)`: first the real ones themselves, then mixtures; row i is made from `real[i % len]`."""
    near = _neighbours(real)
    made = np.empty((rows, real.shape[1]), dtype=np.float32)
    for start in range(0, rows, _SLICE):
        number = np.arange(start, min(start + _SLICE, rows))
        own = number % len(real)
        other = near[own, rng.integers(near.shape[1], size=len(number))]
        weight = rng.uniform(0.5, 1.0, size=(len(number), 1)).astype(np.float32)
        first, second = rng.integers(len(real), size=(2, len(number)))
        mixture = weight * real[own] + (1 - weight) * real[other] + _NOISE * (real[first] - real[second])
        mixture[number < len(real)] = real[own[number < len(real)]]
        made[number] = mixture / np.linalg.norm(mixture, axis=1, keepdims=True)
    return made


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


def filtered_material(
    sources: Sequence[Item], real: Vectors, questions: Sequence[Question], asked: Vectors, rows: int
) -> Material:
    """The collection of `rows` rows made from `sources` and their vectors, to be asked `questions`."""
    rng = np.random.default_rng(_SEED)
    vectors = mixed_vectors(real, rows, rng)
    flags = _flags_by_row(flagged_rows(vectors, rng), rows)
    items = []
    for row in range(rows):
        source = sources[row % len(sources)]
        text = " ".join(source.text.split()[:_WORDS])
        items.append(Item(id=f"row-{row:07d}", title=source.title, text=f"{text} [{row}]", flags=flags[row]))
    return Material(
        name=NAME,
        items=tuple(items),
        questions=tuple(questions),
        item_vectors=vectors,
        question_vectors=asked,
        flags=FLAGS,
    )


def rows_with(material: Material) -> dict[str, NDArray[np.int64]]:
    """For each flag the rows that have it, ascending."""
    return {
        flag: np.array([row for row, item in enumerate(material.items) if flag in item.flags], dtype=np.int64)
        for flag in material.flags
    }


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
