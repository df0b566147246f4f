"""What encoders made is kept: vectors of whole texts, codes of passages' tokens, and vectors of questions' tokens."""

from pathlib import Path

import numpy as np
import pytest

from index.bundled_models import open_bundled
from index.onnx_embedder import OnnxEmbedder
from tests.bench.encoding import ENGLISH, GIVEN, Encoding

PASSAGES = ["Nurses leave rural hospitals.", "", "A midwife works at night, and her salary is low for all she does."]
QUESTIONS = ["Why do nurses leave?", "What does a midwife earn?"]


pytestmark = pytest.mark.usefixtures("bundled_encoders")


def silent(done: int, total: int) -> None:
    return


def test_tokens_are_those_of_the_encoder_and_vectors_the_same_with_and_without_them(tmp_path: Path) -> None:
    encoding, encoder = Encoding(tmp_path, GIVEN), open_bundled(GIVEN)
    vectors, codes = encoding.passages_coded(PASSAGES, silent)
    assert np.array_equal(vectors, encoder.embed_passages(PASSAGES))
    for kept, made in zip(codes, encoder.embed_passages_coded(PASSAGES)[1], strict=True):
        assert np.array_equal(kept, made)
    asked, tokens = encoding.questions_with_tokens(QUESTIONS)
    assert np.array_equal(asked, encoding.questions(QUESTIONS)), "what the other systems are given is no other vector"
    for question, kept in zip(QUESTIONS, tokens, strict=True):
        assert np.array_equal(kept, encoder.embed_query_tokens(question)[1])


def test_nothing_is_encoded_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Encoding(tmp_path, GIVEN)
    _, codes = first.passages_coded(PASSAGES, silent)
    assert not first.has_questions(QUESTIONS)
    first.questions(QUESTIONS)
    assert not first.has_questions(QUESTIONS), "their tokens are missing"
    _, tokens = first.questions_with_tokens(QUESTIONS)

    def refuse(self: OnnxEmbedder) -> None:
        raise AssertionError("the encoder was asked again")

    monkeypatch.setattr(OnnxEmbedder, "_encoder", refuse)
    again = Encoding(tmp_path, GIVEN)
    assert again.has_questions(QUESTIONS)
    assert np.array_equal(again.passages_coded(PASSAGES, silent)[1].rows, codes.rows)
    assert np.array_equal(again.questions_with_tokens(QUESTIONS)[1].rows, tokens.rows)


def test_what_it_takes_is_measured_with_tokens_only_where_cadre_asks_for_them(tmp_path: Path) -> None:
    with_tokens = Encoding(tmp_path, GIVEN).times(PASSAGES, QUESTIONS).with_tokens
    assert with_tokens is not None
    assert with_tokens.passages_a_second > 0
    assert with_tokens.question_milliseconds > 0
    english = Encoding(tmp_path, ENGLISH)
    assert english.times(PASSAGES, QUESTIONS).with_tokens is None
    with pytest.raises(ValueError, match="no vectors of tokens"):
        english.questions_with_tokens(QUESTIONS)
