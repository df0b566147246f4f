"""Which themes a question is about, and under which of them a quotation is shown."""

from collections import Counter
from collections.abc import Sequence

from corpus.taxonomy import Taxonomy, primary
from index.ranking import Hit
from synthesis.question import Question
from synthesis.relevance import scale_of
from synthesis.searching import EvidenceSearcher
from synthesis.tokens import spaced

_TOP = 10
"""So many of the best passages say what a question is about that names no theme."""
_AHEAD = 0.4
"""The share of an encoder's spread by which a theme must be nearer to the question than the next."""
_MAIN = 0.5
"""A theme that this share of them carries is what the question is about."""
_FITS = 0.25
"""A theme that this share of them carries fits the question, though the question is not about it."""
_CARRIED, _AROUND = 0.6, 0.3
"""How surely a sentence is on a theme that its passage carries, and that stands elsewhere in its document."""


class Themes:
    """The themes of one question: by its words, else by its meaning, else by the passages that rank highest for it."""

    def __init__(self, question: Question, hits: Sequence[Hit], taxonomy: Taxonomy, searcher: EvidenceSearcher) -> None:
        self._taxonomy = taxonomy
        self._order = {theme: place for place, theme in enumerate(taxonomy.theme_ids)}
        self._forms: dict[str, tuple[tuple[str, str], ...]] = {}
        top = hits[:_TOP]
        carried = Counter(theme for hit in top for theme in set(hit.passage.values("theme")) if theme in self._order)
        frequent = frozenset(theme for theme, count in carried.items() if count >= _MAIN * len(top))
        self.main = self._asked(question) or self._nearest(question, searcher) or frequent
        """What the question is about; empty where that cannot be said."""
        self._documents = frozenset(
            hit.document.doc_id for hit in hits if self.main.intersection(hit.passage.values("theme"))
        )
        self._fitting = frozenset(theme for theme, count in carried.items() if count >= _FITS * len(top))

    def of(self, hit: Hit, sentence: str) -> str | None:
        """The theme to show a sentence under: one that the question is about if the sentence, or else its passage, has
        it; else one that fits the question; else one of the title or headings; else None."""
        tags = [tag for tag in hit.passage.tags if tag.label == "theme" and tag.value in self._order]
        tags.sort(key=lambda tag: (-tag.confidence, self._order[tag.value]))
        carried = [tag.value for tag in tags]
        named = self._sorted(self.named_in(sentence, hit.passage.passage.language))
        above = self._sorted(self.above(hit))
        for themes, wanted in (
            (named, self.main),
            (carried, self.main),
            (named, self._fitting),
            (carried, self._fitting),
            (above, self.main | self._fitting),
        ):
            for theme in themes:
                if theme in wanted:
                    return theme
        return None

    def nearness(self, hit: Hit, sentence: str) -> float | None:
        """How surely a sentence is on a theme of the question, 0 to 1; None where the question has none."""
        if not self.main:
            return None
        if self.main & self.named_in(sentence, hit.passage.passage.language):
            return 1.0
        if self.main.intersection(hit.passage.values("theme")):
            return _CARRIED
        return _AROUND if hit.document.doc_id in self._documents or self.main & self.above(hit) else 0.0

    def named_in(self, text: str, language: str) -> frozenset[str]:
        """The themes of which a term stands in a text, in its own language or in English."""
        inside = spaced(text)
        return frozenset(theme for theme, form in self._terms(primary(language)) if form in inside)

    def _asked(self, question: Question) -> frozenset[str]:
        """The themes that the question names; not one whose word is part of another's: `pay` in `gender pay gap`."""
        inside = spaced(question.wished)
        found = {(theme, form) for theme, form in self._terms(primary(question.language)) if form in inside}
        longest = [form for _, form in found if not any(form in other and form != other for _, other in found)]
        return frozenset(theme for theme, form in found if form in longest)

    def above(self, hit: Hit) -> frozenset[str]:
        """The themes that the title and the headings above a passage name."""
        passage = hit.passage.passage
        return self.named_in(" . ".join((hit.document.title, *passage.locator.headings)), passage.language)

    def _nearest(self, question: Question, searcher: EvidenceSearcher) -> frozenset[str]:
        """The theme whose definition is clearly nearest to the question, if there is one."""
        scale = scale_of(searcher.model_id)
        themes = self._taxonomy.themes
        if scale is None or len(themes) < 2:
            return frozenset()
        cosines = searcher.similarity(question.wished, [theme.definition for theme in themes]).tolist()
        (first, nearest), (second, _) = sorted(
            zip(cosines, (theme.id for theme in themes), strict=True), key=lambda entry: -entry[0]
        )[:2]
        return frozenset({nearest}) if first - second >= _AHEAD * scale.spread else frozenset()

    def _sorted(self, themes: frozenset[str]) -> list[str]:
        return sorted(themes, key=self._order.__getitem__)

    def _terms(self, language: str) -> tuple[tuple[str, str], ...]:
        if language not in self._forms:
            self._forms[language] = tuple(
                (term.theme_id, spaced(form))
                for spoken in dict.fromkeys((language, "en"))
                for term in self._taxonomy.terms(spoken)
                for form in term.forms
            )
        return self._forms[language]
