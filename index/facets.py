"""Which values each passage carries, as numbers: what filters choose from and what facets count.

Totals and facets follow one rule: they speak of the ranked passages of a search, all pages of it, after the filters and
after what `per_document` leaves out. A passage counts once for each of its values; a browse without words ranks every
allowed passage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, TaggedPassage
from corpus.filters import FIELDS, Clause, Filters
from index.protocols import Rows
from index.ranking import FacetCount

Codes = NDArray[np.int32]


def values_of(tagged: TaggedPassage, document: Document) -> dict[str, tuple[str, ...]]:
    """The values of a passage, field by field: what filters hold it against."""
    return {
        "theme": tagged.values("theme"),
        "country": tagged.values("country"),
        "year": (str(document.year),) if document.year is not None else (),
        "language": (tagged.passage.language,) if tagged.passage.language != "und" else (),
        "kind": (document.kind,) if document.kind else (),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """One field: `codes[bounds[row]:bounds[row + 1]]` number the row's values."""

    values: tuple[str, ...]
    bounds: NDArray[np.int64]
    codes: Codes

    @classmethod
    def of(cls, rows: Sequence[tuple[str, ...]]) -> Self:
        values = tuple(sorted({value for row in rows for value in row}))
        number = {value: code for code, value in enumerate(values)}
        return cls(
            values=values,
            bounds=np.cumsum([0, *(len(row) for row in rows)], dtype=np.int64),
            codes=np.array([number[value] for row in rows for value in row], dtype=np.int32),
        )

    def rows_with(self, wanted: Sequence[bool]) -> NDArray[np.bool_]:
        """True for the rows that carry one of the wanted values."""
        carried = np.array(wanted, dtype=bool)[self.codes] if len(self.values) else np.zeros(0, dtype=bool)
        owners = np.repeat(np.arange(len(self.bounds) - 1), np.diff(self.bounds))
        found = np.zeros(len(self.bounds) - 1, dtype=bool)
        found[owners[carried]] = True
        return found

    def count(self, rows: Rows | None) -> NDArray[np.int64]:
        """How many of the rows (all when None) carry each value."""
        chosen = self.codes if rows is None else self.carried(rows)[1]
        return np.bincount(chosen, minlength=len(self.values))

    def carried(self, rows: Rows) -> tuple[NDArray[np.intp], Codes]:
        """Each value of each of the rows, in their order: the place of the row in `rows`, and the value's number."""
        if len(rows) == 0:
            return np.empty(0, dtype=np.intp), self.codes[:0]
        lengths = self.bounds[rows + 1] - self.bounds[rows]
        starts = np.repeat(self.bounds[rows] - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths)
        chosen = self.codes[starts + np.arange(int(lengths.sum()))]
        return np.repeat(np.arange(len(rows)), lengths), chosen


class Facets:
    """The columns of all passages of a generation, and the document of each."""

    def __init__(self, columns: Mapping[str, _Column], documents: Codes) -> None:
        self._columns = columns
        self._documents = documents

    @classmethod
    def of(cls, values: Sequence[Mapping[str, tuple[str, ...]]], documents: Sequence[int]) -> Self:
        """From the values of each row (`values_of`) and the number of its document."""
        columns = {field: _Column.of([row[field] for row in values]) for field in FIELDS}
        return cls(columns, np.array(documents, dtype=np.int32))

    def write(self, path: Path) -> None:
        """Stores the columns without pickles."""
        arrays: dict[str, NDArray[np.generic]] = {"documents": self._documents}
        for field, column in self._columns.items():
            arrays[f"{field}.values"] = np.array(column.values, dtype=np.str_)
            arrays[f"{field}.bounds"] = column.bounds
            arrays[f"{field}.codes"] = column.codes
        np.savez(path, allow_pickle=False, **arrays)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The inverse of `write`."""
        with np.load(path, allow_pickle=False) as arrays:
            columns = {
                field: _Column(
                    values=tuple(str(value) for value in arrays[f"{field}.values"]),
                    bounds=arrays[f"{field}.bounds"],
                    codes=arrays[f"{field}.codes"],
                )
                for field in FIELDS
            }
            return cls(columns, arrays["documents"])

    def __len__(self) -> int:
        return len(self._documents)

    def values(self, field: str) -> tuple[str, ...]:
        """The values of a field that occur, ascending."""
        return self._columns[field].values

    def allowed(self, filters: Filters) -> Rows | None:
        """The rows that the filters allow, ascending; None where there are no filters."""
        if not filters.clauses:
            return None
        mask = np.ones(len(self), dtype=bool)
        for clause in filters.clauses:
            mask &= self._satisfied(clause)
        return np.flatnonzero(mask)

    def _satisfied(self, clause: Clause) -> NDArray[np.bool_]:
        column = self._columns[clause.field]
        mask = np.ones(len(self), dtype=bool)
        if clause.include:
            wanted = Clause(field=clause.field, include=clause.include)
            mask &= column.rows_with([wanted.allows([value]) for value in column.values])
        if clause.exclude:
            unwanted = Clause(field=clause.field, include=clause.exclude)
            mask &= ~column.rows_with([unwanted.allows([value]) for value in column.values])
        return mask

    def count(self, rows: Rows | None) -> dict[str, tuple[FacetCount, ...]]:
        """For each field the values that the rows (all when None) carry: most frequent first, years newest first."""
        return {field: _counts(field, column, rows) for field, column in self._columns.items()}

    def carried(self, field: str, rows: Rows) -> tuple[NDArray[np.intp], Codes]:
        """Each value of a field that the rows carry, in their order: the row's place in `rows`, the value's number."""
        return self._columns[field].carried(rows)

    def single(self, field: str) -> tuple[tuple[str, ...], Codes]:
        """The values of a field of which a row has one at most, and for every row the value's number, -1 for none."""
        column = self._columns[field]
        numbers = np.full(len(self), -1, dtype=np.int32)
        numbers[np.repeat(np.arange(len(self)), np.diff(column.bounds))] = column.codes
        return column.values, numbers

    def owners(self, rows: Rows) -> Codes:
        """The number of the document of each row."""
        return self._documents[rows]

    def documents(self, rows: Rows | None) -> int:
        """How many different documents the rows belong to."""
        return len(np.unique(self._documents if rows is None else self._documents[rows]))

    def document_rows(self, document: int) -> Rows:
        """The rows of one document, by its number."""
        return np.flatnonzero(self._documents == document)

    def document_numbers(self, rows: Rows | None) -> Codes:
        """The numbers of the documents that the rows belong to, ascending, each once."""
        return np.unique(self._documents if rows is None else self._documents[rows])

    def newest_first(self, rows: Rows | None) -> Rows:
        """The rows by descending year of their document, those without a year last, then by row."""
        years = self._columns["year"]
        latest = np.zeros(len(self), dtype=np.int64)
        owners = np.repeat(np.arange(len(self)), np.diff(years.bounds))
        latest[owners] = np.array([int(value) for value in years.values] or [0], dtype=np.int64)[years.codes]
        chosen = np.arange(len(self)) if rows is None else rows
        return chosen[np.lexsort((chosen, -latest[chosen]))]


def _counts(field: str, column: _Column, rows: Rows | None) -> tuple[FacetCount, ...]:
    counted = [
        FacetCount(value=value, count=int(count))
        for value, count in zip(column.values, column.count(rows), strict=True)
        if count
    ]
    if field == "year":
        return tuple(reversed(counted))
    return tuple(sorted(counted, key=lambda facet: (-facet.count, facet.value)))
