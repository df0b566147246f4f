"""What on a web page is not its text: navigation, banners, footers, cookie notices, tools, and what is hidden."""

import re
from collections.abc import Iterator

from lxml import etree

from ingest.readers.xml_source import local_name, xml_text

_NO_TEXT = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "video", "audio",
     "button", "select", "datalist", "input", "textarea", "label", "map", "nav", "del", "head", "applet", "menu"}
)  # fmt: skip
_FURNITURE_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog", "complementary",
     "toolbar", "tablist"}
)  # fmt: skip
_HIDDEN_STYLE = re.compile(
    r"display:none|visibility:hidden|opacity:0(?:;|$)|font-size:(?:0|[01](?:\.\d+)?(?:px|pt))(?:;|!|$)"
    r"|(?:left|top|text-indent):-\d{3,}"
)
_HIDDEN_CLASSES = frozenset(
    {"hidden", "sr-only", "visually-hidden", "visuallyhidden", "invisible", "screen-reader-text", "screen-reader-only"}
)
_PANELS = frozenset({"tab-pane", "tabpanel", "collapse", "accordion-content", "accordion-body", "accordion-panel"})
_ALWAYS = frozenset(
    {"cookie", "cookies", "gdpr", "skiplink", "skiplinks", "breadcrumb", "breadcrumbs", "pagination", "advert",
     "advertisement", "navbar"}
)  # fmt: skip
_WHERE_LINKS = frozenset(
    {"nav", "navigation", "menu", "submenu", "megamenu", "footer", "sidebar", "banner", "sharing", "toolbar",
     "masthead", "newsletter", "subscribe", "popup", "modal", "pager", "skip", "topbar", "metanav"}
)  # fmt: skip
_PHRASES = re.compile(
    r"(?:^| )(?:social-(?:media|icons?|links?|share|buttons?|bar)|share(?:-(?:buttons?|links?|bar|tools?))?"
    r"|(?:page|article|print|site)-tools?(?:-box)?|site-(?:header|search))(?: |-|$)"
)
_MARKED = frozenset({"div", "ul", "ol", "section", "span", "table", "p", "form", "header", "aside", "td", "dl"})
_FEW_WORDS = 40
_LINK_SHARE = 0.3
# Class names are also given to what wraps a whole page ("has-sidebar"): what holds most of its words is not furniture.
_USUAL_SHARE = 0.5
_ALWAYS_SHARE = 0.8


def main_content(root: etree._Element) -> etree._Element:
    """The part of a page that holds its text, furniture and hidden elements taken out of the tree.

    Tab panels and other parts that a link on the page opens stay, and so does whatever holds the main heading or a
    main element.
    """
    body = root.find("body")
    page = body if body is not None else root
    opened = _opened_ids(page)
    for element in [e for e in page.iter() if local_name(e) in _NO_TEXT or _is_hidden(e, opened)]:
        _take_out(element, page)
    _take_out_furniture(page)
    main = _main_element(page)
    for listing in list(main.iter("ul", "ol")):
        if _is_menu(listing, strict=main is not page):
            _take_out(listing, main)
    return main


def word_count(element: etree._Element) -> int:
    """How many words an element holds."""
    return len(" ".join(_texts(element)).split())


def _texts(element: etree._Element) -> Iterator[str]:
    return (str(text) for text in element.itertext())


def _take_out(element: etree._Element, page: etree._Element) -> None:
    """Removes an element and keeps the text that follows it."""
    parent = element.getparent()
    if parent is None or element is page:
        return
    before = element.getprevious()
    tail = element.tail or ""
    # Text is copied whenever it grows; a page may have white space after many thousands of such elements.
    if tail.strip() and before is not None:
        before.tail = xml_text(before.tail or "") + " " + xml_text(tail)
    elif tail.strip():
        parent.text = xml_text(parent.text or "") + " " + xml_text(tail)
    parent.remove(element)


def _opened_ids(page: etree._Element) -> frozenset[str]:
    """The ids that a control of the page opens."""
    targets = (
        element.get(name, "")
        for element in page.iter("a", "button", "summary", "li")
        for name in ("href", "aria-controls", "data-target", "data-bs-target")
    )
    return frozenset(target.lstrip("#") for target in targets if target.strip("#") and "/" not in target)


def _is_hidden(element: etree._Element, opened: frozenset[str]) -> bool:
    classes = element.get("class", "").lower().split()
    style = re.sub(r"\s+", "", element.get("style", "").lower())
    hidden = "hidden" in element.attrib or _HIDDEN_STYLE.search(style) or not _HIDDEN_CLASSES.isdisjoint(classes)
    if not hidden:
        return False
    panel = element.get("role") == "tabpanel" or not _PANELS.isdisjoint(classes) or element.get("id", "") in opened
    return not panel


def _take_out_furniture(page: etree._Element) -> None:
    words = word_count(page)
    headed = page.find(".//h1") is not None
    for element in list(page.iter()):
        if element is page or not local_name(element) or not _within(element, page):
            continue
        share = _furniture_share(element)
        if share and word_count(element) <= share * words and not _holds_the_text(element, headed=headed):
            _take_out(element, page)


def _within(element: etree._Element, page: etree._Element) -> bool:
    """False once an element above it has been taken out."""
    return any(above is page for above in element.iterancestors())


def _furniture_share(element: etree._Element) -> float:
    """The share of the page's words up to which an element of this kind is furniture: 0 for content, 1 for any."""
    name = local_name(element)
    if element.get("role", "").lower() in _FURNITURE_ROLES:
        return 1
    if name in ("aside", "header", "footer"):
        own = any(local_name(above) in ("article", "main", "section") for above in element.iterancestors())
        return not own or (name == "footer" and _link_share(element) >= _LINK_SHARE)
    if name not in _MARKED:
        return 0
    tokens = _tokens(element, name)
    words = set(re.split(r"[\s_-]+", tokens))
    if not words.isdisjoint(_ALWAYS):
        return _ALWAYS_SHARE
    named = not words.isdisjoint(_WHERE_LINKS) or bool(_PHRASES.search(tokens))
    return _USUAL_SHARE if named and _is_light(element) else 0


def _tokens(element: etree._Element, name: str) -> str:
    """Class names, and the id of elements that headings do not link to, in lower case and with camel case split."""
    marks = element.get("class", "") + (" " + element.get("id", "") if name in ("div", "ul", "ol", "form") else "")
    return re.sub(r"([a-z])([A-Z])", r"\1-\2", marks).lower().replace("_", "-")


def _is_light(element: etree._Element) -> bool:
    """True for few words, or for many of them in links."""
    return word_count(element) <= _FEW_WORDS or _link_share(element) >= _LINK_SHARE


def _link_share(element: etree._Element) -> float:
    return sum(word_count(link) for link in element.iter("a")) / max(1, word_count(element))


def _holds_the_text(element: etree._Element, *, headed: bool) -> bool:
    return (headed and element.find(".//h1") is not None) or element.find(".//main") is not None


def _main_element(page: etree._Element) -> etree._Element:
    """The main element or the only article, where it holds at least half of the words that are left."""
    marked = [e for e in page.iter() if local_name(e) == "main" or e.get("role", "").lower() == "main"]
    articles = list(page.iter("article"))
    for candidates in (marked, articles):
        if len(candidates) == 1 and word_count(candidates[0]) >= word_count(page) / 2:
            return candidates[0]
    return page


def _is_menu(listing: etree._Element, *, strict: bool) -> bool:
    """True for a list of nothing but links: into this page, or (where no main part is marked) short ones in number."""
    items = [item for item in listing if local_name(item) == "li"]
    links = list(listing.iter("a"))
    if len(items) < 3 or sum(word_count(link) for link in links) < word_count(listing):
        return False
    if all(link.get("href", "").startswith("#") for link in links):
        return True
    return not strict and len(items) >= 4 and word_count(listing) <= 4 * len(items)
