"""Ruled lines of scanned tables are found, letters are none; each cell of such a table is recognised."""

import numpy as np
import pymupdf
import pytest

from ingest.language_packs import LanguagePacks
from ingest.page_recognition import recognised_page
from ingest.readers.pdf import PdfReader
from ingest.recognition import Recognition
from ingest.strokes import strokes
from ingest.table_cells import cells_of
from ingest.tables import Rectangle, grids
from ingest.tesseract import Picture, engine

DPI = 200
HEAD = ("Region", "Posts", "Filled")
ROWS = (("Finnmark", "5", "1"), ("Toscana", "7", "4"), ("Vaslui", "3", "0"))


def drawn(page: pymupdf.Page, *, dpi: int = DPI) -> Picture:
    pixels = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.stride)[:, : pixels.width]


def table(*, slant: float = 0.0) -> pymupdf.Page:
    """A ruled table, its head on blue; `slant` is by how many points the level rules fall."""
    page = pymupdf.open().new_page()
    page.draw_rect((72, 200, 432, 230), color=None, fill=(0.56, 0.69, 0.88))
    for y in range(200, 321, 30):
        page.draw_line((72, y), (432, y + slant), width=0.7)
    for x in range(72, 433, 120):
        page.draw_line((x, 200), (x, 320), width=0.7)
    for number, row in enumerate((HEAD, *ROWS)):
        for column, text in enumerate(row):
            place = (80 + 120 * column, 220 + 30 * number)
            page.insert_text(place, text, fontsize=13, fontname="hebo" if number == 0 else "helv")
    return page


@pytest.mark.parametrize("slant", [0.0, 1.0])
def test_rules_of_a_table_are_found_with_their_place(slant: float) -> None:
    (grid,) = grids(strokes(drawn(table(slant=slant)), DPI))
    assert np.allclose(grid.frame, (72, 200, 432, 320 + slant), atol=1.5)
    assert len({round(rule[0] / 5) for rule in grid.vertical}) == 4
    assert len(cells_of(grid)) == 12


def test_letters_are_no_rules() -> None:
    page = pymupdf.open().new_page()
    page.insert_textbox((60, 60, 540, 400), "HEALTH WORKFORCE: Hilfe für Illinois — || TTTT EEEE. " * 30, fontsize=11)
    assert strokes(drawn(page), DPI) == []


def test_a_photograph_has_no_rules() -> None:
    grain = np.random.default_rng(3).integers(0, 256, (900, 900)).astype(np.uint8)
    assert strokes(grain, DPI) == []
    assert strokes(np.zeros((400, 400), np.uint8), DPI) == []
    assert strokes(np.full((5, 5), 255, np.uint8), DPI) == []


def test_cells_over_rows_and_columns_are_one() -> None:
    def level(y: float, x0: float, x1: float) -> Rectangle:
        return (x0, y, x1, y)

    rules = [level(0, 0, 200), level(20, 100, 200), level(40, 0, 200), level(60, 0, 200)]
    rules += [(0, 0, 0, 60), (100, 0, 100, 40), (200, 0, 200, 60)]
    (grid,) = grids(rules)
    assert sorted(cells_of(grid)) == [(0, 0, 100, 40), (0, 40, 200, 60), (100, 0, 200, 20), (100, 20, 200, 40)]


def test_every_cell_of_a_scanned_table_is_read_under_its_head(packs: LanguagePacks) -> None:
    page = table()
    page.insert_text((72, 120), "The regions of the study and their posts for nurses.", fontsize=12)
    made = pymupdf.open()
    sheet = made.new_page(width=page.rect.width, height=page.rect.height)
    sheet.insert_image(sheet.rect, pixmap=page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY))
    data = bytes(made.tobytes())
    found = recognised_page(data, file_name="scan.pdf", page=1, pack=packs.files["eng"].read_bytes(), language="eng")
    recognition = Recognition(engine=engine(), packs={}, pages=(found,))
    (reading,) = PdfReader(recognition).read(data, file_name="scan.pdf")
    assert [block.text for block in reading.blocks][1:] == [" | ".join(row) for row in (HEAD, *ROWS)]
    assert {block.headings for block in reading.blocks[2:]} == {(" | ".join(HEAD),)}
