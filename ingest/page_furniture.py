"""Running heads, footers and page numbers: what stands in the same place on page after page."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from ingest.lines import Line

_ZONE, _WIDE_ZONE = 0.09, 0.15
_OUTERMOST = 0.05
_OFTEN_PAGES, _OFTEN_SHARE = 5, 0.6
_PLACE = 4.0
_FEWEST_PAGES = 3
_CLEAR = 1.4
_BESIDE = 6.0
_FAR = 9.0
_FEWEST_LETTERS = 2
_NUMBER = re.compile(r"\d+")
_ROMAN = re.compile(r"\W*[ivxl]{1,6}\W*", re.IGNORECASE)
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
    each page touches its rows, and stays. Further in than 9 % of the page, it takes five pages and most of all. A
    number alone must count the pages.
    """
    places = [place for page, (lines, height) in enumerate(pages) for place in _near_edges(page, lines, height)]
    by_key: defaultdict[tuple[str, bool, int], list[_Place]] = defaultdict(list)
    for place in places:
        by_key[place.key].append(place)
    fewest = min(_FEWEST_PAGES, max(2, len(pages)))
    often = max(_OFTEN_PAGES, _OFTEN_SHARE * len(pages))
    kept = {
        key
        for key, found in by_key.items()
        if len({place.page for place in found}) >= (fewest if found[0].is_near_edge else often)
    }
    kept = {key for key in kept if _says_something(key[0]) or (_is_number(key[0]) and _counts_pages(by_key[key]))}
    kept = _clear_of_text(kept, places)
    numbered = {key[1:] for key in kept if _is_number(key[0])}
    return {
        (place.page, place.index)
        for place in places
        if place.key in kept or (place.key[1:] in numbered and _is_number(place.key[0]))
    }


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
        if inner > max(_WIDE_ZONE * height, edge + _OUTERMOST * height):
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
        )


def _is_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(text))


def _says_something(blanked: str) -> bool:
    """Words, and not only the mark of a list or the numbers of a table."""
    return not _is_number(blanked) and sum(map(str.isalpha, blanked)) >= _FEWEST_LETTERS


def _counts_pages(found: Sequence[_Place]) -> bool:
    """Whether most of the numbers in this place rise by one from page to page, as page numbers do."""
    steps: Counter[int] = Counter()
    for place in found:
        number = _NUMBER.search(place.line.text)
        steps[int(number[0][:9]) - place.page if number else -place.page] += 1
    (_, most), *_ = steps.most_common(1)
    return most >= min(_FEWEST_PAGES, len(found)) and most * 2 > len(found)


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
        touching = {key for key, found in gaps.items() if quantiles([*found, *found], n=4)[2] < _CLEAR}
        if not touching:
            return keys
        keys = keys - touching
