"""Knowing when there is nothing: whether the best passage of a ranking answers the question.

A logistic curve over one figure, the relevance of the best passage. That is on a scale which depends on how passages
are ranked, and on whether question and passage are in one language, so each case has a curve of its own. They are
measured on judged collections: with their own questions, and with those of others, which nothing in them answers.
`python -m tests.evaluation.measure_no_match` does it. What stands behind the best passage does not count: it depends on
filters, and on how large a collection is.
"""

import math
from dataclasses import dataclass

from corpus.language import UNKNOWN
from index.query_language import Group, Node, Word
from index.question import Question
from index.ranked import Ranked
from index.weights import StageName

THRESHOLD = 0.25
"""The probability from which a match is good. Below one half, since it costs more to doubt passages that answer."""
_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """How the probability follows from the relevance of the best passage."""

    middle: float
    """The relevance at which it is one half."""
    slope: float
    """How many log odds one unit of relevance brings."""

    def probability(self, relevance: float) -> float:
        """0 to 1."""
        # The logistic function, written so that nothing overflows far from the middle.
        return 0.5 * (1.0 + math.tanh(0.5 * self.slope * (relevance - self.middle)))


CURVES = {
    ("lexical", False): Curve(middle=0.244, slope=12.5),
    ("lexical", True): Curve(middle=0.108, slope=10.8),
    ("dense", False): Curve(middle=0.304, slope=25.6),
    ("dense", True): Curve(middle=0.267, slope=17.9),
    ("hybrid", False): Curve(middle=0.260, slope=22.2),
    ("hybrid", True): Curve(middle=0.269, slope=17.3),
    ("late", False): Curve(middle=0.239, slope=29.9),
    ("late", True): Curve(middle=0.234, slope=24.5),
}
"""By how passages were ranked (`ranked_by`), and whether the best one is in another language than the question.

Words alone say next to nothing across languages (AUC .61): that curve tells hardly ever.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Whether the best passage of a ranking answers the question."""

    probability: float
    """That it does, 0 to 1."""
    relevance: float = 0.0
    """What that was read from: the relevance of the best passage; 0 where there is none."""
    case: tuple[str, bool] | None = None
    """The key of the curve in `CURVES`; None where there is no passage."""

    @property
    def is_good(self) -> bool:
        """True if the passage is likely enough to answer."""
        return self.probability >= THRESHOLD


def match_of(ranked: Ranked, question: Question, *, passage_language: str) -> Match | None:
    """How well the best passage of a ranking matches; it is in `passage_language`, BCP 47.

    Nothing matches where nothing is ranked. None where there is nothing to judge: without a question, and where the
    question is nothing but conditions (phrases, `title:`, AND, OR, NOT), since each hit fulfils them and that is all
    that was asked. Where plain words stand beside conditions, all words are judged as any question.
    """
    if not question.wished or not _has_wishes(question.tree):
        return None
    if not len(ranked.rows):
        return Match(probability=0.0)
    primary = passage_language.partition("-")[0]
    across = primary != question.language and UNKNOWN not in (primary, question.language)
    case, relevance = (ranked_by(ranked), across), float(ranked.relevance[0])
    return Match(probability=round(CURVES[case].probability(relevance), _DECIMALS), relevance=relevance, case=case)


def ranked_by(ranked: Ranked) -> str:
    """`lexical` or `dense` where one ranks alone; else `late` where passages were read token by token, or `hybrid`."""
    if len(ranked.stages) == 1:
        return ranked.stages[0].name.value
    return "late" if ranked.stage(StageName.LATE) is not None else "hybrid"


def _has_wishes(node: Node) -> bool:
    """True if there are plain words that no condition binds."""
    return isinstance(node, Word) or (isinstance(node, Group) and any(map(_has_wishes, node.parts)))
