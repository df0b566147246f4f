"""Tables as text: a row as `cell | cell`, below the table's caption and head, which each row's path names."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from ingest.readers.blocks import BlockList, fold, rows_text

_LONGEST_CAPTION = 160
_LONGEST_HEAD = 200
_MOST_SPAN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell and how far it reaches, in columns to the right and rows downwards; both at least 1."""

    text: str
    columns: int = 1
    rows: int = 1


def add_table(blocks: BlockList, rows: Sequence[Sequence[Cell]], *, caption: str = "", head: int = 0) -> None:
    """Adds a table whose first `head` rows are its head.

    A cell of the body that reaches over several rows stands in each of them: a row can be read, and quoted, alone.
    """
    opening = [[Cell(text=cell.text, columns=cell.columns) for cell in row] for row in rows[:head]]
    grid = [*expanded(opening), *expanded(rows[head:])]
    written = rows_text(grid)
    above = sum(any(map(fold, row)) for row in grid[:head])
    path = path_of_rows(caption, head_text(rows[:head]) if above else "")
    blocks.table([part for part in (fold(caption), *written[:above]) if part], written[above:], path)


def expanded(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The cells in a grid: those that reach downwards repeated, those that reach sideways in their first column."""
    grid: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for row in rows:
        line: list[str] = []
        coming = list(row)
        while coming or any(column >= len(line) for column in hanging):
            left, text = hanging.get(len(line), (0, ""))
            if left:
                hanging[len(line)] = (left - 1, text)
                if left == 1:
                    del hanging[len(line)]
                line.append(text)
            elif coming:
                cell = coming.pop(0)
                for offset in range(min(cell.columns, _MOST_SPAN)):
                    shown = cell.text if not offset else ""
                    if cell.rows > 1:
                        hanging[len(line)] = (cell.rows - 1, shown)
                    line.append(shown)
            else:
                line.append("")
        grid.append(line)
    return grid


def head_text(rows: Sequence[Sequence[Cell]]) -> str:
    """One line for a head of several rows: above each column the cells of all of them, joined."""
    wide = [
        [Cell(text=cell.text, rows=cell.rows) for cell in row for _ in range(min(cell.columns, _MOST_SPAN))]
        for row in rows
    ]
    columns = zip_longest(*expanded(wide), fillvalue="")
    names = [" ".join(dict.fromkeys(part for text in column if (part := fold(text)))) for column in columns]
    return " | ".join(name for name, _ in groupby(names)).strip(" |")


def span(stated: str | None) -> int:
    """How far a cell reaches by its attribute; 1 where that is missing or no number."""
    return max(1, int(stated)) if stated and stated.isascii() and stated.isdigit() else 1


def path_of_rows(caption: str, head: str) -> str:
    """What the rows of a table stand under, short enough for a path of headings; "" where there is neither."""
    return ": ".join(part for part in (_cut(fold(caption), _LONGEST_CAPTION), _cut(head, _LONGEST_HEAD)) if part)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0].rstrip(" ,;|") + " …"
