"""The gold set: pages of real documents, what stands on them and in which order, as places without text."""

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from tests.evaluation.reading.words import PageWords, Word, page_words

HERE = Path(__file__).parent
GOLD = HERE / "gold"
ROLES = (
    "heading",
    "body",
    "item",
    "caption",
    "footnote",
    "running-head",
    "page-number",
    "table",
    "figure-text",
    "formula",
    "aside",
)
FURNITURE = ("running-head", "page-number")
PROSE = ("heading", "body", "item")
RECOGNISED = frozenset({"scanned", "garbled"})
"""Classes, main or further, of pages whose own letters cannot be had: tesseract recognises their words."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPage:
    """A row of `pages.csv`: `file` lies below the data folder, `page` is 1-based, `also` names further classes."""

    id: str
    file: str
    sha256: str
    page: int
    main_class: str
    also: tuple[str, ...]
    language: str

    @property
    def gold_file(self) -> Path:
        return GOLD / f"{self.id}.json"

    def words(self, data: Path) -> PageWords:
        """Raises ValueError where the file below `data` is not the one that was labelled."""
        path = data / self.file
        if hashlib.sha256(path.read_bytes()).hexdigest() != self.sha256:
            raise ValueError(f"{path} is not the file that the gold set labels")
        recognised = not RECOGNISED.isdisjoint((self.main_class, *self.also))
        return page_words(path, self.page, recognised=recognised, language=self.language)


def chosen_pages() -> tuple[GoldPage, ...]:
    """The pages of the gold set, labelled or not yet."""
    with (HERE / "pages.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(
            GoldPage(
                id=row["id"],
                file=row["file"],
                sha256=row["sha256"],
                page=int(row["page"]),
                main_class=row["class"],
                also=tuple(row["also"].split()),
                language=row["language"],
            )
            for row in csv.DictReader(rows)
        )


@dataclass(frozen=True)
class Region:
    """A stretch of a page with one role; its text is made from the words of the page whose centres lie in its boxes."""

    role: str
    level: int
    goes_on: bool
    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of a table; `<` where the cell to the left, `^` where the cell above reaches."""
    header_rows: int = 0

    @cached_property
    def text(self) -> str:
        """The lines as one, words that were parted at a line's end mended."""
        return joined(self.lines)


def joined(lines: Sequence[str]) -> str:
    """Lines as running text: a hyphen before a small letter goes."""
    text = ""
    for line in lines:
        if text.endswith(("-", "\u00ad", "\u2010")) and line[:1].islower() and text[-2:-1].isalpha():
            text = text[:-1] + line
        else:
            text = f"{text} {line}".strip()
    return text


@dataclass(frozen=True)
class Labelled:
    """A page of the gold set with its text, as far as it is labelled; regions in reading order."""

    page: GoldPage
    regions: tuple[Region, ...]

    def paragraphs(self) -> list[str]:
        """Headings, body and items, each whole: what goes on in another column joined to where it began."""
        found: list[list[str]] = []
        last_role = ""
        for region in self.regions:
            if region.role not in PROSE:
                continue
            if region.goes_on and found and last_role != "heading":
                found[-1] += region.lines
            else:
                found.append([*region.lines])
            last_role = region.role
        return [joined(lines) for lines in found]

    def texts(self, *roles: str) -> list[str]:
        return [region.text for region in self.regions if region.role in roles]

    def lines(self, *roles: str) -> list[str]:
        return [line for region in self.regions if region.role in roles for line in region.lines]


def labelled_pages(data: Path) -> Iterator[Labelled]:
    """The pages that have labels, with the text that the files below `data` give them."""
    for page in chosen_pages():
        if page.gold_file.exists():
            written = json.loads(page.gold_file.read_text("utf-8"))
            yield Labelled(page=page, regions=regions_of(written["regions"], page.words(data).words))


def regions_of(written: Sequence[dict[str, Any]], words: Sequence[Word]) -> tuple[Region, ...]:
    """The regions with their text. A word belongs to the box around its centre, to the nearest in height of several."""
    places = [_box(sides) for region in written for sides in _boxes(region)]
    inside: dict[Box, list[Word]] = {}
    for word in words:
        if (box := box_of(word, places)) is not None:
            inside.setdefault(box, []).append(word)

    def text(boxes: Sequence[Sequence[float]]) -> tuple[str, ...]:
        lines = [inside.get(_box(sides), []) for sides in boxes]
        return tuple(" ".join(word.text for word in sorted(line, key=lambda word: word.box[0])) for line in lines)

    return tuple(
        Region(
            role=region["role"],
            level=region.get("level", 0),
            goes_on=region.get("goes_on", False),
            lines=text(region.get("boxes", [])),
            rows=tuple(
                tuple(cell if isinstance(cell, str) else joined(text(cell)) for cell in row)
                for row in region.get("rows", [])
            ),
            header_rows=region.get("header_rows", 0),
        )
        for region in written
    )


def _boxes(region: dict[str, Any]) -> Iterator[Sequence[float]]:
    yield from region.get("boxes", [])
    for row in region.get("rows", []):
        for cell in row:
            if not isinstance(cell, str):
                yield from cell


def _box(sides: Sequence[float]) -> Box:
    x0, y0, x1, y1 = sides
    return x0, y0, x1, y1


def box_of(word: Word, boxes: Sequence[Box]) -> Box | None:
    """The box that a word belongs to, or None."""
    x, y = word.centre
    around = [box for box in boxes if box[0] - 0.06 <= x <= box[2] + 0.06 and box[1] - 0.06 <= y <= box[3] + 0.06]
    return min(around, key=lambda box: abs((box[1] + box[3]) / 2 - y), default=None)


def head_of_columns(region: Region) -> list[list[str]]:
    """For each column of a table the texts above it, outermost first, each once."""
    columns = max(map(len, region.rows), default=0)
    filled: list[list[str]] = []
    for row in region.rows[: region.header_rows]:
        line: list[str] = []
        for column, cell in enumerate(row):
            if cell == "<":
                line.append(line[-1] if line else "")
            elif cell == "^":
                line.append(filled[-1][column] if filled and column < len(filled[-1]) else "")
            else:
                line.append(cell)
        filled.append(line)
    stacks = [[row[column] for row in filled if column < len(row)] for column in range(columns)]
    return [[text for text, _ in groupby(stack) if text] for stack in stacks]
