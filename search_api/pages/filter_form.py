"""Filters as a form: the choices beside a search with their counts, and the chips that take a condition away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.datastructures import QueryParams

from corpus.filters import FIELDS, Clause, Filters, FilterVocabulary, parse_filters
from index.ranking import FacetCount
from search_api.labels import FIELD_NAMES, Labels, years

CHOSEN_FIELDS = ("theme", "country", "language", "kind")
"""Fields with a box to tick for each value."""
YEARS_FROM, YEARS_TO = "year_from", "year_to"
_SHOWN = 6
"""So many choices of a field are in view; the others are folded away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value that can be ticked (or, for a year, followed)."""

    value: str
    label: str
    count: int
    chosen: bool
    share: float
    """Of the largest count in its group, 0 to 1."""
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The choices of one field."""

    field: str
    name: str
    shown: tuple[Choice, ...]
    folded: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One condition in force, and the search without it."""

    label: str
    address: str


def filters_of(parameters: QueryParams, vocabulary: FilterVocabulary) -> Filters:
    """The filters of an address: its `filter`, joined with what was ticked in the form. Raises `FilterError`."""
    written = parse_filters(parameters.get("filter", ""), vocabulary)
    ticked = (
        Clause(field=field, include=tuple(vocabulary.value(field, value) for value in parameters.getlist(field)))
        for field in CHOSEN_FIELDS
    )
    first, last = (parameters.get(name, "").strip() for name in (YEARS_FROM, YEARS_TO))
    span = (vocabulary.value("year", first if first == last else f"{first}-{last}"),) if first or last else ()
    chosen = [clause for clause in (*ticked, Clause(field="year", include=span)) if clause.include]
    return Filters(clauses=(*written.clauses, *chosen))


def came_from_form(parameters: QueryParams) -> bool:
    """True if the address has fields of the form, which belong into `filter`."""
    return any(name in parameters for name in (*CHOSEN_FIELDS, YEARS_FROM, YEARS_TO))


def in_form(filters: Filters, field: str) -> Clause | None:
    """The condition on a field, if the form's controls can show it; None if there is none or it says more."""
    clauses = [clause for clause in filters.clauses if clause.field == field]
    if len(clauses) != 1 or clauses[0].exclude or (field == "year" and len(clauses[0].include) != 1):
        return None
    return clauses[0]


def beside_form(filters: Filters) -> Filters:
    """The conditions that the form's controls cannot show, and which it has to keep."""
    return Filters(clauses=tuple(clause for clause in filters.clauses if in_form(filters, clause.field) is None))


def without_field(filters: Filters, field: str) -> Filters:
    """The filters without any condition on a field."""
    return Filters(clauses=tuple(clause for clause in filters.clauses if clause.field != field))


def only_value(field: str, value: str) -> Filters:
    """The filters that ask for one value of one field."""
    return Filters(clauses=(Clause(field=field, include=(value,)),))


def also(filters: Filters, others: Filters) -> Filters:
    """The conditions of both."""
    return Filters(clauses=(*filters.clauses, *others.clauses))


def year_span(filters: Filters) -> tuple[str, str]:
    """What stands in the two fields for years."""
    clause = in_form(filters, "year")
    first, dash, last = clause.include[0].partition("-") if clause else ("", "", "")
    return (first, last) if dash else (first, first)


def groups(
    facets: Mapping[str, Sequence[FacetCount]], filters: Filters, labels: Labels, address: Callable[[Filters], str]
) -> list[Group]:
    """The choices of each field; `address` gives the search with other filters."""
    found = (_group(field, facets.get(field, ()), filters, labels, address) for field in FIELDS)
    # A field in force stays in the form even where nothing is left to choose: else applying the form would drop it.
    return [group for group in found if group.shown or in_form(filters, group.field)]


def chips(filters: Filters, labels: Labels, address: Callable[[Filters], str]) -> list[Chip]:
    """Every value in force, in order."""
    made = []
    for number, clause in enumerate(filters.clauses):
        name = FIELD_NAMES[clause.field]
        for value in clause.include:
            rest = replace(clause, include=tuple(other for other in clause.include if other != value))
            label = f"{name}: {labels.of(clause.field, value)}"
            made.append(Chip(label=label, address=address(_with_clause(filters, number, rest))))
        for value in clause.exclude:
            rest = replace(clause, exclude=tuple(other for other in clause.exclude if other != value))
            label = f"{name}: not {labels.of(clause.field, value)}"
            made.append(Chip(label=label, address=address(_with_clause(filters, number, rest))))
    return made


def _group(
    field: str,
    counts: Sequence[FacetCount],
    filters: Filters,
    labels: Labels,
    address: Callable[[Filters], str],
) -> Group:
    clause = in_form(filters, field)
    chosen = clause.include if clause else ()
    rest = without_field(filters, field)
    absent = [FacetCount(value=value, count=0) for value in chosen if value not in {entry.value for entry in counts}]
    largest = max((entry.count for entry in counts), default=0) or 1
    choices = [
        Choice(
            value=entry.value,
            label=years(entry.value) if field == "year" else labels.of(field, entry.value),
            count=entry.count,
            chosen=entry.value in chosen,
            share=entry.count / largest,
            address=address(Filters(clauses=(*rest.clauses, Clause(field=field, include=(entry.value,))))),
        )
        for entry in (*counts, *(absent if field != "year" else ()))
    ]
    if field != "year":
        choices.sort(key=lambda choice: not choice.chosen)
    shown = max(_SHOWN, sum(choice.chosen for choice in choices))
    return Group(field=field, name=FIELD_NAMES[field], shown=tuple(choices[:shown]), folded=tuple(choices[shown:]))


def _with_clause(filters: Filters, number: int, clause: Clause) -> Filters:
    kept = (clause,) if clause.include or clause.exclude else ()
    return Filters(clauses=(*filters.clauses[:number], *kept, *filters.clauses[number + 1 :]))
