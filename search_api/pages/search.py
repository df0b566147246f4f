"""The search page: a box and examples at first, then passages with filters beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from corpus.filters import Filters
from corpus.taxonomy import Taxonomy, Theme
from index.proven_languages import is_experimental
from index.query import Diversity, Query
from index.ranking import FacetCount, SearchResults
from search_api import addresses
from search_api.freshness import Current, Snapshot
from search_api.pages import diversity_form, filter_form
from search_api.pages.rendering import render
from search_api.services import Searcher, Served, Services

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A question that shows what can be asked."""

    text: str
    language: str = "en"


EXAMPLES = (
    Example(text="What keeps nurses in rural and remote posts?"),
    Example(text="How can violence against health workers be prevented?"),
    Example(text="task shifting from doctors to nurses"),
    Example(text="Wie lassen sich Pflegekräfte im Beruf halten?", language="de"),
    Example(text="migration des médecins et recrutement international", language="fr"),
)


@router.get("/")
def search_page(request: Request, snapshot: Current, services: Served) -> Response:
    """The first page, or the passages of a search. Unknown parameters are passed over: shared links gather some."""
    parameters = request.query_params
    text = parameters.get("q", "").strip()
    filters = filter_form.filters_of(parameters, services.vocabulary)
    diversity = diversity_form.diversity_of(parameters)
    if filter_form.came_from_form(parameters) or diversity_form.came_from_form(parameters):
        return RedirectResponse(addresses.search_page(text, filters, diversity), status_code=303)
    if not text and not filters.clauses and diversity == Diversity() and not parameters.get("cursor"):
        return _first_page(request, snapshot, services)
    query = Query(
        text=text,
        filters=filters,
        k=services.settings.passages_on_a_page,
        cursor=parameters.get("cursor") or None,
        diversity=diversity,
        explain=True,
    )
    return _results_page(request, snapshot, services, query)


def _first_page(request: Request, snapshot: Snapshot, services: Services) -> Response:
    facets = snapshot.searcher.facets(Filters())
    return render(
        request,
        "first.html",
        headers=snapshot.headers,
        counts=snapshot.searcher.counts(),
        examples=EXAMPLES,
        themes=[(theme, _theme_filter(theme), _count_of(theme, facets["theme"])) for theme in services.taxonomy.themes],
    )


def _results_page(request: Request, snapshot: Snapshot, services: Services, query: Query) -> Response:
    results = snapshot.searcher.search(query)
    text, filters, labels, diversity = query.text, query.filters, services.labels, query.diversity

    def address(other: Filters) -> str:
        return addresses.search_page(text, other, diversity)

    def otherwise(other: Diversity) -> str:
        return addresses.search_page(text, filters, other)

    return render(
        request,
        "results.html",
        headers=snapshot.headers,
        results=results,
        text=text,
        filters=filters,
        theme=_theme_alone(query, services.taxonomy),
        experimental=labels.of("language", results.language) if is_experimental(results.language) else "",
        examples=EXAMPLES,
        chips=[*filter_form.chips(filters, labels, address), *diversity_form.chips(diversity, otherwise)],
        diversity=diversity,
        offers=diversity_form.offers(diversity),
        groups=filter_form.groups(_open_facets(snapshot.searcher, results), filters, labels, address),
        beside_form=filter_form.beside_form(filters),
        year_span=filter_form.year_span(filters),
        next_page=(
            addresses.search_page(text, filters, diversity, results.next_cursor) if results.next_cursor else None
        ),
        first_page=address(filters) if query.cursor else None,
    )


def _open_facets(searcher: Searcher, results: SearchResults) -> Mapping[str, Sequence[FacetCount]]:
    """The facets, where those of a filtered field count as if it were not filtered: so a second value can be ticked."""
    query = results.query
    fields = dict.fromkeys(clause.field for clause in query.filters.clauses)
    opened = {}
    for field in fields:
        wider = replace(query, filters=filter_form.without_field(query.filters, field), k=1, cursor=None, explain=False)
        opened[field] = searcher.search(wider).facets[field]
    return {**results.facets, **opened}


def _theme_alone(query: Query, taxonomy: Taxonomy) -> Theme | None:
    """The theme, if the search is nothing but the collection of one."""
    if query.text:
        return None
    return next((theme for theme in taxonomy.themes if query.filters == _theme_filter(theme)), None)


def _theme_filter(theme: Theme) -> Filters:
    return filter_form.only_value("theme", theme.id)


def _count_of(theme: Theme, counts: Sequence[FacetCount]) -> int:
    return next((entry.count for entry in counts if entry.value == theme.id), 0)
