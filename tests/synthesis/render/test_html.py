"""HTML: one page that needs nothing else, with everything from documents escaped."""

from collections.abc import Callable
from dataclasses import replace

from lxml import html

from synthesis.brief import Brief
from synthesis.render.html import brief_html

QUESTION = "What keeps rural nurses in their posts?"


def test_quotations_and_links_are_there(ask: Callable[..., Brief]) -> None:
    brief = ask(QUESTION)
    page = html.document_fromstring(brief_html(brief))
    quotes = page.xpath("//blockquote")
    assert [quote.text for quote in quotes] == [finding.citation.quote for finding in brief.findings]
    assert {quote.get("lang") for quote in quotes} == {"en"}
    assert page.xpath("//h1/text()") == [QUESTION]
    assert page.xpath("//h2/text()") == ["Retention and recruitment", "What was searched", "References"]
    assert page.xpath("//a[@href='#reference-1']")
    assert page.xpath("//li[@id='reference-1']//a/@href") == ["https://example.org/rural"]


def test_the_page_loads_nothing(ask: Callable[..., Brief]) -> None:
    page = html.document_fromstring(brief_html(ask(QUESTION)))
    assert not page.xpath("//script|//link|//img|//iframe|//object|//@src|//@onclick")
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]


def test_what_documents_say_is_text(ask: Callable[..., Brief], put: Callable[..., object]) -> None:
    sentence = "Rural nurses keep their posts <script>alert(1)</script> & 'friends' \"near\" them."
    put(sentence, doc_id="d000000000000001", title='"><img src=x onerror=alert(1)>')
    brief = ask(QUESTION)
    page = html.document_fromstring(brief_html(brief))
    assert sentence in [quote.text for quote in page.xpath("//blockquote")]
    assert not page.xpath("//script|//img|//@onerror")


def test_only_web_addresses_are_links(ask: Callable[..., Brief], shelf) -> None:
    shelf.documents[:] = [
        replace(document, url="javascript:alert(1)") if document.countries else document for document in shelf.documents
    ]
    page = html.document_fromstring(brief_html(ask(QUESTION)))
    assert not [address for address in page.xpath("//@href|//@cite") if not address.startswith(("#", "http"))]
    assert "javascript:alert(1)" in page.text_content()


def test_no_evidence_is_said(ask: Callable[..., Brief]) -> None:
    page = html.document_fromstring(brief_html(ask("price of copper in Chile in 1997")))
    assert page.xpath("//strong/text()") == ["No evidence in this collection"]
    assert not page.xpath("//blockquote|//ol")
