"""Reads DOCX, the format of Word: the body in document order with its headings, tables and notes.

The package is read part by part, because documents in the wild have broken relations to pictures or the strict
namespaces of ISO 29500, and neither is a reason to lose their text.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence

from lxml import etree

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.front import Front, stands_in, state_front
from ingest.opening import opening_title
from ingest.readers.blocks import BlockList
from ingest.readers.docx_styles import Styles, styles_of
from ingest.readers.docx_text import DocxText
from ingest.readers.statements import Statements
from ingest.readers.xml_source import attribute, local_name, read_xml
from ingest.readers.zip_source import Package

# What programs and people leave in a title or author field without meaning it.
_NO_TITLE = re.compile(
    r"(?:microsoft word\b.*|(?:word )?document ?\d*|untitled.*|dokument ?\d*|title|template|normal|no title)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"(?:python-docx|apache poi|docx4j|aspose.*|openpyxl|libreoffice|(?:windows |microsoft(?: office)? |office )?user"
    r"|admin(?:istrator)?|author|owner|unknown|default)",
    re.IGNORECASE,
)
_FRONT, _TITLE_LINES, _MOST_LEFT_OUT = 20, 5, 2


class DocxReader:
    """Reads one DOCX file.

    Page headers and footers, comments, tracked deletions, hidden text and tables of contents are left out; text boxes
    stand after the paragraph they hang on, footnotes after the paragraph that refers to them, endnotes at the end.
    """

    @property
    def media_type(self) -> str:
        """Word's own, for documents without macros."""
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading. Raises `UnreadableError` where the package is broken, a bomb, no DOCX, or holds no text."""
        package = Package(data, file_name=file_name)
        main = main_part(package, file_name=file_name)
        if not main:
            raise UnreadableError(path=file_name, reason="the package holds no Word document")
        folder = posixpath.dirname(main)
        document = read_xml(package.read(main), file_name=file_name)
        styles = styles_of(_part(package, f"{folder}/styles.xml", file_name))
        blocks = BlockList()
        text = DocxText(
            blocks,
            styles,
            footnotes=_notes(_part(package, f"{folder}/footnotes.xml", file_name)),
            endnotes=_notes(_part(package, f"{folder}/endnotes.xml", file_name)),
        )
        for body in document.iter("{*}body"):
            text.write(body)
        text.write_endnotes()
        if not blocks.blocks:
            raise UnreadableError(path=file_name, reason="the document holds no text")
        statements = _stated(_part(package, "docProps/core.xml", file_name), text, blocks, styles)
        yield Reading(
            blocks=blocks.blocks,
            metadata=statements.metadata,
            origins=statements.origins,
            completeness=Completeness.PARTIAL if text.embedded else Completeness.COMPLETE,
            reason="it embeds other documents (altChunk), which were not read" if text.embedded else "",
        )


def main_part(package: Package, *, file_name: str) -> str:
    """The name of the part that holds the text of a Word document, or "" where the package is none."""
    if "word/document.xml" in package.names:
        return "word/document.xml"
    if "_rels/.rels" not in package.names:
        return ""
    for relation in read_xml(package.read("_rels/.rels"), file_name=file_name):
        target = attribute(relation, "Target").lstrip("/")
        if attribute(relation, "Type").endswith("/officeDocument") and target.startswith("word/"):
            return target if target in package.names else ""
    return ""


def _part(package: Package, name: str, file_name: str) -> etree._Element | None:
    return read_xml(package.read(name), file_name=file_name) if name in package.names else None


def _notes(part: etree._Element | None) -> dict[str, etree._Element]:
    """Notes by id, without the lines that Word draws above them."""
    if part is None:
        return {}
    return {attribute(note, "id"): note for note in part if not attribute(note, "type") and local_name(note)}


def _stated(core: etree._Element | None, text: DocxText, blocks: BlockList, styles: Styles) -> Statements:
    statements = Statements()
    said = {local_name(node): (node.text or "").strip() for node in core} if core is not None else {}
    lines = tuple(block.text for block in blocks.blocks[:_FRONT])
    if not _NO_TITLE.fullmatch(said.get("title", "")):
        statements.say("title", _as_printed(said.get("title", ""), lines), "title page")
        statements.say("title", said.get("title"), "file")
    names = [name.strip() for name in re.split(r"[;\n]", said.get("creator", ""))]
    names = [name for name in names if name and not _NO_AUTHOR.fullmatch(name)]
    if len(names) > 1 or all(stands_in(name, lines) for name in names):
        statements.say("authors", names, "file")
    statements.say("title", text.title or blocks.opening_heading or opening_title(lines[:_TITLE_LINES]), "text")
    title = str(statements.metadata.get("title", ""))
    end = next((place for place, line in enumerate(lines, start=1) if line == title), 0)
    state_front(Front(title=title, lines=lines, end=end, opening=lines, known=tuple(names)), statements)
    # Both are what the template was set to, which is not always what was written in it.
    statements.say("text_language", styles.language or said.get("language"), "file")
    return statements


def _as_printed(title: str, lines: Sequence[str]) -> str:
    """The line of the title page that says the title of the file, with a word or two that it left out; "" for none."""
    wanted = title.casefold().split()
    for line in lines[:_TITLE_LINES]:
        words = iter(line.casefold().split())
        if (
            len(wanted) > 1
            and 0 < len(line.split()) - len(wanted) <= _MOST_LEFT_OUT
            and all(word in words for word in wanted)
        ):
            return line
    return ""
