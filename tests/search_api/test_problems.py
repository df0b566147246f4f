"""From errors to answers: the whole tree has rows, and nothing of the inside is shown."""

import json
from collections.abc import Iterator

import pytest

from corpus import errors
from search_api.problems import TABLE, plain_problem, problem_of, row_of

FOLDER = "/srv/cadre-data"
EXAMPLES = {
    errors.CadreError: errors.CadreError(f"{FOLDER} went wrong"),
    errors.InputError: errors.InputError("The dates are the wrong way round."),
    errors.SettingError: errors.SettingError(setting="data", problem=f"{FOLDER} is a file", remedy="Name a folder."),
    errors.FilterError: errors.FilterError(part="theme:x", problem="'x' is not a known theme", nearest=["data"]),
    errors.QueryError: errors.QueryError(query="x", problem="k is 0", remedy="Ask for 1 to 100 passages."),
    errors.CursorError: errors.CursorError(cursor="9-abc"),
    errors.NotFoundError: errors.NotFoundError(kind="document", id="x"),
    errors.UnreadableError: errors.UnreadableError(path=f"{FOLDER}/a.pdf", reason="it is encrypted"),
    errors.CitationError: errors.CitationError(passage_id="p", quote="q", problem=f"{FOLDER}/a.pdf differs"),
    errors.SandboxError: errors.SandboxError(missing=f"Landlock ({FOLDER})"),
    errors.ModelError: errors.ModelError(model="m", problem=f"{FOLDER}/model is missing", remedy="Rebuild."),
    errors.DataFolderError: errors.DataFolderError(f"{FOLDER} is odd"),
    errors.BusyError: errors.BusyError(folder=FOLDER),
    errors.EmptyError: errors.EmptyError(folder=FOLDER),
    errors.NewerFormatError: errors.NewerFormatError(folder=FOLDER, found=9, known=1),
    errors.StorageError: errors.StorageError(path=f"{FOLDER}/x", is_full=True, problem="no space"),
    errors.DamagedError: errors.DamagedError(path=f"{FOLDER}/x", problem="short", remedy="Run `cadre rebuild`."),
}


def tree(root: type[errors.CadreError]) -> Iterator[type[errors.CadreError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == "corpus.errors":
            yield from tree(child)


@pytest.mark.parametrize("kind", list(tree(errors.CadreError)), ids=lambda kind: kind.__name__)
def test_each_error_class_has_a_row_of_its_own(kind):
    assert kind in TABLE
    assert TABLE[kind].explanation
    assert kind in EXAMPLES, "an example of the new class belongs into this test"


def test_rows_are_told_apart_by_their_slugs():
    assert len({row.slug for row in TABLE.values()}) == len(TABLE)


def test_a_class_without_a_row_is_answered_like_its_parent():
    class MisspeltError(errors.FilterError):
        pass

    error = MisspeltError(part="a", problem="b")
    assert row_of(error) is TABLE[errors.FilterError]


@pytest.mark.parametrize("kind", EXAMPLES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("accept", ["*/*", "text/html,*/*"])
def test_each_error_becomes_a_problem_without_paths(client, shelf, kind, accept):
    shelf.collection.error = EXAMPLES[kind]
    answer = client.get("/", headers={"Accept": accept})
    assert answer.status_code == TABLE[kind].status
    assert FOLDER not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert ("retry-after" in answer.headers) == (answer.status_code == 503)
    if accept == "*/*":
        assert answer.headers["content-type"] == "application/problem+json"
        assert {"type", "title", "status", "detail"} <= set(answer.json())
        assert answer.json()["status"] == answer.status_code
    else:
        assert answer.headers["content-type"].startswith("text/html")


def test_what_a_person_asked_wrongly_is_told_in_the_error_s_own_sentence():
    for kind in (errors.InputError, errors.FilterError, errors.QueryError, errors.CursorError, errors.NotFoundError):
        assert problem_of(EXAMPLES[kind]).detail == str(EXAMPLES[kind])


def test_errors_of_the_service_are_logged_with_what_the_answer_leaves_out(client, shelf, caplog):
    shelf.collection.error = EXAMPLES[errors.DamagedError]
    client.get("/v1/search")
    assert f"{FOLDER}/x is damaged" in caplog.text


def test_the_page_of_an_error_says_the_sentence_of_the_api(client):
    sentence = client.get("/v1/search?filter=theme:retentoin").json()["detail"]
    page = client.get("/?filter=theme:retentoin&q=nurses", headers={"Accept": "text/html"})
    assert page.status_code == 422
    assert sentence.replace("'", "&#39;") in page.text
    assert 'value="nurses"' in page.text


def test_each_kind_of_problem_is_explained_where_its_type_points(client):
    html = client.get("/help").text
    for kind, row in TABLE.items():
        assert problem_of(EXAMPLES[kind]).type == f"/help#problem-{row.slug}"
        assert f'id="problem-{row.slug}"' in html
    assert 'id="problem-parameter"' in html


def test_help_is_there_while_the_collection_cannot_be_searched(client, shelf):
    shelf.collection.error = EXAMPLES[errors.EmptyError]
    assert client.get("/help").status_code == 200
    assert client.get("/docs").status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/nowhere", 404), ("GET", "/v1/nowhere", 404), ("POST", "/v1/search", 405), ("DELETE", "/", 405)],
)
def test_refusals_of_the_web_server_are_problems_too(client, method, address, status):
    answer = client.request(method, address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]
    if status == 405:
        assert "GET" in answer.headers["allow"]


def test_addresses_of_the_api_never_answer_with_a_page(client):
    answer = client.get("/v1/passages/none", headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("query", "name"), [("k=0", "k"), ("k=101", "k"), ("k=many", "k"), ("mode=magic", "mode")])
def test_values_out_of_bounds_are_named(client, query, name):
    answer = client.get(f"/v1/search?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["parameters"] == [name]
    assert f"'{name}'" in problem["detail"]
    assert query.partition("=")[2] in problem["detail"]


def test_plain_problems_have_a_sentence_for_any_status():
    for status in (400, 404, 405, 413, 416, 431, 500):
        assert plain_problem(status).detail


def test_a_problem_is_json_that_names_the_nearest_values(client):
    problem = json.loads(client.get("/v1/search?filter=theme:retentoin").text)
    assert problem["nearest"] == ["retention"]
    assert problem["type"] == "/help#problem-filter"
