"""`GET /v1/search`: the shape of the contract, and what each parameter does."""

import pytest

from corpus.document import Document
from corpus.filters import FIELDS
from search_api.schemas import Result, SearchAnswer

RESULT_KEYS = {
    "passage_id",
    "doc_id",
    "rank",
    "score",
    "text",
    "highlights",
    "locator",
    "themes",
    "countries",
    "document",
}
DOCUMENT_KEYS = {"title", "authors", "publisher", "year", "language", "kind", "countries", "url", "licence"}


def test_the_answer_has_the_shape_of_the_contract(client):
    body = client.get("/v1/search?q=nurses&filter=&k=&cursor=&group_by=&select=&mode=hybrid").json()
    assert set(body) == {"query", "total", "match", "facets", "results", "next_cursor", "generation"}
    assert body["total"] == {"passages": 3, "documents": 1}
    assert body["match"] == {"good": True, "probability": 1.0}
    assert set(body["facets"]) == set(FIELDS)
    assert body["facets"]["theme"] == [{"value": "retention", "label": "Retention and recruitment", "count": 3}]
    assert body["facets"]["year"] == [{"value": "2023", "label": "2023", "count": 3}]
    assert body["generation"] == 7
    assert body["next_cursor"] is None
    result = body["results"][0]
    assert set(result) >= RESULT_KEYS
    assert set(result["document"]) >= DOCUMENT_KEYS
    assert set(result["locator"]) >= {"page", "boxes", "headings", "paragraph"}
    assert result["locator"]["page"] == 12
    assert result["locator"]["boxes"] == [[72.0, 90.0, 520.0, 200.0]]
    assert result["themes"] == [
        {
            "theme": "retention",
            "label": "Retention and recruitment",
            "confidence": 0.9,
            "reason": "the word for retention",
        }
    ]
    assert result["countries"][0]["country"] == "RO"
    assert result["countries"][0]["name"] == "Romania"
    assert result["rank"] == 1


def test_a_poor_match_is_said_and_leaves_nothing_out(client):
    body = client.get("/v1/search?q=nurses+xyzzy+plugh+frotz+grue+zork").json()
    assert body["match"]["good"] is False
    assert body["match"]["probability"] == pytest.approx(1 / 6)
    assert body["total"]["passages"] == len(body["results"]) > 0


def test_what_is_found_nowhere_is_no_match(client):
    assert client.get("/v1/search?q=zzz").json()["match"] == {"good": False, "probability": 0.0}


def test_the_match_is_told_beside_groups_and_selected_keys(client):
    for more in ("group_by=theme", "select=text", "k=1"):
        assert client.get(f"/v1/search?q=nurses&{more}").json()["match"]["good"] is True


def test_a_list_has_no_match_to_judge(client):
    assert client.get("/v1/search?filter=theme:retention").json()["match"] is None


def test_highlights_are_offsets_of_the_words_in_the_text(client):
    result = client.get("/v1/search", params={"q": "small nurses"}).json()["results"][0]
    words = [result["text"][start:end].casefold() for start, end in result["highlights"]]
    assert sorted(words) == ["nurses", "small"]
    assert "<" not in result["text"]


def test_offsets_count_characters_beyond_the_basic_plane_once(client, shelf):
    shelf.add(Document(doc_id="dddd", title="t"), "😀😀 midwife")
    result = client.get("/v1/search?q=midwife").json()["results"][0]
    assert result["highlights"] == [[3, 10]]


def test_the_query_is_given_as_it_was_understood(client):
    query = client.get("/v1/search?q=nurses&filter=country:el|ro,theme:!violence&k=3&mode=lexical").json()["query"]
    assert query == {
        "q": "nurses",
        "language": "und",
        "language_is_experimental": False,
        "filter": "country:GR|RO,theme:!violence",
        "conditions": [
            {"field": "country", "include": ["GR", "RO"], "exclude": []},
            {"field": "theme", "include": [], "exclude": ["violence"]},
        ],
        "k": 3,
        "mode": "lexical",
        "per_document": None,
        "spread": None,
        "group_by": None,
        "select": None,
    }


def test_filters_select_and_facets_count_what_is_left(client):
    body = client.get("/v1/search?filter=theme:migration").json()
    assert body["total"] == {"passages": 1, "documents": 1}
    assert [entry["value"] for entry in body["facets"]["country"]] == ["GR"]


def test_group_by_counts_the_whole_ranking_and_gives_no_results(client):
    body = client.get("/v1/search?group_by=country&k=1").json()
    assert body["groups"] == [
        {"value": "RO", "label": "Romania", "count": 3},
        {"value": "GR", "label": "Greece", "count": 1},
        {"value": "MA", "label": "Morocco", "count": 1},
    ]
    assert body["results"] == []
    assert body["next_cursor"] is None
    assert body["total"]["passages"] == 5


def test_select_keeps_only_the_keys_that_were_named(client):
    body = client.get("/v1/search?q=nurses&select=passage_id,text").json()
    assert [set(result) for result in body["results"]] == [{"passage_id", "text"}] * 3
    assert body["query"]["select"] == ["passage_id", "text"]
    assert body["total"]["passages"] == 3


def test_every_key_of_a_result_can_be_selected(client):
    for key in set(Result.model_fields) - {"explain"}:
        assert set(client.get(f"/v1/search?select={key}&k=1").json()["results"][0]) == {key}


@pytest.mark.parametrize(
    ("query", "wrong", "nearest"),
    [
        ("select=text,passageid", "passageid", "passage_id"),
        ("group_by=contry", "contry", "country"),
        ("group_by=zzz", "zzz", "theme, country, year, language, kind"),
        ("filter=tehme:retention", "tehme", "theme"),
        ("filter=theme:retentoin", "retentoin", "retention"),
        ("filtr=theme:retention", "filtr", "filter"),
        ("group_by=document", "group_by=document", "per_document=1"),
        ("per_document=0", "per_document", "greater than or equal to 1"),
        ("per_document=101", "per_document", "less than or equal to 100"),
        ("per_document=two", "per_document", "integer"),
        ("spread=year", "spread", "'country'"),
        ("explain=perhaps", "explain", "true or false"),
        ("select=explain", "explain", "explain=true"),
        ("perdocument=2", "perdocument", "per_document"),
        ("limit=3", "limit", "cursor, explain, filter, group_by, k, mode, per_document, q, select, spread"),
        ("q=a&q=b", "given twice", "once"),
        ("filter=theme:data&filter=country:RO", "filter is given twice", "commas"),
        ("cursor=3-zzz", "3-zzz", "without a cursor"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(client, query, wrong, nearest):
    answer = client.get(f"/v1/search?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert wrong in answer.json()["detail"]
    assert nearest in answer.json()["detail"]


def test_pages_follow_each_other_without_gaps_or_repeats(client):
    whole = client.get("/v1/search?k=100&select=passage_id").json()["results"]
    seen, cursor, totals = [], "", set()
    while True:
        body = client.get("/v1/search", params={"k": 2, "cursor": cursor}).json()
        seen += [{"passage_id": result["passage_id"]} for result in body["results"]]
        totals.add((body["total"]["passages"], str(body["facets"])))
        cursor = body["next_cursor"]
        if cursor is None:
            break
    assert seen == whole
    assert len(totals) == 1


def test_a_question_that_is_too_long_is_refused(client):
    assert client.get("/v1/search", params={"q": "x" * 2000}).status_code == 200
    assert client.get("/v1/search", params={"q": "x" * 2001}).status_code == 422


@pytest.mark.parametrize("query", ["%00", "%FF%FE", "%F0%9F%98%80", "a%0D%0Ab", "(((", '"', "NOT", "title:"])
def test_odd_characters_are_searched_for_like_others(client, query):
    assert client.get(f"/v1/search?q={query}").status_code == 200


def test_the_answer_fits_its_published_shape(client):
    SearchAnswer.model_validate_json(client.get("/v1/search?q=nurses").text, strict=False)
    SearchAnswer.model_validate_json(client.get("/v1/search?group_by=theme").text, strict=False)
    shape = client.get("/openapi.json").json()["components"]["schemas"]["Result"]
    assert "required" not in shape, "with `select` any key can be absent"
    assert set(shape["properties"]) == set(Result.model_fields)


def test_links_lead_to_what_they_name(client):
    links = client.get("/v1/search?q=nurses&k=1&select=links").json()["results"][0]["links"]
    assert links["original"].endswith("/file#page=12")
    for address in links.values():
        assert client.get(address).status_code == 200
