"""The application as a whole: headers, HEAD, freshness, and errors that nobody expected."""

import importlib
import logging
import sys

import pytest
from anyio import to_thread
from starlette.testclient import TestClient

from search_api.edge import SECURITY_HEADERS

ADDRESSES = [
    "/",
    "/?q=nurses",
    "/?filter=theme:retention",
    "/themes",
    "/help",
    "/docs",
    "/openapi.json",
    "/static/cadre.css",
    "/passages/aaaa1111aaaa1111.00000075-00000182",
    "/documents/aaaa1111aaaa1111",
    "/v1/search?q=nurses",
    "/v1/documents",
    "/v1/documents/aaaa1111aaaa1111",
    "/v1/documents/aaaa1111aaaa1111/file",
    "/v1/passages/aaaa1111aaaa1111.00000075-00000182",
    "/v1/themes",
    "/v1/countries",
    "/v1/health",
]
REFUSED = ["/nowhere", "/v1/search?k=0", "/v1/documents/none", "/?filter=theme:none", "/static/none.css"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content


@pytest.mark.parametrize("address", ADDRESSES + REFUSED)
def test_every_answer_carries_the_security_headers(client, address):
    headers = client.get(address).headers
    assert {name.lower() for name in SECURITY_HEADERS} <= set(headers)
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_no_policy_of_a_page_allows_scripts(client):
    assert "script" not in client.get("/").headers["content-security-policy"]
    assert "unsafe" not in client.get("/").headers["content-security-policy"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_is_answered_as_get_without_a_body(client, address):
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == client.get(address).headers["content-type"]


def test_importing_the_package_opens_nothing(make_app, shelf):
    shelf.collection.error = RuntimeError("opened")
    make_app()
    for name in [name for name in sys.modules if name.startswith("search_api.routes")]:
        importlib.reload(sys.modules[name])


@pytest.mark.parametrize("address", ["/v1/search?q=nurses", "/", "/passages/aaaa1111aaaa1111.00000075-00000182"])
def test_an_answer_is_kept_until_a_new_generation_is_published(client, shelf, address):
    tag = client.get(address).headers["etag"]
    again = client.get(address, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    shelf.collection.newest.generation += 1
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_an_answer_of_an_earlier_start_is_not_trusted(client, make_app):
    tag = client.get("/v1/themes").headers["etag"]
    assert TestClient(make_app()).get("/v1/themes", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_an_unexpected_error_shows_nothing_of_the_inside_and_is_logged(client, shelf, caplog, accept):
    shelf.collection.error = RuntimeError("secret /srv/data/ledger.sqlite")
    with caplog.at_level(logging.ERROR):
        answer = client.get("/v1/search" if accept == "application/json" else "/", headers={"Accept": accept})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "/srv" not in answer.text
    assert "Traceback" not in answer.text
    assert "secret /srv/data/ledger.sqlite" in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    expected = "application/problem+json" if accept == "application/json" else "text/html; charset=utf-8"
    assert answer.headers["content-type"] == expected
    shelf.collection.error = None
    assert client.get("/v1/search").status_code == 200


def test_threads_are_bounded_as_set(make_app):
    app = make_app(threads=3)

    async def limit() -> float:
        return to_thread.current_default_thread_limiter().total_tokens

    app.add_api_route("/limit", limit)
    with TestClient(app) as started:
        assert started.get("/limit").json() == 3


def test_the_api_description_names_the_addresses_of_the_contract(client):
    described = client.get("/openapi.json").json()
    assert set(described["paths"]) >= {
        "/v1/search",
        "/v1/documents",
        "/v1/documents/{doc_id}",
        "/v1/documents/{doc_id}/file",
        "/v1/passages/{passage_id}",
        "/v1/themes",
        "/v1/countries",
        "/v1/health",
    }
    assert described["openapi"].startswith("3.1")


def test_every_operation_documents_its_errors_and_gives_an_example_of_each_parameter(client):
    for path, item in client.get("/openapi.json").json()["paths"].items():
        operation = item["get"]
        assert operation["summary"], path
        assert operation["description"], path
        for status in ("422", "500", "503"):
            assert "application/problem+json" in operation["responses"][status]["content"], (path, status)
        assert ("404" in operation["responses"]) == ("{" in path), path
        for parameter in operation.get("parameters", ()):
            assert parameter["schema"].get("examples") or parameter.get("example") is not None, (path, parameter)
            assert parameter.get("description") or parameter["schema"].get("description"), (path, parameter)


def test_no_page_or_style_loads_anything_from_elsewhere(client):
    for address in ADDRESSES[:6]:
        html = client.get(address).text
        assert "<script" not in html
        assert "style=" not in html
        for part in ('src="', '<link rel="stylesheet" href="', "url(", "@import"):
            for after in html.split(part)[1:]:
                assert after.startswith("/static/"), (address, part, after[:80])
    for style in ("/static/cadre.css", "/static/results.css"):
        css = client.get(style).text
        assert "url(" not in css
        assert "@import" not in css
