"""English words for stored values: theme ids, country codes, language tags, kinds and ranges of years."""

from collections.abc import Callable
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from corpus.countries import Countries
from corpus.errors import NotFoundError
from corpus.taxonomy import Taxonomy

FIELD_NAMES = {"theme": "Theme", "country": "Country", "year": "Year", "language": "Language", "kind": "Kind"}
"""What the fields of `corpus.filters.FIELDS` are called on a page."""

UNKNOWN_LANGUAGE = "und"


class Labels:
    """Words for the values that documents, passages and filters carry. A value without words is shown as stored."""

    def __init__(self, taxonomy: Taxonomy, countries: Countries) -> None:
        self._themes = {theme.id: theme.label for theme in taxonomy.themes}
        self._countries = countries

    def of(self, field: str, value: str) -> str:
        """Words for one value of a field of `corpus.filters.FIELDS`."""
        words: dict[str, Callable[[str], str]] = {
            "theme": self.theme,
            "country": self.country,
            "year": years,
            "language": language_name,
            "kind": kind_name,
        }
        return words[field](value)

    def theme(self, theme_id: str) -> str:
        """The theme's label."""
        return self._themes.get(theme_id, theme_id)

    def country(self, code: str) -> str:
        """The country's name."""
        try:
            return self._countries.name(code)
        except NotFoundError:
            return code


@lru_cache(maxsize=512)
def language_name(tag: str) -> str:
    """The language's English name, or the tag itself where it has none."""
    if tag == UNKNOWN_LANGUAGE:
        return "Language not known"
    return _locale(tag, "display") or tag


@lru_cache(maxsize=512)
def direction(tag: str) -> str:
    """The value of HTML's `dir` for a text in this language: `ltr` or `rtl`, and `auto` where it is not known."""
    known = {"left-to-right": "ltr", "right-to-left": "rtl"}
    return "auto" if tag == UNKNOWN_LANGUAGE else known.get(_locale(tag, "order"), "auto")


def kind_name(kind: str) -> str:
    """`Action plan` for `action-plan`."""
    return kind.replace("-", " ").capitalize()


def years(written: str) -> str:
    """Words for a year or a range of years as filters write them."""
    first, dash, last = written.partition("-")
    if not dash:
        return first
    if first and last:
        return f"{first}–{last}"
    return f"{first} or later" if first else f"{last} or earlier"


def _locale(tag: str, aspect: str) -> str:
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return ""
    return locale.character_order if aspect == "order" else locale.get_display_name("en") or ""
