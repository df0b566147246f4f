"""Whether two quotations say the same."""

import re

from corpus.stop_words import stop_words
from corpus.taxonomy import primary
from index.tokens import stem, words
from synthesis.candidates import Candidate
from synthesis.relevance import SAME_WORDS, SIMILAR_WORDS, Scale
from synthesis.searching import EvidenceSearcher

_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")


class Redundancy:
    """Compares sentences by their words, and where that leaves doubt by their meaning."""

    def __init__(self, searcher: EvidenceSearcher, scale: Scale | None) -> None:
        self._searcher = searcher
        self._scale = scale

    def says_the_same(self, one: Candidate, other: Candidate) -> bool:
        """True for near-duplicates. Sentences with different figures never are: sources may disagree."""
        if figures(one.text) != figures(other.text):
            return False
        shared = _shared(one, other)
        if shared >= SAME_WORDS:
            return True
        if shared < SIMILAR_WORDS or self._scale is None:
            return False
        return float(self._searcher.similarity(one.text, [other.text])[0]) >= self._scale.same


def figures(text: str) -> frozenset[str]:
    """The numbers in a text, as they are written."""
    return frozenset(_FIGURES.findall(text))


def _shared(one: Candidate, other: Candidate) -> float:
    """The Jaccard index of the stems of two sentences, 0 to 1."""
    left, right = _content(one), _content(other)
    return len(left & right) / len(left | right) if left | right else 1.0


def _content(candidate: Candidate) -> frozenset[str]:
    language = candidate.hit.passage.passage.language
    common = stop_words(primary(language))
    return frozenset(stem(word, language) for _, _, word in words(candidate.text) if word not in common)
