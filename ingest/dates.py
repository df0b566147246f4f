"""Dates as title pages and imprints write them, in the languages of Cadre: the year in which something appeared."""

import re
from collections.abc import Iterator

from babel import Locale

from ingest.front_words import any_of

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ro", "hu", "sv", "da", "nb", "el", "ru")
YEAR = r"(?:19[5-9]\d|20\d\d)"
"""A year that a document of a collection can have, as a pattern."""


def _month_names() -> Iterator[str]:
    for code in _LANGUAGES:
        months = Locale(code).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                yield from (name.casefold().strip(".") for name in months[form][width].values() if not name.isdigit())


_MONTH = rf"(?:{'|'.join(sorted({re.escape(name) for name in _month_names()}, key=len, reverse=True))})"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\w){_MONTH}\.?,?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:of\s+|de\s+|del\s+)?({YEAR})(?!\d|\s*[-–/]\s*\d)",
        rf"(?<!\d)\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?({YEAR})(?!\d)",
        rf"(?<!\d)({YEAR})[-_./](?:0\d|1[0-2])[-_./][0-3]\d(?!\d)",
        rf"(?<!\d)({YEAR})\s?[年년]",
        rf"\b(?:revised|version|edition|updated|published|printed|auflage|stand|édition|edición|edição|edizione|uitgave|wydanie)"
        rf"\W{{1,3}}({YEAR})(?!\d|\s*[-–/]\s*\d)",
    )
)
_PLACE_AND_YEAR = re.compile(rf"(?:[^\d:;?!]{{0,40}}[\s,])?\(?({YEAR})\)?\.?(?:\s?r\.)?")
# Dates on a title page that are not the one on which it appeared.
_OTHER_DATE = re.compile(rf"(?<!\w)(?:{any_of('other_dates')})(?!\w)", re.IGNORECASE)
# A year behind these is that of a law, a goal or a census.
_NUMBERED_BY_YEAR = re.compile(rf"(?<!\w)(?:{any_of('numbered_by_year')})\W*\d{{4}}\W*\Z", re.IGNORECASE)
_MOST_WORDS = 14
_MOST_WORDS_WITH_PLACE = 4


def date_years(line: str) -> list[int]:
    """The years of the dates in a short line; none for a long one, or one that tells when a text was received."""
    count = len(line.split())
    if count > _MOST_WORDS or _OTHER_DATE.search(line):
        return []
    dated = list(dict.fromkeys(int(year) for pattern in _DATES for year in pattern.findall(line)))
    is_short = count <= _MOST_WORDS_WITH_PLACE + line.count(",") and not _NUMBERED_BY_YEAR.search(line)
    if not dated and is_short and (found := _PLACE_AND_YEAR.fullmatch(line.strip())):
        dated.append(int(found[1]))
    return dated


def is_date(line: str) -> bool:
    """True for a line that is a date, perhaps with a place: `April, 2019`, `Vienna 2021`."""
    rest = line
    for pattern in _DATES:
        rest = pattern.sub(" ", rest)
    return bool(date_years(line)) and sum(map(str.isalpha, rest)) <= max(20, len(line) // 2) and len(line.split()) <= 8
