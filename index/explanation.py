"""Why a hit stands where it does: what each stage made of it, and which words of the question it holds."""

from dataclasses import dataclass

from corpus.document import Document, TaggedPassage
from index.question import Question
from index.ranked import Ranked, StageScores
from index.tokens import stem, words
from index.weights import StageName
from index.words import WordsIndex

_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePart:
    """What one stage made of one passage."""

    rank: int | None
    """Its place in the stage's own list, from 1; None where it is not in it."""
    score: float
    """BM25, or an aligned cosine: see `index.alignment`."""
    share: float
    """The score on the common scale of all stages: at most 1, about 0 for what has nothing to do with the question."""
    weight: float
    contribution: float
    """What the stage adds to the hit's score: weight times share; where it ranks alone, its score as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedWord:
    """A word of the question, and where the passage has it: each way of writing once, in its order."""

    word: str
    text: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a hit stands where it does. The contributions add up to its score, within two in the sixth decimal."""

    plain_rank: int
    """Its place in the ranking, from 1, before that was made diverse."""
    lexical: StagePart | None
    """None where words were not asked."""
    dense: StagePart | None
    """None where meaning was not asked."""
    english: StagePart | None
    """By the encoder that reads English alone; None where it was not asked or has not read the passage."""
    late: StagePart | None
    """By what its single tokens mean; without a rank for what stands behind the passages that were read so closely."""
    matched: tuple[MatchedWord, ...]
    missing: tuple[str, ...]
    """The words of the question that neither the passage nor its headings nor the document's title hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """How a question was understood."""

    language: str
    """BCP 47; `und` where the text is too short to tell."""
    words: tuple[str, ...]
    """The words that count, in lower case."""
    ignored: tuple[str, ...]
    """The words that do not, since they say nothing in that language (in English where it is not known)."""


class Explainer:
    """Explains the hits of one question."""

    def __init__(self, question: Question, words_index: WordsIndex) -> None:
        self._question = question
        self._words = words_index.query_words(question.tree, ignored=question.ignored)
        self._by_stem: dict[str, list[str]] = {}
        for word, tokens in self._words.items():
            for token in tokens:
                self._by_stem.setdefault(token, []).append(word)

    @property
    def stems(self) -> frozenset[str]:
        """The stems of all words that count."""
        return frozenset(self._by_stem)

    def understanding(self) -> Understanding:
        """What the question was taken for."""
        asked = dict.fromkeys(word for _, _, word in words(self._question.wished))
        return Understanding(
            language=self._question.language,
            words=tuple(self._words),
            ignored=tuple(word for word in asked if word not in self._words),
        )

    def explain(self, tagged: TaggedPassage, document: Document, ranked: Ranked, place: int) -> Explanation:
        """Why a passage has the `place`, from 0, in the ranking."""
        passage, english = tagged.passage, ranked.stage(StageName.ENGLISH)
        fields = {"text": passage.text, "title": document.title, "headings": " . ".join(passage.locator.headings)}
        written = {name: self._written(text, passage.language) for name, text in fields.items()}
        found = {
            word: {name: tuple(held.get(word, {}).values()) for name, held in written.items()} for word in self._words
        }
        return Explanation(
            plain_rank=place + 1,
            lexical=_part(ranked.stage(StageName.LEXICAL), place),
            dense=_part(ranked.stage(StageName.DENSE), place),
            english=_part(english, place) if english is not None and english.weights[place] > 0 else None,
            late=_part(ranked.stage(StageName.LATE), place),
            matched=tuple(MatchedWord(word=word, **held) for word, held in found.items() if any(held.values())),
            missing=tuple(word for word, held in found.items() if not any(held.values())),
        )

    def _written(self, text: str, language: str) -> dict[str, dict[str, str]]:
        """For each word of the question the ways in which the text writes it, by their lower case, in order."""
        found: dict[str, dict[str, str]] = {}
        for start, end, lower in words(text):
            for word in self._by_stem.get(stem(lower, language), ()):
                found.setdefault(word, {}).setdefault(lower, text[start:end])
        return found


def _part(stage: StageScores | None, place: int) -> StagePart | None:
    if stage is None:
        return None
    return StagePart(
        rank=int(stage.ranks[place]) or None,
        score=_rounded(stage.scores[place]),
        share=_rounded(stage.shares[place]),
        weight=_rounded(stage.weights[place]),
        contribution=_rounded(stage.contributions[place]),
    )


def _rounded(value: float) -> float:
    return round(float(value), _DECIMALS)
