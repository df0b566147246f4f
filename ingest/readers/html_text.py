"""The text of an HTML tree: elements to blocks, in document order."""

from lxml import etree

from ingest.readers.blocks import BlockList, fold, superscript
from ingest.readers.paragraphs import paragraphs_of
from ingest.readers.table_text import Cell, add_table, span
from ingest.readers.xml_source import entity_text, local_name

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
     "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "li",
     "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
     "h1", "h2", "h3", "h4", "h5", "h6", "frameset", "noframes"}
)  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_NO_TEXT = frozenset({"script", "style", "head", "template", "rp", "rt"})
_LONG_CELL = 150


class HtmlText:
    """Writes the blocks of a tree whose furniture is gone: headings to paths, items to items, tables to rows."""

    def __init__(self, blocks: BlockList) -> None:
        self._blocks = blocks
        self._words: list[str] = []
        self._term = ""

    def write(self, element: etree._Element) -> None:
        """Adds the blocks of `element`, its own text first."""
        self._visit(element)
        self._flush()
        if self._term:
            self._end_term()

    def _visit(self, element: etree._Element) -> None:
        name = local_name(element)
        if name in _NO_TEXT:
            return
        if not name:
            self._words.append(entity_text(element))
        elif name == "br":
            self._words.append(" ")
        elif name == "sup":
            self._words.append(superscript(_inline_text(element)))
        elif name in _BLOCKS:
            self._flush()
            self._block(element, name)
            self._flush()
        else:
            self._children(element)

    def _block(self, element: etree._Element, name: str) -> None:
        if name in _HEADINGS:
            self._end_term()
            self._blocks.heading(_heading_text(element), _HEADINGS[name])
        elif name == "table" and not _is_layout(element):
            self._table(element)
        elif name == "pre":
            for paragraph in paragraphs_of("".join(str(text) for text in element.itertext())):
                self._blocks.add(paragraph)
        elif name == "dt":
            self._end_term()
            self._term = fold(_inline_text(element))
        else:
            self._children(element)
            if name == "dl":
                self._flush()
                self._end_term()

    def _children(self, element: etree._Element) -> None:
        self._words.append(element.text or "")
        for child in element:
            self._visit(child)
            self._words.append(child.tail or "")

    def _flush(self) -> None:
        """Ends a paragraph; the first one of a definition follows its term."""
        text = fold("".join(self._words))
        self._words.clear()
        if text and self._term:
            text = f"{self._term} {text}" if self._term.endswith(":") else f"{self._term}: {text}"
            self._term = ""
        self._blocks.add(text)

    def _end_term(self) -> None:
        """A term without a definition is a paragraph."""
        self._blocks.add(self._term)
        self._term = ""

    def _table(self, table: etree._Element) -> None:
        caption = table.find("caption")
        rows = _rows(table)
        cells = [[_cell(cell) for cell in _cells(row)] for row in rows]
        title = "" if caption is None else _inline_text(caption)
        add_table(self._blocks, cells, caption=title, head=_head_rows(rows))


def _head_rows(rows: list[etree._Element]) -> int:
    """How many rows, from the first, are the table's head: those in a `thead`, or with nothing but `th` cells."""
    for number, row in enumerate(rows):
        if next(row.iterancestors("thead"), None) is None and any(local_name(cell) != "th" for cell in _cells(row)):
            return number
    return 0


def _cell(cell: etree._Element) -> Cell:
    return Cell(text=_inline_text(cell), columns=span(cell.get("colspan")), rows=span(cell.get("rowspan")))


def _rows(table: etree._Element) -> list[etree._Element]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if local_name(cell) in ("td", "th")]


def _is_layout(table: etree._Element) -> bool:
    """True for a table that only arranges the page: others or headings inside it, a single cell, or very long cells."""
    if table.get("role") in ("presentation", "none") or next(table.iterdescendants("table"), None) is not None:
        return True
    cells = list(table.iter("td", "th"))
    if len(cells) <= 1 or next(table.iter("h1", "h2", "h3", "h4", "h5", "h6"), None) is not None:
        return True
    return any(len(_inline_text(cell).split()) > _LONG_CELL for cell in cells)


def _heading_text(element: etree._Element) -> str:
    """A heading without its links to itself (¶, "About this section"), unless it is nothing but such a link."""
    bare = _inline_text(element, without_anchors=True)
    return bare if fold(bare) else _inline_text(element)


def _inline_text(element: etree._Element, *, without_anchors: bool = False) -> str:
    words = [element.text or ""]
    for child in element:
        name = local_name(child)
        if not name:
            words.append(entity_text(child))
        elif name in _BLOCKS or name == "br":
            words.append(f" {_inline_text(child, without_anchors=without_anchors)} ")
        elif name == "sup":
            words.append(superscript(_inline_text(child)))
        elif name not in _NO_TEXT and not (without_anchors and name == "a" and child.get("href", "").startswith("#")):
            words.append(_inline_text(child, without_anchors=without_anchors))
        words.append(child.tail or "")
    return "".join(words)
