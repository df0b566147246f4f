"""CSV and TSV: which character separates, and the rows with the number of the line on which each begins."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

_SEPARATORS = ",;\t|"
_SAMPLE_ROWS = 20
_SAMPLE = 65_536
_LONGEST_FIELD = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The cells of one row; or the problem why it could not be read, and no cells."""

    line: int
    cells: tuple[str, ...]
    problem: str = ""

    @property
    def is_blank(self) -> bool:
        """True where no cell holds anything."""
        return not self.problem and not any(cell.strip() for cell in self.cells)


def separator_of(text: str, *, file_name: str) -> str:
    """The separator: a tab for .tsv files, else the one of `,;\\t|` that cuts the first rows into most equal parts."""
    if file_name.lower().endswith((".tsv", ".tab")):
        return "\t"
    sample = text[:_SAMPLE]
    return max(_SEPARATORS, key=lambda separator: _evenness(sample, separator))


def rows_of(text: str, *, separator: str) -> Iterator[Row]:
    """The rows of `text`, blank ones left out; one with broken quotes has a problem, and reading goes on after it."""
    csv.field_size_limit(_LONGEST_FIELD)
    # In most files with tabs a quotation mark is only that: 5" of it must not open a field that never ends.
    bare = separator == "\t" and '"' not in text[: text.find("\n")]
    lines = StringIO(text, newline="")
    reader = (
        csv.reader(lines, delimiter=separator, strict=True, quoting=csv.QUOTE_NONE)
        if bare
        else csv.reader(lines, delimiter=separator, strict=True)
    )
    before = 0
    while True:
        try:
            row = Row(line=before + 1, cells=tuple(next(reader)))
        except StopIteration:
            return
        except csv.Error as error:
            row = Row(line=before + 1, cells=(), problem=f"{error}, up to line {max(before + 1, reader.line_num)}")
        before = reader.line_num
        if not row.is_blank:
            yield row


def _evenness(sample: str, separator: str) -> float:
    """How many columns the sample has, less where its rows differ."""
    widths: list[int] = []
    for row in rows_of(sample, separator=separator):
        if len(widths) == _SAMPLE_ROWS:
            break
        if not row.problem:
            widths.append(len(row.cells))
    if not widths or widths[0] < 2:
        return 0.0
    return widths[0] * widths.count(widths[0]) / len(widths)
