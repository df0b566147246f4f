import pytest

from corpus.stop_words import stop_words


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "the"), ("fr", "les"), ("de", "eine"), ("es-MX", "los"), ("el", "και"), ("hu", "egy"), ("ro", "și")],
)
def test_common_words_are_known(language: str, word: str) -> None:
    assert word in stop_words(language)


@pytest.mark.parametrize("language", ["und", "xx-none", "qqq", "../de"])
def test_unknown_languages_have_none(language: str) -> None:
    assert stop_words(language) == frozenset()
