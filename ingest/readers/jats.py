"""Reads JATS XML, the format of journal articles: what the front matter states, the abstract, and the full text."""

import re
from collections.abc import Iterator

from lxml import etree

from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.kinds import kind_told
from ingest.readers.blocks import BlockList
from ingest.readers.jats_text import JatsText, inline_text
from ingest.readers.statements import Statements
from ingest.readers.xml_source import attribute, local_name, read_xml

_KINDS = {
    "research-article": "primary-study",
    "systematic-review": "systematic-review",
    "abstract": "abstract",
    "meeting-abstract": "abstract",
    "news": "news",
    "guideline": "guideline",
}
_OF_MANY_KINDS = frozenset({"research-article", "review-article", "other"})
_PROTOCOL = re.compile(r"\b(?:study|trial|review) protocol\b|\bprotocol (?:for|of)\b", re.IGNORECASE)
# An article has several dates; the year it is cited by is that of its issue.
_DATE_TYPES = ("collection", "ppub", "pub", "epub-ppub", "epub")


class JatsReader:
    """Reads one JATS article (NLM archiving, publishing and authoring sets; plain articles, not OASIS-only tables).

    Abstract and body become blocks below their section titles; tables row by row, figures by their captions. The
    reference list is left out: it is not evidence of the article's own.
    """

    @property
    def media_type(self) -> str:
        """XML has one media type for all its vocabularies."""
        return "application/xml"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading. Raises `UnreadableError` where the file is no JATS article or holds no text."""
        root = read_xml(data, file_name=file_name)
        if local_name(root) != "article":
            reason = f"its root element is <{local_name(root)}>; of XML, Cadre reads JATS articles"
            raise UnreadableError(path=file_name, reason=reason)
        blocks = BlockList()
        text = JatsText(blocks)
        meta = root.find("{*}front/{*}article-meta")
        if meta is not None:
            for abstract in meta.iterfind("{*}abstract"):
                text.titled(abstract, "Abstract")
            for abstract in meta.iterfind("{*}trans-abstract"):
                text.titled(abstract, "Abstract")
        _write_text(root, text)
        if not blocks.blocks:
            raise UnreadableError(path=file_name, reason="the article holds no abstract and no text")
        statements = _stated(root, meta)
        yield Reading(blocks=blocks.blocks, metadata=statements.metadata, origins=statements.origins)


def _write_text(article: etree._Element, text: JatsText) -> None:
    for child in article:
        name = local_name(child)
        if name in ("body", "back", "floats-group"):
            for part in child:
                if local_name(part) == "ack":
                    text.titled(part, "Acknowledgements")
                else:
                    text.write(part)
        elif name in ("sub-article", "response"):
            title = _first(child, "{*}front-stub//{*}article-title") or _first(child, "{*}front//{*}article-title")
            if title:
                text.titled(child.makeelement("sec"), title)
            _write_text(child, text)


def _stated(root: etree._Element, meta: etree._Element | None) -> Statements:
    statements = Statements()
    if meta is not None:
        title = ": ".join(
            part for name in ("article-title", "subtitle") if (part := _first(meta, f"{{*}}title-group/{{*}}{name}"))
        )
        statements.say("title", title, "file")
        statements.say("authors", _authors(meta), "file")
        statements.say("year", _year(meta), "file")
        ids = {attribute(node, "pub-id-type"): inline_text(node) for node in meta.iterfind("{*}article-id")}
        statements.say("doi", ids.get("doi"), "file")
        statements.say("source_id", _source_id(ids), "file")
        statements.say("licence", _licence(meta), "file")
    statements.say("publisher", _first(root, "{*}front/{*}journal-meta//{*}journal-title"), "file")
    statements.say("publisher", _first(root, "{*}front/{*}journal-meta//{*}publisher-name"), "file")
    statements.say("language", root.get("{http://www.w3.org/XML/1998/namespace}lang"), "file")
    statements.say("kind", _kind(root.get("article-type", ""), str(statements.metadata.get("title", ""))), "file")
    return statements


def _kind(article_type: str, title: str) -> str | None:
    """The kind by the article's type; journals give reviews and protocols the type of a study, so the title decides."""
    told = kind_told(title, (), ())
    if told and told.kind == "systematic-review" and article_type in _OF_MANY_KINDS:
        return told.kind
    return None if _PROTOCOL.search(title) else _KINDS.get(article_type)


def _first(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return inline_text(found) if found is not None else ""


def _authors(meta: etree._Element) -> list[str]:
    names: list[str] = []
    for contributor in meta.iterfind("{*}contrib-group/{*}contrib"):
        if contributor.get("contrib-type", "author") != "author":
            continue
        for name in contributor.iter("{*}name", "{*}collab", "{*}string-name"):
            family, given = _first(name, "{*}surname"), _first(name, "{*}given-names")
            names.append(", ".join(part for part in (family, given) if part) or inline_text(name))
            break
    return names


def _year(meta: etree._Element) -> str:
    years: dict[str, str] = {}
    for date in meta.iterfind("{*}pub-date"):
        kind = date.get("pub-type") or date.get("date-type") or ""
        years.setdefault(kind, _first(date, "{*}year"))
    chosen = [years[kind] for kind in _DATE_TYPES if years.get(kind)]
    return (chosen or [year for year in years.values() if year] or [""])[0]


def _source_id(ids: dict[str, str]) -> str:
    if pmc := ids.get("pmc") or ids.get("pmcid"):
        return pmc if pmc.upper().startswith("PMC") else f"PMC{pmc}"
    return ids.get("pmid") or ids.get("doi") or ids.get("publisher-id") or ""


def _licence(meta: etree._Element) -> str:
    licence = meta.find("{*}permissions/{*}license")
    if licence is None:
        return ""
    links = [attribute(licence, "href"), *(attribute(link, "href") for link in licence.iter("{*}ext-link"))]
    named = [
        _first(licence, ".//{*}license_ref"),
        *(link for link in links if "creativecommons.org" in link),
        *links[:1],
    ]
    return next((name for name in named if name), inline_text(licence))
