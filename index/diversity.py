"""A ranking made more diverse on request: fewer passages of one document, and countries that take turns.

`per_document=N` keeps the N best passages of each document.

`spread=country` is a round robin by best remaining. The passages about one country form a group for each country; those
about several countries form one more group, and those about none another. In its group each passage has a number, in
the order of the ranking. First come the good passages, those at least half as relevant as the best of all: all with
number 1, then all with number 2, and so on, each turn in the order of the ranking; then all others, likewise. So no
country fills a page while another has a good passage, and a country without one does not push the good ones down.

Where both are asked for, `per_document` comes first. Nothing leaves the ranking but what `per_document` leaves out. The
order depends on the ranking alone, so pages of it join.
"""

import numpy as np
from numpy.typing import NDArray

from index.facets import Codes, Facets
from index.protocols import Scores
from index.query import Diversity
from index.ranked import Ranked

GOOD = 0.5
"""The relevance, as a share of the best passage's, from which a passage may come before a more relevant one. Without
it, a question on one country's law fills its first page with any mention of other countries."""
Places = NDArray[np.intp]
_NONE, _SEVERAL = -1, -2
"""The groups of passages about no country and about several; a group of one country has its number, from 0."""


def diversify(ranked: Ranked, facets: Facets, diversity: Diversity) -> Places | None:
    """The places of the ranking that are kept, in their new order; None where nothing is asked."""
    if diversity.per_document is None and diversity.spread is None:
        return None
    places: Places = np.arange(len(ranked.rows))
    if diversity.per_document is not None:
        places = np.flatnonzero(_numbered(facets.owners(ranked.rows)) <= diversity.per_document)
    if diversity.spread is not None:
        numbers = _numbered(_groups(*facets.carried(diversity.spread.value, ranked.rows[places]), len(places)))
        is_poor = ~_good(ranked.relevance[places])
        places = places[np.lexsort((numbers, is_poor))]
    return places


def _good(relevance: Scores) -> NDArray[np.bool_]:
    """All are good where none has anything to do with the question, as in a list without one."""
    best = float(relevance.max(initial=0.0))
    return relevance >= GOOD * best if best > 0 else np.ones(len(relevance), dtype=bool)


def _groups(carriers: Places, values: Codes, size: int) -> NDArray[np.int64]:
    """The group of each of `size` passages; the one in the place `carriers[i]` carries the value `values[i]`."""
    groups = np.full(size, _NONE, dtype=np.int64)
    groups[carriers] = values
    groups[np.bincount(carriers, minlength=size) > 1] = _SEVERAL
    return groups


def _numbered(values: Codes | NDArray[np.int64]) -> NDArray[np.int64]:
    """For each value how often it has come up to there, from 1."""
    order = np.argsort(values, kind="stable")
    starts = np.flatnonzero(np.diff(values[order], prepend=values[order][:1] - 1))
    lengths = np.diff(starts, append=len(values))
    numbers = np.empty(len(values), dtype=np.int64)
    numbers[order] = np.arange(1, len(values) + 1) - np.repeat(starts, lengths)
    return numbers
