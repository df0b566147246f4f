"""The same application over a real index: what the service asks of a searcher is what the index gives."""

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from corpus.countries import load_countries
from corpus.document import Document
from corpus.filters import FilterVocabulary
from corpus.originals import Originals
from index.searcher import Searcher
from ingest.rereading import StoredOriginals
from search_api.app import create_app
from search_api.settings import SearchApiSettings


class Newest:
    notice = ""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def searcher(self) -> Searcher:
        return self._searcher


@pytest.fixture
def real(publish, make_passage, taxonomy, tmp_path: Path) -> TestClient:
    documents = [
        Document(doc_id=f"d{number}", title=f"Invented text {number}", year=2015 + number, language="en", kind="news")
        for number in range(6)
    ]
    passages = [
        make_passage(
            f"d{number}",
            f"Nurses and doctors of place {number}, part {part}, in an invented sentence.",
            start=part * 100,
            themes=["retention"] if number % 2 else ["violence"],
            countries=["RO"] if number < 3 else ["GR"],
        )
        for number in range(6)
        for part in range(4)
    ]
    app = create_app(
        collection=Newest(publish(documents, passages)),
        originals=Originals(tmp_path / "originals"),
        originals_reader=StoredOriginals(Originals(tmp_path / "originals")),
        vocabulary=FilterVocabulary(
            themes=("retention", "violence", "migration", "skill-mix"),
            countries={"RO": "RO", "GR": "GR"},
            languages=("en",),
        ),
        taxonomy=taxonomy,
        countries=load_countries(),
        settings=SearchApiSettings(),
    )
    return TestClient(app)


def test_a_search_and_all_that_it_links_to_answer(real):
    body = real.get("/v1/search?q=nurses in place 3&filter=theme:retention&k=5").json()
    assert len(body["results"]) == 5
    assert body["total"]["passages"] == 12
    for result in body["results"]:
        assert [entry["theme"] for entry in result["themes"]] == ["retention"]
        words = {result["text"][start:end].casefold() for start, end in result["highlights"]}
        assert "nurses" in words
        for name in ("passage", "page", "document"):
            assert real.get(result["links"][name]).status_code == 200


def test_pages_of_a_search_and_of_the_documents_follow_each_other(real):
    for address, key in (("/v1/search?q=nurses&k=7", "passage_id"), ("/v1/documents?k=4", "doc_id")):
        seen, cursor = [], ""
        while cursor is not None:
            body = real.get(f"{address}&cursor={cursor}").json()
            seen += [result[key] for result in body["results"]]
            cursor = body["next_cursor"]
        assert len(seen) == len(set(seen)) == next(iter(body["total"].values()))


@pytest.mark.parametrize("address", ["/", "/?q=nurses&filter=country:RO", "/themes", "/documents/d2", "/v1/health"])
def test_every_page_and_its_links_answer(real, address):
    answer = real.get(address)
    assert answer.status_code == 200
    for link in re.findall(r'href="(/[^"#]*)', answer.text):
        assert real.get(unescape(link)).status_code == 200, link


def test_counts_agree_between_themes_groups_and_totals(real):
    themes = {entry["theme"]: entry["passages"] for entry in real.get("/v1/themes").json()["themes"]}
    groups = {entry["value"]: entry["count"] for entry in real.get("/v1/search?group_by=theme").json()["groups"]}
    assert themes == {"retention": 12, "violence": 12, "migration": 0, "skill-mix": 0}
    assert groups == {"retention": 12, "violence": 12}


def test_a_cursor_of_another_question_is_refused(real):
    cursor = real.get("/v1/search?q=nurses&k=2").json()["next_cursor"]
    assert real.get("/v1/search", params={"q": "doctors", "k": 2, "cursor": cursor}).status_code == 422
