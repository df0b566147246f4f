"""The text of Markdown tokens: tokens to blocks, in document order."""

import re

from markdown_it.token import Token

from corpus.errors import UnreadableError
from ingest.readers.blocks import BlockList, fold
from ingest.readers.html_text import HtmlText
from ingest.readers.paragraphs import paragraphs_of
from ingest.readers.table_text import Cell, add_table
from ingest.readers.xml_source import read_html

_TAG = re.compile(r"<[^<>]*>")


class MarkdownText:
    """Writes the blocks of a token stream; `terms` holds its definitions as (term, meaning)."""

    def __init__(self, blocks: BlockList, *, file_name: str) -> None:
        self._blocks = blocks
        self._file_name = file_name
        self._mark = ""
        self._term = ""
        self._rows: list[list[Cell]] = []
        self._head_rows = 0
        self.terms: list[tuple[str, str]] = []

    def write(self, tokens: list[Token], *, deepest: int) -> bool:
        """Adds the blocks of `tokens`; True where some are nested as deep as `deepest`, so that text was not parsed."""
        for before, token in zip([None, *tokens], tokens, strict=False):
            if token.type == "inline":
                self._inline(token, before)
            elif token.type in ("fence", "code_block"):
                for paragraph in paragraphs_of(token.content):
                    self._add(paragraph)
            elif token.type == "html_block":
                self._html(token.content)
            elif token.type == "list_item_open" and token.info:
                self._mark = f"{token.info}{token.markup}"
            elif token.type == "table_close":
                add_table(self._blocks, self._rows, head=self._head_rows)
                self._rows.clear()
            elif token.type == "thead_close":
                self._head_rows = len(self._rows)
            elif token.type == "tr_open":
                self._rows.append([])
            elif token.type in ("dl_close", "dt_open"):
                self._end_term()
        return any(token.level >= deepest - 1 for token in tokens)

    def _inline(self, token: Token, before: Token | None) -> None:
        text = inline_text(token)
        opened = before.type if before is not None else ""
        if before is not None and opened == "heading_open":
            self._blocks.heading(text, int(before.tag[1:]))
        elif opened in ("th_open", "td_open"):
            self._rows[-1].append(Cell(text=text))
        elif opened == "dt_open":
            self._term = fold(text)
        else:
            self._add(text)

    def _add(self, text: str) -> None:
        folded = fold(text)
        if self._term and folded:
            self.terms.append((self._term, folded))
            folded = f"{self._term} {folded}" if self._term.endswith(":") else f"{self._term}: {folded}"
            self._term = ""
        self._blocks.add(f"{self._mark} {folded}" if folded else "")
        if folded:
            self._mark = ""

    def _end_term(self) -> None:
        self._blocks.add(self._term)
        self._term = ""

    def _html(self, content: str) -> None:
        if _TAG.sub("", content).strip():
            try:
                HtmlText(self._blocks).write(read_html(content, file_name=self._file_name).root)
            except UnreadableError:
                # A fragment that no HTML parser takes is still text that someone wrote.
                self._add(_TAG.sub(" ", content))


def inline_text(token: Token) -> str:
    """The words of an inline token: markup removed, line breaks as spaces."""
    pieces: list[str] = []
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif child.type == "image":
            pieces.append(inline_text(child))
        elif child.type == "html_inline":
            pieces.append(" " if child.content.lower().startswith("<br") else "")
        else:
            pieces.append(child.content)
    return "".join(pieces)
