"""`GET /v1/documents`, one document, and its original file."""

import pytest

from corpus.document import Document
from search_api.original_file import safe_name

PDF = "/v1/documents/aaaa1111aaaa1111/file"
HTML = "/v1/documents/bbbb2222bbbb2222/file"


def test_documents_are_listed_by_title_with_their_records(client):
    body = client.get("/v1/documents").json()
    titles = [record["title"] for record in body["results"]]
    assert titles == sorted(titles)
    assert body["total"] == {"documents": 3}
    assert body["generation"] == 7
    record = body["results"][0]
    assert record["doc_id"] == "aaaa1111aaaa1111"
    assert record["passages"] == 3
    assert record["themes"] == [{"theme": "retention", "label": "Retention and recruitment", "passages": 3}]
    assert record["origins"] == {"title": "file", "year": "sidecar", "authors": "front matter"}
    assert record["sources"][0]["title"] == "An invented source"


def test_a_filter_allows_documents_by_their_passages_and_pages_follow(client):
    body = client.get("/v1/documents?filter=theme:retention&k=1").json()
    assert body["total"] == {"documents": 2}
    assert body["query"]["filter"] == "theme:retention"
    after = client.get("/v1/documents", params={"filter": "theme:retention", "k": 1, "cursor": body["next_cursor"]})
    assert after.json()["results"][0]["doc_id"] != body["results"][0]["doc_id"]
    assert after.json()["next_cursor"] is None


def test_one_document_says_what_is_missing_and_why(client):
    body = client.get("/v1/documents/bbbb2222bbbb2222").json()
    assert body["completeness"] == "partial"
    assert body["reason"] == "Two pages are pictures."
    assert body["pages_missing"] == [4, 5]
    assert body["file"]["name"] == "plan.html"
    assert body["file"]["href"] == HTML


def test_a_document_without_an_original_says_so(client):
    assert client.get("/v1/documents/cccc3333cccc3333").json()["file"]["href"] is None
    answer = client.get("/v1/documents/cccc3333cccc3333/file")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_missing_document_is_named(client):
    answer = client.get("/v1/documents/nothing")
    assert answer.status_code == 404
    assert "'nothing'" in answer.json()["detail"]


def test_a_pdf_opens_in_the_browser(client):
    answer = client.get(PDF)
    assert answer.content == b"%PDF-1.4 invented"
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="report.pdf"'
    assert "sandbox" not in answer.headers["content-security-policy"]


def test_everything_else_is_only_downloaded_and_sandboxed(client):
    answer = client.get(HTML)
    assert answer.content == b"<script>alert(1)</script>"
    assert answer.headers["content-disposition"] == 'attachment; filename="plan.html"'
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "media_type",
    ["image/svg+xml", "application/xhtml+xml", "text/xml", "Application/PDF", "application/pdf; a=b", "", "x"],
)
def test_only_the_exact_type_of_a_pdf_is_shown(client, shelf, media_type):
    shelf.add(Document(doc_id="eeee", title="t", media_type=media_type, file_name="a.pdf"), "x", bytes_=b"<svg/>")
    answer = client.get("/v1/documents/eeee/file")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_media_type_cannot_add_a_header(client, shelf):
    document = Document(doc_id="eeee", title="t", media_type="text/html\r\nSet-Cookie: a=b", file_name="a")
    shelf.add(document, "x", bytes_=b"x")
    answer = client.get("/v1/documents/eeee/file")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.docx", "a.docx"),
        (".htaccess", "htaccess"),
        ("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf"),
        ('a";b.pdf', "a__b.pdf"),
        ("invoice\u202efdp.exe", "invoice_fdp.exe"),
        ("Σχέδιο δράσης.pdf", "Σχέδιο δράσης.pdf"),
        ("", "original"),
        ("///", "original"),
        ("..", "original"),
    ],
)
def test_file_names_are_made_safe(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_ending():
    short = safe_name("x" * 400 + ".pdf")
    assert len(short) <= 162
    assert short.endswith(".pdf")
    assert len(safe_name("x" * 400)) <= 162


def test_a_hostile_name_stays_inside_its_header(client, shelf):
    shelf.add(Document(doc_id="eeee", title="t", file_name='a"\r\nX-Bad: 1; Σ.html'), "x", bytes_=b"x")
    answer = client.get("/v1/documents/eeee/file")
    assert "x-bad" not in answer.headers
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''a")


def test_ranges_are_served(client):
    answer = client.get(PDF, headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.content) == (206, b"%PDF")
    assert answer.headers["content-range"] == "bytes 0-3/17"
    assert client.get(PDF, headers={"Range": "bytes=-8"}).content == b"invented"


@pytest.mark.parametrize("written", ["bytes=5-3", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", "bytes=", "bytes=-"])
def test_a_range_that_is_not_one_stretch_gives_the_whole_file(client, written):
    answer = client.get(PDF, headers={"Range": written})
    assert (answer.status_code, len(answer.content)) == (200, 17)


@pytest.mark.parametrize("written", ["bytes=17-", "bytes=99-100", "bytes=-0"])
def test_a_range_beyond_the_end_is_a_problem(client, written):
    answer = client.get(PDF, headers={"Range": written})
    assert answer.status_code == 416
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-range"] == "bytes */17"


def test_an_original_is_kept_by_its_hash(client):
    tag = client.get(PDF).headers["etag"]
    assert client.get(PDF, headers={"If-None-Match": tag}).status_code == 304


def test_a_lost_original_is_a_problem_without_its_path(client, shelf):
    for kept in shelf.originals:
        shelf.originals.remove(kept)
    answer = client.get(PDF)
    assert answer.status_code == 404
    assert "originals" not in answer.text
