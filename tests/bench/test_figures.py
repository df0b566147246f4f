"""The arithmetic of the bench, worked out by hand."""

import math

import numpy as np
import pytest

from tests.bench.figures import percentile, ratio, recall

SCORES = np.array([1.0, 0.9, 0.8, 0.1, 0.0], dtype=np.float32)
EVERY = np.arange(5)


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.2, 1.0), (0.21, 2.0), (0.5, 3.0), (0.99, 5.0), (1.0, 5.0)]
)
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert percentile([5.0, 1.0, 4.0, 2.0, 3.0], share) == expected


def test_the_99th_of_a_hundred_is_not_the_slowest() -> None:
    assert percentile([float(value) for value in range(1, 101)], 0.99) == 99.0


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


@pytest.mark.parametrize(
    ("found", "expected"),
    [([0, 1], 1.0), ([1, 0], 1.0), ([0, 2], 0.5), ([3, 4], 0.0), ([], 0.0), ([2, 0, 1], 0.5), ([0, 0], 0.5)],
)
def test_recall_counts_the_best_k_among_the_first_k(found: list[int], expected: float) -> None:
    assert recall(found, SCORES, EVERY, 2) == expected


def test_recall_under_a_filter_wants_the_best_that_are_allowed_and_no_others() -> None:
    allowed = np.array([1, 3, 4])
    assert recall([1, 3], SCORES, allowed, 2) == 1.0
    assert recall([0, 1], SCORES, allowed, 2) == 0.5, "row 0 is better, and not allowed"


def test_recall_where_fewer_are_allowed_than_asked_for() -> None:
    assert recall([4], SCORES, np.array([4]), 10) == 1.0


def test_recall_takes_either_of_two_that_are_equally_near() -> None:
    alike = np.array([1.0, 0.5, 0.5], dtype=np.float32)
    assert recall([0, 1], alike, np.arange(3), 2) == recall([0, 2], alike, np.arange(3), 2) == 1.0


def test_a_ratio_says_how_many_times() -> None:
    assert ratio(3.0, 2.0) == 1.5
    assert ratio(0.0, 0.0) == 1.0
    assert ratio(1.0, 0.0) == math.inf
