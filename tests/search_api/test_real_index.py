"""The same application over a real index: what the service asks of a searcher is what the index gives."""

import re
from collections import Counter
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
from search_api.schemas import SearchAnswer
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


@pytest.mark.parametrize(
    ("question", "language", "is_experimental"),
    [
        ("What keeps nurses in rural and remote posts?", "en", False),
        ("Wie lassen sich Pflegekräfte im Beruf halten?", "de", False),
        ("Hogyan lehet megtartani az orvosokat a vidéki kórházakban?", "hu", True),
        ("", "und", False),
    ],
)
def test_a_question_in_a_language_that_finds_less_is_marked(real, question, language, is_experimental):
    query = real.get("/v1/search", params={"q": question}).json()["query"]
    assert (query["language"], query["language_is_experimental"]) == (language, is_experimental)
    page = real.get("/", params={"q": question, "filter": "country:RO"}).text
    assert ("is experimental" in page) == is_experimental
    assert ("Search in Hungarian is experimental" in page) == is_experimental


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


def whole(real: TestClient, **asked: object) -> dict:
    """All pages of a search as one body, after checking that totals and facets are the same on each."""
    pages, cursor = [], ""
    while cursor is not None:
        answer = real.get("/v1/search", params={**asked, "k": 5, "cursor": cursor})
        assert answer.status_code == 200, answer.text
        pages.append(answer.json())
        cursor = pages[-1]["next_cursor"]
    assert all((page["total"], page["facets"]) == (pages[0]["total"], pages[0]["facets"]) for page in pages)
    return {**pages[0], "results": [result for page in pages for result in page["results"]]}


@pytest.mark.parametrize("q", ["nurses of place 3", ""])
@pytest.mark.parametrize(
    "diversity", [{"per_document": 2}, {"spread": "country"}, {"per_document": 3, "spread": "country"}]
)
def test_pages_of_a_diverse_ranking_join(real, q, diversity):
    plain, found = whole(real, q=q), whole(real, q=q, **diversity)
    ids = [result["passage_id"] for result in found["results"]]
    most = diversity.get("per_document", 100)
    documents = Counter(result["doc_id"] for result in found["results"])
    assert len(set(ids)) == len(ids) == found["total"]["passages"] == min(4, most) * 6
    assert max(documents.values()) <= most
    assert set(ids) <= {result["passage_id"] for result in plain["results"]}
    assert ids[0] == plain["results"][0]["passage_id"]
    assert [result["rank"] for result in found["results"]] == list(range(1, len(ids) + 1))
    assert sum(entry["count"] for entry in found["facets"]["country"]) == len(ids)
    assert found["query"]["per_document"] == diversity.get("per_document")
    assert found["query"]["spread"] == diversity.get("spread")
    if "spread" in diversity and not q:
        countries = [result["countries"][0]["country"] for result in found["results"]]
        assert [set(countries[at : at + 2]) for at in range(0, len(ids), 2)] == [{"RO", "GR"}] * (len(ids) // 2)


@pytest.mark.parametrize("other", [{}, {"per_document": 1}, {"per_document": 2, "spread": "country"}])
def test_a_cursor_belongs_to_its_diversity(real, other):
    cursor = real.get("/v1/search?q=nurses&k=2&per_document=2").json()["next_cursor"]
    assert real.get("/v1/search", params={"q": "nurses", "k": 2, "cursor": cursor, **other}).status_code == 422
    again = {"q": "nurses", "k": 2, "cursor": cursor, "per_document": 2, "explain": "true"}
    assert real.get("/v1/search", params=again).status_code == 200, "asking why does not change the ranking"


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "dense"])
def test_explanations_are_there_when_asked_for_and_change_nothing(real, mode):
    asked = {"q": "the nurses of place 3 abroad", "mode": mode, "k": 10}
    plain = real.get("/v1/search", params=asked).json()
    explained = real.get("/v1/search", params={**asked, "explain": "true"}).json()
    SearchAnswer.model_validate(explained, strict=False)
    assert explained.pop("explain")["words"] == ["nurses", "place", "3", "abroad"]
    for result in explained["results"]:
        why = result.pop("explain")
        parts = [why[stage] for stage in ("lexical", "dense", "english") if why[stage] is not None]
        assert len(parts) == (2 if mode == "hybrid" else 1)
        assert sum(part["contribution"] for part in parts) == pytest.approx(result["score"], abs=2e-6)
        assert {match["word"] for match in why["matched"]} | set(why["missing"]) == {"nurses", "place", "3", "abroad"}
        assert why["missing"][-1] == "abroad"
        assert why["plain_rank"] == result["rank"]
    assert explained == plain


def test_explanations_can_be_selected(real):
    body = real.get("/v1/search?q=nurses&k=3&explain=true&select=passage_id,explain").json()
    assert [set(result) for result in body["results"]] == [{"passage_id", "explain"}] * 3
    without = real.get("/v1/search?q=nurses&k=3&explain=true&select=passage_id").json()
    assert [set(result) for result in without["results"]] == [{"passage_id"}] * 3


def test_the_page_says_why_in_a_sentence(real):
    html = unescape(real.get("/?q=nurses abroad").text)
    assert re.search(r">20th by words \(Nurses\), 1st by meaning; not in it: abroad\.<", html)
    assert "Why this passage" not in real.get("/?filter=country:RO").text


def test_the_page_keeps_its_variety_in_every_address(real):
    html = unescape(real.get("/?q=nurses&per_document=3&spread=country&filter=country:RO|GR").text)
    assert "Best first, countries in turn" in html
    assert '<option value="3" selected>at most 3</option>' in html
    kept = re.findall(r'href="(/\?q=nurses[^"]*|/v1/search[^"]*)"', html)
    changing = [address for address in kept if "per_document=3" not in address or "spread=country" not in address]
    assert sorted(changing) == [
        "/?q=nurses",
        "/?q=nurses&filter=country%3ARO%7CGR&per_document=3",
        "/?q=nurses&filter=country%3ARO%7CGR&spread=country",
    ]
    assert any("cursor=" in address for address in kept)
    assert any(address.startswith("/v1/search") for address in kept)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("per_document=0", "1 to 100"),
        ("per_document=x", "1 to 100"),
        ("per_document=٣", "1 to 100"),
        ("spread=year", "country"),
    ],
)
def test_the_page_refuses_what_it_does_not_know(real, asked, says):
    answer = real.get(f"/?q=nurses&{asked}", headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert says in answer.text


def test_the_form_leaves_out_what_is_not_chosen(real):
    sent = real.get("/?q=nurses&per_document=&spread=country&year_from=&year_to=", follow_redirects=False)
    assert sent.headers["location"] == "/?q=nurses&spread=country"
    assert "6 documents" in real.get("/?q=&per_document=1").text
