"""What the front of a document says of it, whatever its format: authors, publisher and year, each with its origin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.byline import byline_of
from ingest.dates import YEAR, date_years
from ingest.front_words import any_of
from ingest.headings import letters_of
from ingest.imprint import imprint_of, prepared_by
from ingest.issuers import as_written, is_issuer, issuer_in
from ingest.readers.statements import Statements

LATEST = 2100
_ABSTRACT = re.compile(rf"\W*(?:{any_of('abstract')})\b", re.IGNORECASE)
_JOURNAL = re.compile(
    r"(?:the )?(?:[A-Z][\w&]+ ){0,5}(?:Journal|Annals|Archives|Bulletin|Lancet|Review) of [\w ,&]+"
    r"|(?:[A-Z][\w&]+ ){1,5}Journal|Revista [\w ]+|Zeitschrift für [\w ]+|Revue [\w ]+"
)
_TITLE_YEAR = re.compile(rf"(?<![\d(/–-])\b({YEAR})\b(?!\s*[-–/]\s*\d|[\d)])")
_MOST_JOURNAL_WORDS = 9
_EARLY = 40
_MOST_LINES, _LONGEST_LINE = 200, 1_000
_MOST_PARAGRAPHS, _LONGEST_PARAGRAPH = 400, 3_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The front of a document."""

    title: str
    lines: tuple[str, ...]
    """The title page, or what stands first, in reading order."""
    end: int
    """How many of `lines` stand before what follows the title."""
    opening: tuple[str, ...]
    """The paragraphs among which an imprint stands: those of the first pages."""
    known: tuple[str, ...] = ()
    """Authors that the file names."""
    latest: int = LATEST
    """The last year in which the document can have appeared."""


def state_front(front: Front, statements: Statements) -> None:
    """States what the front says; what has been stated before stays."""
    front = _clipped(front)
    lines = tuple(line for line in front.lines if line != front.title)
    imprint = imprint_of(front.opening, latest=front.latest)
    is_article = any(map(_ABSTRACT.match, front.opening[:_EARLY]))
    byline = byline_of(front.lines, front.end - 1, is_article=is_article, known=front.known)
    statements.say("authors", byline, "title page")
    statements.say("authors", list(imprint.authors), "imprint")
    statements.say("authors", prepared_by(front.lines), "title page")
    publisher = imprint.publisher or ""
    statements.say("publisher", as_written(publisher, front.opening), "imprint")
    statements.say("publisher", _issuer(front, lines), "title page")
    statements.say("year", str(imprint.year or ""), "imprint")
    statements.say("year", _year(front), "title page")


def _clipped(front: Front) -> Front:
    """No more of it than a front can have: what claims more would only cost time."""
    return replace(
        front,
        lines=tuple(line[:_LONGEST_LINE] for line in front.lines[:_MOST_LINES]),
        opening=tuple(text[:_LONGEST_PARAGRAPH] for text in front.opening[:_MOST_PARAGRAPHS]),
    )


def title_year(title: str, *, latest: int) -> str:
    """The one year that a title names and that is not part of a span or a law's number; "" where there is none."""
    years = {int(year) for year in _TITLE_YEAR.findall(title)}
    return str(min(years)) if len(years) == 1 and min(years) <= latest else ""


def stands_in(name: str, texts: Sequence[str]) -> bool:
    """True where the letters of `name` stand in one of `texts`, whatever is between them."""
    letters = letters_of(name)
    return bool(letters) and any(letters in letters_of(text) for text in texts)


def _issuer(front: Front, lines: Sequence[str]) -> str:
    title = letters_of(front.title)
    for line in lines[: front.end + 12]:
        is_journal = len(line.split()) <= _MOST_JOURNAL_WORDS and _JOURNAL.fullmatch(line)
        if letters_of(line) not in title and (is_journal or is_issuer(line)):
            return as_written(issuer_in(line), front.opening)
    return ""


def _year(front: Front) -> str:
    in_time = [
        year
        for line in front.lines
        if letters_of(line) not in letters_of(front.title)
        for year in date_years(line)
        if year <= front.latest
    ]
    return str(max(in_time, default="") or "")
