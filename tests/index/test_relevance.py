"""Whether the best passage of a ranking is a good match."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from corpus.document import Document
from corpus.filters import Clause, Filters
from index.query import Diversity, Query, SearchMode, Spread
from index.question import Question
from index.ranked import Ranked, StageScores
from index.relevance import CURVES, THRESHOLD, Curve, Match, match_of, ranked_by
from index.searcher import Searcher
from index.weights import StageName

ASKED = "What keeps nurses in their rural posts for many years?"


def ranking(score: float, *stages: StageName, share: float | None = None, rows: int = 3) -> Ranked:
    """Rows whose best has this score; a stage alone gives it the share."""
    scores = np.full(rows, score, dtype=np.float32)
    shares = scores if share is None else np.full(rows, share, dtype=np.float32)
    ranks = np.arange(1, rows + 1, dtype=np.int32)
    said = [
        StageScores(name=name, ranks=ranks, scores=scores, shares=shares, weights=scores, contributions=scores)
        for name in stages
    ]
    return Ranked(rows=np.arange(rows), scores=scores, stages=tuple(said))


def judged(ranked: Ranked, text: str = ASKED, language: str = "en") -> Match | None:
    return match_of(ranked, Question.read(text), passage_language=language)


HYBRID = (StageName.LEXICAL, StageName.DENSE)


def test_a_curve_is_one_half_in_its_middle_and_rises() -> None:
    curve = Curve(middle=0.3, slope=20.0)
    assert curve.probability(0.3) == pytest.approx(0.5)
    assert curve.probability(0.35) == pytest.approx(1 / (1 + np.exp(-1)))
    assert curve.probability(-40.0) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("case", CURVES)
def test_each_curve_tells_the_unrelated_and_keeps_the_best(case: tuple[str, bool]) -> None:
    assert CURVES[case].probability(0.0) < THRESHOLD < CURVES[case].probability(0.6)


def test_every_way_of_ranking_has_both_curves() -> None:
    ways = {
        ranked_by(ranking(0.5, StageName.LEXICAL)),
        ranked_by(ranking(0.5, StageName.DENSE)),
        ranked_by(ranking(0.5, *HYBRID)),
        ranked_by(ranking(0.5, *HYBRID, StageName.ENGLISH)),
        ranked_by(ranking(0.5, *HYBRID, StageName.ENGLISH, StageName.LATE)),
    }
    assert {(way, across) for way in ways for across in (False, True)} == set(CURVES)


def test_the_best_score_decides() -> None:
    good, poor = judged(ranking(0.7, *HYBRID)), judged(ranking(0.05, *HYBRID))
    assert good is not None
    assert poor is not None
    assert good.is_good
    assert not poor.is_good
    assert good.probability > poor.probability
    assert good.relevance == pytest.approx(0.7)


def test_a_stage_alone_is_judged_by_its_share_not_its_score() -> None:
    match = judged(ranking(31.0, StageName.LEXICAL, share=0.02))
    assert match is not None
    assert not match.is_good


@pytest.mark.parametrize(
    ("passage", "across"), [("en", False), ("en-GB", False), ("ro", True), ("und", False), ("hu-HU", True)]
)
def test_a_passage_in_another_language_has_its_own_curve(passage: str, across: bool) -> None:
    match = judged(ranking(0.3, *HYBRID), language=passage)
    assert match is not None
    assert match.case == ("hybrid", across)


def test_nothing_ranked_is_no_match() -> None:
    match = judged(ranking(0.0, *HYBRID, rows=0))
    assert match == Match(probability=0.0)
    assert match is not None
    assert not match.is_good


@pytest.mark.parametrize(
    "text", ["", "  ", '"task shifting"', "title:violence", "nurses AND midwives", "(a OR b) NOT c", "NOT rural"]
)
def test_conditions_alone_are_not_judged(text: str) -> None:
    assert judged(ranking(0.0, *HYBRID), text) is None


@pytest.mark.parametrize(
    "text", ["nurses", '"task shifting" rural', "pay NOT patients", "(rural nurses) title:violence"]
)
def test_words_beside_conditions_are(text: str) -> None:
    assert judged(ranking(0.0, *HYBRID), text) is not None


@pytest.fixture
def searcher(publish: Callable[..., Searcher], make_passage) -> Searcher:
    texts = [
        "Rural nurses stay in their posts where housing is paid for many years.",
        "Doctors leave after two winters.",
        "Managers count vacant beds each Monday.",
        "The law on pensions came into force.",
        "Midwives train in pairs.",
    ]
    passages = [
        make_passage("d1", text, start=200 * number, countries=["NO"] if number else ["RO"])
        for number, text in enumerate(texts)
    ]
    return publish([Document(doc_id="d1", title="On staff", language="en")], passages)


@pytest.mark.parametrize("mode", SearchMode)
def test_a_search_knows_what_it_holds_and_what_not(searcher: Searcher, mode: SearchMode) -> None:
    held = searcher.search(Query(text=ASKED, mode=mode)).match
    foreign = searcher.search(Query(text="Which quarterback threw the longest pass to win the bowl?", mode=mode)).match
    assert held is not None
    assert foreign is not None
    assert held.is_good
    assert not foreign.is_good


def test_it_speaks_of_the_whole_ranking(searcher: Searcher) -> None:
    query = Query(text=ASKED, k=2)
    first = searcher.search(query)
    second = searcher.search(replace(query, cursor=first.next_cursor))
    assert first.hits[0].score > second.hits[0].score
    assert first.match == second.match
    assert searcher.search(replace(query, diversity=Diversity(spread=Spread.COUNTRY))).match == first.match


def test_it_speaks_of_what_the_filter_leaves(searcher: Searcher) -> None:
    elsewhere = Filters(clauses=(Clause(field="country", include=("NO",)),))
    match = searcher.search(Query(text=ASKED, filters=elsewhere)).match
    assert match is not None
    assert not match.is_good


def test_a_list_is_not_judged(searcher: Searcher) -> None:
    assert searcher.search(Query()).match is None
