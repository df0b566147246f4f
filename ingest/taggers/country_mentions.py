"""Finds where a text of one language speaks of a country, and how sure that is."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from corpus.country_forms import CountryWords, Form, FormKind, fold
from ingest.taggers.country_spelling import compose, is_written_as

NAME_CONFIDENCE = 0.95
SUPPORTED_NAME_CONFIDENCE = 0.9
UNSUPPORTED_NAME_CONFIDENCE = 0.5
ADJECTIVE_CONFIDENCE = 0.8
SUPPORTED_ADJECTIVE_CONFIDENCE = 0.7

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_UNKNOWN_WORD = "\N{REPLACEMENT CHARACTER}"
_LONGEST_JOIN = 3
"""Tokens between two members of a list: ", and the"."""
_ENDS_OF_SENTENCE = frozenset(("", ".", ";", ":", ")"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place of a text that speaks of a country."""

    form: Form
    text: str
    start: int
    end: int
    """Characters `[start, end)` of the text."""
    tokens: tuple[int, int]
    """First token, and the one after the last."""
    confidence: float
    support: str = ""
    """The words that made a doubtful form likely."""


@dataclass(slots=True, kw_only=True)
class _Sightings:
    """What the matcher saw in one text, by kind; phrases as token ranges."""

    forms: list[tuple[str, int, int]] = field(default_factory=list)
    traps: list[tuple[int, int]] = field(default_factory=list)
    languages: list[tuple[int, int]] = field(default_factory=list)
    """Names of languages that stand for no country: English, Arabic."""
    evidence: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """The first phrase that supports or refutes a code, by (`supports` or `refutes`, code)."""
    beside: dict[str, set[int]] = field(default_factory=dict)
    """Tokens at which telling words begin (`language-after`, `person-after`) or have ended (the other kinds)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tokens:
    """A text as words, numbers and single signs: the folded ones for the matcher, and where they stand."""

    text: str
    doc: Doc
    places: list[tuple[int, int]]

    def written(self, start: int, end: int) -> str:
        """The text of the tokens `[start, end)`, "" outside of the text."""
        if not 0 <= start < end <= len(self.places):
            return ""
        return self.text[self.places[start][0] : self.places[end - 1][1]]


class MentionFinder:
    """Finds the countries in texts of one language, with that language's forms and the names in English.

    The longest form wins where several overlap; a trap that wins stands for no country.
    """

    def __init__(self, words: CountryWords, english: CountryWords) -> None:
        sources = (words,) if words is english else (words, english)
        self._vocab = Vocab()
        self._known: set[str] = set()
        self._matcher = PhraseMatcher(self._vocab, attr="ORTH")
        self._meanings: dict[int, tuple[str, str]] = {}
        self._joins = frozenset(fold(word) for word in words.phrases.get("joins", ()))
        self._forms = _forms_by_spelling(sources)
        for spelling in self._forms:
            self._add("form", spelling, (spelling,))
        for source in sources:
            for kind, phrases in source.phrases.items():
                self._add(kind, source.language, phrases)
            for code, phrases in source.supports.items():
                self._add("supports", code, phrases)
            for code, phrases in source.refutes.items():
                self._add("refutes", code, phrases)

    def _add(self, kind: str, value: str, phrases: Sequence[str]) -> None:
        patterns = [_TOKEN.findall(fold(phrase)) for phrase in phrases]
        self._known.update(*patterns)
        key = f"{kind} {value}"
        self._matcher.add(key, [Doc(self._vocab, words=words) for words in patterns])
        self._meanings[self._vocab.strings[key]] = (kind, value)

    def find(self, text: str) -> list[Mention]:
        """The mentions in `text`, in order. Doubtful adjectives and refuted names are left out."""
        composed, offsets = compose(text)
        tokens = self._tokens(composed)
        seen = self._look(tokens)
        mentions = [found for found in self._mentions(tokens, seen) if not _means_another(found, tokens, seen)]
        mentions = self._without_languages(self._judge(mentions, tokens, seen), tokens, seen)
        return mentions if offsets is None else [_moved(mention, text, offsets) for mention in mentions]

    def _tokens(self, text: str) -> _Tokens:
        """Words that no phrase holds become one and the same, so that reading a large corpus fills no memory."""
        matches = list(_TOKEN.finditer(fold(text)))
        words = [word if (word := match.group()) in self._known else _UNKNOWN_WORD for match in matches]
        return _Tokens(text=text, doc=Doc(self._vocab, words=words), places=[match.span() for match in matches])

    def _look(self, tokens: _Tokens) -> _Sightings:
        seen = _Sightings()
        for key, start, end in self._matcher(tokens.doc):
            kind, value = self._meanings[key]
            if kind == "language-name":
                seen.languages.append((start, end))
            elif kind == "form":
                seen.forms.append((value, start, end))
            elif kind == "trap":
                seen.traps.append((start, end))
            elif kind in ("supports", "refutes"):
                seen.evidence.setdefault((kind, value), (start, end))
            else:
                seen.beside.setdefault(kind, set()).add(start if kind.endswith("-after") else end)
        return seen

    def _mentions(self, tokens: _Tokens, seen: _Sightings) -> list[Mention]:
        mentions: dict[tuple[int, int], Mention] = {}
        for spelling, start, end in seen.forms:
            written = tokens.written(start, end)
            before, after = tokens.written(start - 1, start), tokens.written(end, end + 1)
            form = next((form for form in self._forms[spelling] if is_written_as(form, written, before, after)), None)
            if form is not None:
                mentions[start, end] = Mention(
                    form=form,
                    text=written,
                    start=tokens.places[start][0],
                    end=tokens.places[end - 1][1],
                    tokens=(start, end),
                    confidence=ADJECTIVE_CONFIDENCE if form.kind is FormKind.ADJECTIVE else NAME_CONFIDENCE,
                )
        traps = set(seen.traps)
        spans = [Span(tokens.doc, start, end) for start, end in {**dict.fromkeys(traps), **mentions}]
        chosen = [(span.start, span.end) for span in filter_spans(spans)]
        return [mentions[place] for place in chosen if place not in traps]

    def _judge(self, mentions: list[Mention], tokens: _Tokens, seen: _Sightings) -> list[Mention]:
        certain = [mention for mention in mentions if not mention.form.doubtful]
        judged = []
        for mention in mentions:
            if not mention.form.doubtful:
                judged.append(mention)
                continue
            support = self._support(mention, certain, tokens, seen)
            is_adjective = mention.form.kind is FormKind.ADJECTIVE
            if support:
                confidence = SUPPORTED_ADJECTIVE_CONFIDENCE if is_adjective else SUPPORTED_NAME_CONFIDENCE
                judged.append(replace(mention, confidence=confidence, support=support))
            elif not is_adjective and ("refutes", mention.form.code) not in seen.evidence:
                judged.append(replace(mention, confidence=UNSUPPORTED_NAME_CONFIDENCE))
        return judged

    def _support(self, mention: Mention, certain: list[Mention], tokens: _Tokens, seen: _Sightings) -> str:
        """The first words that make a doubtful mention likely: of its own country, or a country listed beside it."""
        code = mention.form.code
        place = seen.evidence.get(("supports", code))
        if place is not None:
            return tokens.written(*place)
        refuted = ("refutes", code) in seen.evidence
        for other in certain:
            if other.form.code == code:
                return other.text
            are_names = mention.form.kind is other.form.kind is FormKind.NAME
            if are_names and not refuted and self._are_listed(mention.tokens, other.tokens, tokens):
                return other.text
        return ""

    def _without_languages(self, mentions: list[Mention], tokens: _Tokens, seen: _Sightings) -> list[Mention]:
        """Leaves out the adjectives of a list that holds the name of a language: "English, French and Spanish"."""
        kept = {mention.tokens for mention in mentions}
        languages = [place for place in seen.languages if place not in kept]
        rest = mentions
        while languages:
            listed = [
                mention
                for mention in rest
                if mention.form.kind is FormKind.ADJECTIVE
                and any(self._are_listed(mention.tokens, place, tokens) for place in languages)
            ]
            languages = [mention.tokens for mention in listed]
            rest = [mention for mention in rest if mention not in listed]
        return rest

    def _are_listed(self, one: tuple[int, int], other: tuple[int, int], tokens: _Tokens) -> bool:
        first, second = sorted((one, other))
        between = tokens.doc[first[1] : second[0]]
        return 0 < len(between) <= _LONGEST_JOIN and all(token.text in self._joins for token in between)


def _forms_by_spelling(sources: Iterable[CountryWords]) -> dict[str, tuple[Form, ...]]:
    """Forms by their folded text: all of the first source; of the second the names that the first does not know.

    Acronyms are not lent: DRC is a kidney disease in Portuguese.
    """
    spellings: dict[str, tuple[Form, ...]] = {}
    known: frozenset[str] = frozenset()
    for number, words in enumerate(sources):
        for form in words.forms:
            spelling = fold(form.text)
            is_lent = form.kind is not FormKind.ADJECTIVE and not form.text.isupper() and spelling not in known
            if (number == 0 or is_lent) and not form.label_only:
                spellings[spelling] = (*spellings.get(spelling, ()), form)
        labels = (fold(form.text) for form in words.forms)
        known = frozenset((*labels, *(fold(trap) for trap in words.phrases.get("trap", ()))))
    return spellings


def _means_another(mention: Mention, tokens: _Tokens, seen: _Sightings) -> bool:
    """Whether the words beside a mention make it a language (French-speaking) or an author (Ireland et al)."""
    start, end = mention.tokens
    if mention.form.kind is FormKind.ADJECTIVE:
        if tokens.written(end, end + 1) == "-":
            end += 1
        if start in seen.beside.get("language-before", set()) or end in seen.beside.get("language-after", set()):
            return True
        ends_sentence = tokens.written(end, end + 1) in _ENDS_OF_SENTENCE
        is_plural = mention.text.endswith("s")  # Germans and Swedes are people, never a language
        return ends_sentence and not is_plural and start in seen.beside.get("language-in", set())
    return end in seen.beside.get("person-after", set())


def _moved(mention: Mention, text: str, offsets: Sequence[int]) -> Mention:
    start, end = offsets[mention.start], offsets[mention.end]
    return replace(mention, text=text[start:end], start=start, end=end)
