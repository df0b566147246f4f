"""The text of a JATS article: elements to blocks, in document order."""

import re

from lxml import etree

from ingest.readers.blocks import BlockList, fold, superscript
from ingest.readers.table_text import Cell, add_table, span
from ingest.readers.xml_source import attribute, entity_text, local_name

_SECTIONS = frozenset(
    {"sec", "app", "ack", "glossary", "notes", "boxed-text", "abstract", "trans-abstract", "bio", "statement"}
)
_TRANSPARENT = frozenset(
    {
        "body", "back", "app-group", "floats-group", "fig-group", "table-wrap-group", "disp-quote", "verse-group",
        "supplementary-material", "fn-group", "fn", "caption", "disp-formula-group", "media", "table-wrap-foot",
        "list-item", "speech", "alternatives", "answer", "question", "license", "attrib",
    }
)  # fmt: skip
_BLOCKS = _SECTIONS | _TRANSPARENT | {"p", "list", "table-wrap", "table", "fig", "def-list", "disp-formula", "title"}
# The reference list is not evidence of the article's own; the rest has no words to quote, or words for machines.
_LEFT_OUT = frozenset(
    {"ref-list", "object-id", "graphic", "inline-graphic", "permissions", "tex-math", "label", "alt-text",
     "front-stub", "title-group", "contrib-group"}
)  # fmt: skip
_NEARBY = 40
_NOTE_MARKS = frozenset({"bibr", "fn", "table-fn"})
_MARK = re.compile(r"[\s\d,;.\-\u2010-\u2014]+|[\s,]*[a-z]{1,2}[\s,]*")
_GLUED = re.compile(r"[^\s(\[{\-\u2010-\u2014/]\Z")


def inline_text(element: etree._Element) -> str:
    """The words of an element and of what stands inside it, as one line.

    Raised numbers and letters that point to the reference list or to a note stand in square brackets: glued to a word
    or a figure they would change it ("25" and note 19 are not 2519).
    """
    return fold("".join(_pieces(element)))


def _pieces(element: etree._Element) -> list[str]:
    pieces = [element.text or ""]
    for child in element:
        pieces.append(_bracketed(child) if _is_raised_mark(child, pieces) else _piece(child))
        pieces.append(child.tail or "")
    return pieces


def _bracketed(mark: etree._Element) -> str:
    text = fold(_text(mark)).strip("[]() ")
    return f"[{text}]" if text else ""


def _piece(child: etree._Element) -> str:
    name = local_name(child)
    if not name:
        return entity_text(child)
    if name in _LEFT_OUT:
        return ""
    text = "".join(_pieces(child))
    if name == "sup":
        return superscript(text)
    return f" {text} " if name in _BLOCKS or name in ("break", "hr") else text


def _is_raised_mark(element: etree._Element, before: list[str]) -> bool:
    """True for a mark of a note or reference that is printed raised: in `<sup>`, or glued to what stands before it."""
    name = local_name(element)
    if name == "sup":
        points = any(attribute(mark, "ref-type") in _NOTE_MARKS for mark in element.iter("{*}xref"))
        return points and bool(_MARK.fullmatch(_text(element).strip("[]()")))
    if name != "xref" or attribute(element, "ref-type") not in _NOTE_MARKS:
        return False
    if not _MARK.fullmatch(_text(element)):
        return False
    so_far = "".join(before[-_NEARBY:])
    bracketed = so_far.rfind("[") > so_far.rfind("]") or so_far.rfind("(") > so_far.rfind(")")
    raised = next(element.iter("{*}sup"), None) is not None
    return raised or (not bracketed and bool(_GLUED.search(so_far)))


def _text(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext())


class JatsText:
    """Writes the blocks of an article. Sections become the path of headings; `level` 1 is the outermost."""

    def __init__(self, blocks: BlockList) -> None:
        self._blocks = blocks

    def write(self, element: etree._Element, level: int = 1) -> None:
        """Adds the blocks of one block-level element."""
        name = local_name(element)
        if name in _LEFT_OUT:
            return
        if name in _SECTIONS:
            self._section(element, level)
        elif name == "p":
            self._mixed(element, level)
        elif name == "list":
            self._list(element, level)
        elif name in ("table-wrap", "fig"):
            self._float(element, level)
        elif name == "table":
            self._table(element)
        elif name == "def-list":
            self._definitions(element)
        elif name in _TRANSPARENT:
            self._mixed(element, level)
        else:
            self._blocks.add(inline_text(element))

    def titled(self, element: etree._Element, title: str, level: int = 1) -> None:
        """Adds `element` below its own title, or below `title` where it has none."""
        own = element.find("{*}title")
        self._blocks.heading(title if own is None else _labelled(element, own), level)
        for child in element:
            if child is not own:
                self.write(child, level + 1)

    def _section(self, element: etree._Element, level: int) -> None:
        own = element.find("{*}title")
        if own is None:
            own = element.find("{*}caption/{*}title")
        if own is not None:
            self._blocks.heading(_labelled(element, own), level)
        for child in element:
            if child is not own:
                self.write(child, level + 1 if own is not None else level)

    def _mixed(self, element: etree._Element, level: int) -> None:
        """A paragraph, or a holder of paragraphs: its own words, cut where a block stands among them."""
        words = [element.text or ""]
        for child in element:
            if local_name(child) in _BLOCKS:
                self._blocks.add("".join(words))
                words.clear()
                self.write(child, level)
            else:
                words.append(_bracketed(child) if _is_raised_mark(child, words) else _piece(child))
            words.append(child.tail or "")
        self._blocks.add("".join(words))

    def _list(self, element: etree._Element, level: int) -> None:
        for item in element:
            label = item.find("{*}label")
            inner = [child for child in item if child is not label and local_name(child)]
            if len(inner) == 1 and not any(local_name(part) in _BLOCKS for part in inner[0]):
                mark = inline_text(label) if label is not None else ""
                self._blocks.add(f"{mark} {inline_text(inner[0])}")
            else:
                self.write(item, level)

    def _float(self, element: etree._Element, level: int) -> None:
        caption = element.find("{*}caption")
        title = inline_text(caption) if caption is not None else ""
        label = element.find("{*}label")
        title = fold(f"{inline_text(label)} {title}") if label is not None else title
        tables = list(element.iterchildren("{*}table")) + list(element.iterfind("{*}alternatives/{*}table"))
        if not tables:
            self._blocks.add(title)
        for child in element:
            if child in tables[:1]:
                self._table(child, title)
            elif child is not caption:
                self.write(child, level)

    def _table(self, element: etree._Element, caption: str = "") -> None:
        rows = [[_cell(cell) for cell in row] for row in element.iter("{*}tr", "{*}row")]
        head = sum(1 for _ in element.iterfind("{*}thead//{*}tr")) + sum(
            1 for _ in element.iterfind("{*}thead//{*}row")
        )
        add_table(self._blocks, rows, caption=caption, head=head)

    def _definitions(self, element: etree._Element) -> None:
        for item in element:
            if local_name(item) == "def-item":
                parts = [inline_text(part) for part in item if local_name(part) in ("term", "def")]
                self._blocks.add(": ".join(part for part in parts if part))
            else:
                self.write(item)


def _cell(element: etree._Element) -> Cell:
    columns, rows = span(attribute(element, "colspan")), span(attribute(element, "rowspan"))
    return Cell(text=inline_text(element), columns=columns, rows=rows)


def _labelled(element: etree._Element, title: etree._Element) -> str:
    label = element.find("{*}label")
    return f"{inline_text(label)} {inline_text(title)}" if label is not None else inline_text(title)
