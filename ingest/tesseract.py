"""Tesseract as it comes with PyMuPDF: inside MuPDF's library, so that only a language pack must be installed.

PyMuPDF's own calls give the letters, but not how sure Tesseract is of them; so its C interface is called, which the
library hands out. A pack is passed as bytes: nothing is opened here, and the sandbox stays as it is.
"""

import ctypes
import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pymupdf
from numpy.typing import NDArray

_LIBRARIES = ("libmupdf.so*", "libmupdf*.dylib", "mupdfcpp*.dll")
_LSTM_ONLY = 1
_IN_BLOCKS, _ONE_BLOCK = 3, 6
_HOCR = re.compile(
    r"<(?P<tag>div|p|span) class='(?P<kind>ocr\w+)'[^>]*? title=(?P<quote>[\"'])(?P<title>.*?)(?P=quote)[^>]*>"
    r"(?P<text>[^<]*)"
)
_BOX = re.compile(r"bbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_SIZE = re.compile(r"x_size ([\d.]+)")
_SURE = re.compile(r"x_wconf (\d+)")
_WORD = "ocrx_word"

PixelBox = tuple[int, int, int, int]
Picture = NDArray[np.uint8]
"""Rows of grey pixels, 0 for black."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word on a picture: its box in pixels, and 0 to 100 for how sure Tesseract is of it."""

    text: str
    box: PixelBox
    confidence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLine:
    """The words of one line, and the height of its letters in pixels."""

    words: tuple[Word, ...]
    size: float

    @property
    def text(self) -> str:
        """The words, parted by spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> PixelBox:
        """The smallest box that holds all its words."""
        edges = list(zip(*(word.box for word in self.words), strict=True))
        return min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])


@cache
def engine() -> str:
    """Which Tesseract recognises here: program and version; "" where PyMuPDF comes without it."""
    library = _library()
    return f"Tesseract {library.TessVersion().decode()} in PyMuPDF {version('pymupdf')}" if library else ""


class Tesseract:
    """Tesseract with one language pack; use it in a `with` block, in one thread. Raises `RuntimeError` if it fails."""

    def __init__(self, pack: bytes, language: str) -> None:
        library = _library()
        if library is None:
            raise RuntimeError("PyMuPDF comes without Tesseract here")
        self._library = library
        self._handle = ctypes.c_void_p(library.TessBaseAPICreate())
        nothing = (None, 0, None, None, ctypes.c_size_t(0), 0)
        name = language.encode()
        if library.TessBaseAPIInit5(self._handle, pack, len(pack), name, _LSTM_ONLY, *nothing) != 0:
            library.TessBaseAPIDelete(self._handle)
            raise RuntimeError(f"the language pack {language} cannot be used")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._library.TessBaseAPIDelete(self._handle)

    def lines(self, picture: Picture, dpi: int, *, is_block: bool = False) -> list[WordLine]:
        """The lines on a grey picture, in Tesseract's order of reading; `is_block` for one that shows one text."""
        height, width = picture.shape
        self._library.TessBaseAPISetPageSegMode(self._handle, _ONE_BLOCK if is_block else _IN_BLOCKS)
        self._library.TessBaseAPISetImage(self._handle, picture.tobytes(), width, height, 1, width)
        self._library.TessBaseAPISetSourceResolution(self._handle, dpi)
        if self._library.TessBaseAPIRecognize(self._handle, None) != 0:
            raise RuntimeError("Tesseract failed on the page")
        said = self._library.TessBaseAPIGetHOCRText(self._handle, 0)
        if not said:
            raise RuntimeError("Tesseract failed on the page")
        try:
            return _lines(ctypes.string_at(said).decode("utf-8", "replace"))
        finally:
            self._library.TessDeleteText(ctypes.c_void_p(said))


def _lines(hocr: str) -> list[WordLine]:
    found: list[tuple[float, list[Word]]] = []
    for element in _HOCR.finditer(hocr):
        title = element["title"]
        if size := _SIZE.search(title):
            found.append((float(size[1]), []))
        elif element["kind"] == _WORD and found and (text := unescape(element["text"]).strip()):
            box, sure = _BOX.search(title), _SURE.search(title)
            if box and sure:
                x0, y0, x1, y1 = map(int, box.groups())
                found[-1][1].append(Word(text=text, box=(x0, y0, x1, y1), confidence=int(sure[1])))
    return [WordLine(words=tuple(words), size=size) for size, words in found if words]


@cache
def _library() -> Any:
    """MuPDF's library with the types of what is called; None where it hands out no Tesseract."""
    folder = Path(str(pymupdf.__file__)).parent
    for path in (found for pattern in _LIBRARIES for found in sorted(folder.glob(pattern))):
        library = ctypes.CDLL(str(path))
        try:
            library.TessVersion.restype = ctypes.c_char_p
            for name in ("TessBaseAPICreate", "TessBaseAPIGetHOCRText", "fz_new_context_imp"):
                getattr(library, name).restype = ctypes.c_void_p
            # What Tesseract stores goes through MuPDF's memory, which needs a context of MuPDF.
            made = library.fz_new_context_imp(None, None, ctypes.c_size_t(0), pymupdf.mupdf_version.encode())
            if made:
                library.fz_set_leptonica_mem(ctypes.c_void_p(made))
                return library
        except AttributeError:
            continue
    return None
