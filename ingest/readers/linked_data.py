"""What a web page states about itself as JSON-LD (schema.org): authors, publisher, dates, language, licence."""

import json
from collections.abc import Iterator, Mapping

from lxml import etree

from ingest.metadata_values import year_of
from ingest.readers.fields import plain_value
from ingest.readers.statements import Statements

_TYPES = frozenset(
    {"article", "newsarticle", "scholarlyarticle", "medicalscholarlyarticle", "report", "techarticle", "blogposting",
     "webpage", "creativework", "digitaldocument", "book", "dataset", "legislation", "medicalwebpage",
     "reportagenewsarticle", "publicationissue", "policy", "guide"}
)  # fmt: skip
_MOST_NODES = 200
_LONG_KEPT = 1
"""Years between publication and last change from which on a page is the text of its last change."""


def state_linked_data(root: etree._Element, statements: Statements) -> None:
    """States what the first thing of a publication's type says; what is no JSON says nothing."""
    for node in _nodes(root):
        kinds = node.get("@type")
        named = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
        if any(isinstance(kind, str) and kind.lower() in _TYPES for kind in named):
            statements.say("title", _text(node.get("name")) or _text(node.get("headline")), "file")
            statements.say("authors", _names(node.get("author") or node.get("creator")), "file")
            statements.say("publisher", next(iter(_names(node.get("publisher"))), ""), "file")
            statements.say("year", _year(node), "file")
            statements.say("language", _text(node.get("inLanguage")), "file")
            statements.say("licence", _text(node.get("license")), "file")
            return


def _nodes(root: etree._Element) -> Iterator[Mapping[str, object]]:
    """The things that the page's scripts of this type hold, two levels deep."""
    seen = 0
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            held = json.loads(script.text or "")
        except (ValueError, RecursionError):
            # Says nothing: the page itself is still read.
            continue
        for item in held if isinstance(held, list) else [held]:
            graph = item.get("@graph") if isinstance(item, Mapping) else None
            for node in [item, *(graph if isinstance(graph, list) else [])]:
                seen += 1
                if isinstance(node, Mapping) and seen <= _MOST_NODES:
                    yield node


def _names(value: object) -> list[str]:
    plain = plain_value(value)
    return [plain] if isinstance(plain, str) else plain or []


def _text(value: object) -> str:
    plain = plain_value(value)
    return plain if isinstance(plain, str) else ""


def _year(node: Mapping[str, object]) -> str:
    published, changed = (year_of(_text(node.get(name))) for name in ("datePublished", "dateModified"))
    if published and changed and changed - published > _LONG_KEPT:
        return str(changed)
    return str(published or changed or "")
