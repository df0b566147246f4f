"""The text of a DOCX body: paragraphs, tables, text boxes and notes to blocks, in document order."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from ingest.readers.blocks import BlockList, fold, superscript
from ingest.readers.docx_styles import Styles, is_hidden, outline_level
from ingest.readers.table_text import Cell, add_table, span
from ingest.readers.xml_source import attribute, local_name

_SPACES = {"tab": " ", "br": " ", "cr": " ", "ptab": " ", "noBreakHyphen": "-"}
_HOLDERS = frozenset(
    {"hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo", "r",
     "oMath", "oMathPara", "drawing", "pict", "object", "AlternateContent", "Choice", "Fallback", "ruby", "rubyBase"}
)  # fmt: skip
# Tracked deletions, field codes, phonetic guides, and formatting.
_LEFT_OUT = frozenset(
    {"del", "moveFrom", "instrText", "delText", "rt", "rPr", "pPr", "tblPr", "trPr", "tcPr", "sectPr"}
)
_ENDS_IN_PAGE = re.compile(r".*(?:\s|\.)(?:\d{1,4}|[ivxlc]{1,6})", re.DOTALL)
_LONG_CELL = 150


class DocxText:
    """Writes the blocks of a body; `title` is the first paragraph in a title style, `embedded` tells of lost parts."""

    def __init__(
        self,
        blocks: BlockList,
        styles: Styles,
        *,
        footnotes: Mapping[str, etree._Element],
        endnotes: Mapping[str, etree._Element],
    ) -> None:
        self._blocks = blocks
        self._styles = styles
        self._footnotes = footnotes
        self._endnotes = endnotes
        self._cited_endnotes: list[str] = []
        self.title = ""
        self.embedded = False

    def write(self, container: etree._Element) -> None:
        """Adds the blocks of a body, cell, text box or note."""
        for child in container:
            name = local_name(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            elif name == "AlternateContent":
                self.write(_chosen(child))
            elif name == "altChunk":
                self.embedded = True
            elif name in _HOLDERS:
                self.write(child)

    def write_endnotes(self) -> None:
        """Adds the endnotes that the text refers to, in the order of their first mention."""
        for note in dict.fromkeys(self._cited_endnotes):
            self.write(self._endnotes[note])
        self._cited_endnotes.clear()

    def _paragraph(self, paragraph: etree._Element) -> None:
        properties = paragraph.find("{*}pPr")
        style = _value(properties, "pStyle")
        text = "" if style in self._styles.hidden else fold("".join(self._pieces(paragraph)))
        level = outline_level(properties)
        if level is None:
            level = self._styles.levels.get(style)
        if text and style in self._styles.contents and _ENDS_IN_PAGE.fullmatch(text):
            return
        if level is None:
            self._blocks.add(text)
        else:
            self._blocks.heading(text, level)
            if level == 0 and not self.title:
                self.title = text
        self._hanging(paragraph)

    def _hanging(self, element: etree._Element) -> None:
        """Text boxes in, and footnotes to, a paragraph or row that has just been added."""
        for box in _text_boxes(element):
            self.write(box)
        for reference in element.iter("{*}footnoteReference", "{*}endnoteReference"):
            note = attribute(reference, "id")
            if local_name(reference) == "footnoteReference":
                if note in self._footnotes:
                    self.write(self._footnotes[note])
            elif note in self._endnotes:
                self._cited_endnotes.append(note)

    def _pieces(self, element: etree._Element) -> Iterator[str]:
        for child in element:
            name = local_name(child)
            if name == "t":
                yield child.text or ""
            elif name in _SPACES:
                yield _SPACES[name]
            elif name == "r":
                yield from self._run(child)
            elif name == "AlternateContent":
                yield from self._pieces(_chosen(child))
            elif name == "p":
                yield " "
                yield from self._pieces(child)
            elif name not in _LEFT_OUT and name != "txbxContent":
                yield from self._pieces(child)

    def _run(self, run: etree._Element) -> Iterator[str]:
        properties = run.find("{*}rPr")
        if is_hidden(properties) or _value(properties, "rStyle") in self._styles.hidden:
            return
        pieces = self._pieces(run)
        if _value(properties, "vertAlign") == "superscript":
            yield superscript("".join(pieces))
        else:
            yield from pieces

    def _table(self, table: etree._Element) -> None:
        """A table row by row; one that only arranges the page, cell by cell."""
        lines = list(_rows(table))
        rows = [_cells(row) for row in lines]
        texts = [["".join(self._pieces(cell)) for cell in row] for row in rows]
        nested = next(table.iterdescendants("{*}tbl"), None) is not None
        long = any(len(text.split()) > _LONG_CELL for row in texts for text in row)
        if nested or long or sum(len(row) for row in rows) <= 1:
            for row in rows:
                for cell in row:
                    self.write(cell)
            return
        add_table(self._blocks, _merged(rows, texts), head=_head_rows(lines))
        self._hanging(table)


def _value(properties: etree._Element | None, name: str) -> str:
    return _stated(properties.find(f"{{*}}{name}") if properties is not None else None)


def _stated(element: etree._Element | None) -> str:
    return attribute(element, "val") if element is not None else ""


def _chosen(alternatives: etree._Element) -> etree._Element:
    """One of the two forms in which Word stores newer drawings: the first that has words."""
    for form in alternatives:
        if next(form.iter("{*}t"), None) is not None:
            return form
    return alternatives.makeelement("none")


def _text_boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The outermost text boxes, each drawing in one of its forms."""
    for child in _chosen(element) if local_name(element) == "AlternateContent" else element:
        if local_name(child) == "txbxContent":
            yield child
        else:
            yield from _text_boxes(child)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        name = local_name(child)
        if name == "tr" and child.find("{*}trPr/{*}del") is None:
            yield child
        elif name in _HOLDERS:
            yield from _rows(child)


def _head_rows(rows: Sequence[etree._Element]) -> int:
    """How many rows, from the first, Word repeats at the top of each page."""
    for number, row in enumerate(rows):
        mark = row.find("{*}trPr/{*}tblHeader")
        if mark is None or attribute(mark, "val") in ("0", "false", "off"):
            return number
    return 0


def _merged(rows: Sequence[Sequence[etree._Element]], texts: Sequence[Sequence[str]]) -> list[list[Cell]]:
    """The cells with how far they reach: to the right as the cell says, downwards as the cells below it do."""
    merged: list[list[Cell]] = []
    above: dict[int, tuple[int, int]] = {}
    for number, (row, line) in enumerate(zip(rows, texts, strict=True)):
        cells: list[Cell] = []
        column = 0
        for cell, text in zip(row, line, strict=True):
            columns = span(_stated(cell.find("{*}tcPr/{*}gridSpan")))
            goes_on = cell.find("{*}tcPr/{*}vMerge")
            if goes_on is not None and _stated(goes_on) != "restart" and column in above:
                first, place = above[column]
                owner = merged[first][place]
                merged[first][place] = replace(owner, rows=number - first + 1)
            else:
                above[column] = (number, len(cells))
                cells.append(Cell(text=text, columns=columns))
            column += columns
        merged.append(cells)
    return merged


def _cells(row: etree._Element) -> list[etree._Element]:
    cells: list[etree._Element] = []
    for child in row:
        if local_name(child) == "tc":
            cells.append(child)
        elif local_name(child) in _HOLDERS:
            cells.extend(_cells(child))
    return cells
