"""DOCX: real headings, quotations to the letter, and equal bytes for equal briefs."""

import io
import zipfile
from collections.abc import Callable

import docx
from docx.oxml.ns import qn

from synthesis.brief import Brief
from synthesis.render.docx import brief_docx

QUESTION = "What keeps rural nurses in their posts?"


def paragraphs(data: bytes) -> list[tuple[str, str]]:
    return [(p.style.name, p.text) for p in docx.Document(io.BytesIO(data)).paragraphs]


def test_headings_and_quotations(ask: Callable[..., Brief]) -> None:
    brief = ask(QUESTION)
    found = paragraphs(brief_docx(brief))
    assert found[0] == ("Title", QUESTION)
    assert [text for style, text in found if style == "Heading 1"] == [
        "Retention and recruitment",
        "What was searched",
        "References",
    ]
    assert [text for style, text in found if style == "Heading 2"] == ["Norway"]
    quotes = [text for style, text in found if style == "Quote"]
    assert quotes == [finding.citation.quote for finding in brief.findings]


def test_equal_briefs_give_equal_bytes(ask: Callable[..., Brief]) -> None:
    brief = ask(QUESTION)
    data = brief_docx(brief)
    assert data == brief_docx(brief)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_quotations_say_their_language_and_sources_are_linked(ask: Callable[..., Brief]) -> None:
    document = docx.Document(io.BytesIO(brief_docx(ask("Wie viele Pflegekräfte blieben auf dem Land?"))))
    languages = {element.get(qn("w:val")) for element in document.element.body.iter(qn("w:lang"))}
    assert languages == {"de"}
    english = docx.Document(io.BytesIO(brief_docx(ask(QUESTION))))
    links = {relation.target_ref for relation in english.part.rels.values() if relation.is_external}
    assert links == {"https://example.org/rural"}


def test_what_xml_cannot_hold_does_not_break_the_file(ask: Callable[..., Brief], put: Callable[..., object]) -> None:
    put("Rural nurses keep their posts where colleagues are near.", doc_id="d000000000000001", title="A\x00B\ufffeC")
    found = paragraphs(brief_docx(ask(QUESTION)))
    assert any("A\ufffdB\ufffdC" in text for _, text in found)


def test_no_evidence_is_said(ask: Callable[..., Brief]) -> None:
    found = paragraphs(brief_docx(ask("price of copper in Chile in 1997")))
    assert found[1] == ("Normal", "No evidence in this collection")
    assert not [text for style, text in found if style == "Quote"]
