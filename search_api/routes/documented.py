"""How the errors of the API appear in its OpenAPI description."""

from typing import Any

from corpus.errors import CadreError, EmptyError, FilterError, NotFoundError
from search_api.problems import MEDIA_TYPE, Problem, plain_problem, problem_of

_SCHEMA = Problem.model_json_schema()

Responses = dict[int | str, dict[str, Any]]


def _documented(description: str, example: Problem) -> dict[str, Any]:
    shown = example.model_dump(exclude_none=True)
    return {"description": description, "content": {MEDIA_TYPE: {"schema": _SCHEMA, "example": shown}}}


def _of(error: CadreError, description: str) -> Responses:
    problem = problem_of(error)
    return {problem.status: _documented(description, problem)}


UNCHANGED: Responses = {304: {"description": "The client's copy, named by `If-None-Match`, is still right."}}
FAILED: Responses = {
    500: _documented("The service failed. Nothing of its inside is shown.", plain_problem(500)),
    **_of(
        EmptyError(folder=""), "The collection cannot be searched at the moment; `Retry-After` says when to ask again."
    ),
}
NOT_UNDERSTOOD: Responses = _of(
    FilterError(part="theme:retentoin", problem="'retentoin' is not a known theme", nearest=["retention"]),
    "A parameter, filter, query or cursor cannot be used; `detail` says why and what to write.",
)
NOT_FOUND: Responses = _of(NotFoundError(kind="passage", id="abc"), "Nothing has this id.")
