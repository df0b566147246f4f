"""Answers errors: as a page for people who came with a browser, as `application/problem+json` for everybody else."""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from corpus.errors import CadreError
from search_api.pages.problem import problem_page
from search_api.problems import MEDIA_TYPE, Problem, invalid_parameters, plain_problem, problem_of, row_of
from search_api.services import services_of

log = logging.getLogger(__name__)


def answer_problem(request: Request, problem: Problem, headers: dict[str, str] | None = None) -> Response:
    """The response to a problem. Addresses under `/v1` never answer with a page."""
    kept = {"Cache-Control": "no-store", "Vary": "Accept", **(headers or {})}
    if "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/"):
        return problem_page(request, problem, kept)
    body = problem.model_dump_json(exclude_none=True)
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=kept)


def install(app: FastAPI) -> None:
    """Makes the application answer each kind of error."""
    app.exception_handler(CadreError)(_cadre_error)
    app.exception_handler(RequestValidationError)(_invalid_parameters)
    app.exception_handler(HTTPException)(_refused)


async def _cadre_error(request: Request, error: CadreError) -> Response:
    row = row_of(error)
    if row.status >= 500:
        log.error("%s %s: %s", request.method, request.url.path, error, exc_info=error)
    seconds = services_of(request).settings.retry_after_seconds
    return answer_problem(request, problem_of(error), {"Retry-After": str(seconds)} if row.passes else None)


async def _invalid_parameters(request: Request, error: RequestValidationError) -> Response:
    return answer_problem(request, invalid_parameters(error))


async def _refused(request: Request, error: HTTPException) -> Response:
    headers = dict(error.headers or {})
    if error.status_code < 400:
        return Response(status_code=error.status_code, headers=headers)
    return answer_problem(request, plain_problem(error.status_code), headers)
