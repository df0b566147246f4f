"""Which columns of a table of data say something of their own: constants, empty ones and doubles are told apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_SHOWN_NUMBER = re.compile(r"\s*(-?\d[\d\s\u00a0,]*(?:\.\d+)?)")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\S*")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_.-]{0,19}")
_CODE_NAME = re.compile(r"(?i)\b(?:code|id|iso\d?)\b|code\Z|_id\Z")
# Wider tables have a column a year, and no codes beside names; comparing all with all would take too long.
_MOST_COMPARED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, and its cells from the first row to the last ("" where a row has none)."""

    name: str
    cells: tuple[str, ...]
    values: tuple[str, ...]
    """The different values, in the order of their first appearance, without the empty one."""
    is_code: bool
    """True where every value is in capitals and digits, and some capital is there: AFR, HWF_0001."""
    is_number: bool
    """True where every value is a number as a computer writes it."""
    is_timestamp: bool
    """True where every value is an ISO date with a time: when a row was changed, not what it says."""

    @property
    def is_constant(self) -> bool:
        """True where every row has the same value."""
        return len(self.values) == 1 and "" not in self.cells

    @property
    def different(self) -> int:
        """How many different cells there are, the empty one counted."""
        return len(self.values) + ("" in self.cells)


def column_of(name: str, cells: Sequence[str]) -> Column:
    """The column, with what its values are."""
    values = tuple(value for value in dict.fromkeys(cells) if value)
    return Column(
        name=name,
        cells=tuple(cells),
        values=values,
        is_code=all(_CODE.fullmatch(value) for value in values) and any(not value.isdigit() for value in values),
        is_number=bool(values) and all(_NUMBER.fullmatch(value) for value in values),
        is_timestamp=bool(values) and all(_TIMESTAMP.fullmatch(value) for value in values),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of a table by what they add."""

    telling: tuple[Column, ...]
    """Those that the rows are written with."""
    constant: tuple[Column, ...]
    empty: tuple[Column, ...]
    doubles: tuple[tuple[Column, Column], ...]
    """(the double, the column that says the same)."""
    timestamps: tuple[Column, ...]


def sorted_out(columns: Sequence[Column]) -> Columns:
    """Tells the columns apart; in a single row nothing is constant and nothing double, for there nothing repeats."""
    several = bool(columns) and len(columns[0].cells) > 1
    empty = [column for column in columns if not column.values]
    constant = [column for column in columns if several and column.is_constant]
    timestamps = [column for column in columns if several and column.is_timestamp and not column.is_constant]
    aside = {id(column) for column in (*empty, *constant, *timestamps)}
    rest = [column for column in columns if id(column) not in aside]
    doubles = _doubles(rest) if several and len(rest) <= _MOST_COMPARED else []
    gone = {id(double) for double, _ in doubles}
    return Columns(
        telling=tuple(column for column in rest if id(column) not in gone),
        constant=tuple(constant),
        empty=tuple(empty),
        doubles=tuple(doubles),
        timestamps=tuple(timestamps),
    )


def _doubles(columns: Sequence[Column]) -> list[tuple[Column, Column]]:
    doubles: list[tuple[Column, Column]] = []
    gone: set[int] = set()
    for column in columns:
        others = (other for other in columns if other is not column and id(other) not in gone)
        same = next((other for other in others if _says(other, column)), None)
        if same is not None:
            doubles.append((column, same))
            gone.add(id(column))
    return doubles


def _says(column: Column, double: Column) -> bool:
    """True where `column` says all that `double` says: equal cells, the name of a code, or a number as it is shown."""
    if column.cells == double.cells:
        return True
    if double.is_number and not column.is_number:
        return all(_shows(shown, number) for shown, number in zip(column.cells, double.cells, strict=True))
    if not double.is_code or (column.is_code and not _CODE_NAME.search(double.name)):
        return False
    # Where nothing repeats, any two columns go together.
    repeats = double.different * 2 <= len(double.cells) or bool(_CODE_NAME.search(double.name))
    if not repeats or column.different != double.different:
        return False
    return len(set(zip(column.cells, double.cells, strict=True))) == double.different


def _shows(shown: str, number: str) -> bool:
    """True where `shown` begins with `number`, rounded or not: "12.3 [10.1-14.0]" for 12.2987."""
    if not shown or not number:
        return shown == number
    found = _SHOWN_NUMBER.match(shown)
    if not found:
        return False
    digits = re.sub(r"[\s,]", "", found.group(1))
    decimals = len(digits.partition(".")[2])
    return abs(float(digits) - float(number)) <= 0.5000001 / 10.0**decimals
