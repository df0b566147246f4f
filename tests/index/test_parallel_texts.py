"""The parallel texts are sound: sixteen in each language, of the same forms, in its script, none of the test's."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.language import UNKNOWN, identify, normalise

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "index" / "data" / "parallel_texts.yaml"
EVALUATED = ROOT / "tests" / "evaluation" / "parallel" / "questions.yaml"
QUESTIONS, KEYWORDS, STATEMENTS = slice(0, 10), slice(10, 14), slice(14, 16)
FEWEST_TOLD = 13
SCRIPTS = {
    **dict.fromkeys(("sr", "bg", "uk", "ru", "mk", "kk", "ky", "tg"), ("CYRILLIC",)),
    "el": ("GREEK",),
    "hy": ("ARMENIAN",),
    "ka": ("GEORGIAN",),
    "he": ("HEBREW",),
    "ar": ("ARABIC",),
    "zh": ("CJK",),
    "ja": ("CJK", "HIRAGANA", "KATAKANA"),
}
RELATIVES = {language: {"bs", "hr", "sr"} for language in ("bs", "hr", "sr")}
"""What each may be taken for: of one sentence nobody can tell these three apart, but for the script."""
ASK = {"el": ";", "ar": "؟", "zh": "？", "ja": "？"}
STOP = {"hy": "։", "zh": "。", "ja": "。"}


@cache
def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


LANGUAGES = tuple(read(TEXTS))


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def texts(language: str) -> list[str]:
    return list(read(TEXTS)[language])


def told(texts: Sequence[str], language: str) -> int:
    """How many are read as the language, as a close relative of it, or as none."""
    taken = {UNKNOWN, normalise(language)} | RELATIVES.get(language, set())
    return sum(identify(text) in taken for text in texts)


def strange_letters(texts: Sequence[str], language: str) -> str:
    scripts = SCRIPTS.get(language, ("LATIN",))
    letters = sorted({letter for letter in "".join(texts) if letter.isalpha()})
    return "".join(letter for letter in letters if not unicodedata.name(letter).startswith(scripts))


def test_there_are_sixteen_that_differ(texts: list[str]) -> None:
    assert [type(text) for text in texts] == [str] * 16
    assert all(text == " ".join(text.split()) != "" for text in texts)
    assert len({text.casefold() for text in texts}) == 16


def test_questions_keywords_and_statements_stand_in_the_same_places(language: str, texts: list[str]) -> None:
    stop = STOP.get(language, ".")
    if language == "hy":  # Armenian marks the word that is asked about, and ends a question as any sentence.
        assert all("՞" in text and text.endswith(stop) for text in texts[QUESTIONS])
    else:
        assert all(text.endswith(ASK.get(language, "?")) for text in texts[QUESTIONS])
    assert all(text[-1].isalpha() for text in texts[KEYWORDS])
    assert all(text.endswith(stop) and "՞" not in text for text in texts[STATEMENTS])


def test_letters_are_those_of_the_language_and_no_digit_is_written(language: str, texts: list[str]) -> None:
    assert strange_letters(texts, language) == ""
    assert not any(letter.isdigit() for letter in "".join(texts))


def test_the_language_is_recognised(language: str, texts: list[str]) -> None:
    assert told(texts, language) >= FEWEST_TOLD


def test_no_text_is_one_of_the_questions_that_judge_the_method(texts: list[str]) -> None:
    asked = {text.casefold() for question in read(EVALUATED) for text in question["asked"].values()}
    assert len(asked) > 400
    assert not asked & {text.casefold() for text in texts}


def test_texts_under_a_wrong_code_are_noticed() -> None:
    known = read(TEXTS)
    for language, other in (("fr", "es"), ("nb", "sv"), ("sk", "cs"), ("ru", "uk"), ("zh", "ja")):
        assert told(known[other], language) < FEWEST_TOLD
    assert strange_letters(["Каkо"], "sr") == "k"
    assert strange_letters(["Κaι"], "el") == "a"
