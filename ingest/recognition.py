"""What was recognised on scanned pages: kept beside the original, so that a page reads as it did the first time."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from corpus.json_form import to_json

FORMAT = 2
_FORMATS = (1, FORMAT)
"""Format 1 kept no rules."""
LINE_CONFIDENCE = 60
"""Lines below this many of 100 are not taken for text: of their words half are wrong, on pages that are else right."""
PAGE_CONFIDENCE = 85
"""A page whose letters have less than this in the median is not taken for read."""
_MOST_UNSURE = 0.1
"""The share of a page's letters that may stand in lines that are left out, before it counts as read in part."""
_MOST_UNREAD = 0.15
"""The same for what looks like writing and was not taken for lines at all, such as cells of ruled tables."""
_FEWEST_LETTERS = 20
_SURE, _FEWEST_SURE_LETTERS = 90, 6
_SHORT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedLine:
    """A line of text; coordinates and size in PDF points, as the page is read."""

    text: str
    confidence: int
    """0 to 100: the mean of its words, by their length."""
    size: float
    """From the top of its tall letters to the foot of its long ones."""
    box: tuple[float, float, float, float]
    """Left, top, right, bottom."""

    @property
    def is_sure(self) -> bool:
        """Whether it is taken for text."""
        return self.confidence >= LINE_CONFIDENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognisedPage:
    """What was recognised on one page; `lines` is empty where nothing on it looks like text."""

    page: int
    """1-based."""
    language: str
    """Of the pack it was recognised with, as Tesseract names it."""
    turn: int
    """Degrees, clockwise, by which the page is turned to be read: 0, 90, 180 or 270."""
    width: float
    height: float
    """Points, of the page as it is read."""
    unread: float
    """The share, 0 to 1, of what looks like writing that stands outside all lines."""
    lines: tuple[RecognisedLine, ...]
    rules: tuple[tuple[float, float, float, float], ...] = ()
    """Ruled lines, horizontal and vertical: left, top, right, bottom in points."""

    @property
    def confidence(self) -> int:
        """0 to 100: the median over the letters of the page; 0 for a page without any."""
        return round(median([line.confidence for line in self.lines for _ in line.text] or [0]))

    @property
    def is_blank(self) -> bool:
        """True where there is nothing on the page that could be text."""
        return not self.lines and not self.unread

    @property
    def is_read(self) -> bool:
        """True where its text can be relied on as the text of the page."""
        letters, confidence = sum(map(str.isalnum, self.text)), self.confidence
        if letters < _FEWEST_LETTERS:
            return letters >= _FEWEST_SURE_LETTERS and confidence >= _SURE
        return confidence >= PAGE_CONFIDENCE

    @property
    def is_whole(self) -> bool:
        """False where much that looks like text was left out."""
        if self.unread > _MOST_UNREAD:
            return False
        letters = sum(len(line.text) for line in self.lines)
        return letters - sum(len(line.text) for line in self.sure_lines) <= _MOST_UNSURE * letters

    @property
    def sure_lines(self) -> tuple[RecognisedLine, ...]:
        """The lines that are taken for text."""
        return tuple(line for line in self.lines if line.is_sure)

    @property
    def text(self) -> str:
        """The lines that are taken for text, one below the other."""
        return "\n".join(line.text for line in self.sure_lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What was recognised in one file, page by page."""

    engine: str
    """Program and version, as `Tesseract 5.0.0-alpha in PyMuPDF 2.0`."""
    packs: Mapping[str, str]
    """The language packs that were used: Tesseract's name to the SHA-256 of the pack."""
    pages: tuple[RecognisedPage, ...]
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        """As it is kept: equal recognitions give equal bytes."""
        return to_json(asdict(self)).encode()


def is_upright(x0: float, y0: float, x1: float, y1: float, text: str) -> bool:
    """Whether a line in this box runs up or down the page: it is taller than wide, and not only a sign or two."""
    return y1 - y0 > x1 - x0 and len(text) > _SHORT


def page_from(form: Mapping[str, Any]) -> RecognisedPage:
    """The inverse of `dataclasses.asdict`. Raises `KeyError`, `TypeError` or `ValueError` for what is no page."""
    lines = (RecognisedLine(**{**line, "box": tuple(line["box"])}) for line in form["lines"])
    rules = (tuple(rule) for rule in form.get("rules", ()))
    return RecognisedPage(**{**form, "lines": tuple(lines), "rules": tuple(rules)})


def recognition_from(data: bytes) -> Recognition:
    """The inverse of `Recognition.to_bytes`. Raises `ValueError` for what is none, or is of a later format."""
    form = json.loads(data)
    if form["format"] not in _FORMATS:
        raise ValueError(f"what was recognised is kept in format {form['format']}, and format {FORMAT} is known")
    return Recognition(**{**form, "pages": tuple(map(page_from, form["pages"]))})
