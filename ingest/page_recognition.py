"""One scanned page to lines of text: drawn as a picture, turned upright, and recognised."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pymupdf

from corpus.errors import UnreadableError
from ingest.cell_recognition import with_cells
from ingest.characters import clean
from ingest.recognition import PAGE_CONFIDENCE, RecognisedLine, RecognisedPage, is_upright
from ingest.strokes import strokes
from ingest.tesseract import Picture, Tesseract, Word, WordLine
from ingest.unread_ink import unread_share

# The package says that it is typed, but its functions are not.
_MUPDF: Any = pymupdf
_POINTS = 72
_DPI, _FEWEST_DPI = 300, 75
_MOST_PIXELS = 16_000_000
"""An A4 page at 300 dpi has 8.7 million; Tesseract takes up to thirty bytes for each."""
_TURNS = (90, 270, 180)
_CLEARLY = 15
_SAMPLE_LINES, _SAMPLE_SIDE = 10, 150
"""The side in points."""
_CELL_GAP = 1.5
_FAILURES = (RuntimeError, ValueError, IndexError, pymupdf.mupdf.FzErrorBase)


def recognised_page(data: bytes, *, file_name: str, page: int, pack: bytes, language: str) -> RecognisedPage:
    """What the page (1-based) of a PDF shows, recognised with a language pack.

    Where it makes little sense as it stands, a part of it is looked at in the other directions. Raises
    `UnreadableError` where the page cannot be drawn or is too large, or where Tesseract fails.
    """
    _MUPDF.TOOLS.mupdf_display_errors(False)
    _MUPDF.TOOLS.mupdf_display_warnings(False)
    try:
        with _MUPDF.open(stream=data, filetype="pdf") as document, Tesseract(pack, language) as tesseract:
            sheet = document[page - 1]
            dpi = _resolution(sheet.rect.width * sheet.rect.height, file_name)
            turn, lines = _upright(sheet, dpi, tesseract)
            picture = _picture(sheet, dpi, turn, sheet.rect)
            rules = strokes(picture, dpi)
            lines = with_cells(lines, picture, dpi, rules, tesseract)
            boxes = [word.box for line in lines for word in line.words]
            unread = unread_share(picture, boxes, dpi)
            sides = (round(sheet.rect.width, 2), round(sheet.rect.height, 2))
    except _FAILURES as error:
        raise UnreadableError(path=file_name, reason=f"it could not be recognised ({error})") from error
    width, height = sides if turn in (0, 180) else sides[::-1]
    found = (line for words in lines for line in _recognised(words, dpi))
    return RecognisedPage(
        page=page,
        language=language,
        turn=turn,
        width=width,
        height=height,
        unread=round(unread, 3),
        lines=tuple(found),
        rules=tuple(rules),
    )


def _resolution(area: float, file_name: str) -> int:
    """Dots an inch for a page of this many square points."""
    dpi = min(_DPI, int((_MOST_PIXELS / max(1.0, area)) ** 0.5 * _POINTS))
    if dpi < _FEWEST_DPI:
        raise UnreadableError(path=file_name, reason="it is too large to be recognised")
    return dpi


def _upright(sheet: Any, dpi: int, tesseract: Tesseract) -> tuple[int, list[WordLine]]:
    """The lines of a page, and by how much it was turned to read them."""
    lines = tesseract.lines(_picture(sheet, dpi, 0, sheet.rect), dpi)
    sure = _confidence(lines)
    if not lines or sure >= PAGE_CONFIDENCE:
        return 0, lines
    sample = _sample(lines, sheet.rect, dpi)
    turned = {turn: _confidence(tesseract.lines(_picture(sheet, dpi, turn, sample), dpi)) for turn in _TURNS}
    best = max(_TURNS, key=lambda turn: turned[turn])
    if turned[best] < sure + _CLEARLY:
        return 0, lines
    return best, tesseract.lines(_picture(sheet, dpi, best, sheet.rect), dpi)


def _sample(lines: list[WordLine], page: Any, dpi: int) -> Any:
    """A part of the page in which something stands: around what was taken for the lines in its middle."""
    boxes = [line.box for line in lines[len(lines) // 3 : len(lines) // 3 + _SAMPLE_LINES]]
    edges = list(zip(*boxes, strict=True))
    corners = (min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))
    x0, y0, x1, y1 = (corner * _POINTS / dpi for corner in corners)
    wide, high = (max(0.0, (_SAMPLE_SIDE - side) / 2) for side in (x1 - x0, y1 - y0))
    return _MUPDF.Rect(x0 - wide, y0 - high, x1 + wide, y1 + high) & page


def _picture(sheet: Any, dpi: int, turn: int, clip: Any) -> Picture:
    scale = dpi / _POINTS
    matrix = _MUPDF.Matrix(scale, scale).prerotate(turn)
    drawn = sheet.get_pixmap(matrix=matrix, colorspace=_MUPDF.csGRAY, alpha=False, annots=False, clip=clip)
    rows = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.stride)
    return rows[:, : drawn.width]


def _confidence(lines: list[WordLine]) -> float:
    """The mean over the letters of all words; those of lines that stand upright are worth nothing.

    Tesseract also reads a page that lies on its side, but takes its lines for columns.
    """
    words = [(word, is_upright(*line.box, line.text)) for line in lines for word in line.words]
    sure = sum(word.confidence * len(word.text) for word, stands in words if not stands)
    return sure / max(1, sum(len(word.text) for word, _ in words))


def _recognised(line: WordLine, dpi: int) -> Iterator[RecognisedLine]:
    """The line in points; where words stand as far apart as the cells of a table, as several."""
    stretch: list[Word] = []
    for word in line.words:
        if stretch and word.box[0] - stretch[-1].box[2] > _CELL_GAP * line.size:
            yield from _stretch(stretch, line.size, dpi)
            stretch = []
        stretch.append(word)
    yield from _stretch(stretch, line.size, dpi)


def _stretch(words: list[Word], size: float, dpi: int) -> Iterator[RecognisedLine]:
    text = clean(" ".join(word.text for word in words))
    if not text.strip():
        return
    letters = [len(word.text) for word in words]
    sure = sum(word.confidence * count for word, count in zip(words, letters, strict=True)) / sum(letters)
    edges = (
        min(word.box[0] for word in words),
        min(word.box[1] for word in words),
        max(word.box[2] for word in words),
        max(word.box[3] for word in words),
    )
    x0, y0, x1, y1 = (round(edge * _POINTS / dpi, 2) for edge in edges)
    yield RecognisedLine(text=text, confidence=round(sure), size=round(size * _POINTS / dpi, 2), box=(x0, y0, x1, y1))
