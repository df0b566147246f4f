"""Filters as people write them: `theme:retention|migration,country:RO|HU,year:2019-2024,language:en,kind:!news`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from babel import Locale

from corpus.countries import Countries
from corpus.document import KINDS
from corpus.errors import FilterError
from corpus.taxonomy import Taxonomy

FIELDS = ("theme", "country", "year", "language", "kind")
"""What can be filtered on; the facets of a search are these fields too."""

_YEAR_RANGE = re.compile(r"(?P<first>\d{4})?(?P<dash>-)?(?P<last>\d{4})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One condition: any of `include` (everything when empty) and none of `exclude`."""

    field: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def allows(self, values: Iterable[str]) -> bool:
        """True if a passage with these values of the field satisfies the condition."""
        held = set(values)
        if self.field == "year":
            years = {int(value) for value in held}
            return (not self.include or any(in_years(y, r) for y in years for r in self.include)) and not any(
                in_years(y, r) for y in years for r in self.exclude
            )
        return (not self.include or bool(held.intersection(self.include))) and not held.intersection(self.exclude)

    def __str__(self) -> str:
        return f"{self.field}:{'|'.join([*self.include, *('!' + value for value in self.exclude)])}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Conditions that all hold; no conditions allow every passage."""

    clauses: tuple[Clause, ...] = ()

    def allow(self, values: Mapping[str, Iterable[str]]) -> bool:
        """True if a passage with these values, field by field, satisfies all conditions."""
        return all(clause.allows(values.get(clause.field, ())) for clause in self.clauses)

    def __str__(self) -> str:
        return ",".join(str(clause) for clause in self.clauses)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterVocabulary:
    """The values that filters may name: upper- or lower-case spellings to the value that is stored."""

    themes: tuple[str, ...]
    countries: Mapping[str, str]
    """Alpha-2 codes and their aliases (EL, UK, alpha-3), in upper case, to the alpha-2 code."""
    languages: tuple[str, ...]

    def value(self, field: str, written: str) -> str:
        """The stored value for what somebody wrote. Raises `FilterError` with the nearest valid ones."""
        if field == "year":
            return _year_range(written)
        spellings = self._spellings(field)
        found = spellings.get(written.casefold())
        if found is None:
            nearest = [spellings[key] for key in get_close_matches(written.casefold(), spellings, n=3, cutoff=0.5)]
            raise FilterError(
                part=f"{field}:{written}",
                problem=f"{written!r} is not a known {field}",
                nearest=list(dict.fromkeys(nearest)) or list(dict.fromkeys(spellings.values()))[:12],
            )
        return found

    def _spellings(self, field: str) -> Mapping[str, str]:
        if field == "country":
            return {spelling.casefold(): code for spelling, code in self.countries.items()}
        values = {"theme": self.themes, "language": self.languages, "kind": KINDS}[field]
        return {value.casefold(): value for value in values}


def filter_vocabulary(taxonomy: Taxonomy, countries: Countries) -> FilterVocabulary:
    """What filters may name: the themes, the countries with their aliases, and the languages that have a code."""
    return FilterVocabulary(
        themes=tuple(theme.id for theme in taxonomy.themes),
        countries=countries.spellings,
        languages=tuple(sorted(str(code) for code in Locale("en").languages if len(str(code)) == 2)),
    )


def parse_filters(text: str, vocabulary: FilterVocabulary) -> Filters:
    """The filters that `text` says; an empty one allows everything. Raises `FilterError` for what is unknown."""
    return Filters(clauses=tuple(_clause(part.strip(), vocabulary) for part in text.split(",") if part.strip()))


def in_years(year: int, written: str) -> bool:
    """True if `year` lies in a checked range such as `2019-2024`, `2019-`, `-2024` or `2021`."""
    first, dash, last = written.partition("-")
    if not dash:
        return year == int(first)
    return (not first or year >= int(first)) and (not last or year <= int(last))


def _clause(part: str, vocabulary: FilterVocabulary) -> Clause:
    field, colon, values = part.partition(":")
    field = field.strip().casefold()
    if not colon or not values.strip():
        raise FilterError(part=part, problem="a filter is written field:value", nearest=[f"{f}:…" for f in FIELDS])
    if field not in FIELDS:
        nearest = get_close_matches(field, FIELDS, n=3, cutoff=0.4) or FIELDS
        raise FilterError(part=part, problem=f"{field!r} is not a field that can be filtered", nearest=nearest)
    written = [value.strip() for value in values.split("|")]
    if not all(value.lstrip("!").strip() for value in written):
        raise FilterError(part=part, problem="a value between two | is empty")
    return Clause(
        field=field,
        include=tuple(vocabulary.value(field, value) for value in written if not value.startswith("!")),
        exclude=tuple(vocabulary.value(field, value[1:].strip()) for value in written if value.startswith("!")),
    )


def _year_range(written: str) -> str:
    match = _YEAR_RANGE.fullmatch(written)
    if match is None or not (match["first"] or match["last"]):
        raise FilterError(part=f"year:{written}", problem="a year is written 2021, 2019-2024, 2019- or -2024")
    if match["first"] and match["last"] and (not match["dash"] or int(match["first"]) > int(match["last"])):
        raise FilterError(part=f"year:{written}", problem="the first year of a range comes before the last")
    return written
