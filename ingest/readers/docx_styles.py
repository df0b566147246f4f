"""Which paragraphs of a DOCX are headings: by outline level, style and the names that Word gives styles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from ingest.readers.xml_source import attribute, local_name

# Word writes `heading 1` whatever its own language; other programs write the name that their menus show.
_HEADING_NAME = re.compile(
    r"(?:heading|überschrift|titre|título|titulo|titolo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|naslov|titlu"
    r"|címsor|επικεφαλίδα|заголовок|заглавие|antraštė|virsraksts|pealkiri|başlık|tytuł)\s*([1-9])",
    re.IGNORECASE,
)
_TITLE_NAMES = frozenset({"title", "titel", "titre", "título", "titolo", "tytuł", "titlu", "cím", "τίτλος", "название"})
_CONTENTS_NAME = re.compile(r"(?:toc|table of figures|verzeichnis|contents?)\s*\d*", re.IGNORECASE)
_BODY_LEVEL = 9
_TINY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Styles:
    """Styles by id: heading levels (0 for the title of the document, 1 for the outermost heading), and the rest."""

    levels: Mapping[str, int]
    contents: frozenset[str]
    """Ids of the styles that tables of contents are set in."""
    hidden: frozenset[str]
    """Ids of the character and paragraph styles that hide text."""
    language: str = ""
    """The language that the document's text is marked as by default, or ""."""


def styles_of(root: etree._Element | None) -> Styles:
    """The styles that `styles.xml` defines; none where there is no such part."""
    if root is None:
        return Styles(levels={}, contents=frozenset(), hidden=frozenset())
    styles = {attribute(style, "styleId"): style for style in root if local_name(style) == "style"}
    levels = {id_: level for id_ in styles if (level := _level(id_, styles)) is not None}
    language = root.find("{*}docDefaults/{*}rPrDefault/{*}rPr/{*}lang")
    return Styles(
        levels=levels,
        contents=frozenset(id_ for id_, style in styles.items() if _CONTENTS_NAME.fullmatch(_name(style))),
        hidden=frozenset(id_ for id_, style in styles.items() if is_hidden(style.find("{*}rPr"))),
        language=attribute(language, "val") if language is not None else "",
    )


def outline_level(properties: etree._Element | None) -> int | None:
    """The heading level (1 for the outermost) that paragraph properties state; 9 and above is body text: None."""
    stated = properties.find("{*}outlineLvl") if properties is not None else None
    value = attribute(stated, "val") if stated is not None else ""
    return int(value) + 1 if value.isascii() and value.isdigit() and int(value) < _BODY_LEVEL else None


def is_hidden(properties: etree._Element | None) -> bool:
    """True where run properties hide the text, or set it too small to be seen (2 points and less)."""
    if properties is None:
        return False
    mark, size = properties.find("{*}vanish"), properties.find("{*}sz")
    half_points = attribute(size, "val") if size is not None else ""
    tiny = half_points.isascii() and half_points.isdigit() and int(half_points[:6]) <= _TINY
    return tiny or (mark is not None and attribute(mark, "val") not in ("0", "false", "off"))


def _level(style_id: str, styles: Mapping[str, etree._Element]) -> int | None:
    """The level of a style, or of the one it is based on."""
    seen: set[str] = set()
    while style_id in styles and style_id not in seen:
        seen.add(style_id)
        style = styles[style_id]
        named = _HEADING_NAME.fullmatch(_name(style))
        if named:
            return int(named.group(1))
        if _name(style) in _TITLE_NAMES:
            return 0
        outline = outline_level(style.find("{*}pPr"))
        if outline is not None:
            return outline
        based_on = style.find("{*}basedOn")
        style_id = attribute(based_on, "val") if based_on is not None else ""
    return None


def _name(style: etree._Element) -> str:
    named = style.find("{*}name")
    return attribute(named, "val").strip().lower() if named is not None else ""
