"""The title page of a document with pages: which of its lines are the title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dates import is_date
from ingest.front_words import any_of
from ingest.headings import body_size, letters_of
from ingest.issuers import as_written, is_issuer, opens_with_issuer
from ingest.layout import Paragraph
from ingest.names import is_list, leads_to_names, names_in

_LONGEST = 300
_FEWEST_LETTERS = 4
_LARGER = 1.12
_MOST_ROWS = 6
_SENTENCE, _MOST_WORDS = 10, 45
_PLAIN_WORDS = range(3, 26)
"""How many words the first line may have that is set like the text and yet is the title."""
_SHORT_TITLE_WORDS = 3
_SUBTITLE_SIZE = 0.4
_VERSION = re.compile(
    r"[\s,–-]*\b(?:version|release|rev(?:ision)?\.?|v\.?)\s*\d[\w.]*(?:\s*\(?(?:draft|final)\)?)?\s*\Z", re.IGNORECASE
)
_EDITION = re.compile(
    r"\W*(?:version|release|rev(?:ision)?|v)\b\.?\s*\d.*|\W*(?:first|second|third|fourth|fifth|revised|\d+(?:st|nd|rd|th))"
    r" edition\W*|\W*(?:draft|final|confidential)\W*",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Z]{1,4}[- ]?\d{1,5}")
_PREFIX = re.compile(r"\A(?:(?:[Tt]itle|[Tt]itel|[Tt]itre|[Tt]ítulo|[Tt]itolo|TITLE)\s*:\s*|[A-H]\.\s+(?=[A-ZÀ-Ý]))")
_SERIES = re.compile(
    r".*\b(?:rapport|report|working paper|paper|no|nr|n[oº°]|isbn|issn)\b\.?\s*[\d-]{2,}.*", re.IGNORECASE
)
# Where forms and memoranda name what they are about.
_SUBJECT = re.compile(rf"(?:.*\s)?(?:{any_of('subject')})\s*:\s*(?P<title>.*)", re.IGNORECASE)
_BARE = re.compile(rf"\W*(?:{any_of('bare')})\W*", re.IGNORECASE)
_NO_TITLE_LINE = re.compile(
    r"\W*(?:evaluation warning|this document was created|downloaded from|table of contents)\b.*"
    rf"|[\W\d]*(?:{any_of('section_headings')})[\W\d]*",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\d{1,2}\.(?:\d{1,2}\.?)*\s|(?:chapter|annex|appendix|kapitel|chapitre|capítulo|capitolo)\s+[\divxlc]+\b",
    re.IGNORECASE,
)
# A title does not end with one of these: the line below goes on with it.
_UNFINISHED = re.compile(rf"(?:.*\W)?(?:{any_of('unfinished')}|[-&–—:])\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePage:
    """The first page with text, as lines in reading order; `title` is "" where none stands out, and `end` then 0."""

    title: str
    largest: str
    """The paragraph in the largest letters of the title, without those that belong to it."""
    lines: tuple[str, ...]
    end: int
    """How many of `lines` stand before what follows the title."""


def title_page(pages: Sequence[Sequence[Paragraph]]) -> TitlePage:
    """The largest text of the first page that has any, two words or more of it, with what belongs to it."""
    page = next((paragraphs for paragraphs in pages[:3] if paragraphs), [])
    lines = tuple(paragraph.text for paragraph in page)
    best = _largest(page, body_size(pages))
    if best is None:
        return TitlePage(title="", largest="", lines=lines, end=0)
    start, end = _run_around(page, page.index(best))
    while start > 0 and is_unfinished(page[start - 1].text) and _is_close(page[start - 1], page[start]):
        start -= 1
    while end < len(page) and is_unfinished(page[end - 1].text) and _is_close(page[end - 1], page[end]):
        end += 1
    title = _tidy(" ".join(paragraph.text for paragraph in page[start:end]))
    if _BARE.fullmatch(title) and (subject := _subject(page)):
        return TitlePage(title=_cut(subject.text), largest=subject.text, lines=lines, end=page.index(subject) + 1)
    if (
        len(title.split()) <= _SHORT_TITLE_WORDS
        and end - start == 1
        and end < len(page)
        and _is_subtitle(page[end], best)
    ):
        title, end = f"{title.rstrip(': ')}: {_tidy(page[end].text)}", end + 1
    texts = [paragraph.text for paragraphs in pages[:4] for paragraph in paragraphs]
    return TitlePage(title=_cut(as_written(title, texts)), largest=best.text, lines=lines, end=end)


def _largest(page: Sequence[Paragraph], body: float) -> Paragraph | None:
    worded = [p for p in page if len(letters_of(p.text)) >= _FEWEST_LETTERS and not _is_running_text(p.text)]
    standing_out = [
        p
        for p in worded
        if (p.bold or p.size > _LARGER * body) and not (p.is_row or p.is_contents) and p.rows <= _MOST_ROWS
    ]
    plain = [p for p in worded[:1] if not (p.is_row or p.is_contents) and len(p.text.split()) in _PLAIN_WORDS]
    candidates = [p for p in standing_out if " " in p.text] or standing_out or plain
    if not candidates:
        return None
    named = [p for p in candidates if not _is_something_else(p.text)]
    text = next((place for place, p in enumerate(page) if _is_sentence(p.text)), len(page))
    above = [p for p in named if page.index(p) < text]
    # Larger letters below running text are those of its headings.
    named = above or named
    return max(named or candidates, key=lambda paragraph: (round(paragraph.size), paragraph.bold))


def is_unfinished(line: str) -> bool:
    """True for a line that a title cannot end with: `Handbook for`."""
    return bool(_UNFINISHED.fullmatch(line))


def _is_running_text(text: str) -> bool:
    """True for sentences, headings of sections, and lines that programs and printers put on a page."""
    is_section = _NUMBERED.match(text) or _NO_TITLE_LINE.fullmatch(text)
    return _is_sentence(text) or bool(is_section)


def _is_sentence(text: str) -> bool:
    count = len(text[: 2 * _LONGEST].split())
    return len(text) > 2 * _LONGEST or (text.endswith(".") and count > _SENTENCE) or count > _MOST_WORDS


def _is_something_else(text: str) -> bool:
    """True for what stands large on title pages and is no title: an issuer, a date, an edition."""
    is_other = opens_with_issuer(text) or is_issuer(text) or is_date(text)
    return is_other or bool(_EDITION.fullmatch(text) or _CODE.fullmatch(text))


def _run_around(page: Sequence[Paragraph], place: int) -> tuple[int, int]:
    """The paragraph at `place` with its neighbours of the same size, as far as they can belong to a title."""
    size = page[place].size

    def belongs(index: int) -> bool:
        other = page[index]
        is_alike = abs(other.size - size) <= 0.1 * size and not (other.is_row or other.is_contents)
        is_full = sum(len(p.text) for p in page[start:end]) >= _LONGEST // 2
        if not is_alike or is_full or _is_running_text(other.text) or _is_something_else(other.text):
            return False
        return not (leads_to_names(other.text) or is_list(names_in(other.text)) or _BARE.fullmatch(other.text))

    start, end = place, place + 1
    while end < len(page) and belongs(end):
        end += 1
    while start > 0 and belongs(start - 1):
        start -= 1
    return start, end


def _is_subtitle(paragraph: Paragraph, title: Paragraph) -> bool:
    """True for the line below a short title that goes on with it, in smaller letters."""
    text = paragraph.text
    if _is_running_text(text):
        return False
    is_near = 0 < paragraph.top - title.top < 3 * title.size * max(title.rows, 1) + 2 * paragraph.size
    is_set = paragraph.size >= _SUBTITLE_SIZE * title.size and not (
        paragraph.is_row or paragraph.is_contents or paragraph.is_item
    )
    is_other = _is_something_else(text) or leads_to_names(text) or bool(names_in(text)) or bool(_SERIES.fullmatch(text))
    return is_near and is_set and not is_other and 1 < len(text.split()) <= 25 and not text.endswith(".")


def _is_close(above: Paragraph, below: Paragraph) -> bool:
    """True for a line of a title and the next one, in letters that are smaller or larger, but not by much."""
    is_plain = not any(p.is_row or p.is_contents or _is_running_text(p.text) for p in (above, below))
    near = below.top - above.top < 3 * max(above.size, below.size) * above.rows + below.size
    return is_plain and near and 0.5 <= below.size / above.size <= 2 and not is_date(below.text)


def _subject(page: Sequence[Paragraph]) -> Paragraph | None:
    """The line that stands beside, or behind, the word `Subject:`."""
    for paragraph in page:
        found = _SUBJECT.fullmatch(paragraph.text[: 2 * _LONGEST])
        if found and not found["title"] and paragraph.boxes:
            bottom = paragraph.boxes[-1].y1
            beside = [
                p
                for p in page
                if p is not paragraph and p.boxes and abs(p.boxes[0].y1 - bottom) < p.size and len(p.text.split()) > 1
            ]
            if beside:
                return min(beside, key=lambda p: abs(p.boxes[0].y1 - bottom))
    return None


def _tidy(title: str) -> str:
    """A title without the word `Title:` before it, the version behind it, and dashes around it."""
    plain = _PREFIX.sub("", title.strip(" -–—•*|"))
    return re.sub(r"(?<=[a-z])\.(?= [a-z])", "", _VERSION.sub("", plain)).strip(" -–—•*|") or title


def _cut(title: str) -> str:
    return title if len(title) <= _LONGEST else title[:_LONGEST].rsplit(" ", 1)[0] + " …"
