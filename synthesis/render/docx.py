"""A brief as a Word document with real headings, lists and languages. Equal briefs give equal bytes."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from synthesis.brief import Brief
from synthesis.finding import Finding
from synthesis.question import UNKNOWN_LANGUAGE
from synthesis.references import Reference
from synthesis.render import wording

_NO_DATE = datetime(1980, 1, 1, tzinfo=UTC)
"""The earliest that an archive can say: a brief is the same whenever it is made, so it states no time."""
_LINK_COLOUR = "0A4F9C"


def brief_docx(brief: Brief) -> bytes:
    """The brief as the bytes of a DOCX file."""
    document: Any = docx.Document()
    _describe(document, brief)
    document.add_heading(_writable(wording.title(brief)), level=0)
    if brief.is_without_evidence:
        document.add_paragraph().add_run(wording.NO_EVIDENCE).bold = True
    document.add_paragraph(wording.summary(brief))
    for theme in brief.themes:
        document.add_heading(wording.theme_heading(brief, theme), level=1)
        for group in theme.countries:
            document.add_heading(wording.country_heading(brief, group), level=2)
            for finding in group.findings:
                _add_finding(document, brief, finding)
    document.add_heading(wording.WHAT_WAS_SEARCHED, level=1)
    for line in wording.coverage_lines(brief):
        document.add_paragraph(_writable(line), style="List Bullet")
    if brief.references:
        document.add_heading(wording.REFERENCES, level=1)
        for reference in brief.references:
            _add_reference(document, reference)
    document.add_paragraph(_writable(wording.origin(brief)))
    return _bytes(document)


def _describe(document: Any, brief: Brief) -> None:
    properties = document.core_properties
    properties.title = _writable(wording.title(brief))[:255]
    properties.author = ""
    properties.comments = ""
    properties.language = "en"
    properties.created = properties.modified = _NO_DATE
    properties.last_modified_by = ""


def _add_finding(document: Any, brief: Brief, finding: Finding) -> None:
    citation = finding.citation
    quotation = document.add_paragraph(style="Quote")
    quotation.paragraph_format.keep_with_next = True
    _speak(quotation.add_run(_writable(citation.quote)), citation.language)
    source = document.add_paragraph(
        f"[{brief.number_of(finding)}] {_writable(wording.source(brief, finding))}. ", style="Caption"
    )
    if address := wording.link(citation):
        _add_link(source, address, "Open")


def _add_reference(document: Any, reference: Reference) -> None:
    # The number is written, not counted by Word: quotations refer to it.
    paragraph = document.add_paragraph(f"[{reference.number}] {_writable(reference.description)} ")
    if address := wording.web_address(reference.document.url):
        _add_link(paragraph, address, address)
    elif reference.document.url:
        paragraph.add_run(_writable(reference.document.url))
    if notes := wording.reference_notes(reference):
        paragraph.add_run(f" {_writable(notes)}")


def _add_link(paragraph: Any, address: str, text: str) -> None:
    identifier = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), identifier)
    run = paragraph.add_run(text)
    run.font.underline = True
    run.font.color.rgb = docx.shared.RGBColor.from_string(_LINK_COLOUR)
    link.append(run._r)
    paragraph._p.append(link)


def _speak(run: Any, language: str) -> None:
    """Says in which language a run is, for spelling checks and screen readers."""
    if language != UNKNOWN_LANGUAGE:
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:val"), language)
        run._r.get_or_add_rPr().append(spoken)


def _writable(text: str) -> str:
    """The text with a replacement character for each one that XML cannot hold; no quotation has any."""
    return "".join(character if _is_writable(character) else "\ufffd" for character in text)


def _is_writable(character: str) -> bool:
    code = ord(character)
    return code in (0x9, 0xA, 0xD) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def _bytes(document: Any) -> bytes:
    """The file, with no times in its archive."""
    written = io.BytesIO()
    document.save(written)
    timeless = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(timeless, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _NO_DATE.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return timeless.getvalue()
