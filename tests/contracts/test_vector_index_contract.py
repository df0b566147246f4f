"""What every vector index promises, for each kind that a size brings; brute force is the judge of rows and scores."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from index.protocols import Rows, Scores, Vectors
from index.vectors import FlatVectors, PartitionedVectors, build_vectors, open_vectors

DIMENSION, COUNT = 24, 3000
Index = FlatVectors | PartitionedVectors
Make = Callable[[Vectors], Index]
KINDS = {"flat": COUNT, "partitioned": 0}
"""How many vectors are all scored."""


def vectors_of(count: int) -> Vectors:
    """Near one direction and of different lengths; each tenth row is a copy of another, and a score is often met twice."""
    chance = np.random.default_rng(5)
    found = chance.standard_normal((count, DIMENSION)) * 0.4 + 1.0
    found *= chance.uniform(0.95, 1.05, (count, 1)) / np.linalg.norm(found, axis=1, keepdims=True)
    found[::10] = found[chance.integers(0, max(1, count), len(found[::10]))]
    return found.astype(np.float32)


PASSAGES = vectors_of(COUNT)
QUESTIONS = (vectors_of(6) + np.float32(0.05)).astype(np.float32)


def truth(vectors: Vectors, query: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
    rows = np.arange(len(vectors)) if allowed is None else allowed
    scores = np.round(vectors[rows].astype(np.float64) @ query.astype(np.float64), 6).astype(np.float32)
    order = np.lexsort((rows, -scores))[:k]
    return rows[order], scores[order]


def filters() -> Iterator[Rows]:
    chance = np.random.default_rng(6)
    for count in (1, 2, 40, 700, 1500, COUNT - 1, COUNT):
        yield np.sort(chance.choice(COUNT, count, replace=False))
    near = np.argsort(PASSAGES @ QUESTIONS[0])
    yield from (np.sort(near[:500]), np.sort(near[-500:]))


@pytest.fixture(params=list(KINDS))
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Make:
    def made(vectors: Vectors) -> Index:
        build_vectors(tmp_path, vectors, exact_up_to=KINDS[request.param])
        return open_vectors(tmp_path)

    return made


def agree(found: tuple[Rows, Scores], wanted: tuple[Rows, Scores], query: Vectors) -> None:
    """The same rows but where float32 cannot tell two scores apart, and the same scores."""
    assert found[0].dtype == np.int64
    assert found[1].dtype == np.float32
    assert len(found[0]) == len(wanted[0])
    assert np.allclose(found[1], wanted[1], atol=2e-6)
    assert np.allclose(PASSAGES[found[0]] @ query, found[1], atol=2e-6)


def gives_what_brute_force_gives(make: Make) -> None:
    index = make(PASSAGES)
    for query in QUESTIONS:
        for k in (1, 10, 100):
            agree(index.search(query, k), truth(PASSAGES, query, k), query)


def gives_what_brute_force_gives_under_every_filter(make: Make) -> None:
    index = make(PASSAGES)
    for allowed in filters():
        for query in QUESTIONS:
            found = index.search(query, 10, allowed)
            agree(found, truth(PASSAGES, query, 10, allowed), query)
            assert np.isin(found[0], allowed).all()


def orders_by_score_and_equals_by_row(make: Make) -> None:
    index = make(PASSAGES)
    for query in QUESTIONS:
        rows, scores = index.search(query, 200)
        assert len(set(rows.tolist())) == len(rows)
        assert np.array_equal(np.lexsort((rows, -scores)), np.arange(len(rows)))


def keeps_the_first_rows_of_many_equals(make: Make) -> None:
    equal = np.repeat(PASSAGES[:3], 300, axis=0)
    index = make(equal)
    for query in QUESTIONS:
        for allowed in (None, np.arange(1, 900, 2)):
            rows, scores = index.search(query, 7, allowed)
            wanted = truth(equal, query, 7, allowed)
            assert rows.tolist() == wanted[0].tolist()
            assert np.allclose(scores, wanted[1], atol=2e-6)


def gives_a_row_one_score(make: Make) -> None:
    index = make(PASSAGES)
    for query in QUESTIONS:
        every = dict(enumerate(index.similarities(query, np.arange(COUNT)).tolist()))
        for allowed in (None, *filters()):
            rows, scores = index.search(query, 50, allowed)
            assert [every[row] for row in rows.tolist()] == scores.tolist()
            assert index.similarities(query, rows[::-1]).tolist() == scores[::-1].tolist()


def gives_what_there_is_beyond_its_end(make: Make) -> None:
    index = make(PASSAGES)
    for k in (COUNT, COUNT + 1, 10 * COUNT):
        agree(index.search(QUESTIONS[0], k), truth(PASSAGES, QUESTIONS[0], k), QUESTIONS[0])
    few = np.array([5, 9, 2000])
    agree(index.search(QUESTIONS[0], 10, few), truth(PASSAGES, QUESTIONS[0], 10, few), QUESTIONS[0])


def gives_nothing_where_nothing_is_asked_or_allowed(make: Make) -> None:
    index = make(PASSAGES)
    none = np.empty(0, dtype=np.int64)
    for found in (index.search(QUESTIONS[0], 0), index.search(QUESTIONS[0], 5, none)):
        assert [len(part) for part in found] == [0, 0]
    assert len(index.similarities(QUESTIONS[0], none)) == 0


def may_be_empty_or_small(make: Make) -> None:
    for count in (0, 1, 2, 5):
        index = make(PASSAGES[:count])
        assert (len(index), index.dimension) == (count, DIMENSION)
        found = index.search(QUESTIONS[0], 3)
        assert sorted(found[0].tolist()) == sorted(truth(PASSAGES[:count], QUESTIONS[0], 3)[0].tolist())


CHECKS = [
    gives_what_brute_force_gives,
    gives_what_brute_force_gives_under_every_filter,
    orders_by_score_and_equals_by_row,
    keeps_the_first_rows_of_many_equals,
    gives_a_row_one_score,
    gives_what_there_is_beyond_its_end,
    gives_nothing_where_nothing_is_asked_or_allowed,
    may_be_empty_or_small,
]


@pytest.mark.parametrize("check", CHECKS)
def test_contract(make: Make, check: Callable[[Make], None]) -> None:
    check(make)


class Plain:
    """Keeps the contract with numpy; the classes below break it, each in one way."""

    def __init__(self, vectors: Vectors) -> None:
        self.vectors = vectors
        self.dimension = vectors.shape[1]

    def __len__(self) -> int:
        return len(self.vectors)

    def search(self, query: Vectors, k: int, allowed: Rows | None = None) -> tuple[Rows, Scores]:
        return truth(self.vectors, query, k, allowed)

    def similarities(self, query: Vectors, rows: Rows) -> Scores:
        products = self.vectors[rows].astype(np.float64) @ query.astype(np.float64)
        return np.round(products, 6).astype(np.float32)


class FiltersAfterwards(Plain):
    def search(self, query, k, allowed=None):
        rows, scores = super().search(query, k)
        kept = np.ones(len(rows), dtype=bool) if allowed is None else np.isin(rows, allowed)
        return rows[kept], scores[kept]


class NumbersWithinTheFilter(Plain):
    def search(self, query, k, allowed=None):
        if allowed is None:
            return super().search(query, k)
        return truth(self.vectors[allowed], query, k)


class LastOfEquals(Plain):
    def search(self, query, k, allowed=None):
        rows, scores = super().search(query, len(self), allowed)
        order = np.lexsort((-rows, -scores))[:k]
        return rows[order], scores[order]


class ForgetsAList(Plain):
    def search(self, query, k, allowed=None):
        rows = np.arange(len(self)) if allowed is None else allowed
        return super().search(query, k, rows[rows % 50 != 7])


class CoarseUnderAFilter(Plain):
    def search(self, query, k, allowed=None):
        rows, scores = super().search(query, k, allowed)
        return rows, scores if allowed is None else np.round(scores, 4)


class Padded(Plain):
    def search(self, query, k, allowed=None):
        rows, scores = super().search(query, k, allowed)
        return np.pad(rows, (0, k - len(rows)), constant_values=-1), np.pad(scores, (0, k - len(rows)))


class WorstFirst(Plain):
    def search(self, query, k, allowed=None):
        rows, scores = super().search(query, k, allowed)
        return rows[::-1], scores[::-1]


class SortsWhatItIsAskedFor(Plain):
    def similarities(self, query, rows):
        return super().similarities(query, np.sort(rows))


class IgnoresAnEmptyFilter(Plain):
    def search(self, query, k, allowed=None):
        return super().search(query, k, allowed if allowed is not None and len(allowed) else None)


class NeverEmpty(Plain):
    def search(self, query, k, allowed=None):
        rows, scores = super().search(query, k, allowed)
        return (rows, scores) if len(self) else (np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.float32))


@pytest.mark.parametrize("check", CHECKS)
def test_the_contract_can_be_kept(check: Callable[[Make], None]) -> None:
    check(Plain)


@pytest.mark.parametrize(
    ("broken", "check"),
    [
        (ForgetsAList, gives_what_brute_force_gives),
        (WorstFirst, gives_what_brute_force_gives),
        (FiltersAfterwards, gives_what_brute_force_gives_under_every_filter),
        (NumbersWithinTheFilter, gives_what_brute_force_gives_under_every_filter),
        (WorstFirst, orders_by_score_and_equals_by_row),
        (LastOfEquals, orders_by_score_and_equals_by_row),
        (LastOfEquals, keeps_the_first_rows_of_many_equals),
        (CoarseUnderAFilter, gives_a_row_one_score),
        (SortsWhatItIsAskedFor, gives_a_row_one_score),
        (Padded, gives_what_there_is_beyond_its_end),
        (IgnoresAnEmptyFilter, gives_nothing_where_nothing_is_asked_or_allowed),
        (NeverEmpty, may_be_empty_or_small),
    ],
)
def test_the_contract_notices_who_breaks_it(broken: type[Plain], check: Callable[[Make], None]) -> None:
    with pytest.raises(AssertionError):
        check(broken)
