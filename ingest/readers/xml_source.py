"""The one module that opens XML and HTML: no entities, no network, no document type definitions, no huge trees."""

import re
from dataclasses import dataclass
from html.entities import html5

from lxml import etree

from corpus.errors import UnreadableError
from ingest.readers.blocks import readable

_SEPARATORS = re.compile("[\x0b\x0c\x1c-\x1f]")
_UNREADABLE_XML = (etree.LxmlError, ValueError, AssertionError)


def read_xml(data: bytes, *, file_name: str) -> etree._Element:
    """The root element of an XML document.

    Raises `UnreadableError` where it is not well-formed, is nested more than 256 deep, or declares entities of its own
    (they are never expanded, so text would be missing).
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except _UNREADABLE_XML as error:
        raise UnreadableError(path=file_name, reason=f"the XML is not well-formed: {error}") from error
    declared = root.getroottree().docinfo.internalDTD
    # lxml documents `DTD.entities()`; its stubs leave the method out.
    if declared is not None and declared.entities():  # type: ignore[union-attr]
        raise UnreadableError(path=file_name, reason="the XML declares entities of its own, which are never expanded")
    return root


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An HTML page as a tree; `cut` is True where it was nested too deeply and text below was lost."""

    root: etree._Element
    cut: bool


def read_html(text: str, *, file_name: str) -> Page:
    """The tree of an HTML page or fragment, broken markup mended as browsers do. Scripts are never run.

    Raises `UnreadableError` where there is nothing in it.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        # NUL ends the page for libxml2; browsers skip it.
        root = etree.fromstring(xml_text(text.replace("\0", "")).encode("utf-8"), parser)
    except _UNREADABLE_XML as error:
        raise UnreadableError(path=file_name, reason=f"the HTML cannot be parsed: {error}") from error
    if root is None:
        raise UnreadableError(path=file_name, reason="the HTML page is empty")
    cut = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return Page(root=root, cut=cut)


def xml_text(text: str) -> str:
    """`text` as XML can hold it: the separators of old line printers as line ends, what is no character as U+FFFD."""
    return readable(_SEPARATORS.sub("\n", text))


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; "" for what is not an element (an entity that was not expanded)."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2]


def attribute(element: etree._Element, name: str) -> str:
    """The value of an attribute whatever its namespace, or ""."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def entity_text(element: etree._Element) -> str:
    """What a named entity such as `&nbsp;` stands for in HTML; unknown ones stay as they were written."""
    written = element.text or ""
    return html5.get(written[1:], written) if written.startswith("&") else ""
