"""Text whose line breaks were lost on the way out of a PDF: headings and paragraphs found again where they are evident.

The table of contents is the witness: what it lists is a heading where the text says it again, in the same order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LINE = 2_000
_LEADER = re.compile(r"(?<![.…])(?:\.{4,}+|…{2,}+|(?:\. ){4,}+)[.…\s]*+([ivxlcIVXLC]{1,7}|\d{1,4})\b")
_NUMBERED = re.compile(r"((?:\d{1,2}\.)*\d{1,2})\.?\s")
_CONTENTS = re.compile(r"(?:table of )?contents:?\s|inhalt(?:sverzeichnis)?:?\s", re.IGNORECASE)
# Bullets, clauses such as 3.2 after the end of a sentence, and 3.2.1 wherever no sentence refers to it.
_BREAK = re.compile(
    r"\s(?=[•▪●◦‣∙■►➢✓✔❖\uf0b7\uf0a7\uf0d8]\s)|(?<=[.!?:;])\s(?=\d{1,2}(?:\.\d{1,2})+\.?\s+[A-Z])"
    r"|(?<![,(])(?<!ection)(?<!ections)(?<!able)(?<!igure)(?<!lause)(?<!aragraph)(?<! and)(?<! see)(?<! in)(?<! to)"
    r"\s(?=\d{1,2}(?:\.\d{1,2}){2,}\.?\s+[A-Z])"
)
_ENTRY = re.compile(
    r"(?P<title>(?:\d{1,2}\.)+(?:\d{1,2}\.?)?\s(?:(?!\d{1,2}\.\d).){3,120}?)\s(?P<page>\d{1,3})(?=\s+(?:\d{1,2}\.|[A-Z]))"
)
_LONGEST_TITLE = 150
_GAP = 600
_MOST_PAGES = 40
_FEWEST_ENTRIES = 5
# Characters times titles: beyond this, looking for each title everywhere would take longer than it is worth.
_MOST_SEARCHED = 100_000_000
_MOST_PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading of `level` 1 or more, or a paragraph (`level` 0)."""

    text: str
    level: int = 0


def has_lost_lines(text: str) -> bool:
    """True for a text of more than one page's length with less than one line break to a page."""
    return len(text) > _LINE and text.count("\n") < len(text) / _LINE


def parts_of(text: str) -> list[Part]:
    """Headings and paragraphs in the order of the text; together they are the text, nothing more and nothing less."""
    parts: list[Part] = []
    done = 0
    for start, end, level in _headings(text):
        parts.extend(_paragraphs(text[done:start]))
        parts.append(Part(text=text[start:end], level=level))
        done = end
    parts.extend(_paragraphs(text[done:]))
    return parts


def _paragraphs(text: str) -> Iterator[Part]:
    for piece in _BREAK.split(text):
        if piece.strip():
            yield Part(text=piece.strip())


def _headings(text: str) -> list[tuple[int, int, int]]:
    """Where the titles of the table of contents stand again below it: (start, end, level)."""
    titles, below = _contents(text)
    if len(titles) < _FEWEST_ENTRIES or len(titles) * len(text) > _MOST_SEARCHED:
        return []
    places: list[tuple[int, int, int]] = []
    for number, title in enumerate(titles):
        found = _pattern(title).finditer(text, below)
        places.extend(
            (number, match.start(), match.end()) for _, match in zip(range(_MOST_PLACES), found, strict=False)
        )
    return [(start, end, _level(titles[number])) for number, start, end in _longest_chain(places)]


def _contents(text: str) -> tuple[list[str], int]:
    """The titles of the table of contents, and where it ends: with leaders of dots, else by numbers and pages."""
    titles: list[str] = []
    end = below = 0
    for leader in _LEADER.finditer(text):
        title = text[end : leader.start()]
        if len(titles) >= _FEWEST_ENTRIES and len(title) > _GAP:
            break
        for heading in _CONTENTS.finditer(title):
            title = text[end + heading.end() : leader.start()]
        end = leader.end()
        title = title.strip(" .:")
        if 3 <= len(title) <= _LONGEST_TITLE:
            titles.append(title)
            below = end
    return (titles, below) if len(titles) >= _FEWEST_ENTRIES else _bare_contents(text)


def _bare_contents(text: str) -> tuple[list[str], int]:
    """The same without leaders: numbered titles, each with a page that is not before the last."""
    heading = _CONTENTS.search(text, 0, _LINE * 2)
    if heading is None:
        return [], 0
    titles: list[str] = []
    end, page = heading.end(), 0
    for entry in _ENTRY.finditer(text, end):
        if entry.start() - end > _GAP or not page <= int(entry["page"]) <= page + _MOST_PAGES:
            break
        titles.append(entry["title"])
        end, page = entry.end(), int(entry["page"])
    return titles, end


def _pattern(title: str) -> re.Pattern[str]:
    """Numbered and long titles in any case; a short one only as it is written, for its words are common."""
    words = r"\s+".join(re.escape(word) for word in title.split())
    free = bool(_NUMBERED.match(title)) or len(title.split()) > 3
    return re.compile(rf"(?<![\w.]){words}(?!\w)", re.IGNORECASE if free else 0)


def _level(title: str) -> int:
    numbered = _NUMBERED.match(title)
    return numbered.group(1).removesuffix(".0").count(".") + 1 if numbered else 1


def _longest_chain(places: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The most places of which each stands after the one before, in the order of the titles; the earliest of equals."""
    ordered = sorted(places, key=lambda place: (place[1], place[0]))
    length = [1] * len(ordered)
    before = [-1] * len(ordered)
    for i, (number, start, _) in enumerate(ordered):
        for j in range(i):
            earlier, _, end = ordered[j]
            if earlier < number and end <= start and length[j] + 1 > length[i]:
                length[i], before[i] = length[j] + 1, j
    if not ordered:
        return []
    i = max(range(len(ordered)), key=lambda n: (length[n], -ordered[n][1]))
    chain: list[tuple[int, int, int]] = []
    while i >= 0:
        chain.append(ordered[i])
        i = before[i]
    return chain[::-1]
