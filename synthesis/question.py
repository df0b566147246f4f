"""What a question asks for: its content words, and how much each says about a passage."""

import math
from collections.abc import Collection
from dataclasses import dataclass

from corpus.errors import QueryError
from corpus.filters import Filters
from corpus.language import identify
from corpus.stop_words import stop_words
from corpus.taxonomy import primary
from index.query import Query, SearchMode
from index.query_language import parse, wished_words
from index.tokens import STEMMED, stem, stems, words
from synthesis.searching import EvidenceSearcher

UNKNOWN_LANGUAGE = "und"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWord:
    """A content word of a question, in lower case."""

    text: str
    passages: int
    """How many passages of the collection hold it or an inflection of it; not beyond the depth of one search."""
    weight: float
    """Its inverse document frequency: rare words say more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Which part of a question a text holds."""

    coverage: float
    """The share of the content words, by weight, 0 to 1."""
    words: int
    """How many different content words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as it is understood."""

    text: str
    """As it was asked."""
    wished: str
    """Without operators, and without what it excludes."""
    language: str
    """BCP 47; `und` where it could not be identified."""
    words: tuple[QuestionWord, ...]

    def held_by(self, text_stems: Collection[str], language: str) -> Held:
        """What a text with these stems, in this language, holds of the question."""
        held = [word for word in self.words if stem(word.text, language) in text_stems]
        total = sum(word.weight for word in self.words)
        return Held(coverage=sum(word.weight for word in held) / total if total else 0.0, words=len(held))

    def is_foreign_to(self, language: str) -> bool:
        """True if a text in `language` is in another language than the question, so that words cannot be compared."""
        # Languages beyond these are guesses about short English questions more often than not.
        spoken, written = primary(self.language), primary(language)
        return spoken != written and spoken in STEMMED and written in STEMMED


def understand(text: str, searcher: EvidenceSearcher) -> Question:
    """The question, with its words counted in the collection. Raises `QueryError` where it has no word."""
    wished = " ".join(wished_words(parse(text))).strip()
    asked = list(dict.fromkeys(word for _, _, word in words(wished)))
    if not asked:
        raise QueryError(query=text, problem="it has no word to look for", remedy="Ask a question in words.")
    language = identify(wished)
    common = stop_words("en" if language == UNKNOWN_LANGUAGE else language)
    content = [word for word in asked if word not in common] or asked
    size = searcher.counts()["passages"]
    return Question(
        text=text, wished=wished, language=language, words=tuple(_weighed(word, size, searcher) for word in content)
    )


def stem_set(text: str, language: str) -> frozenset[str]:
    """The different stems of a text."""
    return frozenset(stems(text, language))


def _weighed(word: str, size: int, searcher: EvidenceSearcher) -> QuestionWord:
    # In quotation marks, so that a word cannot be read as an operator.
    query = Query(text=f'"{word}"', filters=Filters(), k=1, mode=SearchMode.LEXICAL)
    passages = searcher.search(query).total_passages
    weight = math.log1p((size - passages + 0.5) / (passages + 0.5))
    return QuestionWord(text=word, passages=passages, weight=weight)
