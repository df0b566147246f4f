"""Fewer passages of one document, and countries that take turns."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import QueryError
from corpus.filters import FIELDS
from index.diversity import GOOD, diversify
from index.facets import Facets
from index.query import Diversity, Spread
from index.ranked import Ranked

COUNTRIES = Spread.COUNTRY
NAMES = ["DE", "FR", "NO", "RO"]


def ranking(*passages: tuple[int, tuple[str, ...], float]) -> tuple[Ranked, Facets]:
    """Passages in ranked order, each with its document, its countries and its score."""
    values = [{field: countries if field == "country" else () for field in FIELDS} for _, countries, _ in passages]
    facets = Facets.of(values, [document for document, _, _ in passages])
    scores = np.array([score for _, _, score in passages], dtype=np.float32)
    return Ranked(rows=np.arange(len(passages)), scores=scores), facets


def order(diversity: Diversity, *passages: tuple[int, tuple[str, ...], float]) -> list[int]:
    places = diversify(*ranking(*passages), diversity)
    assert places is not None
    return places.tolist()


def test_nothing_is_done_unless_it_is_asked() -> None:
    assert diversify(*ranking((0, (), 1.0)), Diversity()) is None


def test_each_document_keeps_its_best() -> None:
    passages = [(0, (), 0.9), (0, (), 0.8), (1, (), 0.7), (0, (), 0.6), (1, (), 0.5)]
    assert order(Diversity(per_document=1), *passages) == [0, 2]
    assert order(Diversity(per_document=2), *passages) == [0, 1, 2, 4]
    assert order(Diversity(per_document=100), *passages) == [0, 1, 2, 3, 4]


def test_countries_take_turns_by_best_remaining() -> None:
    passages = [(0, ("NO",), 0.9), (1, ("NO",), 0.8), (2, ("NO",), 0.7), (3, ("RO",), 0.6), (4, ("RO",), 0.5)]
    assert order(Diversity(spread=COUNTRIES), *passages) == [0, 3, 1, 4, 2]


def test_several_countries_are_one_more_group_and_none_another() -> None:
    passages = [(0, ("NO", "RO"), 0.9), (1, ("DE", "FR"), 0.8), (2, (), 0.7), (3, (), 0.65), (4, ("NO",), 0.6)]
    assert order(Diversity(spread=COUNTRIES), *passages) == [0, 2, 4, 1, 3]


def test_a_country_without_a_good_passage_waits() -> None:
    passages = [(0, ("DE",), 0.6), (1, ("DE",), 0.5), (2, ("FR",), 0.29), (3, ("DE",), 0.28), (4, ("NO",), 0.1)]
    assert order(Diversity(spread=COUNTRIES), *passages) == [0, 1, 2, 4, 3]


def test_documents_are_thinned_before_countries_take_turns() -> None:
    passages = [(0, ("NO",), 0.9), (0, ("RO",), 0.8), (1, ("NO",), 0.7), (2, ("RO",), 0.6)]
    assert order(Diversity(per_document=1, spread=COUNTRIES), *passages) == [0, 3, 2]


def test_a_list_without_a_question_has_no_poor_passages() -> None:
    passages = [(0, ("NO",), 0.0), (1, ("NO",), 0.0), (2, ("RO",), 0.0)]
    assert order(Diversity(spread=COUNTRIES), *passages) == [0, 2, 1]


def test_an_empty_ranking_stays_empty() -> None:
    assert order(Diversity(per_document=1, spread=COUNTRIES)) == []


@pytest.mark.parametrize("number", [0, -1, 101])
def test_numbers_out_of_bounds_are_refused(number: int) -> None:
    with pytest.raises(QueryError, match="1 to 100"):
        Diversity(per_document=number)


passages = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.lists(st.sampled_from(NAMES), unique=True, max_size=3).map(lambda found: tuple(sorted(found))),
        st.integers(-8, 64).map(lambda sixty_fourths: sixty_fourths / 64),
    ),
    max_size=40,
).map(lambda found: sorted(found, key=lambda passage: -passage[2]))


@given(passages, st.one_of(st.none(), st.integers(1, 5)), st.one_of(st.none(), st.just(COUNTRIES)))
def test_promises(drawn, per_document, spread) -> None:
    places = diversify(*ranking(*drawn), Diversity(per_document=per_document, spread=spread))
    if places is None:
        assert per_document is spread is None
        return
    check(drawn, places.tolist(), per_document, spread)


def check(drawn, places: list[int], per_document: int | None, spread: Spread | None) -> None:
    """Nothing twice; at most n of a document; only what that leaves out is lost; turns as they are promised."""
    assert len(places) == len(set(places))
    owners = [drawn[place][0] for place in places]
    assert per_document is None or max(Counter(owners).values(), default=0) <= per_document
    most = per_document or len(drawn)
    assert Counter(owners) == {owner: min(most, n) for owner, n in Counter(entry[0] for entry in drawn).items()}
    assert spread is not None or places == sorted(places)
    if spread is not None:
        good = [place for place in places if drawn[place][2] >= GOOD * drawn[0][2] or drawn[0][2] <= 0]
        assert places[: len(good)] == good
        fair(drawn, good)


def fair(drawn, good: list[int]) -> None:
    """Among the good ones no country comes a further time while another has waited longer."""
    group = {place: drawn[place][1] if len(drawn[place][1]) < 2 else "several" for place in good}
    for at, place in enumerate(good):
        came = Counter(group[earlier] for earlier in good[:at])
        assert all(came[group[place]] <= came[group[later]] for later in good[at:])


@pytest.mark.parametrize(
    ("planted", "per_document", "spread"),
    [
        ([0, 1, 2, 3], 1, None),
        ([0, 3, 3], 1, None),
        ([0], 1, None),
        ([3, 0], 1, None),
        ([0, 1, 2, 3], None, COUNTRIES),
        ([0, 3, 1], None, COUNTRIES),
        ([0, 2, 3, 1, 1], None, COUNTRIES),
    ],
)
def test_planted_bugs_are_found(planted, per_document, spread) -> None:
    drawn = [(0, ("NO",), 0.9), (0, ("NO",), 0.8), (0, ("NO",), 0.7), (1, ("RO",), 0.6)]
    with pytest.raises(AssertionError):
        check(drawn, planted, per_document, spread)
