"""One PDF page as MuPDF sees it, turned into lines of text and ruled lines."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pymupdf

from corpus.document import Box
from ingest.cell_fills import edges_of_cells
from ingest.characters import clean, is_undecoded, pictures, raised
from ingest.lines import Line
from ingest.readers.pdf_places import ALONG, Direction, Rectangle, as_shown, turned, turned_place

_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_CLIP | pymupdf.TEXT_COLLECT_VECTORS
_TEXT, _VECTOR = 0, 3
_RAISED, _BOLD = pymupdf.TEXT_FONT_SUPERSCRIPT, pymupdf.TEXT_FONT_BOLD
_ITALIC = pymupdf.TEXT_FONT_ITALIC
_BOLD_LOOK, _WIDE_GAP = pymupdf.mupdf.FZ_STEXT_BOLD, pymupdf.mupdf.FZ_STEXT_SYNTHETIC_LARGE
_SMALLER = 0.85
_LIFTED = 0.15
_CELL_GAP = 1.2
_STEP = 0.25
_PALE = 0.9
_SPACE = 0.25
"""Of the font's size: how wide a space is in most fonts."""
_WHITE = 0xFFFFFF
_MOSTLY_BOLD = 0.9
_SIDEWAYS = 0.5
_THIN = 3.0
_FULL_PICTURE = 0.05
_DRAWN_LETTERS = 30
_BOLD_NAME = re.compile(r"bold|black|heavy|medium|demi", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContent:
    """What stands on one page. Coordinates of `lines` and `rules` run in the page's own reading direction."""

    number: int
    """1-based."""
    height: float
    """Points, in reading direction."""
    lines: tuple[Line, ...]
    aside: tuple[Line, ...]
    """Lines that run across the page's reading direction: stamps in the margin, watermarks, labels of charts."""
    rules: tuple[Rectangle, ...]
    """Ruled lines, horizontal or vertical, up to 3 points thick."""
    drawings: int
    """How many vector shapes were drawn."""
    undecoded: float = 0.0
    """The share of the characters, from 0 to 1, whose font does not tell its letters."""
    is_recognised: bool = False
    """True where the lines were recognised on a picture of the page: what it shows is read."""


def read_page(page: Any, *, as_drawn: bool = False) -> PageContent:
    """The content of a page. Raises what MuPDF raises on damaged pages: `RuntimeError` or `ValueError`.

    `as_drawn`: the letters that are drawn, also where the file gives another text to read in their place.
    """
    raw = page.get_text("dict", flags=_FLAGS | pymupdf.TEXT_IGNORE_ACTUALTEXT if as_drawn else _FLAGS)
    vectors = [block for block in raw["blocks"] if block["type"] == _VECTOR]
    shapes = [edge for block in vectors for edge in _thin_edges(block)]
    grounds = [block["bbox"] for block in vectors if _is_ground(block)]
    shapes += edges_of_cells(grounds, shapes, (raw["width"], raw["height"]))
    upright = [(x0, y0, y1) for x0, y0, x1, y1 in shapes if y1 - y0 > x1 - x0]
    written: list[tuple[Direction, Line]] = []
    for block in raw["blocks"]:
        if block["type"] == _TEXT:
            for line in block["lines"]:
                written += _lines(line, len(written), upright)
    written = as_shown(written, page)
    main = _main_direction(written)
    size = (raw["width"], raw["height"])
    seen: set[tuple[str, int, int]] = set()
    along = [turned(line, main, size) for direction, line in written if direction == main]
    return PageContent(
        number=page.number + 1,
        height=raw["height"] if main[0] else raw["width"],
        lines=tuple(line for line in along if _is_new(line, seen)),
        aside=tuple(line for direction, line in written if direction != main and _is_new(line, seen)),
        rules=tuple(shapes if main == ALONG else (turned_place(shape, main, size) for shape in shapes)),
        undecoded=_undecoded(raw["blocks"]),
        drawings=sum(_is_visible(block["color"]) for block in vectors),
    )


def _undecoded(blocks: Iterable[Mapping[str, Any]]) -> float:
    lines = [line for block in blocks if block["type"] == _TEXT for line in block["lines"]]
    texts = ["".join(span["text"] for span in line["spans"]) for line in lines]
    return sum(len(text) for text in texts if is_undecoded(text)) / max(1, sum(map(len, texts)))


def shows_more_than_text(page: Any, drawings: int) -> bool:
    """True for a page with pictures on a twentieth of it or more, or with as many drawn shapes as letters would be."""
    page_as_drawn = page.rect * page.derotation_matrix
    width, height = abs(page_as_drawn.width), abs(page_as_drawn.height)
    pictured = sum(_area_inside(info["bbox"], width, height) for info in page.get_image_info())
    return pictured >= _FULL_PICTURE * width * height or drawings >= _DRAWN_LETTERS


def _area_inside(box: Rectangle, width: float, height: float) -> float:
    """The area of the part of `box` that lies on a page of this size."""
    x0, y0, x1, y1 = box
    return max(0.0, min(x1, width) - max(x0, 0.0)) * max(0.0, min(y1, height) - max(y0, 0.0))


def _lines(
    raw: Mapping[str, Any], number: int, upright: Sequence[tuple[float, float, float]]
) -> Iterable[tuple[Direction, Line]]:
    """The lines in one of MuPDF's, which also runs on across the gap between two cells of a table.

    `upright` are the upright rules of the page: x, top and bottom.
    """
    cosine, sine = raw["dir"]
    spans = raw["spans"]
    stretch: list[Mapping[str, Any]] = []
    for index, span in enumerate(spans):
        if 0 < index < len(spans) - 1 and _parts_cells(spans[index - 1], span, spans[index + 1], upright):
            if found := _line(stretch, number, cosine > _SIDEWAYS):
                yield (round(cosine), round(sine)), found
            stretch = []
        elif span["text"]:
            stretch.append(span)
    if found := _line(stretch, number, cosine > _SIDEWAYS):
        yield (round(cosine), round(sine)), found


def _parts_cells(
    before: Mapping[str, Any],
    gap: Mapping[str, Any],
    after: Mapping[str, Any],
    upright: Sequence[tuple[float, float, float]],
) -> bool:
    """Whether a gap is more than one between words: wide, or a step up or down, or with an upright rule in it."""
    if not (gap["char_flags"] & _WIDE_GAP and gap["text"].isspace()):
        return False
    x0, y0, x1, y1 = gap["bbox"]
    size = max(before["size"], after["size"])
    if x1 - x0 > _CELL_GAP * size or abs(before["origin"][1] - after["origin"][1]) > _STEP * size:
        return True
    middle = (y0 + y1) / 2
    return any(x0 - 1 <= x <= x1 + 1 and top <= middle <= bottom for x, top, bottom in upright)


def _line(spans: Sequence[Mapping[str, Any]], number: int, is_level: bool) -> Line | None:
    text = clean("".join(_texts(spans)))
    size = _main_size(spans)
    # Letters of no height are drawn nowhere, and no distance can be told in their size.
    if not text or text.isspace() or not size > 0:
        return None
    x0, y0, x1, y1 = _inked(spans)
    if is_level:
        x0 = min(x1, x0 + _leading_space(spans))
    return Line(
        text=text,
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        size=size,
        bold=_is_bold(spans),
        italic=all(span["flags"] & _ITALIC for span in spans if not span["text"].isspace()),
        pale=all(not _is_visible(span["color"]) for span in spans if not span["text"].isspace()),
        box=Box(x0=round(x0, 2), y0=round(y0, 2), x1=round(x1, 2), y1=round(y1, 2)),
        number=number,
    )


def _texts(spans: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    if len(spans) == 1:
        yield pictures(spans[0]["text"], spans[0]["font"])
        return
    main = _main_size(spans)
    base = max((span["origin"][1] for span in spans), default=0.0)
    before = ""
    for span in spans:
        text = pictures(span["text"], span["font"])
        is_small = span["size"] < _SMALLER * main
        if is_small and (span["flags"] & _RAISED or base - span["origin"][1] > _LIFTED * main):
            text = raised(text, before)
        yield text
        before = (before + text)[-12:]


def _inked(spans: Sequence[Mapping[str, Any]]) -> Rectangle:
    """The box of the spans that are not white space: the font of an empty span is often far larger than the text."""
    boxes = [span["bbox"] for span in spans if len(spans) == 1 or not span["text"].isspace()]
    if len(boxes) == 1:
        x0, y0, x1, y1 = boxes[0]
        return x0, y0, x1, y1
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def _leading_space(spans: Sequence[Mapping[str, Any]]) -> float:
    """How far the first letter stands from the left edge, in points: files also indent with spaces."""
    first = next((span for span in spans if not span["text"].isspace()), spans[0])
    spaces = len(first["text"]) - len(first["text"].lstrip())
    return float(spaces * _SPACE * first["size"]) if spaces > 1 else 0.0


def _main_size(spans: Sequence[Mapping[str, Any]]) -> float:
    if len(spans) == 1:
        return float(spans[0]["size"])
    sizes: Counter[float] = Counter()
    for span in spans:
        sizes[span["size"]] += len(span["text"].strip())
    return float(sizes.most_common(1)[0][0])


@cache
def _has_bold_name(font: str) -> bool:
    return bool(_BOLD_NAME.search(font))


def _is_bold(spans: Sequence[Mapping[str, Any]]) -> bool:
    letters = bold = 0
    for span in spans:
        count = sum(map(str.isalnum, span["text"])) if len(spans) > 1 else 1
        letters += count
        if span["flags"] & _BOLD or span["char_flags"] & _BOLD_LOOK or _has_bold_name(span["font"]):
            bold += count
    return letters > 0 and bold >= _MOSTLY_BOLD * letters


def _thin_edges(block: Mapping[str, Any]) -> list[Rectangle]:
    """The ruled lines of a shape: itself if it is thin, its four sides if it is a stroked rectangle."""
    x0, y0, x1, y1 = block["bbox"]
    if x1 - x0 <= _THIN or y1 - y0 <= _THIN:
        return [(x0, y0, x1, y1)]
    if block["stroked"] and block["isrect"]:
        return [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
    return []


def _is_ground(block: Mapping[str, Any]) -> bool:
    """A rectangle filled with a colour."""
    return bool(block["isrect"]) and not block["stroked"] and block["color"] & _WHITE != _WHITE


def _is_visible(colour: int) -> bool:
    """False for the pale shapes behind the text of decorated pages; `colour` is 0xRRGGBB."""
    return sum(colour.to_bytes(4, "big")[1:]) < _PALE * 3 * 255


def _main_direction(written: Iterable[tuple[Direction, Line]]) -> Direction:
    letters: Counter[Direction] = Counter()
    for direction, line in written:
        letters[direction] += len(line.text)
    for direction, count in letters.most_common(1):
        if abs(direction[0]) + abs(direction[1]) == 1 and count >= _SIDEWAYS * letters.total():
            return direction
    return ALONG


def _is_new(line: Line, seen: set[tuple[str, int, int]]) -> bool:
    """False for text printed twice on the same spot, the poor man's bold."""
    place = (line.text, round(line.box.x0 / 2), round(line.box.y0 / 2))
    if place in seen:
        return False
    seen.add(place)
    return True
