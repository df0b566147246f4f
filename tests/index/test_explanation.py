"""Why hits stand where they do."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.document import Document
from index.explanation import Explanation, MatchedWord
from index.query import Query, SearchMode
from index.ranking import Hit
from index.searcher import Searcher

DOCUMENTS = [
    Document(doc_id="d1", title="Retention of nurses", language="en"),
    Document(doc_id="d2", title="Gewalt", language="de"),
]


@pytest.fixture
def searcher(publish: Callable[..., Searcher], make_passage) -> Searcher:
    return publish(
        DOCUMENTS,
        [
            make_passage("d1", "Rural NURSES and a rural nurse stay where housing is paid."),
            make_passage("d1", "Doctors leave after two years.", start=100),
            make_passage("d2", "Pflegekräfte melden Gewalt selten.", language="de"),
        ],
    )


def explained(searcher: Searcher, text: str, mode: SearchMode = SearchMode.HYBRID) -> list[tuple[Hit, Explanation]]:
    hits = searcher.search(Query(text=text, mode=mode, explain=True)).hits
    return [(hit, hit.explanation) for hit in hits if hit.explanation is not None]


def adds_up(hit: Hit, explanation: Explanation) -> bool:
    parts = [part for part in (explanation.lexical, explanation.dense, explanation.english) if part is not None]
    return abs(sum(part.contribution for part in parts) - hit.score) <= 2e-6


def test_nothing_is_explained_unless_it_is_asked(searcher: Searcher) -> None:
    results = searcher.search(Query(text="rural nurses"))
    assert results.understanding is None
    assert all(hit.explanation is None for hit in results.hits)


def test_words_as_they_are_written_and_those_that_are_not_there(searcher: Searcher) -> None:
    (_, first), *_ = explained(searcher, "retention of rural nurses abroad", SearchMode.LEXICAL)
    assert first.matched == (
        MatchedWord(word="retention", title=("Retention",)),
        MatchedWord(word="rural", text=("Rural",)),
        MatchedWord(word="nurses", text=("NURSES", "nurse"), title=("nurses",)),
    )
    assert first.missing == ("abroad",)


def test_the_question_as_it_was_understood(searcher: Searcher) -> None:
    found = searcher.search(Query(text="what keeps the rural nurses in their posts?", explain=True)).understanding
    assert found is not None
    assert found.language == "en"
    assert found.words == ("keeps", "rural", "nurses", "posts")
    assert found.ignored == ("what", "the", "in", "their")
    nothing_else = searcher.search(Query(text="the and of", explain=True)).understanding
    assert nothing_else is not None
    assert (nothing_else.words, nothing_else.ignored) == (("the", "and", "of"), ())


@pytest.mark.parametrize("mode", SearchMode)
def test_contributions_add_up_to_the_score(searcher: Searcher, mode: SearchMode) -> None:
    found = explained(searcher, "rural nurses stay", mode)
    assert found
    for hit, explanation in found:
        assert adds_up(hit, explanation)
        assert (explanation.lexical is None) == (mode is SearchMode.DENSE)
        assert (explanation.dense is None) == (mode is SearchMode.LEXICAL)
        assert explanation.english is None
        assert (hit.similarity is None) == (mode is SearchMode.LEXICAL)


def test_a_contribution_that_is_forgotten_is_found(searcher: Searcher) -> None:
    hit, explanation = explained(searcher, "rural nurses stay")[0]
    assert not adds_up(hit, replace(explanation, lexical=None))


def test_a_stage_that_did_not_find_the_passage_gives_no_rank(searcher: Searcher) -> None:
    ranks = {h.passage.passage.text[:7]: (e.lexical, e.dense) for h, e in explained(searcher, "housing")}
    lexical, dense = ranks["Rural N"]
    assert (lexical.rank, dense.rank) == (1, 1)
    assert ranks["Doctors"][0].rank is None
    assert ranks["Doctors"][0].contribution == 0.0
    assert ranks["Doctors"][1].rank is not None


def test_a_list_without_a_question_has_no_stages(searcher: Searcher) -> None:
    (_, first), *_ = explained(searcher, "")
    assert (first.lexical, first.dense, first.matched, first.missing) == (None, None, (), ())
