"""The countries of the world: ISO 3166-1 codes, their names in the languages of Cadre, and regions."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from corpus.country_forms import CountryWords, FormKind, damaged, fold, read_words, rows
from corpus.errors import NotFoundError

DATA = Path(__file__).parent / "data" / "countries"
FALLBACK_LANGUAGE = "en"
_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """One country or territory of ISO 3166-1."""

    code: str
    """Alpha-2, for example `GR`."""
    alpha3: str
    aliases: tuple[str, ...]
    """Other two-letter codes in use for it: EL for Greece, UK for the United Kingdom."""
    names: Mapping[str, str]
    """The name to display, by language."""

    @property
    def name(self) -> str:
        """The English short name."""
        return self.names[FALLBACK_LANGUAGE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Countries:
    """All countries, in ascending order of their alpha-2 codes."""

    by_code: Mapping[str, Country] = field(repr=False)
    words: Mapping[str, CountryWords] = field(repr=False)
    """How countries are written in running text, by language."""
    regions: Mapping[str, frozenset[str]]
    spellings: Mapping[str, str] = field(repr=False)
    """Every code, alias and name as `find` compares them, with the code that it stands for."""

    @property
    def codes(self) -> tuple[str, ...]:
        """All alpha-2 codes, ascending."""
        return tuple(self.by_code)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which countries have names, ascending."""
        return tuple(self.words)

    def __iter__(self) -> Iterator[Country]:
        return iter(self.by_code.values())

    def __len__(self) -> int:
        return len(self.by_code)

    def __getitem__(self, code: str) -> Country:
        """The country with this alpha-2 code. Raises `NotFoundError`."""
        if code not in self.by_code:
            raise NotFoundError(kind="country", id=code)
        return self.by_code[code]

    def find(self, text: str) -> Country | None:
        """The country that a field of metadata names: alpha-2, alpha-3, EL, UK, or a name or part in any language.

        Case, accents, punctuation and a leading English article do not matter. None where no country is named so.
        """
        code = self.spellings.get(_spelling(text))
        return None if code is None else self.by_code[code]

    def name(self, code: str, language: str = FALLBACK_LANGUAGE) -> str:
        """The name to display, in English where `language` (BCP 47) has no names here. Raises `NotFoundError`."""
        names = self[code].names
        return names.get(primary_language(language), names[FALLBACK_LANGUAGE])

    def region(self, region: str) -> frozenset[str]:
        """The alpha-2 codes of a region: `eu` or `who-european-region`. Raises `NotFoundError`."""
        if region not in self.regions:
            raise NotFoundError(kind="region", id=region)
        return self.regions[region]


def primary_language(language: str) -> str:
    """The first part of a BCP 47 tag, in lower case: `pt` of `pt-BR`."""
    return language.replace("_", "-").split("-")[0].lower()


@cache
def load_countries(folder: Path = DATA) -> Countries:
    """The countries as the files of `folder` state them, read once. Raises `DamagedError` where the files disagree."""
    codes = {cells[0]: cells for _, cells in rows(folder / "iso3166.tsv", 3)}
    paths = sorted(path for path in folder.glob("??.tsv"))
    words = {path.stem: read_words(path, frozenset(codes)) for path in paths}
    for path in paths:
        unnamed = sorted(set(codes) - set(words[path.stem].displayed))
        if unnamed:
            raise damaged(path, None, f"no name for {', '.join(unnamed)}")
    by_code = {
        code: Country(
            code=code,
            alpha3=alpha3,
            aliases=() if alias == "-" else (alias,),
            names=MappingProxyType({language: held.displayed[code] for language, held in words.items()}),
        )
        for code, (_, alpha3, alias) in sorted(codes.items())
    }
    return Countries(
        by_code=MappingProxyType(by_code),
        words=MappingProxyType(words),
        regions=MappingProxyType(_regions(folder / "regions.tsv", frozenset(codes))),
        spellings=MappingProxyType(_spellings(by_code, words, folder)),
    )


def _regions(path: Path, codes: frozenset[str]) -> dict[str, frozenset[str]]:
    regions = {}
    for number, (region, cell) in rows(path, 2):
        members = cell.split()
        wrong = [code for code in members if code not in codes]
        if wrong or len(set(members)) != len(members):
            raise damaged(path, number, f"members are unknown or repeated: {' '.join(wrong) or cell}")
        regions[region] = frozenset(members)
    return regions


def _spellings(by_code: Mapping[str, Country], words: Mapping[str, CountryWords], folder: Path) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for country in by_code.values():
        for code in (country.code, country.alpha3, *country.aliases):
            if spellings.setdefault(_spelling(code), country.code) != country.code:
                raise damaged(folder / "iso3166.tsv", None, f"{code} stands for two countries")
    for language, held in words.items():
        for form in held.forms:
            if form.kind is FormKind.ADJECTIVE:
                continue
            known = spellings.setdefault(_spelling(form.text), form.code)
            if known != form.code:
                raise damaged(
                    folder / f"{language}.tsv", None, f"{form.text!r} stands for both {known} and {form.code}"
                )
    return spellings


def _spelling(text: str) -> str:
    words = _NOT_A_WORD.sub(" ", fold(unicodedata.normalize("NFC", text))).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)
