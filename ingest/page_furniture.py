"""Running heads, footers and page numbers: what stands in the same place on page after page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import quantiles

from ingest.lines import Line, Row, rows_of

_ZONE, _WIDE_ZONE = 0.09, 0.15
_OUTERMOST = 0.05
_WIDEST_MARGIN = 0.25
_OFTEN_PAGES, _OFTEN_SHARE, _OUTERMOST_SHARE = 5, 0.6, 0.2
_PLACE = 4.0
_FEWEST_PAGES = 3
_CLEAR_TOP, _CLEAR_FOOT = 0.7, 0.4
_CLEAR_ALONE = 0.6
_EDGE_ROWS = 0.4
_BESIDE = 6.0
_FAR = 9.0
_FEWEST_LETTERS = 2
_MOST_FOOT_ROWS = 3
_FAR_FROM_TEXT = 1.0
_NEARLY_ALL, _MOST_STAMPS = 0.8, 3
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"\W*[ivxl]{1,6}\W*", re.IGNORECASE)
_FOLIO = re.compile(r"\W*(?:\d{1,4}|\d{1,2}-\d{1,3}|[ivxl]{1,6})\W*")
_PAGE_NUMBER = re.compile(r"\W*(?:\w{1,8}\W{1,3})?#\W*(?:[^\W#]{0,4}\W*#\W*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A line near an edge of a page, and where that is."""

    page: int
    index: int
    key: tuple[str, bool, int]
    """The text with its numbers blanked, whether it is at the top, and how far from the edge."""
    outer: float
    inner: float
    """Distance in points of its outer and inner side from the edge of the page."""
    line: Line
    is_near_edge: bool
    """In the outer 9 % of the page; otherwise it is further in, or the first or last on a page with wide margins."""
    is_outermost: bool
    """In the first or last row of the page."""

    def gap(self, other: "_Place") -> float:
        """White space between this line and `other`, in line heights: inwards, or beside it in the same row."""
        height = max(self.inner - self.outer, 1.0)
        if other.outer < self.inner - height / 2 and other.inner > self.outer + height / 2:
            beside = max(other.line.x0 - self.line.x1, self.line.x0 - other.line.x1)
            return beside / height / _BESIDE
        return (other.outer - self.inner) / height if other.outer > self.outer else _FAR


def furniture(pages: Sequence[tuple[Sequence[Line], float]]) -> set[tuple[int, int]]:
    """Which lines of `pages` (the lines of each, and its height in points) are furniture: `(page, line)`, both from 0.

    A line is furniture when the same words, numbers apart, stand in the same place near the top or the foot of three
    pages or more (in a document of two pages, of both), and clear of the text: the head of a table that is repeated on
    each page touches its rows, and stays. Further in than 9 % of the page, it takes the first or last row of a fifth of
    all pages, or five pages and most of all. A number alone must count the pages, or be the same on all of them.
    On one page or two nothing can repeat: there it is the row at the edge that ends or begins with a page number.
    """
    places = [place for page, (lines, height) in enumerate(pages) for place in _near_edges(page, lines, height)]
    by_key: defaultdict[tuple[str, bool, int], list[_Place]] = defaultdict(list)
    for place in places:
        by_key[place.key].append(place)
    fewest = min(_FEWEST_PAGES, max(2, len(pages)))
    constant = {key[1:] for key, found in by_key.items() if len(found) >= _OFTEN_PAGES and _is_constant(found)}
    kept = {
        key
        for key, found in by_key.items()
        if len({place.page for place in found}) >= _least(found, fewest, len(pages), constant)
    }
    sure = {key for key in kept if _says_something(key[0]) or _is_constant(by_key[key]) or _counts(by_key[key])}
    rows = {key[1:] for key in sure}
    # A word with a number that changes says nothing by itself, but it does in a row with others.
    kept = _clear_of_text(sure | {key for key in kept if key[1:] in rows}, places)
    numbered = {key[1:] for key in kept if _is_number(key[0])}
    found = {
        (place.page, place.index)
        for place in places
        if place.key in kept or (place.key[1:] in numbered and _is_number(place.key[0]))
    }
    edges = _edge_rows(pages)
    # Where pages can repeat, a row at the edge goes with the number that counts them, and not by its looks alone.
    return (
        found | {place for row in edges if len(pages) < _FEWEST_PAGES or row & found for place in row} | _stamps(pages)
    )


def _stamps(pages: Sequence[tuple[Sequence[Line], float]]) -> set[tuple[int, int]]:
    """Lines that a program printed over the pages: the same words on the same spot of nearly all, and few of them.

    Many are the labels of a form.
    """
    spots: defaultdict[tuple[str, int, int], set[tuple[int, int]]] = defaultdict(set)
    for page, (lines, _) in enumerate(pages):
        for index, line in enumerate(lines):
            spots[line.text, round(line.x0), round(line.y0)].add((page, index))
    stamps = [found for found in spots.values() if len(found) >= max(_OFTEN_PAGES, _NEARLY_ALL * len(pages))]
    return set().union(*stamps) if len(stamps) <= _MOST_STAMPS else set()


def _edge_rows(pages: Sequence[tuple[Sequence[Line], float]]) -> list[set[tuple[int, int]]]:
    """The rows at the edges of each page with a page number at one end, far from the text beside and inside."""
    found: list[set[tuple[int, int]]] = []
    for page, (lines, height) in enumerate(pages):
        indices = {id(line): index for index, line in enumerate(lines)}
        top = rows_of(line for line in lines if line.y1 < _EDGE_ROWS * height)
        foot = rows_of(line for line in lines if line.y0 > (1 - _EDGE_ROWS) * height)
        # Below the row with the number, what belongs to it may go on in smaller rows.
        for ordered, below in ((top, 0), (foot[::-1], _MOST_FOOT_ROWS)):
            for depth, row in enumerate(ordered[: below + 1]):
                if not _has_page_number(row):
                    continue
                inner = ordered[depth + 1] if depth + 1 < len(ordered) else None
                is_clear = inner is None or (
                    abs(row.middle - inner.middle) >= (1 + _CLEAR_ALONE) * row.main.size
                    # Rows of a table end in numbers, too.
                    and not _has_page_number(inner)
                )
                if is_clear and min(row.y1, height - row.y0) <= _WIDE_ZONE * height:
                    found.append({(page, indices[id(line)]) for each in ordered[: depth + 1] for line in each.lines})
                break
    return found


def _has_page_number(row: Row) -> bool:
    """A number alone at the row's left or right end: not the mark of a note, which stands close to its text."""
    texts = [line.text.strip() for line in row.lines]
    if not any(_FOLIO.fullmatch(text) for text in (texts[0], texts[-1])):
        return False
    gaps = [after.x0 - before.x1 for before, after in pairwise(row.lines)]
    return not gaps or min(gaps[0], gaps[-1]) > _FAR_FROM_TEXT * row.main.size


def printed_numbers(pages: Sequence[Sequence[Line]], left_out: Iterable[tuple[int, int]]) -> dict[int, str]:
    """The number printed on each page, by page from 0: those among the lines left out that count the pages.

    Roman numbers are taken where they stand alone, Arabic ones where most pages have one as far from their own number.
    """
    printed: dict[int, str] = {}
    offsets: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for page, index in left_out:
        text = pages[page][index].text.strip()
        if _ROMAN.fullmatch(text):
            printed[page] = text.strip("-–— .|")
        elif _PAGE_NUMBER.fullmatch(_NUMBER.sub("#", text)) and (number := _NUMBER.search(text)):
            offsets[int(number[0][:9]) - page][page] = number[0]
    best = max(offsets.values(), key=len, default={})
    if len(best) >= _FEWEST_PAGES and 2 * len(best) > sum(map(len, offsets.values())):
        printed |= best
    return printed


def repeated_asides(pages: Sequence[Sequence[Line]]) -> set[tuple[int, int]]:
    """Which lines across the reading direction (watermarks, stamps) stand on the same spot of three pages or more."""
    spots: defaultdict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
    for page, lines in enumerate(pages):
        for index, line in enumerate(lines):
            spots[_NUMBER.sub("#", line.text), round(line.box.x0 / 8), round(line.box.y0 / 8)].append((page, index))
    return {place for found in spots.values() if len(found) >= _FEWEST_PAGES for place in found}


def _near_edges(page: int, lines: Sequence[Line], height: float) -> Iterable[_Place]:
    first, last = min((line.y0 for line in lines), default=0.0), max((line.y1 for line in lines), default=0.0)
    for index, line in enumerate(lines):
        is_top = line.middle < height / 2
        outer, inner = (line.y0, line.y1) if is_top else (height - line.y1, height - line.y0)
        edge = first if is_top else height - last
        # What ends half-way down the page has no wide margin.
        if inner > max(_WIDE_ZONE * height, edge + _OUTERMOST * height if edge < _WIDEST_MARGIN * height else 0.0):
            continue
        text = line.text.strip()
        blanked = "#" if _ROMAN.fullmatch(text) else _NUMBER.sub("#", text)
        yield _Place(
            page=page,
            index=index,
            key=(blanked, is_top, round((outer + inner) / 2 / _PLACE)),
            outer=outer,
            inner=inner,
            line=line,
            is_near_edge=inner <= _ZONE * height,
            is_outermost=outer < edge + (inner - outer) / 2,
        )


def _is_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text))


def _says_something(blanked: str) -> bool:
    """Words, and not only the mark of a list or the numbers of a table."""
    return not _is_number(blanked) and sum(map(str.isalpha, blanked)) >= _FEWEST_LETTERS


def _least(found: Sequence[_Place], fewest: int, pages: int, constant: set[tuple[bool, int]]) -> float:
    """On how many pages a line must stand in its place; in places of `constant` some say the same each time."""
    if found[0].is_near_edge:
        return fewest
    is_outermost = found[0].key[1:] in constant and all(place.is_outermost for place in found)
    return max(_OFTEN_PAGES, _OUTERMOST_SHARE * pages) if is_outermost else max(_OFTEN_PAGES, _OFTEN_SHARE * pages)


def _is_constant(found: Sequence[_Place]) -> bool:
    """The same words and numbers each time: the mark of a print shop."""
    texts = {place.line.text.strip() for place in found}
    return len(texts) == 1 and any(map(str.isalpha, found[0].line.text))


def _counts(found: Sequence[_Place]) -> bool:
    return _is_number(found[0].key[0]) and _counts_pages(found)


def _counts_pages(found: Sequence[_Place]) -> bool:
    """Whether the numbers in this place are page numbers: most rise by one from page to page, or each is higher."""
    steps: Counter[int] = Counter()
    numbers: dict[int, int] = {}
    for place in found:
        number = _NUMBER.search(place.line.text)
        numbers[place.page] = int(number[0][:9]) if number else 0
        steps[numbers[place.page] - place.page] += 1
    (_, most), *_ = steps.most_common(1)
    if most >= min(_FEWEST_PAGES, len(found)) and most * 2 > len(found):
        return True
    # Of a report of which some pages were taken out.
    ordered = [number for _, number in sorted(numbers.items())]
    return len(ordered) >= _OFTEN_PAGES and all(before < after for before, after in pairwise(ordered))


def _clear_of_text(keys: set[tuple[str, bool, int]], places: Sequence[_Place]) -> set[tuple[str, bool, int]]:
    """`keys` without those that touch the text next to them, again and again until all that are left stand clear."""
    while True:
        text: defaultdict[tuple[int, bool], list[_Place]] = defaultdict(list)
        for place in places:
            if place.key not in keys:
                text[place.page, place.key[1]].append(place)
        gaps: defaultdict[tuple[str, bool, int], list[float]] = defaultdict(list)
        for place in places:
            if place.key in keys:
                gaps[place.key].append(min(map(place.gap, text[place.page, place.key[1]]), default=_FAR))
        touching = {
            key
            for key, found in gaps.items()
            if quantiles([*found, *found], n=4)[2] < (_CLEAR_TOP if key[1] else _CLEAR_FOOT)
        }
        if not touching:
            return keys
        keys = keys - touching
