"""From the lines of a page to its paragraphs, in reading order."""

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import quantiles

from corpus.document import Box, PageBreak
from ingest.characters import BULLETS, SOFT_HYPHEN
from ingest.hyphens import Vocabulary
from ingest.lines import RIGHT_TO_LEFT, Line, Row, rows_of
from ingest.placed_text import moved_on, text_of_cells, text_of_rows
from ingest.reading_order import regions
from ingest.tables import Rectangle, RuledTable, ruled_tables
from ingest.unruled_tables import CellRow, ends_contents_entry, parted

_BULLET = re.compile(r"[•‣◦▪▫■□●○◆❖➢➤✓✔❑❒☐☑►▶∙⁃–—-]\s*\S|[o§·]\s+\S")
_NUMBER = re.compile(
    r"(?:\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)]|\[\d{1,3}\]|\d{1,2}(?:\.\d{1,2})+\.?|\d{1,2}(?:_\d{1,2})+_|\d{1,3}(?=\s+(?:[A-Z“‘]|[-–]\s)))(?:\s+|(?<=_))\S"
)
_ENDS = re.compile(r"[.!?:;。！？؟।]['\"”’»)\]]*(?:\[[\d,;–-]+\])?$")
_LONG_CELL = 60
_SIZE_STEP = 1.12
_APART = 1.3
_FAR_APART = 1.7
_USUAL_PITCH = 1.35
_INDENT = 5.0
_MUCH_ROOM = 0.2
_ENDING = 24
_MOST_NOTES = 8
_NEARLY_FULL = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph, list item or table row of one page: what becomes a `Block`."""

    text: str
    boxes: tuple[Box, ...]
    """One a line of text, in the order of the text."""
    size: float
    bold: bool
    box_starts: tuple[int, ...] = ()
    """At which character of `text` the text of each box begins."""
    italic: bool = False
    pale: bool = False
    """Nearly white: written on a dark ground."""
    is_row: bool = False
    """A row of a table, its cells parted by ` | `."""
    columns: int = 0
    """How many the table has whose row it is, empty ones too."""
    table: int | None = None
    """Which ruled table of the page it stands in."""
    is_item: bool = False
    """Begins with the mark of a list."""
    is_contents: bool = False
    """An entry of a table of contents."""
    rows: int = 1
    top: float = 0.0
    """Upper edge in reading direction, in points."""
    page_break: PageBreak | None = None
    fills_last_row: bool = False
    """Its last row ends about where the longest does: it may go on elsewhere."""


def paragraphs_of(
    lines: Sequence[Line], rules: Sequence[Rectangle], vocabulary: Vocabulary, aside: Sequence[Line] = ()
) -> list[Paragraph]:
    """The paragraphs that the lines of one page make, in reading order; `rules` are the page's ruled lines.

    Lines `aside`, which run across the reading direction, are heads of columns where they stand in the head of a ruled
    table, and else paragraphs of their own at the end: nothing tells what they belong to.
    """
    backwards = _runs_backwards(lines)
    tables, rest = ruled_tables(rules, lines, aside)
    paragraphs: list[Paragraph] = []
    for region in regions([*rest, *tables], right_to_left=backwards):
        first = len(paragraphs)
        paragraphs += _region_paragraphs(region, vocabulary, backwards)
        if 0 < first < len(paragraphs):
            _join_columns(paragraphs, first, vocabulary)
    in_tables = {line for table in tables for row in table.rows for cell in row for line in cell}
    paragraphs += map(_aside, (line for line in aside if line not in in_tables))
    return [paragraph for paragraph in paragraphs if any(map(str.isalnum, paragraph.text))]


def starts_with_bullet(text: str) -> bool:
    """Whether `text` begins like an item of a list without numbers."""
    return bool(_BULLET.match(text))


def _aside(line: Line) -> Paragraph:
    return Paragraph(
        text=line.text.strip(" ").replace(SOFT_HYPHEN, "-"),
        boxes=(line.box,),
        box_starts=(0,),
        size=line.size,
        bold=False,
        is_row=True,
    )


def _region_paragraphs(
    region: Sequence[Line | RuledTable], vocabulary: Vocabulary, backwards: bool
) -> Iterable[Paragraph]:
    """The paragraphs of one column or stretch: tables where they stand, running text between them."""
    tables = sorted((item for item in region if isinstance(item, RuledTable)), key=lambda table: table.y0)
    lines = [item for item in region if isinstance(item, Line)]
    for table in tables:
        above = [line for line in lines if line.middle < table.y0]
        lines = [line for line in lines if line.middle >= table.y0]
        yield from _running_text(above, vocabulary, backwards)
        shown: set[Line] = set()
        for row in table.rows:
            for paragraph in _table_row(row, vocabulary, backwards, shown):
                yield replace(paragraph, table=table.number)
            shown.update(line for cell in row for line in cell)
    yield from _running_text(lines, vocabulary, backwards)


def _table_row(
    row: Sequence[Sequence[Line]], vocabulary: Vocabulary, backwards: bool, above: Set[Line] = frozenset()
) -> Iterable[Paragraph]:
    """A row as one paragraph; long cells, in tables that only arrange the page, as paragraphs of their own.

    Cells that reach down into it from the rows `above` are read, but do not lie, in it.
    """
    cells = [text_of_rows(rows_of(cell, right_to_left=backwards), vocabulary) for cell in row]
    if max(len(cell.text.split()) for cell in cells) > _LONG_CELL:
        for cell in row:
            yield from _running_text([line for line in cell if line not in above], vocabulary, backwards)
        return
    lines = [line for cell in row for line in cell if line not in above]
    placed = text_of_cells(cells[::-1] if backwards else cells)
    boxes, starts = placed.boxes_without(above)
    yield Paragraph(
        text=placed.text,
        boxes=boxes,
        box_starts=starts,
        size=lines[0].size,
        bold=all(line.bold for line in lines),
        pale=all(line.pale for line in lines),
        is_row=True,
        columns=len(row),
        top=min(line.y0 for line in lines),
    )


def _running_text(lines: Sequence[Line], vocabulary: Vocabulary, backwards: bool) -> Iterable[Paragraph]:
    rows = rows_of(lines, right_to_left=backwards)
    pitch = _usual_pitch(rows)
    group: list[Row] = []
    items = parted(rows, pitch)
    for index, row in enumerate(items):
        if isinstance(row, CellRow):
            if group:
                yield _paragraph(group, vocabulary)
                group = []
            yield from _table_row(row.cells, vocabulary, backwards)
            continue
        edge = max(near.x1 for near in items[max(0, index - 3) : index + 3] if isinstance(near, Row))
        if group and _is_new(group, row, pitch, edge):
            yield _paragraph(group, vocabulary)
            group = []
        group.append(row)
    if group:
        yield _paragraph(group, vocabulary)


def _paragraph(rows: Sequence[Row], vocabulary: Vocabulary) -> Paragraph:
    placed = text_of_rows(rows, vocabulary)
    boxes, starts = placed.boxes_without()
    lines = placed.lines
    opening = " ".join(row.text for row in rows[:2])
    main = max(rows, key=lambda row: len(row.main.text)).main
    return Paragraph(
        text=placed.text,
        boxes=boxes,
        box_starts=starts,
        size=main.size,
        bold=all(line.bold for line in lines if line.text.strip() not in BULLETS),
        italic=all(line.italic for line in lines),
        is_contents=ends_contents_entry(rows[-1]),
        is_item=bool(_BULLET.match(opening) or _NUMBER.match(opening)),
        rows=len(rows),
        top=min(row.y0 for row in rows),
        fills_last_row=len(rows) > 1 and rows[-1].x1 > max(row.x1 for row in rows) - _NEARLY_FULL * main.size,
    )


def _usual_pitch(rows: Sequence[Row]) -> float:
    """How far, in font sizes, one row of a paragraph lies below the one before, as most on the page do."""
    pitches = [
        (after.middle - before.middle) / before.main.size
        for before, after in pairwise(rows)
        if 0.8 < (after.middle - before.middle) / before.main.size < 3
    ]
    return quantiles(pitches, n=4)[0] if len(pitches) >= 4 else min([*pitches, _USUAL_PITCH])


def _is_new(group: Sequence[Row], row: Row, pitch: float, edge: float) -> bool:
    """Whether `row` begins a paragraph of its own rather than going on with `group`."""
    before = group[-1]
    text, last = row.text, before.text
    size, size_before = row.main.size, before.main.size
    apart = (row.middle - before.middle) / max(size, size_before)
    ended = ends_like_a_sentence(last)
    if apart > max(pitch, 1.0) * _FAR_APART or _BULLET.match(text) or ends_contents_entry(before):
        return True
    if _NUMBER.match(text) and (ended or _counts_on(group, row) or _ends_early(before, row, edge)):
        return True
    goes_on = text[:1].islower() and not ended
    if goes_on or last.endswith(("-", "\u00ad", ",")):
        return False
    if not 1 / _SIZE_STEP < size / size_before < _SIZE_STEP or row.main.bold != before.main.bold:
        return True
    if apart > max(pitch, 1.0) * _APART:
        return True
    return _is_set_apart(group, row) or _ends_early(before, row, edge)


def ends_like_a_sentence(text: str) -> bool:
    """Whether `text` ends like a sentence or before a list; notes may be marked after the full stop."""
    return bool(_ENDS.search(text[-_ENDING:]))


def _counts_on(group: Sequence[Row], row: Row) -> bool:
    """Whether a row that begins with a number stands where the numbers of a list do."""
    if abs(row.x0 - group[-1].x0) > _INDENT:
        return True
    return abs(row.x0 - group[0].x0) < _INDENT and bool(_NUMBER.match(group[0].text) or _BULLET.match(group[0].text))


def _is_set_apart(group: Sequence[Row], row: Row) -> bool:
    """A first line indented, or the end of a hanging indent."""
    before = group[-1]
    if row.x0 > before.x0 + _INDENT and len(group) > 1 and ends_like_a_sentence(before.text):
        return abs(before.x0 - group[0].x0) < _INDENT or before.x0 < group[0].x0
    return len(group) > 1 and before.x0 > group[0].x0 + _INDENT and row.x0 < group[0].x0 + _INDENT / 2


def _ends_early(before: Row, row: Row, edge: float) -> bool:
    """True where the next word had room in the row before and the break looks meant."""
    text = row.text
    word = text.split(" ", 1)[0]
    width = (row.x1 - row.x0) / max(1, len(text))
    room = edge - before.x1
    if room < width * (len(word) + 3) or _is_centred(before, row):
        return False
    return ends_like_a_sentence(before.text) or (not text[:1].islower() and room > _MUCH_ROOM * (edge - before.x0))


def _is_centred(before: Row, row: Row) -> bool:
    return abs(before.x0 - row.x0) > _INDENT and abs(before.x0 + before.x1 - row.x0 - row.x1) < 2 * _INDENT


def _join_columns(paragraphs: list[Paragraph], first: int, vocabulary: Vocabulary) -> None:
    """Joins the paragraph at `first`, the top of a column, to the one before it that it goes on with.

    Notes at the foot of the column before may stand between the two.
    """
    after = paragraphs[first]
    before = first - 1
    while before > 0 and first - before < _MOST_NOTES and paragraphs[before].size * _SIZE_STEP < after.size:
        before -= 1
    if runs_on(paragraphs[before], after):
        paragraphs[before] = _across_columns(paragraphs[before], after, vocabulary)
        del paragraphs[first]


def runs_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether a paragraph goes on at the top of the next column or page."""
    if before.is_row or after.is_row or after.is_item or before.bold != after.bold:
        return False
    alike = 1 / _SIZE_STEP < before.size / after.size < _SIZE_STEP
    return alike and after.text[:1].islower() and not ends_like_a_sentence(before.text)


def _across_columns(before: Paragraph, after: Paragraph, vocabulary: Vocabulary) -> Paragraph:
    text = vocabulary.joined(before.text, after.text)
    return Paragraph(
        text=text,
        boxes=(*before.boxes, *after.boxes),
        box_starts=(*before.box_starts, *moved_on(after.box_starts, len(text) - len(after.text))),
        size=before.size,
        bold=before.bold,
        is_item=before.is_item,
        rows=before.rows + after.rows,
        top=before.top,
        fills_last_row=after.fills_last_row,
    )


def _runs_backwards(lines: Sequence[Line]) -> bool:
    """True where most lines hold letters of a script that is written from right to left."""
    return sum(bool(RIGHT_TO_LEFT.search(line.text)) for line in lines) * 2 > len(lines)
