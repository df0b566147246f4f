"""`GET /v1/health`: whether the collection can be searched, and what it holds."""

from fastapi import APIRouter, Depends, Response

from search_api.freshness import json_answer
from search_api.parameters import NoParameters, only
from search_api.record_schemas import HealthAnswer
from search_api.routes.documented import FAILED, NOT_UNDERSTOOD
from search_api.services import Served

router = APIRouter(tags=["Service"])


@router.get(
    "/v1/health",
    summary="State of the service",
    response_description="The newest generation can be searched.",
    response_model=HealthAnswer,
    responses={**NOT_UNDERSTOOD, **FAILED},
    dependencies=[Depends(only(NoParameters))],
)
def state_of_service(services: Served) -> Response:
    """Answers 200 if the newest generation can be searched, and a problem that says why where it cannot."""
    searcher = services.collection.searcher()
    answer = HealthAnswer(
        status="ok",
        generation=searcher.generation,
        model=searcher.model_id,
        counts=dict(searcher.counts()),
        notice=services.collection.notice,
    )
    return json_answer(answer, {"Cache-Control": "no-store"})
