"""The help page: how to ask, how to filter, and what each problem means."""

from fastapi import APIRouter, Request, Response

from corpus.document import KINDS
from search_api.pages.rendering import render
from search_api.problems import TABLE
from search_api.services import Served

router = APIRouter(include_in_schema=False)


@router.get("/help")
def guide_page(request: Request, services: Served) -> Response:
    """How queries and filters are written. It is shown also while the collection cannot be searched."""
    codes = sorted(set(services.vocabulary.countries.values()), key=services.labels.country)
    return render(
        request,
        "guide.html",
        headers={},
        themes=services.taxonomy.themes,
        kinds=KINDS,
        languages=services.vocabulary.languages,
        codes=codes,
        rows=TABLE.values(),
    )
