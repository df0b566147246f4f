"""The title page of a text whose line breaks were lost: its opening, cut into the lines that it had."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from corpus.countries import load_countries
from ingest.dates import YEAR, is_date
from ingest.front_words import any_of
from ingest.issuers import is_issuer
from ingest.kinds import kind_told
from ingest.readers.blocks import fold
from ingest.title_page import is_unfinished

_LENGTH = 1_500
_ENDS = re.compile(rf"(?<!\w)(?:{any_of('opening_ends')})(?!\w)|…{{2}}|\.{{4}}", re.IGNORECASE)
_MONTHS = (
    r"january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni"
    r"|juli|oktober|dezember|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_MINISTRY = (
    r"\bministry of (?:health(?: and social (?:care|protection|services))?|[a-z]+(?:,? [a-z]+, [a-z]+ and [a-z]+)?)\b"
    r"(?:[,/]?\s(?:COUNTRY)\b)?(?:\s(?:and|&)(?=\sministry))?"
)
_PAGE_NUMBER = (
    r"\bpage [ivxlc\d]+\b|\[\d+\]|(?<![\w/-])(?:i{1,3}|iv|v|vi{1,3}|ix|x|\d{1,3})(?![\w-]|\s*(?:st|nd|rd|th)\b)"
)
_CUTS = (
    rf"(?:{_MONTHS}),?\s+{YEAR}\b",
    r"(?:(?:federal |democratic |people's )*republic of (?:the )?[A-Z]\w+)",
    _MINISTRY,
    r"©.*?(?:\.|\Z)",
    _PAGE_NUMBER,
    r"\btheme:.*|\bISBN\b.*",
)
# A title ends with the years that it is for; and what says its last word again is another line.
_LINES = re.compile(
    r"\s+(?=This (?:document|paper|report|policy|plan)\b)|(?<=\d\d\d\d\))\s+|(?<=[-–]20\d\d)\s+(?![-–])"
    r"|(?<=\b(\w{4}))\s+(?=\1\b)|(?<=\b(\w{5}))\s+(?=\2\b)"
)
_CAPITALS = re.compile(r"(?<=[A-Z]{2})\s+(?=(?:[A-Z][a-z]+\s){2})|(?<=[a-z])\s+(?=(?:[A-Z&,-]{2,}\s){2,}[A-Z])")
_CHARACTERS = re.compile(r"[^\w\s()\-–/,:&'’]{2,}|\ufffd+|\ufeff")
_RUNNING = re.compile(
    r"(?P<before>\b(?:\d{1,3}|[ivxlc]+)\s+)?(?P<title>\b(?:[A-Z][\w'’&-]{0,25}\s(?:(?:and|for|of|on|the|in)\s){0,3}){2,9}"
    r"(?:Policy|Strategy|Plan|Guidelines|Framework|POLICY|STRATEGY|PLAN|GUIDELINES|FRAMEWORK)\b)"
    r"(?P<after>\s+(?:[Pp]age\s+)?(?:\d{1,3}|[ivxlc]+)\b)?"
)
_FEWEST_PAGES = 5
_SEARCHED = 300_000
_LONGEST, _SHORTEST = 40, 8
# The word draft, also as old copies show bold letters: each three times.
_BEHIND = re.compile(
    r"(?:\s*\((?:final|draft)\)|\s+(?:final|draft|(?:([A-Z])\1\1)(?:([A-Z])\2\2)+[A-Z]*))+\Z", re.IGNORECASE
)
_MOST_WORDS_A_LINE, _MOST_WORDS = 4, 14
_NOTHING = re.compile(r"(?:final|draft|revised version.*|version.*|\(final\)|sponsor|moh|\W*)", re.IGNORECASE)


def opening_lines(text: str) -> list[str]:
    """The pieces of the opening before the contents, the foreword or the like, in order: title, issuer, date."""
    head = _CHARACTERS.sub(" ", text[:_LENGTH])
    end = next((match.start() for match in _ENDS.finditer(head) if match.start() > 0), len(head))
    pieces = [part for piece in _cuts().split(head[:end]) if piece for part in _parted(piece)]
    return [line for piece in pieces if (line := fold(piece).strip(" ,;-–|"))]


@cache
def _cuts() -> re.Pattern[str]:
    names = sorted({country.name for country in load_countries()}, key=len, reverse=True)
    cuts = "|".join(f"(?:{cut})" for cut in _CUTS).replace("COUNTRY", "|".join(map(re.escape, names)))
    return re.compile(f"({cuts})", re.IGNORECASE)


def _parted(piece: str) -> list[str]:
    marked = _LINES.sub("\n", _CAPITALS.sub("\n", piece))
    return marked.split("\n")


def opening_title(lines: Sequence[str]) -> str:
    """The first piece that tells a kind of document, else the first; "" where none can be a title."""
    titles = [place for place, line in enumerate(lines) if _can_be_title(line)]
    told = [place for place in titles if kind_told(lines[place], (), ())]
    chosen = next(iter([*told, *titles]), None)
    return _BEHIND.sub("", _once(_whole(lines, chosen))) if chosen is not None else ""


def _can_be_title(line: str) -> bool:
    if not 1 < len(line.split()) <= _LONGEST or len(line) < _SHORTEST or _NOTHING.fullmatch(line):
        return False
    return not (is_issuer(line) or is_date(line) or re.match(r"(?:republic|©|page\b)", line, re.IGNORECASE))


def _whole(lines: Sequence[str], place: int) -> str:
    """The line at `place`; one that cannot end there goes on in the short lines below it."""
    title = lines[place]
    if is_unfinished(title):
        for line in lines[place + 1 :]:
            count = len(line.split())
            if (
                count > _MOST_WORDS_A_LINE
                or is_issuer(line)
                or is_date(line)
                or len(title.split()) + count > _MOST_WORDS
            ):
                break
            title = f"{title} {line}"
    return title


def running_title(text: str) -> str:
    """What stands beside the page numbers all through a text and says that it is a policy or a plan, or ""."""
    found = (match for match in _RUNNING.finditer(text[:_SEARCHED]) if match["before"] or match["after"])
    counts = Counter(fold(match["title"]) for match in found)
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= _FEWEST_PAGES else ""


def _once(line: str) -> str:
    """A title that its page says twice, once."""
    words = line.split()
    for length in range(2, len(words) // 2 + 1):
        if [word.casefold() for word in words[:length]] == [word.casefold() for word in words[length : 2 * length]]:
            return " ".join(words[:length])
    return line
