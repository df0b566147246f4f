"""Diversity as a form: how many passages of a document, and whether countries take turns."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from starlette.datastructures import QueryParams

from corpus.errors import QueryError
from index.query import MAX_PER_DOCUMENT, Diversity, Spread
from search_api.pages.filter_form import Chip

PER_DOCUMENT, SPREAD = "per_document", "spread"
_OFFERED = (1, 2, 3, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One number of passages a document that can be chosen; None: all."""

    number: int | None
    label: str
    chosen: bool


def diversity_of(parameters: QueryParams) -> Diversity:
    """The diversity that an address asks for; what is empty counts as not given. Raises `QueryError`."""
    number, spread = (parameters.get(name, "").strip() for name in (PER_DOCUMENT, SPREAD))
    if number and not (number.isascii() and number.isdecimal() and 1 <= int(number[:9]) <= MAX_PER_DOCUMENT):
        raise QueryError(
            query=f"{PER_DOCUMENT}={number[:80]}",
            problem=f"{number[:80]!r} is not a number of passages",
            remedy=f"Ask for 1 to {MAX_PER_DOCUMENT}, or leave it out for all.",
        )
    known = [value.value for value in Spread]
    if spread and spread not in known:
        raise QueryError(
            query=f"{SPREAD}={spread[:80]}",
            problem=f"{spread[:80]!r} is not one of its values",
            remedy=f"It takes {', '.join(known)}.",
        )
    return Diversity(per_document=int(number) if number else None, spread=Spread(spread) if spread else None)


def came_from_form(parameters: QueryParams) -> bool:
    """True if the address has an empty field of the form, which it can do without."""
    return parameters.get(PER_DOCUMENT) == ""


def offers(diversity: Diversity) -> list[Offer]:
    """The numbers of passages a document, the one in force among them."""
    chosen = diversity.per_document
    numbers: list[int | None] = [None, *sorted({*_OFFERED, *([chosen] if chosen else [])})]
    return [
        Offer(number=number, label="all" if number is None else f"at most {number}", chosen=number == chosen)
        for number in numbers
    ]


def chips(diversity: Diversity, address: Callable[[Diversity], str]) -> list[Chip]:
    """What is in force, each with the search without it."""
    made = []
    if diversity.per_document is not None:
        label = f"At most {diversity.per_document} from one document"
        made.append(Chip(label=label, address=address(replace(diversity, per_document=None))))
    if diversity.spread is not None:
        made.append(Chip(label="Countries take turns", address=address(replace(diversity, spread=None))))
    return made
