"""What an HTML page states: Highwire, Dublin Core, Open Graph, JSON-LD, title, language, canonical link."""

import re
from collections import defaultdict

from lxml import etree

from ingest.readers.blocks import fold
from ingest.readers.linked_data import state_linked_data
from ingest.readers.statements import Statements
from ingest.readers.xml_source import local_name

_TAGS: dict[str, tuple[str, ...]] = {
    "authors": ("citation_author", "citation_authors", "dc.creator", "dcterms.creator", "author", "article:author"),
    "publisher": ("citation_journal_title", "citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name"),
    "year": (
        "citation_publication_date", "citation_date", "citation_online_date", "dc.date.issued", "dcterms.issued",
        "dc.date", "dcterms.date", "article:published_time", "datepublished", "date",
    ),
    "language": ("citation_language", "dc.language", "dcterms.language"),
    "doi": ("citation_doi", "prism.doi", "dc.identifier.doi"),
    "licence": ("dc.rights.license", "dcterms.license", "dc.rights", "dcterms.rights"),
}  # fmt: skip
_MANY = frozenset({"authors"})
_TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title")
_DOI = re.compile(r"(?:doi:\s*|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_SEPARATORS = r"[|:–—»·•<-]+"


def state_head(root: etree._Element, statements: Statements) -> None:
    """States what the page's head and root element say."""
    tags = _meta_tags(root)
    statements.say("title", _title(root, tags), "file")
    for field, names in _TAGS.items():
        values = next((tags[name] for name in names if tags.get(name)), [])
        if field == "authors":
            values = [value for value in values if "://" not in value]
        if values:
            statements.say(field, values if field in _MANY else values[0], "file")
    for identifier in tags.get("dc.identifier", []):
        if found := _DOI.fullmatch(identifier):
            statements.say("doi", found.group(1), "file")
    statements.say("licence", _link(root, "license"), "file")
    statements.say("url", _link(root, "canonical") or next(iter(tags.get("og:url", [])), ""), "file")
    state_linked_data(root, statements)
    declared = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    statements.say("text_language", declared or next(iter(tags.get("content-language", [])), ""), "file")


def _meta_tags(root: etree._Element) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = defaultdict(list)
    for element in root.iter("meta"):
        content = fold(element.get("content") or element.get("href") or "")
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            for name in element.get(attribute, "").lower().split():
                if content and content not in tags[name]:
                    tags[name].append(content)
    return tags


def _title(root: etree._Element, tags: dict[str, list[str]]) -> str:
    """The most specific title, without the name of the site at its end."""
    element = next((e for e in root.iter("title") if _is_page_title(e)), None)
    written = fold("".join(str(text) for text in element.itertext())) if element is not None else ""
    title = next((tags[name][0] for name in _TITLES if tags.get(name)), written)
    title = title or next(iter(tags.get("title", [])), "")
    for site in tags.get("og:site_name", []):
        title = re.sub(rf"\s*{_SEPARATORS}\s*{re.escape(site)}\s*\Z", "", title) or title
    return title


def _is_page_title(element: etree._Element) -> bool:
    return all(local_name(above) != "svg" for above in element.iterancestors())


def _link(root: etree._Element, relation: str) -> str:
    for element in root.iter("link", "a"):
        if relation in element.get("rel", "").lower().split() and element.get("href", "").startswith("http"):
            return element.get("href", "")
    return ""
