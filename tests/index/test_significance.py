import numpy as np
import pytest

from index.significance import RESAMPLES, Comparison, compare


def values(*figures: float) -> dict[str, float]:
    return {f"q{number}": figure for number, figure in enumerate(figures)}


@pytest.fixture
def spread() -> dict[str, float]:
    """Sixty queries, some easy and some hard: values all over 0 to .9."""
    return values(*np.random.default_rng(3).uniform(0, 0.9, 60))


def test_equal_runs_do_not_differ(spread: dict[str, float]) -> None:
    assert compare(spread, spread) == Comparison(difference=0.0, low=0.0, high=0.0, p=1.0)
    assert not compare(spread, spread).is_clear


def test_a_small_difference_is_found_though_queries_differ_by_far_more(spread: dict[str, float]) -> None:
    noise = np.random.default_rng(4).normal(0, 0.04, 60)
    better = {query: value + 0.03 + stray for (query, value), stray in zip(spread.items(), noise, strict=True)}
    found = compare(better, spread)
    assert found.difference == pytest.approx(0.03 + noise.mean())
    assert np.std(list(spread.values())) > 5 * found.difference
    assert 0 < found.low < found.difference < found.high
    assert found.is_clear
    assert found.p < 0.001
    # The same values, but no longer of the same queries: now the spread hides the difference.
    shuffled = dict(zip(spread, np.random.default_rng(5).permutation(list(better.values())), strict=True))
    assert not compare(shuffled, spread).is_clear


def test_the_order_of_the_two_flips_the_sign_and_nothing_else(spread: dict[str, float]) -> None:
    other = dict(zip(spread, np.random.default_rng(6).uniform(0, 1, 60), strict=True))
    one, two = compare(spread, other), compare(other, spread)
    assert (two.difference, two.low, two.high, two.p) == (-one.difference, -one.high, -one.low, one.p)


def test_the_same_values_give_the_same_answer_in_any_order(spread: dict[str, float]) -> None:
    other = dict(zip(spread, np.random.default_rng(7).uniform(0, 1, 60), strict=True))
    assert compare(dict(reversed(spread.items())), other) == compare(spread, other)


def test_the_interval_is_that_of_the_t_test_where_differences_are_normal() -> None:
    differences = np.random.default_rng(8).normal(0.02, 0.1, 200)
    found = compare(values(*differences), values(*np.zeros(200)))
    # 1.972 is the .975 quantile of Student's t with 199 degrees of freedom.
    expected = 1.972 * differences.std(ddof=1) / np.sqrt(200)
    assert (found.high - found.low) / 2 == pytest.approx(expected, rel=0.04)


def test_one_query_of_two_by_hand() -> None:
    # Of d = 0, 1 the resamples' means are 0, .5, 1 with chances 1/4, 1/2, 1/4: half stray from .5 by at least .5.
    found = compare(values(0.0, 1.0), values(0.0, 0.0))
    assert found.difference == 0.5
    assert (found.low, found.high) == (0.0, 1.0)
    assert found.p == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize(("queries", "least"), [(1, 1.0), (2, 0.5), (5, 0.0625)])
def test_so_few_queries_show_nothing(queries: int, least: float) -> None:
    found = compare(values(*[0.9] * queries), values(*[0.1] * queries))
    assert found.p == least
    assert not found.is_clear


def test_p_is_never_nought() -> None:
    assert compare(values(*[0.9] * 50), values(*[0.1] * 50)).p == pytest.approx(1 / (RESAMPLES + 1))


def test_of_runs_that_do_not_differ_one_in_twenty_seems_to() -> None:
    generator = np.random.default_rng(9)
    clear = 0
    for _ in range(200):
        found = compare(values(*generator.normal(0, 0.2, 100)), values(*generator.normal(0, 0.2, 100)))
        assert found.is_clear == (found.low > 0 or found.high < 0)
        clear += found.is_clear
    assert 0.02 <= clear / 200 <= 0.09


@pytest.mark.parametrize("second", [values(0.1, 0.2), {"other": 0.1}, {}])
def test_only_the_same_queries_can_be_compared(second: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="same queries"):
        compare(values(0.1), second)
    with pytest.raises(ValueError, match="same queries"):
        compare({}, {})
