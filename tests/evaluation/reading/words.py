"""The words of a page and their places, by a reader that is not ours: poppler, or tesseract from the page's picture."""

import csv
import io
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

_XHTML = "{http://www.w3.org/1999/xhtml}"
_SCAN_DPI = 300
_SECONDS = 120
_SCRIPTS = {"de": "deu", "fr": "fra"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word and its box `(x0, y0, x1, y1)`, in PDF points from the top left of the page's crop box."""

    text: str
    box: tuple[float, float, float, float]

    @property
    def centre(self) -> tuple[float, float]:
        x0, y0, x1, y1 = self.box
        return (x0 + x1) / 2, (y0 + y1) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """A page's size in points, and its words in lines, lines in blocks, as the tool orders them."""

    width: float
    height: float
    blocks: tuple[tuple[tuple[Word, ...], ...], ...]

    @property
    def lines(self) -> tuple[tuple[Word, ...], ...]:
        return tuple(line for block in self.blocks for line in block)

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line)


def page_words(file: Path, page: int, *, recognised: bool, language: str = "en") -> PageWords:
    """The words of the 1-based `page`, as printed or as `recognised`, in its language where tesseract has it."""
    printed = _printed(file, page)
    return _recognised(file, page, printed, _SCRIPTS.get(language, "eng")) if recognised else printed


def page_picture(file: Path, page: int, *, dpi: int) -> bytes:
    """The page as PNG, as poppler draws it."""
    command = ["pdftoppm", "-png", "-cropbox", "-r", str(dpi), "-f", str(page), "-l", str(page), str(file)]
    return subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS).stdout


def _printed(file: Path, page: int) -> PageWords:
    command = ["pdftotext", "-bbox-layout", "-cropbox", "-f", str(page), "-l", str(page), str(file), "-"]
    said = subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS).stdout.decode("utf-8", "replace")
    # Signs that XML does not allow stand for glyphs without a letter.
    tree = ElementTree.fromstring("".join(sign for sign in said if sign >= " " or sign in "\n\t"))
    found = next(tree.iter(f"{_XHTML}page"))
    blocks = [
        tuple(line for item in block.iter(f"{_XHTML}line") if (line := tuple(_words(item))))
        for block in found.iter(f"{_XHTML}block")
    ]
    return PageWords(
        width=float(found.attrib["width"]),
        height=float(found.attrib["height"]),
        blocks=tuple(block for block in blocks if block),
    )


def _words(line: ElementTree.Element) -> list[Word]:
    return [
        Word(text=text, box=_box(*(float(item.attrib[side]) for side in ("xMin", "yMin", "xMax", "yMax"))))
        for item in line.iter(f"{_XHTML}word")
        if (text := (item.text or "").strip())
    ]


def _recognised(file: Path, page: int, printed: PageWords, script: str) -> PageWords:
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "page.png"
        picture.write_bytes(page_picture(file, page, dpi=_SCAN_DPI))
        command = ["tesseract", str(picture), "-", "-l", script, "--dpi", str(_SCAN_DPI), "tsv"]
        surroundings = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        run = subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS, env=surroundings)
    blocks: dict[str, dict[tuple[str, str], list[Word]]] = {}
    scale = 72 / _SCAN_DPI
    for row in csv.DictReader(io.StringIO(run.stdout.decode("utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "5" and (text := row["text"].strip()):
            x0, y0, wide, high = (float(row[name]) * scale for name in ("left", "top", "width", "height"))
            line = blocks.setdefault(row["block_num"], {}).setdefault((row["par_num"], row["line_num"]), [])
            line.append(Word(text=text, box=_box(x0, y0, x0 + wide, y0 + high)))
    return PageWords(
        width=printed.width,
        height=printed.height,
        blocks=tuple(tuple(map(tuple, lines.values())) for lines in blocks.values()),
    )


def _box(*sides: float) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (round(side, 1) for side in sides)
    return x0, y0, x1, y1
