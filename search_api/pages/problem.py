"""The page that says what went wrong: the same sentence as the API's."""

from fastapi import Request, Response

from search_api.pages.rendering import render
from search_api.problems import Problem


def problem_page(request: Request, problem: Problem, headers: dict[str, str]) -> Response:
    """A page with the problem's sentence, and a way on."""
    asked = request.query_params.get("q", "")
    return render(
        request,
        "problem.html",
        headers=headers,
        status=problem.status,
        problem=problem,
        text=asked,
    )
