"""What each stage counts, by the languages of question and passage."""

import numpy as np
import pytest

from index.weights import ENGLISH_MEANING, LEXICAL, LEXICAL_ACROSS, PassageLanguages, StageName

# One passage each: English, German, Austrian German, of no known language.
LANGUAGES = PassageLanguages(("de", "de-AT", "en"), np.array([2, 0, 1, -1], dtype=np.int32))
ROWS = np.arange(4)


def weights(question: str, has_english: np.ndarray | None = None) -> dict[StageName, list[float]]:
    found = LANGUAGES.weights(question, ROWS, has_english)
    return {name: [round(float(value), 6) for value in values] for name, values in found.items()}


def close_weights(question: str, has_english: np.ndarray | None = None) -> dict[StageName, list[float]]:
    found = LANGUAGES.close_weights(question, ROWS, has_english)
    return {name: [round(float(value), 6) for value in values] for name, values in found.items()}


def test_what_is_read_token_by_token_is_ranked_by_tokens_across_languages() -> None:
    found = close_weights("de")
    assert set(found) == set(StageName)
    across = {name: values[0] for name, values in found.items()}
    assert across[StageName.LATE] > 3 * (across[StageName.DENSE] + across[StageName.LEXICAL])
    within = {name: values[1] for name, values in found.items()}
    assert sum(within.values()) == pytest.approx(1.0)
    assert within[StageName.LEXICAL] > within[StageName.LATE] > 0
    assert all(values[1] == values[2] == values[3] for values in found.values())


def test_of_what_is_read_token_by_token_the_english_encoder_takes_its_part_from_meaning() -> None:
    has_english = np.array([True, False, False, False])
    found, without = close_weights("en", has_english), close_weights("en")
    assert found[StageName.ENGLISH][0] > 0
    assert found[StageName.ENGLISH][1:] == [0.0] * 3
    assert found[StageName.ENGLISH][0] + found[StageName.DENSE][0] == pytest.approx(without[StageName.DENSE][0])
    assert found[StageName.LATE] == without[StageName.LATE]


def test_words_count_little_beside_meaning_across_languages() -> None:
    found = weights("de")
    assert found[StageName.LEXICAL] == [LEXICAL_ACROSS, LEXICAL, LEXICAL, LEXICAL]
    assert found[StageName.DENSE] == [1.0, *[pytest.approx(1 - LEXICAL)] * 3]
    assert found[StageName.ENGLISH] == [0.0] * 4


def test_a_question_of_no_known_language_is_in_that_of_every_passage() -> None:
    assert weights("und")[StageName.LEXICAL] == [LEXICAL] * 4


def test_the_english_encoder_takes_its_part_from_meaning_for_english_alone() -> None:
    has_english = np.array([True, False, False, False])
    found = weights("en", has_english)
    assert found[StageName.ENGLISH] == [ENGLISH_MEANING, 0.0, 0.0, 0.0]
    assert found[StageName.DENSE][0] == pytest.approx(1 - LEXICAL - ENGLISH_MEANING)
    assert weights("de", has_english)[StageName.ENGLISH] == [0.0] * 4
