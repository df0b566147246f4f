"""PDFs drawn for tests, read again: pages are made of functions that draw."""

from collections.abc import Callable

import pymupdf

from corpus.reading import Block, Reading
from ingest.readers.pdf import PdfReader

BODY = (
    "Nurses leave rural hospitals for many reasons. Pay matters, but so do housing, schools and the work of a partner.",
    "Managers who plan rosters with their teams keep more of them. The effect was seen in all four regions of the study.",
)
Draw = Callable[[pymupdf.Page], None]


def pdf(*pages: Draw, outline: list[list[object]] | None = None, **metadata: str) -> bytes:
    """A PDF whose pages are drawn by functions."""
    document = pymupdf.open()
    for draw in pages:
        draw(document.new_page())
    document.set_metadata(metadata)
    if outline:
        document.set_toc(outline)
    data: bytes = document.tobytes()
    document.close()
    return data


def lines(*texts: str, x: float = 72, y: float = 150, size: float = 11, font: str = "helv", step: float = 14) -> Draw:
    """Draws lines of text below one another."""

    def draw(page: pymupdf.Page) -> None:
        for number, text in enumerate(texts):
            page.insert_text((x, y + number * step), text, fontsize=size, fontname=font)

    return draw


def prose(*paragraphs: str, x: float = 72, y: float = 150, width: float = 450) -> Draw:
    """Draws wrapped paragraphs with white space between them."""

    def draw(page: pymupdf.Page) -> None:
        top = y
        for text in paragraphs:
            left = page.insert_textbox((x, top, x + width, top + 400), text, fontsize=11)
            top += 400 - left + 12

    return draw


def together(*draws: Draw) -> Draw:
    def draw(page: pymupdf.Page) -> None:
        for each in draws:
            each(page)

    return draw


def picture(page: pymupdf.Page) -> None:
    pixels = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 60, 80), False)
    pixels.clear_with(120)
    page.insert_image(page.rect, pixmap=pixels)


def blank(page: pymupdf.Page) -> None:
    """Draws nothing."""


def read(data: bytes, file_name: str = "report.pdf") -> Reading:
    (reading,) = PdfReader().read(data, file_name=file_name)
    return reading


def texts(reading: Reading, page: int | None = None) -> list[str]:
    return [block.text for block in reading.blocks if page in (None, block.page)]


def block_with(reading: Reading, words: str) -> Block:
    (found,) = [block for block in reading.blocks if words in block.text]
    return found


def numbered(number: int, *draws: Draw) -> Draw:
    head = lines("Health workforce strategy 2030", y=40, size=8)
    foot = lines(f"Page {number}", x=280, y=815, size=8)
    return together(head, foot, *draws)


def grid(*rows: tuple[str, ...], top: float = 300, bold: bool = False) -> Draw:
    """Draws a ruled table, its first row perhaps in bold."""

    def draw(page: pymupdf.Page) -> None:
        for number in range(len(rows) + 1):
            page.draw_line((72, top + 20 * number), (72 + 120 * len(rows[0]), top + 20 * number))
        for number in range(len(rows[0]) + 1):
            page.draw_line((72 + 120 * number, top), (72 + 120 * number, top + 20 * len(rows)))
        for number, row in enumerate(rows):
            font = "hebo" if bold and number == 0 else "helv"
            for column, text in enumerate(row):
                page.insert_text((76 + 120 * column, top + 14 + 20 * number), text, fontsize=10, fontname=font)

    return draw
