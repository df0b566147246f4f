"""Reads HTML pages: the main text without page furniture, and what the head of the page states."""

import re
from collections.abc import Iterator

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.blocks import BlockList, fold
from ingest.readers.decoding import decode
from ingest.readers.furniture import main_content
from ingest.readers.html_head import state_head
from ingest.readers.html_text import HtmlText
from ingest.readers.statements import Statements
from ingest.readers.xml_source import read_html

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]+)""")
_HEAD = 8192
_TOO_DEEP = "the page is nested more than 256 elements deep; what stands deeper was not read"


class HtmlReader:
    """Reads one HTML or XHTML page.

    Navigation, banners, footers, asides, cookie notices, forms and hidden elements are left out, tab panels are not.
    Scripts are never run and nothing is fetched: frames, images and text that a script would add are not read.
    """

    @property
    def media_type(self) -> str:
        """HTML, however the page is served."""
        return "text/html"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading. Raises `UnreadableError` where the page is not text or nothing is left of it."""
        decoded = decode(data, file_name=file_name, declared=declared_charset(data))
        page = read_html(decoded.text, file_name=file_name)
        statements = Statements()
        state_head(page.root, statements)
        blocks = BlockList()
        HtmlText(blocks).write(main_content(page.root))
        reason = "; ".join(problem for problem in (decoded.damage, _TOO_DEEP if page.cut else "") if problem)
        if not blocks.blocks:
            raise UnreadableError(path=file_name, reason=reason or "the page holds no text besides its furniture")
        top = [block.text for block in blocks.blocks if block.is_heading and not block.headings]
        statements.say("title", top[0] if top else blocks.opening_heading, "text")
        _shorten_title(statements, [fold(block.text) for block in blocks.blocks if block.is_heading])
        yield Reading(
            blocks=blocks.blocks,
            metadata=statements.metadata,
            origins=statements.origins,
            completeness=Completeness.PARTIAL if reason else Completeness.COMPLETE,
            reason=reason,
        )


def declared_charset(data: bytes) -> str:
    """The character set that the page names in its head, or ""."""
    found = _XML_CHARSET.search(data[:_HEAD]) or _CHARSET.search(data[:_HEAD])
    return found.group(1).decode("ascii", errors="ignore") if found else ""


def _shorten_title(statements: Statements, headings: list[str]) -> None:
    """A title that begins with a heading of the page and goes on with the name of the site ends before it."""
    title = str(statements.metadata.get("title", ""))
    for heading in headings[:3]:
        rest = title[len(heading) :]
        if heading and title.startswith(heading) and re.match(r"\s*(?:[|:–—»·•]|-\s|::)", rest):
            statements.metadata["title"] = heading
            return
