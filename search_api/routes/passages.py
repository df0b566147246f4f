"""`GET /v1/passages/{passage_id}`: one passage with its context, the permanent address of a quotation."""

from fastapi import APIRouter, Depends, Response

from search_api.answers import passage_answer
from search_api.freshness import Current, json_answer
from search_api.parameters import NoParameters, PassageId, only
from search_api.routes.documented import FAILED, NOT_FOUND, NOT_UNDERSTOOD, UNCHANGED
from search_api.schemas import PassageAnswer
from search_api.services import Served

router = APIRouter(tags=["Passages"])


@router.get(
    "/v1/passages/{passage_id}",
    summary="One passage in its context",
    response_description="The passage, its document and its neighbours.",
    response_model=PassageAnswer,
    responses={**UNCHANGED, **NOT_FOUND, **NOT_UNDERSTOOD, **FAILED},
    dependencies=[Depends(only(NoParameters))],
)
def passage_in_context(passage_id: PassageId, snapshot: Current, services: Served) -> Response:
    """The passage, its place, why it carries its themes and countries, and what stands before and after it."""
    found = snapshot.searcher.passage(passage_id)
    return json_answer(passage_answer(found, snapshot.searcher.generation, services.labels), snapshot.headers)
