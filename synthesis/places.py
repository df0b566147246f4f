"""Which countries a question names, and which of them a sentence is about."""

from collections.abc import Collection

from corpus.countries import Countries
from corpus.country_forms import Form
from corpus.reading import BLOCK_SEPARATOR
from corpus.taxonomy import primary
from index.ranking import Hit
from synthesis.tokens import spaced, spaced_exactly

_Form = tuple[str, str, bool]
"""Code, spaced form, and whether its letters count exactly."""


class Places:
    """Finds countries by their names and adjectives, in the language of a text and in English."""

    def __init__(self, countries: Countries) -> None:
        self._countries = countries
        self._forms: dict[str, tuple[_Form, ...]] = {}

    def named_in(self, text: str, language: str, among: Collection[str]) -> tuple[str, ...]:
        """Which of the countries `among` a text names, as ascending alpha-2 codes."""
        if not among:
            return ()
        folded, exact = spaced(text), spaced_exactly(text)
        forms = self._forms_of(primary(language))
        return tuple(
            sorted(
                {code for code, form, is_exact in forms if code in among and form in (exact if is_exact else folded)}
            )
        )

    def of_question(self, text: str, language: str) -> tuple[str, ...]:
        """The countries that a question names."""
        return self.named_in(text, language, frozenset(self._countries.codes))

    def of_sentence(self, hit: Hit, start: int, end: int) -> tuple[str, ...]:
        """The countries of a passage that `text[start:end]` of it is about.

        Those which the sentence names; else the country of a document about one; else the one that its paragraph names;
        else those of the nearest heading or the title. Where a document or paragraph is about several, it does not say
        which of them a sentence is about.
        """
        passage, document = hit.passage.passage, hit.document
        tagged = frozenset(hit.passage.values("country"))
        if named := self.named_in(passage.text[start:end], passage.language, tagged):
            return named
        if len(document.countries) == 1:
            return document.countries
        if len(named := self.named_in(_paragraph(passage.text, start), passage.language, tagged)) == 1:
            return named
        for text in (*reversed(passage.locator.headings), document.title):
            if named := self.named_in(text, passage.language, tagged):
                return named
        return ()

    def _forms_of(self, language: str) -> tuple[_Form, ...]:
        if language not in self._forms:
            held = (self._countries.words.get(spoken) for spoken in dict.fromkeys((language, "en")))
            self._forms[language] = tuple(
                (form.code, spaced_exactly(form.text) if _is_exact(form) else spaced(form.text), _is_exact(form))
                for words in held
                if words is not None
                for form in words.forms
                if not form.label_only
            )
        return self._forms[language]


def _paragraph(text: str, at: int) -> str:
    before, after = text[:at].rpartition(BLOCK_SEPARATOR)[2], text[at:].partition(BLOCK_SEPARATOR)[0]
    return before + after


def _is_exact(form: Form) -> bool:
    """True if only its own letters are the country: US is not us, and Turkey not turkey."""
    return form.exact or form.doubtful or form.text.isupper()
