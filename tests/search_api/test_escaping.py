"""What a document or a person writes is shown as text: none of it becomes an element, an attribute or a script."""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from corpus.document import Document, Source, Tag

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "</blockquote><iframe src=//example.org>",
    "</title><base href=//example.org>",
    "{{ 7 * 7 }}{% for x in y %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "javascript:alert(1)",
    "</style><style>*{display:none}</style>",
    "<!-- --><math><mtext></form><form action=//example.org>",
    "\u202e\u2066<b>gnirts\u2069",
]
ELEMENTS = (
    "a article aside b bdi blockquote body br button code dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 head header html input label legend li link main mark meta nav ol option p path rect section select span summary svg "
    "table tbody td th thead title tr ul"
)
WEB = ("/", "#", "http://testserver/", "https://example.org/", "https://doi.org/")


class Inspector(HTMLParser):
    """Notes what our templates never write."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.strange: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS.split():
            self.strange.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "autofocus", "formaction", "http-equiv"):
                self.strange.append(f"{tag} {name}")
            if name in ("href", "src", "action", "cite") and not (value or "").startswith(WEB):
                self.strange.append(f"{tag} {name}={value}")
            if name in ("action", "src") and not (value or "").startswith("/"):
                self.strange.append(f"{tag} {name}={value}")


def strange_in(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.strange


@pytest.fixture
def hostile(shelf) -> Callable[[str], None]:
    def add(payload: str) -> None:
        document = Document(
            doc_id="ffff0000ffff0000",
            title=f"midwife {payload}",
            authors=(payload,),
            publisher=payload,
            year=2020,
            language=payload,
            kind=payload,
            countries=(payload,),
            url=payload,
            doi=f"10.1/{payload}",
            licence=payload,
            source_id=payload,
            sources=(Source(title=payload, url=payload, publisher=payload, read_on=payload),),
            origins={"title": payload, "publisher": payload},
            file_name=payload,
            media_type=payload,
            reason=payload,
        )
        tags = [Tag(label=label, value=payload, confidence=0.5, reason=payload) for label in ("theme", "country")]
        shelf.add(document, f"{payload} midwife {payload}", payload, tags=tags, bytes_=payload.encode())
        tagged = shelf.collection.newest.held[-1]
        assert tagged.passage.text == payload

    return add


def pages_of(client: TestClient) -> list[str]:
    found = client.get("/v1/search?q=midwife").json()["results"][0]
    return [
        "/?q=midwife",
        "/",
        "/themes",
        found["links"]["page"],
        "/documents/ffff0000ffff0000",
    ]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_a_document_becomes_markup(client, hostile, payload):
    hostile(payload)
    for address in pages_of(client):
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        assert strange_in(answer.text) == [], address


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_an_address_becomes_markup(client, payload):
    for parameters in (
        {"q": payload},
        {"filter": payload},
        {"cursor": payload},
        {"theme": payload},
        {"year_from": payload},
    ):
        answer = client.get("/", params=parameters, headers={"Accept": "text/html"})
        assert answer.status_code in (200, 422)
        assert answer.headers["content-type"].startswith("text/html")
        assert strange_in(answer.text) == []
    for path in ("/passages/", "/documents/", "/"):
        answer = client.get(path + payload.replace("/", "%2F"), headers={"Accept": "text/html"})
        assert strange_in(answer.text) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_api_gives_the_text_as_it_is_and_as_json(client, hostile, payload):
    hostile(payload)
    answer = client.get("/v1/search?q=midwife")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["results"][0]["text"] == f"{payload} midwife {payload}"
    assert answer.json()["results"][0]["document"]["title"] == f"midwife {payload}"


def test_the_check_notices_a_template_that_does_not_escape(make_app: Callable[..., FastAPI], hostile):
    """The planted twin: with escaping off, the same check finds the markup."""
    app = make_app()
    app.state.services.templates.autoescape = False
    hostile("<img src=x onerror=alert(1)>")
    assert strange_in(TestClient(app).get("/documents/ffff0000ffff0000").text)


def test_the_check_notices_links_that_run():
    assert strange_in('<a href="javascript:alert(1)">x</a>')
    assert strange_in("<p onclick=x>")
    assert not strange_in('<a href="/themes">x</a>')
