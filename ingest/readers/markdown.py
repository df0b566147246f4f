"""Reads Markdown: front matter, headings to paths, and the plain text of paragraphs, lists, tables and code."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.blocks import BlockList
from ingest.readers.decoding import decode
from ingest.readers.fields import state_fields
from ingest.readers.markdown_text import MarkdownText
from ingest.readers.statements import Statements
from ingest.readers.yaml_source import read_yaml

_DEEPEST = 60
# Front matter opens the file, or follows one line with the title.
_FRONT_MATTER = re.compile(
    r"\A\s*(?:(?P<title>[^\n]+)\n)?-{3,}[^\S\n]*\n(?P<yaml>(?:[\w][\w .-]*:.*\n|[^\S\n].*\n|- .*\n|\n|#.*\n)+?)"
    r"(?:-{3,}|\.{3})[^\S\n]*(?:\n|\Z)"
)
_KEY_LINE = re.compile(r"^([\w][\w .-]*):[^\S\n]+(.+)$", re.MULTILINE)
_DATED = frozenset({"ausfertigungsdatum", "date", "datum", "published", "publication date", "veröffentlicht"})


class MarkdownReader:
    """Reads one Markdown file (CommonMark with tables, definition lists and footnotes).

    Inline markup is removed: links are their words, images their descriptions. Footnotes stand where they are defined.
    """

    @property
    def media_type(self) -> str:
        """Markdown by RFC 7763."""
        return "text/markdown"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading. Raises `UnreadableError` where the file is not text or holds none."""
        decoded = decode(data, file_name=file_name)
        source = re.sub(r"\r\n?", "\n", decoded.text)
        statements = Statements()
        blocks = BlockList()
        found = _FRONT_MATTER.match(source)
        if found:
            _state_front_matter(found["yaml"], statements)
            blocks.heading(found["title"] or "", 1)
            source = source[found.end() :]
        text = MarkdownText(blocks, file_name=file_name)
        cut = text.write(_parsed(source, file_name=file_name), deepest=_DEEPEST)
        if not blocks.blocks:
            raise UnreadableError(path=file_name, reason="the file holds no text")
        for term, meaning in text.terms:
            if term.lower() in _DATED:
                statements.say("year", meaning, "text")
        statements.say("title", _first_title(blocks), "text")
        too_deep = f"lists or quotations are nested more than {_DEEPEST} deep; what stands deeper was not read"
        reason = "; ".join(problem for problem in (decoded.damage, too_deep if cut else "") if problem)
        yield Reading(
            blocks=blocks.blocks,
            metadata=statements.metadata,
            origins=statements.origins,
            completeness=Completeness.PARTIAL if reason else Completeness.COMPLETE,
            reason=reason,
        )


def _parsed(source: str, *, file_name: str) -> list[Token]:
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    markdown.use(deflist_plugin).use(footnote_plugin)
    # These would move or drop notes: a definition that nothing refers to, and a note written inside a sentence.
    markdown.disable(["footnote_tail", "footnote_inline"])
    try:
        return markdown.parse(source)
    except (RecursionError, IndexError, ValueError) as error:
        raise UnreadableError(path=file_name, reason=f"the Markdown cannot be parsed: {error}") from error


def _state_front_matter(yaml_text: str, statements: Statements) -> None:
    """The fields of the header; lines that are no YAML are read as `key: value`."""
    try:
        state_fields(read_yaml(yaml_text), statements, "front matter")
    except ValueError:
        state_fields(dict(_KEY_LINE.findall(yaml_text)), statements, "front matter")


def _first_title(blocks: BlockList) -> str:
    """The first heading that stands below no other."""
    return next((block.text for block in blocks.blocks if block.is_heading and not block.headings), "")
