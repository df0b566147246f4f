"""The themes page: a collection for each theme of the taxonomy."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from corpus.filters import Filters
from corpus.taxonomy import FrameElement, Theme
from index.query import Query
from search_api import addresses
from search_api.freshness import Current
from search_api.labels import Labels
from search_api.pages.filter_form import also, only_value
from search_api.pages.rendering import render
from search_api.services import Searcher, Served

router = APIRouter(include_in_schema=False)

COUNTRIES_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryOfTheme:
    """How many passages of a theme are about a country, and where they are listed."""

    name: str
    passages: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemedCollection:
    """What the collection holds on one theme."""

    theme: Theme
    filters: Filters
    passages: int
    documents: int
    countries: tuple[CountryOfTheme, ...]
    elements: tuple[FrameElement, ...]


@router.get("/themes")
def themes_page(request: Request, snapshot: Current, services: Served) -> Response:
    """Every theme with what it covers, how much there is, on which countries, and the policy frames it maps to."""
    taxonomy = services.taxonomy
    collections = [
        _collection(snapshot.searcher, theme, taxonomy.elements_of(theme.id), services.labels)
        for theme in taxonomy.themes
    ]
    return render(request, "themes.html", headers=snapshot.headers, collections=collections, frame=taxonomy.frame)


def _collection(
    searcher: Searcher, theme: Theme, elements: tuple[FrameElement, ...], labels: Labels
) -> ThemedCollection:
    filters = only_value("theme", theme.id)
    results = searcher.search(Query(filters=filters, k=1))
    return ThemedCollection(
        theme=theme,
        filters=filters,
        passages=results.total_passages,
        documents=results.total_documents,
        countries=tuple(
            CountryOfTheme(
                name=labels.country(entry.value),
                passages=entry.count,
                address=addresses.search_page("", also(filters, only_value("country", entry.value))),
            )
            for entry in results.facets["country"][:COUNTRIES_SHOWN]
        ),
        elements=elements,
    )
