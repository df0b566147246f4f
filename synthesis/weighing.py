"""How well a sentence fits a question: by its words, its meaning, its passage, its theme and its country."""

from dataclasses import dataclass

from synthesis.candidates import Candidate
from synthesis.places import Places
from synthesis.question import Held, Question, stem_set
from synthesis.relevance import FOREIGN_WORDS
from synthesis.themes import Themes

_WORDS, _MEANING, _PASSAGE, _THEME = 0.25, 0.25, 0.25, 0.25
"""What counts: the question's words in the sentence, its meaning, how well its passage fits, and its theme."""
_CONTEXT = 0.5
"""What a word of the question counts that stands not in the sentence, but in the title or headings above it."""
_NO_COUNTRY, _OTHER_COUNTRY = 0.85, 0.6
"""Factors for a sentence without a country, or about others, where the question names one."""
_LEANING, _PURPOSE, _EVENT, _SHORT, _RESULT = 0.75, 0.6, 0.7, 0.85, 1.2
"""Factors for a sentence that leans on one which is not quoted, that only says what a study set out to do, that tells
of a meeting, that is short, and that reports a result."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A candidate with what can be said of it before its own meaning is measured."""

    candidate: Candidate
    held: Held
    countries: tuple[str, ...]
    """Those that it is about."""
    coverage: float
    """The share of the question's words that it holds, with a part of what title and headings hold."""
    passage: float
    """How well its passage fits, 0 to 1."""
    theme: float | None
    """How surely it is on a theme of the question, 0 to 1; None where the question has none."""
    is_foreign: bool
    """In another language than the question: its words cannot be compared."""
    factor: float
    """By what it is, and by the country that it is about."""

    def score(self, meaning: float) -> float:
        """How well the sentence fits the question, given its own meaning as a share, 0 to 1."""
        by_words = max(self.coverage, FOREIGN_WORDS * meaning) if self.is_foreign else self.coverage
        fit = _WORDS * by_words + _MEANING * meaning + _PASSAGE * self.passage
        whole = fit / (1.0 - _THEME) if self.theme is None else fit + _THEME * self.theme
        return self.factor * whole

    @property
    def before_meaning(self) -> float:
        """The score if the sentence means what its passage means."""
        return self.score(self.passage)


class Weigher:
    """Weighs candidates for one question."""

    def __init__(self, question: Question, themes: Themes, places: Places) -> None:
        self._question = question
        self._themes = themes
        self._places = places
        self._asked = frozenset(places.of_question(question.wished, question.language))

    def weigh(self, candidate: Candidate, fit: float) -> Weighed:
        """The candidate, whose passage fits the question as `fit` says, 0 to 1."""
        hit, language = candidate.hit, candidate.hit.passage.passage.language
        inside = stem_set(candidate.text, language)
        above = stem_set(" . ".join((hit.document.title, *hit.passage.passage.locator.headings)), language)
        held = self._question.held_by(inside, language)
        with_context = self._question.held_by(inside | above, language)
        countries = self._places.of_sentence(hit, candidate.start, candidate.end)
        return Weighed(
            candidate=candidate,
            held=held,
            countries=countries,
            coverage=held.coverage + _CONTEXT * (with_context.coverage - held.coverage),
            passage=fit,
            theme=self._themes.nearness(hit, candidate.text),
            is_foreign=self._question.is_foreign_to(language),
            factor=_quality(candidate) * self._place(countries),
        )

    def _place(self, countries: tuple[str, ...]) -> float:
        if not self._asked or self._asked.intersection(countries):
            return 1.0
        return _OTHER_COUNTRY if countries else _NO_COUNTRY


def _quality(candidate: Candidate) -> float:
    factor = (_LEANING if candidate.is_leaning else 1.0) * (_SHORT if candidate.is_short else 1.0)
    if candidate.is_purpose:
        return factor * _PURPOSE
    if candidate.is_event:
        return factor * _EVENT
    return factor * (_RESULT if candidate.is_result else 1.0)
