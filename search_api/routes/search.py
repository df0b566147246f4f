"""`GET /v1/search`: ranked passages with their documents, and counts over the whole ranking."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from corpus.filters import parse_filters
from index.query import Query as Question
from search_api.answers import search_answer, search_json
from search_api.freshness import Current, json_answer
from search_api.parameters import SearchParameters, only
from search_api.routes.documented import FAILED, NOT_UNDERSTOOD, UNCHANGED
from search_api.schemas import SearchAnswer
from search_api.services import Served

router = APIRouter(tags=["Search"])


@router.get(
    "/v1/search",
    summary="Search for passages",
    response_description="One page of the ranking, with totals and facets of the whole.",
    response_model=SearchAnswer,
    responses={**UNCHANGED, **NOT_UNDERSTOOD, **FAILED},
    dependencies=[Depends(only(SearchParameters))],
)
def search_passages(parameters: Annotated[SearchParameters, Query()], snapshot: Current, services: Served) -> Response:
    """Ranks passages for a question, within a filter.

    A search speaks of the passages it ranks: the 1,000 nearest by words and the 1,000 nearest by meaning within the
    filter (without a question, all that the filter allows), less what `per_document` leaves out; totals and facets
    count these, so they are the same on every page, and the pages end where these end. With `group_by` the answer
    holds the counts of one field and no results; with `select`, only those keys of each result.
    """
    # `def`, so that it runs in a thread: a search is work for the processor and would hold up the event loop.
    group_by = parameters.grouping()
    question = Question(
        text=parameters.q,
        filters=parse_filters(parameters.filter, services.vocabulary),
        k=1 if group_by else parameters.k,
        cursor=None if group_by else parameters.cursor or None,
        mode=parameters.mode,
        diversity=parameters.diversity(),
        explain=parameters.explain,
    )
    select = parameters.selection()
    answer = search_answer(snapshot.searcher.search(question), services.labels, group_by=group_by, select=select)
    return json_answer(search_json(answer), snapshot.headers)
