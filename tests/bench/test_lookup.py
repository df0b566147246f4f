"""Cadre in the bench reads its first hits token by token, with the tokens that it was given."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.bundled_models import open_bundled
from index.token_embedder import tokens_of
from tests.bench.encoding import GIVEN
from tests.bench.item import Item, Material, Question, Vectors
from tests.bench.lookup import Lookup, TokenLookup
from tests.bench.system import SYSTEMS, system_of
from tests.bench.tokens import Ragged, Tokens

ROWS, DIMENSION = 60, 384
LAST = str(ROWS - 1)
OURS = [name for name, facts in SYSTEMS.items() if facts.is_cadre]


pytestmark = pytest.mark.usefixtures("bundled_encoders")


def unit(rows: int, seed: int) -> Vectors:
    made = np.random.default_rng(seed).standard_normal((rows, DIMENSION)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def material() -> Material:
    """Passages that words and vectors cannot tell apart; the tokens of the last alone are those of the question."""
    coder = open_bundled(GIVEN).coder
    assert coder is not None
    question = unit(4, 1)
    # What all tokens share is taken out of them before they are held against each other.
    codes = [coder.code(unit(4, 100 + row) + coder.centre) for row in range(ROWS - 1)]
    codes.append(coder.code(np.repeat(question, 3, axis=0) + coder.centre))
    same, question_vector = unit(1, 2), unit(1, 3)
    return Material(
        name="alike",
        items=tuple(
            Item(id=str(row), title="", text=f"The nurses of the hospital are leaving the ward [{row:03d}]")
            for row in range(ROWS)
        ),
        questions=(Question(id="q", text="Why are the nurses leaving?"),),
        item_vectors=np.repeat(same, ROWS, axis=0),
        question_vectors=question_vector,
        english_item_vectors=np.repeat(same, ROWS, axis=0),
        english_question_vectors=question_vector,
        tokens=Tokens(codes=Ragged.of(codes), code_of=np.arange(ROWS), questions=Ragged.of([question + coder.centre])),
    )


def first_found(name: str, folder: Path, material: Material) -> str:
    system = system_of(name)
    system.index(folder, material)
    system.open(folder, material)
    before = system.encoding_seconds
    found = system.search(material.questions[0].text, material.question_vectors[0], 10, None)
    assert system.encoding_seconds == before, "the question was encoded before"
    return found[0]


@pytest.mark.parametrize("name", OURS)
def test_a_passage_that_only_its_tokens_speak_for_comes_first(tmp_path: Path, name: str, material: Material) -> None:
    assert first_found(name, tmp_path / "tokens", material) == LAST
    assert first_found(name, tmp_path / "plain", replace(material, tokens=None)) != LAST


def test_only_a_lookup_with_tokens_gives_any() -> None:
    assert tokens_of(Lookup(GIVEN, {}, {})) is None
    assert tokens_of(TokenLookup(GIVEN, {}, {}, codes={}, tokens={})) is not None


def test_what_was_not_given_is_encoded_and_its_time_counted() -> None:
    text, encoder = "Nurses leave rural hospitals.", open_bundled(GIVEN)
    lookup = TokenLookup(GIVEN, {}, {}, codes={}, tokens={})
    vectors, codes = lookup.embed_passages_coded([text])
    spent = lookup.seconds
    assert spent > 0
    expected = encoder.embed_passages_coded([text])
    assert np.array_equal(vectors, expected[0])
    assert np.array_equal(codes[0], expected[1][0])
    for one, other in zip(lookup.embed_query_tokens(text), encoder.embed_query_tokens(text), strict=True):
        assert np.array_equal(one, other)
    assert lookup.seconds > spent
    spent = lookup.seconds
    lookup.embed_passages_coded([text])
    lookup.embed_query_tokens(text)
    assert lookup.seconds == spent, "it was encoded before"


def test_texts_that_were_not_given_are_noticed() -> None:
    texts = [f"text {number}" for number in range(101)]
    with pytest.raises(ValueError, match="was not encoded before"):
        TokenLookup(GIVEN, {}, {}, codes={}, tokens={}).embed_passages_coded(texts)
