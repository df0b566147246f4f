"""How well scanned pages are read: `python -m tests.evaluation.measure_recognition`, with Tesseract installed.

Pages of the starter corpus are drawn, printed badly in several ways, recognised, and compared with what was drawn:
the share of their words that was found, the share of what was read that stood there, and how sure Tesseract was.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pymupdf
from numpy.typing import NDArray

from ingest.language_packs import installed_packs
from ingest.page_recognition import recognised_page

STARTER = Path(__file__).parents[2] / "corpus" / "starter"
PAGES = {
    "eng": ("framework-2023-2030.md", "panel-3-violence.md", "panel-6-governance.md"),
    "deu": ("good-practice-deutschland-triple-win.md",),
    "fra": ("good-practice-france-violences-plan-securite.md",),
}
Picture = NDArray[np.float64]
_GREY = 255.0


def drawn(text: str) -> pymupdf.Document:
    """One page of running text."""
    document = pymupdf.open()
    page = document.new_page()
    top = 60.0
    for paragraph in text.split("\n\n"):
        box = pymupdf.Rect(60, top, 535, 790)
        left = page.insert_textbox(box, " ".join(paragraph.split()), fontsize=11) if box.height > 40 else -1
        if left < 0:
            break
        top = 790 - left + 9
    return document


def prose(name: str) -> str:
    """The text of a starter document, without front matter, headings and links."""
    folder = STARTER if (STARTER / name).exists() else STARTER.with_name("starter_sources")
    body = re.split(r"^---$", (folder / name).read_text(encoding="utf-8"), maxsplit=2, flags=re.MULTILINE)[2]
    kept = [part for part in body.split("\n\n") if not part.lstrip().startswith(("#", "|", ">"))]
    return re.sub(r"\[([^\]]*)\]\([^)]*\)|[*_`]", r"\1", "\n\n".join(kept))


def ways() -> Iterator[tuple[str, int, float, float]]:
    """How a page was scanned: name, dots an inch, standard deviation of the noise (of 255), contrast."""
    yield "clean, 300 dpi", 300, 0, 1.0
    yield "clean, 200 dpi", 200, 0, 1.0
    yield "clean, 150 dpi", 150, 0, 1.0
    yield "clean, 100 dpi", 100, 0, 1.0
    yield "clean, 75 dpi", 75, 0, 1.0
    yield "clean, 60 dpi", 60, 0, 1.0
    yield "noise 40, 200 dpi", 200, 40, 1.0
    yield "noise 60, 150 dpi", 150, 60, 1.0
    yield "noise 80, 200 dpi", 200, 80, 1.0
    yield "pale, noise 20, 150 dpi", 150, 20, 0.3


def scanned(document: pymupdf.Document, dpi: int, noise: float, contrast: float) -> bytes:
    """The page as a picture in a PDF."""
    drawing = document[0].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
    pixels = np.frombuffer(drawing.samples, np.uint8).reshape(drawing.height, drawing.stride)[:, : drawing.width]
    shaken = _GREY - (_GREY - pixels) * contrast + np.random.default_rng(7).normal(0, noise, pixels.shape)
    samples = shaken.clip(0, _GREY).astype(np.uint8).tobytes()
    picture = pymupdf.Pixmap(pymupdf.csGRAY, drawing.width, drawing.height, samples, False)
    made = pymupdf.open()
    made.new_page().insert_image(document[0].rect, pixmap=picture)
    return bytes(made.tobytes())


def main() -> None:
    """Prints a row for each way of scanning: all pages of a language together."""
    packs = installed_packs().files
    print("pack | scan | words found | of what was read | median confidence | taken for read | CPU s a page")
    for pack, names in PAGES.items():
        if pack not in packs:
            print(f"{pack} is not installed")
            continue
        for name, dpi, noise, contrast in ways():
            measure(pack, packs[pack].read_bytes(), names, name, (dpi, noise, contrast))


def measure(pack: str, data: bytes, names: tuple[str, ...], way: str, how: tuple[int, float, float]) -> None:
    """One row."""
    common = stood = read = 0
    sure, taken = [], 0
    began = time.process_time()
    for name in names:
        document = drawn(prose(name))
        page = recognised_page(scanned(document, *how), file_name=name, page=1, pack=data, language=pack)
        truth, found = Counter(document[0].get_text().split()), Counter(page.text.split())
        common += (truth & found).total()
        stood, read = stood + truth.total(), read + found.total()
        sure.append(page.confidence)
        taken += page.is_read
    seconds = (time.process_time() - began) / len(names)
    shares = f"{common / stood:.3f} | {common / max(1, read):.3f}"
    print(f"{pack} | {way} | {shares} | {sorted(sure)} | {taken} of {len(names)} | {seconds:.1f}", flush=True)


if __name__ == "__main__":
    main()
