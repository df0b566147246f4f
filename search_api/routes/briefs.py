"""`GET /v1/briefs`: verbatim sentences on a question, each held against its original."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from corpus.filters import parse_filters
from search_api.brief_schemas import BriefAnswer
from search_api.freshness import Current, json_answer
from search_api.parameters import FilterParameters, QuestionParameters, only
from search_api.routes.documented import FAILED, NOT_UNDERSTOOD, UNCHANGED
from search_api.services import Served
from synthesis.brief import make_brief
from synthesis.render.json_form import brief_form

router = APIRouter(tags=["Briefs"])


class BriefParameters(FilterParameters, QuestionParameters):
    """A question, and what to search for it."""


@router.get(
    "/v1/briefs",
    summary="An evidence brief",
    response_description="Findings with citations, numbered references, and what was searched.",
    response_model=BriefAnswer,
    responses={**UNCHANGED, **NOT_UNDERSTOOD, **FAILED},
    dependencies=[Depends(only(BriefParameters))],
)
def brief(parameters: Annotated[BriefParameters, Query()], snapshot: Current, services: Served) -> Response:
    """The best sentences of the best passages, word for word, grouped by theme and country.

    Every quotation stands byte for byte in the stored original at its place. `no_evidence` is true where the collection
    holds nothing on the question; nothing is ever written in its stead.
    """
    made = make_brief(
        parameters.q,
        searcher=snapshot.searcher,
        filters=parse_filters(parameters.filter, services.vocabulary),
        originals=services.originals_reader,
        taxonomy=services.taxonomy,
        countries=services.countries,
    )
    return json_answer(BriefAnswer.model_validate(brief_form(made)), snapshot.headers)
