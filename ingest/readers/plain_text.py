"""Reads plain text: paragraphs by blank lines, wrapped lines joined, and the headings that are evident."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.front import Front, state_front
from ingest.opening import opening_lines, opening_title, running_title
from ingest.readers.blocks import BlockList, fold
from ingest.readers.decoding import decode
from ingest.readers.lost_lines import Part, has_lost_lines, parts_of
from ingest.readers.paragraphs import paragraphs_of
from ingest.readers.running_lines import without_running_lines
from ingest.readers.statements import Statements

_LONGEST_HEADING = 100
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?\s+[^\W\d_]")
_CHAPTER = re.compile(
    r"(?:chapter|part|section|annex|appendix|article|kapitel|teil|abschnitt|anhang|artikel|chapitre|partie|annexe"
    r"|capítulo|parte|capitolo|capitolul|rozdział)\s+(?:\d+|[ivxlc]+|[a-z])\b",
    re.IGNORECASE,
)
_ENDS_LIKE_TEXT = re.compile(r"[.,;:?!…]\Z")
_UNDERLINE = re.compile(r"([=\-~^*#])\1{2,}")
_PAGE_MARK = re.compile(
    r"(?:page|seite|p\.)\s*\d{1,4}(?:\s*(?:of|von|/)\s*\d{1,4})?|[-–—]\s*\d{1,4}\s*[-–—]", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,4}")
_FEWEST_PAGES = 3
_FRONT = 12


class PlainTextReader:
    """Reads one text file.

    Left out is only what is evidently of the page: its number on a line of its own, the lines that every page repeats.
    Where the line breaks were lost, headings are those that the text's own table of contents names.
    """

    @property
    def media_type(self) -> str:
        """Plain text in any character set."""
        return "text/plain"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading. Raises `UnreadableError` where the file is not text or holds none."""
        decoded = decode(data, file_name=file_name)
        blocks = BlockList()
        lost = has_lost_lines(decoded.text)
        parts = parts_of(without_running_lines(decoded.text)) if lost else _parts(decoded.text)
        for part in parts:
            if part.level:
                blocks.heading(part.text, part.level)
            else:
                blocks.add(part.text)
        if not blocks.blocks:
            raise UnreadableError(path=file_name, reason="the file holds no text")
        statements = Statements()
        lines = opening_lines(decoded.text) if lost else [block.text for block in blocks.blocks[:_FRONT]]
        statements.say(
            "title", opening_title(lines) or running_title(decoded.text) if lost else blocks.opening_heading, "text"
        )
        _state_front(lines, statements)
        yield Reading(
            blocks=blocks.blocks,
            metadata=statements.metadata,
            origins=statements.origins,
            completeness=Completeness.PARTIAL if decoded.damage else Completeness.COMPLETE,
            reason=decoded.damage,
        )


def _state_front(lines: list[str], statements: Statements) -> None:
    title = str(statements.metadata.get("title", ""))
    end = next((place for place, line in enumerate(lines, start=1) if line == title), 0)
    state_front(Front(title=title, lines=tuple(lines), end=end, opening=tuple(lines)), statements)


def _parts(text: str) -> Iterator[Part]:
    """Headings and paragraphs of a text that has its lines."""
    paragraphs = [fold(paragraph) for paragraph in paragraphs_of(_without_page_lines(text))]
    counted = _page_numbers(paragraphs)
    paragraphs = [p for i, p in enumerate(paragraphs) if i not in counted and p and not _PAGE_MARK.fullmatch(p)]
    levels = [_level(paragraph) for paragraph in paragraphs]
    for i, paragraph in enumerate(paragraphs):
        if _UNDERLINE.fullmatch(paragraph):
            continue
        following = paragraphs[i + 1] if i + 1 < len(paragraphs) else ""
        underlined = bool(_UNDERLINE.fullmatch(following)) and len(paragraph) <= _LONGEST_HEADING
        if underlined:
            yield Part(text=paragraph, level=1 if following[0] in "=#*" else 2)
        elif levels[i] and not _is_listed(paragraph, following):
            yield Part(text=paragraph, level=levels[i])
        else:
            yield Part(text=paragraph)


def _level(paragraph: str) -> int:
    """The level of what looks like a heading: short, numbered or in capitals, without an end to a sentence; else 0."""
    if len(paragraph) > _LONGEST_HEADING or _ENDS_LIKE_TEXT.search(paragraph):
        return 0
    if _CHAPTER.match(paragraph):
        return 1
    if numbered := _NUMBERED.match(paragraph):
        return numbered.group(1).removesuffix(".0").count(".") + 1
    words = [word for word in paragraph.split() if any(character.isalpha() for character in word)]
    return 1 if paragraph.isupper() and any(len(word) > 3 for word in words) else 0


def _is_listed(paragraph: str, following: str) -> bool:
    """True for a numbered line that the next number follows at once: an item of a list, not a heading."""
    one, two = _NUMBERED.match(paragraph), _NUMBERED.match(following)
    return not following or (one is not None and two is not None and one[1].count(".") == two[1].count("."))


def _page_numbers(paragraphs: list[str]) -> frozenset[int]:
    """Positions of paragraphs that are nothing but a number, when these count up through the text."""
    lone = [(i, int(paragraph)) for i, paragraph in enumerate(paragraphs) if _NUMBER.fullmatch(paragraph)]
    counting = [{one[0], two[0]} for one, two in pairwise(lone) if two[1] == one[1] + 1 and two[0] > one[0] + 1]
    return frozenset().union(*counting) if len(counting) >= _FEWEST_PAGES - 1 else frozenset()


def _without_page_lines(text: str) -> str:
    """Pages between form feeds without the first and last lines that most of them share."""
    pages = [page.strip("\n").split("\n") for page in text.split("\f")]
    if len(pages) < _FEWEST_PAGES:
        return text
    for edge in (0, -1):
        heads = Counter(re.sub(r"\d+", "#", page[edge].strip()) for page in pages)
        repeated = {head for head, count in heads.items() if head and count >= max(_FEWEST_PAGES, len(pages) / 2)}
        for page in pages:
            if re.sub(r"\d+", "#", page[edge].strip()) in repeated and len(page) > 1:
                page.pop(edge)
    return "\f".join("\n".join(page) for page in pages)
