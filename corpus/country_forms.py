"""How countries are written in one language: names, adjectives, and the words that are mistaken for them.

The words are data (`corpus/data/countries/*.tsv`; the README beside them explains every column and mark).
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from corpus.errors import DamagedError

NO_COUNTRY = "-"
PARADIGM = "~"
_SINGLE_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ς": "σ", "’": "'", "‘": "'", "ʼ": "'", "‑": "-", "‐": "-"}
_REMEDY = "Restore the file from the release, or correct it as the README.md beside it explains."


class FormKind(StrEnum):
    """What a form is: a country's name, a part of it, or an adjective or demonym."""

    NAME = "name"
    PART = "part"
    ADJECTIVE = "adjective"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way to write a country in one language, as it stands in running text."""

    text: str
    code: str
    kind: FormKind
    doubtful: bool = False
    """Also another word: Georgia, English."""
    exact: bool = False
    """Matches only with exactly these letters."""
    label_only: bool = False
    """For display and metadata, never for running text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryWords:
    """Everything that one language file holds. Phrases are in no particular case."""

    language: str
    forms: tuple[Form, ...]
    displayed: dict[str, str]
    """The first name of each country, by code."""
    phrases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Phrases of no country, by kind: `trap`, `language-before`, `language-after`, `person-after`, `joins`."""
    supports: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refutes: dict[str, tuple[str, ...]] = field(default_factory=dict)


class _Folding(dict[int, str]):
    """Maps each character to exactly one: lower case, no accent. Fills itself as characters are met."""

    def __missing__(self, codepoint: int) -> str:
        letter = chr(codepoint)
        folded = unicodedata.normalize("NFKD", letter)[0].lower() if not letter.isspace() else letter
        folded = _SINGLE_LETTERS.get(folded, folded)
        self[codepoint] = folded if len(folded) == 1 else letter
        return self[codepoint]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """`text` in lower case and without accents, of the same length: offsets stay valid. Expects composed (NFC) text."""
    return text.translate(_FOLDING)


def rows(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and cells of a tab-separated file. Raises `DamagedError` where a line has not `columns` cells."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != columns or not all(cell.strip() for cell in cells):
            raise damaged(path, number, f"expected {columns} cells separated by tabs")
        yield number, cells


def damaged(path: Path, number: int | None, problem: str) -> DamagedError:
    """The error for line `number` of a file of countries, or for the whole file."""
    place = "" if number is None else f"line {number}: "
    return DamagedError(path=str(path), problem=place + problem, remedy=_REMEDY)


def read_words(path: Path, codes: frozenset[str]) -> CountryWords:
    """The words of one language file, inflected. Raises `DamagedError` for an unknown code, kind, mark or paradigm."""
    paradigms: dict[str, tuple[str, ...]] = {}
    forms: dict[Form, None] = {}
    displayed: dict[str, str] = {}
    by_kind: dict[str, dict[str, tuple[str, ...]]] = {"supports": {}, "refutes": {}, NO_COUNTRY: {}}
    for number, (code, kind, cell) in rows(path, 3):
        words = tuple(word.strip() for word in cell.split(" | "))
        if code == PARADIGM:
            paradigms[kind] = tuple(ending.replace("-", "") for ending in cell.split())
        elif code == NO_COUNTRY:
            by_kind[NO_COUNTRY][kind] = by_kind[NO_COUNTRY].get(kind, ()) + words
        elif code not in codes:
            raise damaged(path, number, f"{code} is not an ISO 3166-1 alpha-2 code")
        elif kind in ("supports", "refutes"):
            by_kind[kind][code] = words
        elif kind in tuple(FormKind):
            inflected = [
                form for word in words for form in _inflect(word, code, FormKind(kind), paradigms, path, number)
            ]
            forms.update(dict.fromkeys(inflected))
            if kind == FormKind.NAME:
                displayed.setdefault(code, inflected[0].text)
        else:
            raise damaged(path, number, f"{kind!r} is not a kind of words")
    return CountryWords(
        language=path.stem,
        forms=tuple(forms),
        displayed=displayed,
        phrases=by_kind[NO_COUNTRY],
        supports=by_kind["supports"],
        refutes=by_kind["refutes"],
    )


def _inflect(
    word: str, code: str, kind: FormKind, paradigms: dict[str, tuple[str, ...]], path: Path, number: int
) -> Iterator[Form]:
    bare = word.rstrip("?=!")
    marks = word[len(bare) :]
    stem, _, paradigm = bare.partition(PARADIGM)
    if paradigm and paradigm not in paradigms:
        raise damaged(path, number, f"{word!r} names a paradigm that stands nowhere above")
    for ending in paradigms[paradigm] if paradigm else ("",):
        yield Form(
            text=stem + ending,
            code=code,
            kind=kind,
            doubtful="?" in marks,
            exact="=" in marks,
            label_only="!" in marks,
        )
