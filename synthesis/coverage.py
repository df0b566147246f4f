"""What was searched for a brief, and what the collection does not hold."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.countries import Countries
from corpus.filters import Filters
from index.query import Query
from index.ranking import FacetCount
from synthesis.searching import EvidenceSearcher

REGION = "who-european-region"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The extent of a search. All counts speak of the passages that the filters allow."""

    documents: int
    passages: int
    considered: int
    """The passages that rank highest for the question, of which sentences were looked at."""
    relevant: int
    """Those of them that are near enough to the question to be quoted."""
    languages: tuple[FacetCount, ...]
    countries: tuple[FacetCount, ...]
    themes: tuple[FacetCount, ...]
    first_year: int | None
    last_year: int | None
    region: int
    """How many countries the WHO European Region has."""
    countries_without: tuple[str, ...]
    """Those of them about which no passage is, by name in English. A filter on countries is left aside here."""


def coverage(
    searcher: EvidenceSearcher, filters: Filters, countries: Countries, *, considered: int, relevant: int
) -> Coverage:
    """What the searcher searches under these filters."""
    everything = searcher.search(Query(text="", filters=filters, k=1))
    facets = everything.facets
    years = [int(facet.value) for facet in facets["year"]]
    region = countries.region(REGION)
    return Coverage(
        documents=everything.total_documents,
        passages=everything.total_passages,
        considered=considered,
        relevant=relevant,
        languages=facets["language"],
        countries=facets["country"],
        themes=facets["theme"],
        first_year=min(years, default=None),
        last_year=max(years, default=None),
        region=len(region),
        countries_without=_without(searcher, filters, sorted(region, key=countries.name)),
    )


def _without(searcher: EvidenceSearcher, filters: Filters, region: Sequence[str]) -> tuple[str, ...]:
    # Who filters on a country knows that the others are left out; what matters is what the collection lacks.
    others = replace(filters, clauses=tuple(clause for clause in filters.clauses if clause.field != "country"))
    held = {facet.value for facet in searcher.facets(others)["country"]}
    return tuple(code for code in region if code not in held)
