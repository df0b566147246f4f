"""Which paragraphs are headings, and the path of headings above each paragraph."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.layout import Paragraph, starts_with_bullet
from ingest.placed_text import moved_on
from ingest.word_count import count_words

_LARGER = 1.12
_MOST_WORDS = 30
_FEWEST_BODY_WORDS = 50
_MOST_ROWS = 4
_MOST_SLANTED_WORDS = 12
_MOST_BEFORE_LIST = 8
_NEXT_ROW = 1.7
_DEEPEST = 6
_COVER = 2
_GOOD_OUTLINE = 0.5
_FEWEST_LETTERS = 3
_CONTENTS = 0.3
_UNNUMBERED = 9
_NUMBERING = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,4}\.?|[IVX]{1,5}\.|[A-Z]\.)\s+(?=[^\W\d_])")
_NUMBERED = re.compile(r"\(?(?:\d|[A-Za-z][.)]|[IVXivx]{1,5}[.)])")
_NO_HEADING = re.compile(r"(?:[.;,\]。；，]|…\s*\w{1,6})$")
CAPTION = re.compile(
    r"(?:table|figure|fig\.|box|tab\.|tabelle|abbildung|abb\.|tabla|figura|tableau|tabela)\s*[–-]?\s*(?:(?:[A-Z][.–-])?\d|[IVX]{1,5}\b)",
    re.IGNORECASE,
)
"""How captions of tables, figures and boxes begin."""
_NOTE_MARK = re.compile(r"\[\d{1,3}\]$")
_SENTENCES = re.compile(r"[^\W\d_]{4,}[.;] +[^\W\d_]")
_LETTERS = re.compile(r"[^\W\d_]")

Rank = tuple[int, int, int]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """An entry of the outline (bookmarks) that a file carries."""

    level: int
    """1 is the outermost."""
    title: str
    page: int
    """1-based."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A paragraph, its page, and the headings above it, outermost first and itself not among them."""

    paragraph: Paragraph
    page: int
    is_heading: bool
    headings: tuple[str, ...]
    heads_table: bool = False
    """The caption or head of a table."""


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    capitals: bool
    italic: bool = False


def with_headings(pages: Sequence[Sequence[Paragraph]], outline: Sequence[OutlineEntry], title: str) -> list[Placed]:
    """The paragraphs of all pages with their headings.

    A heading is short, does not end like a sentence, and is named by the outline, or larger than the body text, or bold
    where the body is not, or numbered and in capitals. `title`, the document's own, heads nothing: it would stand above
    everything.
    """
    body = _body_style(pages)
    pages = [_with_whole_headings(paragraphs, body) for paragraphs in pages]
    listed = _listed(pages, outline)
    found = {
        (number, index): paragraph
        for number, paragraphs in enumerate(pages, start=1)
        for index, paragraph in enumerate(_before_contents(paragraphs))
        if (number, index) in listed or _looks_like_heading(paragraph, body)
    }
    ranks = _ranks(found, listed)
    placed: list[Placed] = []
    path: list[tuple[Rank, Paragraph]] = []
    for number, paragraphs in enumerate(pages, start=1):
        for index, paragraph in enumerate(paragraphs):
            rank = ranks.get((number, index))
            if rank is not None:
                path = [entry for entry in path if entry[0] < rank]
            headings = tuple(above.text for _, above in path)[-_DEEPEST:]
            placed.append(Placed(paragraph=paragraph, page=number, is_heading=rank is not None, headings=headings))
            if rank is not None and letters_of(paragraph.text) != letters_of(title):
                path.append((rank, paragraph))
        if number <= _COVER and _is_cover(paragraphs):
            path = []
        elif len(_before_contents(paragraphs)) < len(paragraphs):
            path = [entry for entry in path if entry[1] not in paragraphs]
    return placed


def _is_cover(paragraphs: Sequence[Paragraph]) -> bool:
    """A page without a paragraph of running text: what stands large on it heads nothing on the pages after it."""
    return all(paragraph.is_row or len(paragraph.text.split()) < _FEWEST_BODY_WORDS for paragraph in paragraphs)


def body_size(pages: Sequence[Sequence[Paragraph]]) -> float:
    """The font size in points of most of the text."""
    return _body_style(pages).size


def letters_of(text: str) -> str:
    """The letters and digits of `text` in lower case: what is left when two spellings of one heading are compared."""
    return "".join(filter(str.isalnum, text.lower()))


def _before_contents(paragraphs: Sequence[Paragraph]) -> Sequence[Paragraph]:
    """The paragraphs that can be headings: on a page with a table of contents, those above it."""
    entries = [index for index, paragraph in enumerate(paragraphs) if paragraph.is_contents]
    return paragraphs[: entries[0]] if len(entries) >= _CONTENTS * len(paragraphs) and entries else paragraphs


def _looks_like_heading(paragraph: Paragraph, body: _Style) -> bool:
    text = _NOTE_MARK.sub("", paragraph.text)
    if paragraph.is_row or paragraph.is_contents or paragraph.rows > _MOST_ROWS or count_words(text) > _MOST_WORDS:
        return False
    if starts_with_bullet(text) or _NO_HEADING.search(text) or CAPTION.match(text) or _SENTENCES.search(text):
        return False
    if len(_LETTERS.findall(text)) < _FEWEST_LETTERS or (text.endswith(":") and count_words(text) > _MOST_BEFORE_LIST):
        return False
    style = _style(paragraph)
    is_larger = style.size >= body.size * _LARGER
    is_bolder = style.bold and not body.bold and style.size >= body.size - 1
    is_slanted = style.italic and not body.italic and style.size >= body.size and _is_slanted_heading(paragraph)
    return is_larger or is_bolder or is_slanted or (style.capitals and not body.capitals and paragraph.rows == 1)


def _is_slanted_heading(paragraph: Paragraph) -> bool:
    """Slanted type alone is weak: addresses, captions and words of other languages have it, too."""
    text = paragraph.text
    number = _NUMBERING.match(text)
    words = text[number.end() :] if number else text
    is_plain = bool(number) or not re.search(r"[,\d@]", words)
    return words[:1].isupper() and is_plain and paragraph.rows <= _COVER and count_words(words) <= _MOST_SLANTED_WORDS


def _with_whole_headings(paragraphs: Sequence[Paragraph], body: _Style) -> list[Paragraph]:
    """The paragraphs of a page, with headings that run over several rows in one piece."""
    whole: list[Paragraph] = []
    for paragraph in paragraphs:
        if whole and _goes_on(whole[-1], paragraph, body):
            before = whole[-1]
            whole[-1] = replace(
                before,
                text=f"{before.text} {paragraph.text}",
                boxes=(*before.boxes, *paragraph.boxes),
                box_starts=(*before.box_starts, *moved_on(paragraph.box_starts, len(before.text) + 1)),
                rows=before.rows + paragraph.rows,
            )
        else:
            whole.append(paragraph)
    return whole


def _goes_on(before: Paragraph, after: Paragraph, body: _Style) -> bool:
    """Whether a heading goes on in the next row, in the same style and without a number of its own."""
    if not (_looks_like_heading(before, body) and _looks_like_heading(after, body)) or before.text.endswith(":"):
        return False
    is_next = 0 < after.top - before.top < _NEXT_ROW * before.size * before.rows
    fits = before.rows + after.rows <= _MOST_ROWS and count_words(before.text + " " + after.text) <= _MOST_WORDS
    return is_next and fits and _style(before) == _style(after) and not _NUMBERED.match(after.text)


def _style(paragraph: Paragraph) -> _Style:
    return _Style(round(paragraph.size * 2) / 2, paragraph.bold, _is_capitals(paragraph.text), paragraph.italic)


def _is_capitals(text: str) -> bool:
    letters = _LETTERS.findall(text)
    return len(letters) >= 2 * _FEWEST_LETTERS and sum(map(str.isupper, letters)) >= 0.9 * len(letters)


def _body_style(pages: Sequence[Sequence[Paragraph]]) -> _Style:
    """The style of most of the letters."""
    letters: Counter[float] = Counter()
    bold: Counter[float] = Counter()
    italic: Counter[float] = Counter()
    for paragraph in (paragraph for paragraphs in pages for paragraph in paragraphs):
        size = round(paragraph.size * 2) / 2
        letters[size] += len(paragraph.text)
        bold[size] += len(paragraph.text) * paragraph.bold
        italic[size] += len(paragraph.text) * paragraph.italic
    for size, count in letters.most_common(1):
        return _Style(size, bold[size] * 2 > count, capitals=False, italic=italic[size] * 2 > count)
    return _Style(0.0, bold=False, capitals=False)


def _ranks(found: Mapping[Place, Paragraph], listed: Mapping[Place, int]) -> dict[Place, Rank]:
    """How far out each heading stands: those of the outline first, then by size, weight, capitals and numbering."""
    free = {place: paragraph for place, paragraph in found.items() if place not in listed}
    styles = sorted(
        {_style(paragraph) for paragraph in free.values()},
        key=lambda s: (-s.size, not s.bold, not s.capitals, s.italic),
    )
    order = {style: number for number, style in enumerate(styles)}
    outermost: dict[int, int] = {}
    depths: defaultdict[_Style, set[int]] = defaultdict(set)
    for paragraph in free.values():
        if depth := _depth(paragraph.text):
            depths[_style(paragraph)].add(depth)
            outermost[depth] = min(outermost.get(depth, len(styles)), order[_style(paragraph)])
    level = 0
    for depth in sorted(outermost):
        level = outermost[depth] = max(level, outermost[depth])
    ranks: dict[Place, Rank] = {place: (0, level, 0) for place, level in listed.items()}
    for place, paragraph in free.items():
        style, depth = _style(paragraph), _depth(paragraph.text)
        unnumbered = next(iter(depths[style])) if len(depths[style]) == 1 else _UNNUMBERED
        # What ends in a colon opens a list below the heading before it.
        step = 2 * (depth or unnumbered) + paragraph.text.endswith(":")
        ranks[place] = (1, outermost[depth] if depth else order[style], step)
    return ranks


def _depth(text: str) -> int:
    """How many numbers the heading's own number has: 3 for `2.4.1 Staff`, 0 for none."""
    match = _NUMBERING.match(text)
    return len(re.findall(r"\w+", match[0])) if match else 0


def _listed(pages: Sequence[Sequence[Paragraph]], outline: Sequence[OutlineEntry]) -> dict[Place, int]:
    """The paragraphs that the outline names, with their level; none where most of its entries are not in the text."""
    listed: dict[Place, int] = {}
    matched = 0
    for entry in outline:
        title = letters_of(entry.title)
        if not title or not 0 < entry.page <= len(pages):
            continue
        for index, paragraph in enumerate(pages[entry.page - 1]):
            if (
                (entry.page, index) not in listed
                and not paragraph.is_row
                and not paragraph.is_contents
                and _names(title, letters_of(paragraph.text))
            ):
                listed[entry.page, index] = entry.level
                matched += 1
                break
    return listed if matched >= _GOOD_OUTLINE * len(outline) else {}


def _names(title: str, text: str) -> bool:
    """True for equal texts, one of them perhaps with a number before it or cut short."""
    shorter, longer = sorted((title, text), key=len)
    return shorter == longer or (
        len(shorter) >= 0.7 * len(longer) and (longer.endswith(shorter) or longer.startswith(shorter))
    )
