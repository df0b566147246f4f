"""Words and their stems: the same for passages and for queries, in every language that has a stemmer."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import Stemmer

STEMMED = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish",
}  # fmt: skip
"""Language codes (ISO 639-1) to the names of their Snowball stemmers; words of other languages are kept as they are."""

_WORD = re.compile(r"[^\W_]+(?:['’\u02bc][^\W_]+)*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]{2,}")
"""Runs of Japanese, Chinese and Thai, which are written without spaces: they are indexed as pairs of characters."""


def words(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word with its character offsets `[start, end)`, in lower case, in order."""
    has_unspaced = _UNSPACED.search(text) is not None
    for match in _WORD.finditer(text):
        if has_unspaced and _UNSPACED.search(match[0]):
            yield from _pairs(match.start(), match[0])
        else:
            yield match.start(), match.end(), match[0].lower()


def stem(word: str, language: str) -> str:
    """What is indexed for a lower-case word: its stem without accents, so that `sanatate` finds `sănătate`."""
    return _stem(word, STEMMED.get(language.partition("-")[0], ""))


def stems(text: str, language: str) -> list[str]:
    """The stems of a text, in order."""
    return [stem(word, language) for _, _, word in words(text)]


def _pairs(start: int, run: str) -> Iterator[tuple[int, int, str]]:
    for offset in range(len(run) - 1):
        yield start + offset, start + offset + 2, run[offset : offset + 2].lower()


@lru_cache(maxsize=200_000)
def _stem(word: str, algorithm: str) -> str:
    whole = word.replace("’", "'").replace("\u02bc", "'")
    stemmed = _stemmer(algorithm).stemWord(whole) if algorithm else whole
    plain = unicodedata.normalize("NFKD", stemmed)
    return "".join(character for character in plain if not unicodedata.combining(character)).replace("'", "") or whole


@cache
def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(algorithm)
