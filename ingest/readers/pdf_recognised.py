"""A page that was recognised on its picture, as if it had been written: lines in place, sizes evened out."""

from collections.abc import Sequence
from statistics import median

from corpus.document import Box
from ingest.lines import Line
from ingest.readers.pdf_page import PageContent
from ingest.recognition import RecognisedLine, RecognisedPage, is_upright

GAP = "[…]"
_ONE_SIZE = 1.15
"""Heights measured on a picture differ by a tenth from line to line of one font."""


def recognised_content(page: RecognisedPage) -> PageContent:
    """The content of a page; `[…]` stands for each line that could not be read with confidence.

    Left out, such a line would join the one before to the one after it, to a sentence that nobody wrote.
    """
    sizes = _evened([line.size for line in page.lines])
    lines = [_line(line, size, page, number) for number, (line, size) in enumerate(zip(page.lines, sizes, strict=True))]
    upright = [line for line in lines if is_upright(line.x0, line.y0, line.x1, line.y1, line.text)]
    return PageContent(
        number=page.page,
        height=page.height,
        lines=tuple(line for line in lines if line not in upright),
        aside=tuple(upright),
        rules=page.rules,
        drawings=0,
        is_recognised=True,
    )


def _line(line: RecognisedLine, size: float, page: RecognisedPage, number: int) -> Line:
    x0, y0, x1, y1 = line.box
    return Line(
        text=line.text if line.is_sure else GAP,
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        size=size,
        bold=False,
        box=_on_page(line.box, page),
        number=number,
    )


def _evened(sizes: Sequence[float]) -> list[float]:
    """Sizes that lie close together become their median."""
    groups: list[list[float]] = []
    for size in sorted(sizes):
        if groups and size < groups[-1][0] * _ONE_SIZE:
            groups[-1].append(size)
        else:
            groups.append([size])
    evened = {size: round(median(group), 1) for group in groups for size in group}
    return [evened[size] for size in sizes]


def _on_page(box: tuple[float, float, float, float], page: RecognisedPage) -> Box:
    """Where the box lies on the page as it is, before it was turned to be read."""
    x0, y0, x1, y1 = box
    if page.turn == 90:
        x0, y0, x1, y1 = y0, page.width - x1, y1, page.width - x0
    elif page.turn == 180:
        x0, y0, x1, y1 = page.width - x1, page.height - y1, page.width - x0, page.height - y0
    elif page.turn == 270:
        x0, y0, x1, y1 = page.height - y1, x0, page.height - y0, x1
    return Box(x0=round(x0, 2), y0=round(y0, 2), x1=round(x1, 2), y1=round(y1, 2))
