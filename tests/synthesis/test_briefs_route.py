"""`GET /v1/briefs` over a real index: the JSON form of the brief, and problems that say what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from corpus.countries import Countries
from corpus.filters import filter_vocabulary, parse_filters
from corpus.originals import Originals
from corpus.taxonomy import Taxonomy
from index.searcher import Searcher
from search_api.app import create_app
from search_api.brief_schemas import BriefAnswer
from search_api.settings import SearchApiSettings
from synthesis.brief import make_brief
from synthesis.render.json_form import brief_form

QUESTION = "What keeps rural nurses in their posts?"


@dataclass
class Opened:
    """A collection that gives one searcher."""

    held: Searcher

    def searcher(self) -> Searcher:
        return self.held


@pytest.fixture
def searcher(shelf, publish: Callable[..., Searcher]) -> Searcher:
    return publish(shelf.documents, shelf.passages)


@pytest.fixture
def app(shelf, searcher: Searcher, tmp_path: Path, countries: Countries, taxonomy: Taxonomy) -> FastAPI:
    return create_app(
        collection=Opened(searcher),
        originals=Originals(tmp_path / "originals"),
        originals_reader=shelf,
        vocabulary=filter_vocabulary(taxonomy, countries),
        taxonomy=taxonomy,
        countries=countries,
        settings=SearchApiSettings(),
    )


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app)


def test_the_answer_is_the_json_form(client, shelf, searcher, taxonomy, countries) -> None:
    answer = client.get("/v1/briefs", params={"q": QUESTION, "filter": "country:NO"})
    assert answer.status_code == 200
    body = answer.json()
    BriefAnswer.model_validate(body)
    brief = make_brief(
        QUESTION,
        searcher=searcher,
        filters=parse_filters("country:NO", filter_vocabulary(taxonomy, countries)),
        originals=shelf,
        taxonomy=taxonomy,
        countries=countries,
    )
    assert body == brief_form(brief)
    assert body["understood"]["filter"] == "country:NO"
    assert body["no_evidence"] is False


def test_no_evidence_is_an_answer(client) -> None:
    body = client.get("/v1/briefs", params={"q": "price of copper in Chile in 1997"}).json()
    assert body["no_evidence"] is True
    assert body["findings"] == body["references"] == []
    assert body["coverage"]["documents"] == 3


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/v1/briefs", "no word"),
        ("/v1/briefs?q=", "no word"),
        ("/v1/briefs?q=%3F", "no word"),
        ("/v1/briefs?q=nurses&filter=theme:retentoin", "retention"),
        ("/v1/briefs?q=nurses&k=3", "not a parameter"),
        ("/v1/briefs?q=" + "a" * 3000, "2000"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(client, address: str, said: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert said in answer.json()["detail"]


def test_a_stopped_quotation_is_named_without_its_text(client, shelf) -> None:
    other = next(document.doc_id for document in shelf.documents if document.language == "de")
    for document in shelf.documents:
        shelf.readings[document.doc_id] = shelf.readings[other]
    answer = client.get("/v1/briefs", params={"q": QUESTION})
    assert answer.status_code == 200
    assert answer.json()["stopped"]
    assert "tutorial" not in answer.text


def test_the_description_has_an_example(client) -> None:
    schema = client.get("/openapi.json").json()
    assert "/v1/briefs" in schema["paths"]
    parameters = {entry["name"] for entry in schema["paths"]["/v1/briefs"]["get"]["parameters"]}
    assert parameters == {"q", "filter"}
