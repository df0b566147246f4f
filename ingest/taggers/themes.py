"""Themes of passages: the taxonomy's terms where they stand, joined with what the passage means."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from corpus.document import Passage, Tag
from corpus.sentences import sentence_spans
from corpus.taxonomy import DATA, Strength, Taxonomy, Theme, primary

_RULES = "1"
"""Changes with the rules below, so that files are tagged again."""
_MARGIN = 0.02
"""By how much a theme must be nearer than the nearest subject outside the field for meaning to support it."""
_ALONE = 0.05
"""By how much it must be nearer, and nearest of all themes, to be given without any of its words."""
_CONFIDENCE = {Strength.STRONG: 0.85, Strength.WEAK: 0.65}
_CONFIDENCE_ALONE = 0.5
_SUPPORT = 0.05
_QUOTED_TERMS = 3

_AS_IN_TERMS = str.maketrans("’şţŞŢ", "'șțȘȚ")
"""Terms are written with straight apostrophes and commas below; the replacement keeps all offsets."""

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A term where it stands: characters `[start, end)` of the passage."""

    theme_id: str
    strength: Strength
    text: str
    start: int
    end: int


class ThemeTagger:
    """Tags passages with themes by words and by meaning.

    A term counts unless a trap of its theme overlaps it; a weak term needs a health worker in its sentence, or the
    passage's meaning. Meaning is compared with descriptions of the themes and, as a measure of how near is near for
    this encoder, with descriptions of subjects outside the field.
    """

    def __init__(self, taxonomy: Taxonomy, embed_query: Callable[[str], Vector], model_id: str) -> None:
        self._taxonomy = taxonomy
        self._embed_query = embed_query
        self._matchers: dict[str, _Matcher] = {}
        self._descriptions: tuple[list[Vector], Vector] | None = None
        data = b"".join((DATA / name).read_bytes() for name in ("themes.yaml", "background.txt"))
        self._version = hashlib.sha256(data + f"{_RULES}{model_id}".encode()).hexdigest()[:16]

    @property
    def version(self) -> str:
        """Changes with the rules, the taxonomy and the encoder."""
        return f"themes-{self._version}"

    def tags(self, passages: Sequence[Passage], vectors: Vector) -> list[tuple[Tag, ...]]:
        """The theme tags of each passage, in the order of the taxonomy; `vectors` has shape `(len(passages), d)`."""
        return [self._tags(passage, vector) for passage, vector in zip(passages, vectors, strict=True)]

    def _tags(self, passage: Passage, vector: Vector) -> tuple[Tag, ...]:
        margins = self._margins(vector)
        nearest = max(margins, key=lambda theme_id: margins[theme_id])
        found = self._matcher(passage.language).find(passage.text)
        tags = []
        for theme in self._taxonomy.themes:
            terms = [term for term in found if term.theme_id == theme.id]
            counted = [term for term in terms if term.strength is Strength.STRONG or margins[theme.id] >= _MARGIN]
            spans = (
                None if len(counted) == len(terms) else _spans_with_workers(passage, self._matcher(passage.language))
            )
            counted = [term for term in terms if term in counted or (spans and _lies_in(term, spans))]
            is_nearest = theme.id == nearest and margins[theme.id] >= _ALONE
            if counted or is_nearest:
                tags.append(_tag(theme, counted, margins[theme.id]))
        return tuple(tags)

    def _margins(self, vector: Vector) -> dict[str, float]:
        """How much nearer the passage is to each theme than to the nearest subject outside the field, in cosine."""
        if self._descriptions is None:
            themes = [self._embedded([theme.description, *theme.facets]) for theme in self._taxonomy.themes]
            outside = (DATA / "background.txt").read_text("utf-8").splitlines()
            self._descriptions = themes, self._embedded(outside)
        themes, outside_vectors = self._descriptions
        beyond = float((outside_vectors @ vector).max())
        return {
            theme.id: float((described @ vector).max()) - beyond
            for theme, described in zip(self._taxonomy.themes, themes, strict=True)
        }

    def _embedded(self, texts: Sequence[str]) -> Vector:
        return np.stack([self._embed_query(text) for text in texts])

    def _matcher(self, language: str) -> "_Matcher":
        code = primary(language) if self._taxonomy.workforce_words(language) else "en"
        if code not in self._matchers:
            self._matchers[code] = _Matcher(self._taxonomy, code)
        return self._matchers[code]


class _Matcher:
    """The terms, traps and workforce words of one language, as spaCy patterns."""

    def __init__(self, taxonomy: Taxonomy, language: str) -> None:
        self._nlp = _pipeline(language)
        self._terms = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._traps = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._workers = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        for term in taxonomy.terms(language):
            self._terms.add(f"{term.theme_id}/{term.strength.value}", self._patterns(term.forms))
        for theme_id, traps in taxonomy.traps(language).items():
            self._traps.add(theme_id, self._patterns(traps))
        self._workers.add("workers", self._patterns(taxonomy.workforce_words(language)))

    def find(self, text: str) -> list[_Found]:
        """The terms in a text that no trap cancels, the longest of overlapping ones, by place."""
        doc = self._doc(text)
        traps = [(doc.vocab.strings[key], start, end) for key, start, end in self._traps(doc)]
        found: dict[str, list[tuple[int, int, Strength]]] = {}
        for key, start, end in sorted(self._terms(doc), key=lambda match: (match[1] - match[2], match[1])):
            theme_id, _, strength = doc.vocab.strings[key].partition("/")
            kept = found.setdefault(theme_id, [])
            if not any(start < other_end and other_start < end for other_start, other_end, _ in kept) and not any(
                trap_theme == theme_id and start < trap_end and trap_start < end
                for trap_theme, trap_start, trap_end in traps
            ):
                kept.append((start, end, Strength(strength)))
        return sorted(_placed(doc, found), key=lambda term: term.start)

    def workers(self, text: str) -> list[int]:
        """Where health workers are named: character offsets."""
        doc = self._doc(text)
        return [doc[start].idx for _, start, _ in self._workers(doc)]

    def _doc(self, text: str) -> Doc:
        return self._nlp.make_doc(text.translate(_AS_IN_TERMS))

    def _patterns(self, forms: Sequence[str]) -> list[Doc]:
        return [self._nlp.make_doc(form) for form in forms]


def _placed(doc: Doc, found: dict[str, list[tuple[int, int, Strength]]]) -> Iterator[_Found]:
    for theme_id, kept in found.items():
        for start, end, strength in kept:
            span = doc[start:end]
            yield _Found(theme_id=theme_id, strength=strength, text=span.text, start=span.start_char, end=span.end_char)


def _spans_with_workers(passage: Passage, matcher: _Matcher) -> list[tuple[int, int]]:
    """The sentences of a passage that name a health worker."""
    places = matcher.workers(passage.text)
    spans = sentence_spans(passage.text, passage.language) if places else ()
    return [(start, end) for start, end in spans if any(start <= place < end for place in places)]


def _lies_in(term: _Found, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= term.start < end for start, end in spans)


def _tag(theme: Theme, terms: Sequence[_Found], margin: float) -> Tag:
    """The confidence grows with the strength and number of terms, and with the support of meaning."""
    nearness = f"meaning is {margin:+.3f} nearer to the theme than to other subjects"
    if not terms:
        return Tag(label="theme", value=theme.id, confidence=_CONFIDENCE_ALONE, reason=nearness)
    confidence = max(_CONFIDENCE[term.strength] for term in terms)
    confidence += _SUPPORT * (margin >= _MARGIN) + _SUPPORT * (len({term.text.lower() for term in terms}) > 1)
    quoted = [f'"{term.text}" at {term.start}-{term.end}' for term in islice(terms, _QUOTED_TERMS)]
    more = f" and {len(terms) - _QUOTED_TERMS} more" if len(terms) > _QUOTED_TERMS else ""
    reason = f"the words {', '.join(quoted)}{more}; {nearness}"
    return Tag(label="theme", value=theme.id, confidence=round(confidence, 2), reason=reason)


@cache
def _pipeline(language: str) -> Language:
    """A tokenizer. spaCy's French one takes 6 s to build; what terms need of it is that `l'` is split."""
    if language != "fr":
        return spacy.blank(language)
    pipeline = spacy.blank("xx")
    infixes = compile_infix_regex([*(pipeline.Defaults.infixes or ()), r"(?<=[^\W\d_]')(?=[^\W\d_])"])
    # A pipeline may have any function for a tokenizer; a blank one has spaCy's own, which documents this attribute.
    pipeline.tokenizer.infix_finditer = infixes.finditer  # type: ignore[union-attr]
    return pipeline
