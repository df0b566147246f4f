"""The passage page: the permanent address of a quotation."""

from fastapi import APIRouter, Request, Response

from search_api.freshness import Current
from search_api.pages.rendering import render

router = APIRouter(include_in_schema=False)


@router.get("/passages/{passage_id}")
def passage_page(passage_id: str, request: Request, snapshot: Current) -> Response:
    """The quotation between what stands before and after it, its source, its place, and why it carries its labels."""
    found = snapshot.searcher.passage(passage_id)
    return render(
        request, "passage.html", headers=snapshot.headers, found=found, document=found.document, tagged=found.passage
    )
