"""Passages at their permanent address, themes, countries and the state of the service."""

import pytest

from search_api.record_schemas import CountriesAnswer, DocumentsAnswer, HealthAnswer, ThemesAnswer
from search_api.schemas import PassageAnswer

SECOND = "/v1/passages/aaaa1111aaaa1111.00000075-00000182"


def test_a_passage_stands_between_its_neighbours(client):
    body = client.get(SECOND).json()
    assert body["text"].startswith("Posts in small towns")
    assert body["before"]["text"].startswith("Nurses stay")
    assert body["after"]["text"].startswith("A third")
    assert body["before"]["locator"]["start"] == 0
    assert body["document"]["title"] == "Invented report on nurses in small towns"
    assert body["themes"][0]["reason"] == "the word for retention"
    assert body["generation"] == 7


def test_the_first_passage_has_nothing_before_it(client):
    body = client.get(client.get(SECOND).json()["before"]["passage_id"].join(["/v1/passages/", ""])).json()
    assert body["before"] is None
    assert body["after"]["text"].startswith("Posts")


def test_a_missing_passage_is_named(client):
    answer = client.get("/v1/passages/none%2F..%2Fx")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_all_themes_are_listed_in_order_with_counts(client):
    body = client.get("/v1/themes").json()
    assert [(entry["theme"], entry["passages"]) for entry in body["themes"]] == [
        ("retention", 4),
        ("violence", 1),
        ("migration", 1),
        ("skill-mix", 0),
    ]
    assert body["themes"][0]["frames"] == [
        {"id": "frame.keep", "frame": "An example frame", "wording": "keep workers", "verified": True}
    ]


def test_counts_of_themes_and_countries_follow_the_filter(client):
    themes = client.get("/v1/themes?filter=country:GR").json()["themes"]
    assert {entry["theme"]: entry["passages"] for entry in themes}["retention"] == 1
    countries = client.get("/v1/countries?filter=theme:violence").json()["countries"]
    assert [entry for entry in countries if entry["passages"]] == [{"country": "MA", "name": "Morocco", "passages": 1}]


def test_countries_with_most_passages_come_first_and_none_is_left_out(client):
    body = client.get("/v1/countries").json()
    assert body["countries"][0] == {"country": "RO", "name": "Romania", "passages": 3}
    assert {entry["country"] for entry in body["countries"]} == {"RO", "HU", "GR", "MA", "DE", "SE"}


def test_counts_of_themes_equal_the_totals_of_their_searches(client):
    for entry in client.get("/v1/themes").json()["themes"]:
        total = client.get(f"/v1/search?filter=theme:{entry['theme']}").json()["total"]
        assert total["passages"] == entry["passages"]


def test_health_says_what_it_answers_from_and_is_never_kept(client):
    answer = client.get("/v1/health")
    assert answer.json() == {
        "status": "ok",
        "generation": 7,
        "model": "words-in-memory",
        "counts": {"documents": 3, "passages": 5, "languages": 3, "countries": 3},
        "notice": "",
    }
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        (SECOND, PassageAnswer),
        ("/v1/documents", DocumentsAnswer),
        ("/v1/themes", ThemesAnswer),
        ("/v1/countries", CountriesAnswer),
        ("/v1/health", HealthAnswer),
    ],
)
def test_answers_fit_their_published_shapes(client, address, shape):
    shape.model_validate_json(client.get(address).text, strict=False)


@pytest.mark.parametrize(
    "address", [SECOND, "/v1/documents/aaaa1111aaaa1111", "/v1/themes", "/v1/countries", "/v1/health", "/v1/documents"]
)
def test_parameters_that_an_address_does_not_take_are_refused(client, address):
    answer = client.get(f"{address}?colour=red")
    assert answer.status_code == 422
    assert "'colour'" in answer.json()["detail"]
