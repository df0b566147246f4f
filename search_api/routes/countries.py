"""`GET /v1/countries`: the countries a filter may name, with how many passages are about each."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from corpus.filters import parse_filters
from search_api.freshness import Current, json_answer
from search_api.parameters import FilterParameters, only
from search_api.record_schemas import CountriesAnswer, CountryShape
from search_api.routes.documented import FAILED, NOT_UNDERSTOOD, UNCHANGED
from search_api.services import Served

router = APIRouter(tags=["Taxonomies"])


@router.get(
    "/v1/countries",
    summary="Countries with counts",
    response_description="Every country, most passages first.",
    response_model=CountriesAnswer,
    responses={**UNCHANGED, **NOT_UNDERSTOOD, **FAILED},
    dependencies=[Depends(only(FilterParameters))],
)
def countries_with_counts(
    parameters: Annotated[FilterParameters, Query()], snapshot: Current, services: Served
) -> Response:
    """Every country that a filter may name, and how many passages that the filter allows are about it."""
    facets = snapshot.searcher.facets(parse_filters(parameters.filter, services.vocabulary))
    passages = {entry.value: entry.count for entry in facets["country"]}
    shapes = [
        CountryShape(country=code, name=services.labels.country(code), passages=passages.get(code, 0))
        for code in sorted(set(services.vocabulary.countries.values()))
    ]
    shapes.sort(key=lambda shape: (-shape.passages, shape.name))
    return json_answer(CountriesAnswer(countries=shapes, generation=snapshot.searcher.generation), snapshot.headers)
