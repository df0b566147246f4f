"""Authors that a title page or the head of an article names."""

import re
from collections.abc import Sequence

from ingest.dates import date_years, is_date
from ingest.front_words import any_of
from ingest.issuers import is_issuer
from ingest.names import is_list, leads_to_names, names_in, without_marks

_HEADING = re.compile(rf"(?:{any_of('author_headings')})\s*:?", re.IGNORECASE)
_LABELLED = re.compile(
    rf"(?:.*\s)?(?:{any_of('author_headings')})\s*:\s*\|?\s*(?P<names>[^|:]{{3,300}})", re.IGNORECASE
)
_NUMBER = re.compile(r"^\W*\d{1,2}[.)]\s+")
_ENDS = re.compile(rf"(?:{any_of('byline_ends')})\b", re.IGNORECASE)
_NEAR = 4
_MOST_WORDS = 120
_MOST_LISTED = 60


def byline_of(lines: Sequence[str], title: int, *, is_article: bool, known: Sequence[str]) -> list[str]:
    """The authors below the title, whose last line is `lines[title]`; [] where nobody is named for certain.

    A single name counts where a word such as `by`, an address behind it, an abstract below it (`is_article`) or the
    file (`known`) says that it is one.
    """
    return _listed(lines) or _labelled(lines) or _below(lines[title + 1 :], is_article=is_article, known=known)


def _below(lines: Sequence[str], *, is_article: bool, known: Sequence[str]) -> list[str]:
    for place, line in enumerate(lines[:_NEAR]):
        if _ENDS.match(line) or len(line.split()) > _MOST_WORDS:
            return []
        names = names_in(line)
        is_told = leads_to_names(line) or "@" in line or is_article or bool(set(names) & set(known))
        below = lines[place + 1] if place + 1 < len(lines) else ""
        is_told = is_told or (is_list(names) and (_is_told_by_marks(line, names) or is_issuer(below) or is_date(below)))
        if names and not date_years(line) and is_told:
            return names
    return next((names for line in lines[: 2 * _NEAR] if leads_to_names(line) and (names := names_in(line))), [])


def _is_told_by_marks(line: str, names: Sequence[str]) -> bool:
    """True for marks of notes, or three names and more: two could be two parts of a heading."""
    return without_marks(line) != line or len(names) > 2


def _listed(lines: Sequence[str]) -> list[str]:
    """The numbered names below a heading that says `Authors`."""
    for place, line in enumerate(lines):
        if _HEADING.fullmatch(line.strip()):
            found: list[str] = []
            for item in lines[place + 1 : place + 1 + _MOST_LISTED]:
                name = names_in(re.split(r"[\[(,]|(?<=\w)\d", _NUMBER.sub("", item), maxsplit=1)[0])
                if not name or not _NUMBER.match(item):
                    break
                found += name
            if found:
                return found
    return []


def _labelled(lines: Sequence[str]) -> list[str]:
    found = (match for line in lines if (match := _LABELLED.fullmatch(line)))
    return next((names for match in found if (names := names_in(match["names"]))), [])
