"""What a question asks for, in words and weights, and when a collection holds it."""

from collections.abc import Callable

import pytest

from corpus.errors import QueryError
from index.searcher import Searcher
from synthesis.question import Held, understand
from synthesis.question import stem_set as stems_of
from synthesis.relevance import SCALES, fit, is_near, meaning, scale_of, supports

ALL, HALF, NOTHING = Held(coverage=1.0, words=3), Held(coverage=0.5, words=2), Held(coverage=0.0, words=0)


@pytest.fixture
def searcher(shelf, publish: Callable[..., Searcher]) -> Searcher:
    return publish(shelf.documents, shelf.passages)


def test_words_are_counted_and_rare_ones_weigh_more(searcher: Searcher) -> None:
    question = understand("What keeps the rural nurses of copper mines?", searcher)
    passages = {word.text: word.passages for word in question.words}
    assert passages == {"keeps": 2, "rural": 2, "nurses": 2, "copper": 0, "mines": 0}
    weights = {word.text: word.weight for word in question.words}
    assert weights["copper"] > weights["rural"] > 0


def test_a_question_of_stop_words_keeps_them(searcher: Searcher) -> None:
    assert [word.text for word in understand("who are they", searcher).words] == ["who", "are", "they"]


@pytest.mark.parametrize("text", ["", "   ", "?!", "()", '""', "NOT nurses"])
def test_a_question_needs_a_word(searcher: Searcher, text: str) -> None:
    with pytest.raises(QueryError, match="no word"):
        understand(text, searcher)


def test_operators_are_no_words_of_the_question(searcher: Searcher) -> None:
    question = understand('"rural nurses" AND posts NOT doctors', searcher)
    assert [word.text for word in question.words] == ["rural", "nurses", "posts"]


def test_inflections_hold_a_word(searcher: Searcher) -> None:
    question = understand("rural nurse posting", searcher)
    held = question.held_by(stems_of("Nurses posted here", "en"), "en")
    assert held.words == 2
    assert 0 < held.coverage < 1


def test_only_known_languages_are_foreign(searcher: Searcher) -> None:
    question = understand("Wie lange bleiben Pflegekräfte auf dem Land in ihrem Beruf?", searcher)
    assert question.language == "de"
    assert question.is_foreign_to("en")
    assert not question.is_foreign_to("de-AT")
    assert not question.is_foreign_to("und")


def test_encoders_are_known_by_their_ids() -> None:
    assert scale_of("e5@0123/onnx-1") is SCALES["e5@"]
    assert scale_of("minilm@0123/onnx-1") is SCALES["minilm@"]
    assert scale_of("somebody/else") is None


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_scales_are_in_order(scale) -> None:
    assert -1 < scale.unrelated < scale.floor < scale.same <= 1
    assert scale.unrelated < scale.foreign_floor < scale.same
    assert 0 < scale.spread < scale.same - scale.unrelated


def test_words_or_meaning_support_a_brief() -> None:
    scale = SCALES["e5@"]
    assert supports(0.5, ALL, 3, scale, is_foreign=False)
    assert supports(None, ALL, 3, None, is_foreign=False)
    assert supports(scale.floor, NOTHING, 3, scale, is_foreign=False)
    assert supports(scale.foreign_floor, NOTHING, 3, scale, is_foreign=True)
    assert supports(None, Held(coverage=1.0, words=1), 1, None, is_foreign=False)
    assert not supports(scale.floor - 0.001, HALF, 3, scale, is_foreign=False)
    assert not supports(0.99, HALF, 3, None, is_foreign=False)
    assert not supports(None, Held(coverage=0.9, words=1), 2, None, is_foreign=False)
    assert not supports(0.5, ALL, 3, scale, is_foreign=True)


def test_beside_a_supporting_passage_less_is_enough() -> None:
    scale = SCALES["e5@"]
    assert is_near(None, None, HALF, None, is_foreign=False)
    assert is_near(0.87, 0.9, NOTHING, scale, is_foreign=False)
    assert not is_near(0.85, 0.9, NOTHING, scale, is_foreign=False)
    assert is_near(0.85, 0.9, NOTHING, scale, is_foreign=True)
    assert not is_near(0.9, 0.9, NOTHING, None, is_foreign=False)


def test_fit_and_meaning_are_shares() -> None:
    scale = SCALES["minilm@"]
    assert (meaning(-1.0, scale), meaning(1.0, scale)) == (0.0, 1.0)
    assert meaning(0.5, None) == 0.5
    assert fit(None, HALF, scale, is_foreign=False) == 0.5
    assert fit(scale.same, ALL, scale, is_foreign=False) == 1.0
    assert fit(scale.same, NOTHING, scale, is_foreign=True) == pytest.approx(0.9)
