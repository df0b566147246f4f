"""The themes of the field, the words that stand for them in each language, and the policy frames they map to.

`data/themes.yaml` and `data/frames.yaml` say it all. This module reads and checks them; it matches nothing.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import product
from math import prod
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpus.document import Source
from corpus.errors import NotFoundError
from corpus.strict_yaml import items, mapping, parse, refuse, text, texts

DATA = Path(__file__).parent / "data"
MOST_FORMS = 128
"""More inflected forms than this in one entry is a slip of the pen, not a language."""


class Strength(StrEnum):
    """Whether a term stands for its theme alone, or only with a health worker in the same sentence."""

    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A search term of one theme in one language, with every inflected form in which it is to be found."""

    theme_id: str
    language: str
    text: str
    """The first form: the one to show."""
    forms: tuple[str, ...]
    """Token sequences, `text` first: lower case, NFC, single spaces, straight apostrophes."""
    strength: Strength


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme: what it covers in words for people and for embedding, and its terms by language."""

    id: str
    labels: Mapping[str, str]
    definition: str
    description: str
    facets: tuple[str, ...]
    mesh: tuple[str, ...]
    """Names of MeSH headings, without their ids."""
    element_ids: tuple[str, ...]
    terms: Mapping[str, tuple[Term, ...]]
    traps: Mapping[str, tuple[str, ...]]
    """By language: token sequences, written as `Term.forms` are, which cancel a match of this theme they overlap."""

    @property
    def label(self) -> str:
        """The English label."""
        return self.labels["en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameElement:
    """One pillar, call, action, recommendation, work area or workshop of a frame, in our own short words."""

    id: str
    """The frame's id, a full stop and a name, for example `framework-2030.build-supply`."""
    frame_id: str
    group: str
    """What the frame calls its elements, for example `pillar`."""
    wording: str
    note: str
    verified: bool
    """Whether the wording was held against one of the frame's sources."""
    unknown: str
    """What could not be verified; empty when `verified`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one source says of a frame where sources disagree: every version is kept, with its source."""

    subject: str
    value: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A policy frame that themes and passages map to."""

    id: str
    title: str
    publisher: str
    date: str
    """ISO 8601, as precise as a source gives it (`2022-09`, `2023-02-01/2026-01-31`); empty when unknown."""
    sources: tuple[Source, ...]
    elements: tuple[FrameElement, ...]
    statements: tuple[Statement, ...]
    verified: bool
    unknown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """All themes and frames, in the order in which they are shown."""

    languages: tuple[str, ...]
    themes: tuple[Theme, ...]
    frames: tuple[Frame, ...]
    words: Mapping[str, tuple[str, ...]]

    @property
    def theme_ids(self) -> tuple[str, ...]:
        """The ids of the themes, in order."""
        return tuple(theme.id for theme in self.themes)

    def theme(self, theme_id: str) -> Theme:
        """The theme with this id. Raises `NotFoundError`."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise NotFoundError(kind="theme", id=theme_id)

    def frame(self, frame_id: str) -> Frame:
        """The frame with this id. Raises `NotFoundError`."""
        for frame in self.frames:
            if frame.id == frame_id:
                return frame
        raise NotFoundError(kind="frame", id=frame_id)

    def elements_of(self, theme_id: str) -> tuple[FrameElement, ...]:
        """The frame elements that a theme maps to, in the order of the frames. Raises `NotFoundError`."""
        wanted = set(self.theme(theme_id).element_ids)
        return tuple(element for frame in self.frames for element in frame.elements if element.id in wanted)

    def themes_of(self, element_id: str) -> tuple[Theme, ...]:
        """The themes that map to a frame element; none when no theme does."""
        return tuple(theme for theme in self.themes if element_id in theme.element_ids)

    def terms(self, language: str) -> tuple[Term, ...]:
        """The terms of all themes in a language (BCP 47: `pt-BR` counts as `pt`); none in a language not listed."""
        return tuple(term for theme in self.themes for term in theme.terms.get(primary(language), ()))

    def traps(self, language: str) -> Mapping[str, tuple[str, ...]]:
        """Theme id to that theme's traps in a language; themes without traps in it are left out."""
        found = {theme.id: theme.traps.get(primary(language), ()) for theme in self.themes}
        return MappingProxyType({theme_id: traps for theme_id, traps in found.items() if traps})

    def workforce_words(self, language: str) -> tuple[str, ...]:
        """The forms of nurse, doctor, staff and the like, one of which a weak term needs in its sentence."""
        return self.words.get(primary(language), ())


def primary(language: str) -> str:
    """The primary subtag of a BCP 47 tag: `pt` for `pt-BR`."""
    return language.split("-", 1)[0].lower()


@lru_cache(maxsize=1)
def load_taxonomy() -> Taxonomy:
    """The taxonomy shipped with the package, read once. Raises ValueError, naming the place, where it is wrong."""
    return parse_taxonomy((DATA / "themes.yaml").read_text("utf-8"), (DATA / "frames.yaml").read_text("utf-8"))


def parse_taxonomy(themes_yaml: str, frames_yaml: str) -> Taxonomy:
    """The taxonomy written in two YAML texts. Raises ValueError, naming the place, where they are wrong."""
    listed = mapping(parse(frames_yaml, "frames.yaml"), "frames.yaml", "frames")["frames"]
    frames = tuple(_frame(item, place) for item, place in items(listed, "frames.yaml, frame"))
    data = mapping(parse(themes_yaml, "themes.yaml"), "themes.yaml", "languages workforce_words themes")
    languages = texts(data["languages"], "themes.yaml, languages")
    if "en" not in languages or len(set(languages)) < len(languages):
        refuse("themes.yaml, languages", "English is missing, or a language is listed twice")
    words = mapping(data["workforce_words"], "themes.yaml, workforce_words", " ".join(languages))
    forms = {language: _forms(words[language], f"themes.yaml, workforce_words, {language}") for language in languages}
    known = {element.id for frame in frames for element in frame.elements}
    themes = tuple(_theme(item, place, languages, known) for item, place in items(data["themes"], "themes.yaml, theme"))
    return Taxonomy(languages=languages, themes=themes, frames=frames, words=MappingProxyType(forms))


def _theme(data: Any, place: str, languages: tuple[str, ...], known: set[str]) -> Theme:
    theme = mapping(data, place, "id label definition description facets mesh elements terms traps")
    labels = mapping(theme["label"], f"{place}, label", " ".join(languages))
    terms = {
        language: _terms(entry, f"{place}, terms, {language}", theme["id"], language)
        for language, entry in mapping(theme["terms"], f"{place}, terms", " ".join(languages)).items()
    }
    traps = mapping(theme["traps"], f"{place}, traps", "en", optional=" ".join(languages))
    element_ids = texts(theme["elements"], f"{place}, elements")
    if missing := [element_id for element_id in element_ids if element_id not in known]:
        refuse(f"{place}, elements", f"frames.yaml has no element {missing[0]!r}")
    return Theme(
        id=theme["id"],
        labels=MappingProxyType({code: text(labels[code], f"{place}, label, {code}") for code in languages}),
        definition=text(theme["definition"], f"{place}, definition"),
        description=text(theme["description"], f"{place}, description"),
        facets=texts(theme["facets"], f"{place}, facets"),
        mesh=texts(theme["mesh"], f"{place}, mesh", empty=True),
        element_ids=element_ids,
        terms=MappingProxyType(terms),
        traps=MappingProxyType({code: _forms(entry, f"{place}, traps, {code}") for code, entry in traps.items()}),
    )


def _terms(data: Any, place: str, theme_id: str, language: str) -> tuple[Term, ...]:
    entries = mapping(data, place, "strong weak")
    terms, seen = list[Term](), set[str]()
    for strength in Strength:
        for entry in texts(entries[strength.value], f"{place}, {strength.value}"):
            forms = _expanded(entry, f"{place}, {strength.value}")
            if double := [form for form in forms if form in seen]:
                refuse(f"{place}, {strength.value}", f"{double[0]!r} is listed twice")
            seen.update(forms)
            terms.append(Term(theme_id=theme_id, language=language, text=forms[0], forms=forms, strength=strength))
    return tuple(terms)


def _forms(data: Any, place: str) -> tuple[str, ...]:
    forms = [form for entry in texts(data, place) for form in _expanded(entry, place)]
    if double := [form for form in forms if forms.count(form) > 1]:
        refuse(place, f"{double[0]!r} is listed twice")
    return tuple(forms)


def _expanded(entry: str, place: str) -> tuple[str, ...]:
    """`staff|nurse turnover` is two forms: each word lists its alternatives, and all combinations are meant."""
    slots = [word.split("|") for word in entry.split(" ")]
    if entry != unicodedata.normalize("NFC", entry.lower()) or "’" in entry or not all(map(all, slots)):
        refuse(place, f"{entry!r} is not lower case NFC with straight apostrophes, single spaces and no empty word")
    if (count := prod(map(len, slots))) > MOST_FORMS:
        refuse(place, f"{entry!r} makes {count} forms, more than {MOST_FORMS}")
    forms = tuple(" ".join(words) for words in product(*slots))
    if len(set(forms)) < len(forms):
        refuse(place, f"{entry!r} makes the same form twice")
    return forms


def _frame(data: Any, place: str) -> Frame:
    frame = mapping(data, place, "id title publisher date verified sources elements", optional="unknown statements")
    verified, unknown = _checked(frame, place)
    return Frame(
        id=frame["id"],
        title=text(frame["title"], f"{place}, title"),
        publisher=text(frame["publisher"], f"{place}, publisher"),
        date=text(frame["date"], f"{place}, date", empty=not verified),
        sources=_sources(frame["sources"], place),
        elements=tuple(
            _element(element, element_place, frame["id"])
            for element, element_place in items(frame["elements"], f"{place}, element")
        ),
        statements=tuple(_statement(statement, place) for statement in frame.get("statements", ())),
        verified=verified,
        unknown=unknown,
    )


def _element(data: Any, place: str, frame_id: str) -> FrameElement:
    element = mapping(data, place, "id group wording verified", optional="note unknown")
    verified, unknown = _checked(element, place)
    return FrameElement(
        id=f"{frame_id}.{element['id']}",
        frame_id=frame_id,
        group=text(element["group"], f"{place}, group"),
        wording=text(element["wording"], f"{place}, wording"),
        note=text(element.get("note", ""), f"{place}, note", empty=True),
        verified=verified,
        unknown=unknown,
    )


def _statement(data: Any, place: str) -> Statement:
    said = mapping(data, f"{place}, statements", "subject value source")
    subject, value = (text(said[key], f"{place}, statements, {key}") for key in ("subject", "value"))
    return Statement(subject=subject, value=value, source=_source(said["source"], place))


def _sources(data: Any, place: str) -> tuple[Source, ...]:
    if not isinstance(data, list) or not data:
        refuse(f"{place}, sources", "a list of sources is wanted here")
    return tuple(_source(source, place) for source in data)


def _source(data: Any, place: str) -> Source:
    source = dict(mapping(data, f"{place}, sources", "title url publisher read_on", optional="year"))
    year = source.pop("year", None)
    return Source(**{key: text(value, f"{place}, sources, {key}") for key, value in source.items()}, year=year)


def _checked(data: Mapping[str, Any], place: str) -> tuple[bool, str]:
    verified, unknown = data["verified"], text(data.get("unknown", ""), f"{place}, unknown", empty=True)
    if not isinstance(verified, bool) or verified == bool(unknown):
        refuse(place, "either `verified: true`, or `verified: false` with what is `unknown`")
    return verified, unknown
