"""`GET /v1/themes`: the taxonomy, with how many passages carry each theme."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from corpus.filters import parse_filters
from search_api.freshness import Current, json_answer
from search_api.parameters import FilterParameters, only
from search_api.record_schemas import FrameShape, ThemesAnswer, ThemeShape
from search_api.routes.documented import FAILED, NOT_UNDERSTOOD, UNCHANGED
from search_api.services import Served

router = APIRouter(tags=["Taxonomies"])


@router.get(
    "/v1/themes",
    summary="Themes with counts",
    response_description="Every theme, in the order in which they are shown.",
    response_model=ThemesAnswer,
    responses={**UNCHANGED, **NOT_UNDERSTOOD, **FAILED},
    dependencies=[Depends(only(FilterParameters))],
)
def themes_with_counts(
    parameters: Annotated[FilterParameters, Query()], snapshot: Current, services: Served
) -> Response:
    """Every theme, what it covers, the policy frames it maps to, and how many allowed passages carry it."""
    facets = snapshot.searcher.facets(parse_filters(parameters.filter, services.vocabulary))
    passages = {entry.value: entry.count for entry in facets["theme"]}
    taxonomy = services.taxonomy
    answer = ThemesAnswer(
        themes=[
            ThemeShape(
                theme=theme.id,
                label=theme.label,
                labels=dict(theme.labels),
                definition=theme.definition,
                frames=[
                    FrameShape(id=e.id, frame=taxonomy.frame(e.frame_id).title, wording=e.wording, verified=e.verified)
                    for e in taxonomy.elements_of(theme.id)
                ],
                passages=passages.get(theme.id, 0),
            )
            for theme in taxonomy.themes
        ],
        generation=snapshot.searcher.generation,
    )
    return json_answer(answer, snapshot.headers)
