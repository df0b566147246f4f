"""The labels of a page as an annotator writes them, turned into the gold file: numbers of lines and words into boxes.

One region a line, in reading order: a role and numbers, such as `body 4-11 w95` (lines 4 to 11 and word 95). `h1`, `h2`
are headings with their level; `body+` and `item+` go on with the paragraph before. A table is `table header=1`, then a
line a row: `| 3 | w12-w15 | |`, where `<` says that the cell to the left reaches here, and `^` the cell above.
`#` opens a remark.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from tests.evaluation.reading.gold import ROLES, Box, box_of
from tests.evaluation.reading.words import PageWords, Word

_NUMBERS = re.compile(r"(w?)(\d+)(?:-w?(\d+))?")
_HEADING = re.compile(r"h([1-6])")
_TABLE = re.compile(r"table(?:\s+header=(\d+))?")
_SPANS = ("<", "^")


class LabelError(ValueError):
    """What is wrong with a page's labels, one complaint a line."""


def compiled(labels: str, page: PageWords) -> list[dict[str, Any]]:
    """The regions of the gold file. Raises LabelError with everything that is wrong."""
    complaints: list[str] = []
    numbered = _Numbered(page)
    regions: list[dict[str, Any]] = []
    for number, line in enumerate(labels.splitlines(), start=1):
        line = line.partition("#")[0].strip()
        if not line:
            continue
        try:
            if line.startswith("|"):
                _add_row(regions, line, numbered)
            else:
                regions.append(_region(line, numbered))
        except ValueError as error:
            complaints.append(f"labels line {number}: {error}")
    complaints += _shape_complaints(regions)
    complaints += numbered.complaints()
    written = [_written(region) for region in regions]
    if not complaints:
        complaints += _moved(regions, written, page)
    if complaints:
        raise LabelError("\n".join(complaints))
    return written


class _Numbered:
    """The lines and words of a page by their 1-based numbers, and how often each word has been named."""

    def __init__(self, page: PageWords) -> None:
        self._lines = page.lines
        self._words = page.words
        self._line_of = [index for index, line in enumerate(self._lines) for _ in line]
        self._first = [0]
        for line in self._lines:
            self._first.append(self._first[-1] + len(line))
        self._named: Counter[int] = Counter()

    def words(self, tokens: Sequence[str]) -> list[list[Word]]:
        """The words that the numbers name, in lines; each counts as named once more."""
        indices: list[int] = []
        for token in tokens:
            indices += self._indices(token)
        self._named.update(indices)
        return [
            [self._words[index] for index in group]
            for _, group in groupby(indices, key=lambda index: self._line_of[index])
        ]

    def _indices(self, token: str) -> Iterator[int]:
        found = _NUMBERS.fullmatch(token)
        if not found:
            raise ValueError(f"`{token}` is no number of a line (7, 7-9) or word (w7, w7-9)")
        first, last = int(found[2]), int(found[3] or found[2])
        most = len(self._words) if found[1] else len(self._lines)
        if not 1 <= first <= last <= most:
            raise ValueError(f"`{token}` lies outside 1-{most}")
        if found[1]:
            yield from range(first - 1, last)
        else:
            yield from range(self._first[first - 1], self._first[last])

    def complaints(self) -> Iterator[str]:
        for what, wanted in (("in no region", 0), ("in several regions", 2)):
            wrong = [i for i in range(len(self._words)) if min(self._named[i], 2) == wanted]
            for line, group in groupby(wrong, key=lambda index: self._line_of[index]):
                indices = list(group)
                shown = " ".join(self._words[index].text for index in indices)[:60]
                whole = "" if len(indices) < len(self._lines[line]) else "all of "
                yield f"{what}: {whole}line {line + 1}, w{indices[0] + 1}-w{indices[-1] + 1}: {shown}"


def _region(line: str, numbered: _Numbered) -> dict[str, Any]:
    if table := _TABLE.fullmatch(line):
        return {"role": "table", "header_rows": int(table[1] or 0), "rows": []}
    name, *tokens = line.split()
    goes_on = name.endswith("+")
    name = name.removesuffix("+")
    region: dict[str, Any] = {"role": name}
    if heading := _HEADING.fullmatch(name):
        region = {"role": "heading", "level": int(heading[1])}
    elif name not in ROLES or name in ("heading", "table"):
        raise ValueError(f"`{name}` is no role; roles are h1-h6, table, {', '.join(ROLES)}")
    if goes_on:
        region["goes_on"] = True
    if not tokens:
        raise ValueError(f"`{name}` names no line or word")
    region["lines"] = numbered.words(tokens)
    return region


def _add_row(regions: list[dict[str, Any]], line: str, numbered: _Numbered) -> None:
    if not regions or regions[-1]["role"] != "table":
        raise ValueError("a row must follow `table header=...`")
    cells = line.strip("|").split("|") if line.endswith("|") else line[1:].split("|")
    if line.endswith("|"):
        cells = line[1:-1].split("|")
    row = [cell.strip() if cell.strip() in _SPANS else numbered.words(cell.split()) for cell in cells]
    regions[-1]["rows"].append(row)


def _shape_complaints(regions: Sequence[dict[str, Any]]) -> Iterator[str]:
    for number, region in enumerate((region for region in regions if region["role"] == "table"), start=1):
        rows = region["rows"]
        if len({len(row) for row in rows}) != 1:
            yield f"table {number}: rows have {[len(row) for row in rows]} cells; mark what reaches over several with < or ^"
        elif not 0 <= region["header_rows"] < len(rows):
            yield f"table {number}: header={region['header_rows']}, but it has {len(rows)} rows"
        if rows and ("^" in rows[0] or any(row[0] == "<" for row in rows)):
            yield f"table {number}: < in the first column, or ^ in the first row"


def _written(region: dict[str, Any]) -> dict[str, Any]:
    if region["role"] == "table":
        rows = [[cell if isinstance(cell, str) else _boxes(cell) for cell in row] for row in region["rows"]]
        return {**region, "rows": rows}
    return {**{name: value for name, value in region.items() if name != "lines"}, "boxes": _boxes(region["lines"])}


def _boxes(lines: Sequence[Sequence[Word]]) -> list[list[float]]:
    """One a line: as wide as its words, and as high as their centres lie apart, so that lines above do not touch it."""
    boxes = []
    for line in lines:
        heights = [word.centre[1] for word in line]
        x0, x1 = min(word.box[0] for word in line), max(word.box[2] for word in line)
        boxes.append([round(side, 1) for side in (x0, min(heights) - 1, x1, max(heights) + 1)])
    return boxes


def _moved(regions: Sequence[dict[str, Any]], written: Sequence[dict[str, Any]], page: PageWords) -> Iterator[str]:
    """Words that the boxes would give to another place than the numbers do; inside a text, only its order can differ."""
    meant = [line for region in regions for line in _lines(region, "lines")]
    boxes: list[Box] = [tuple(box) for region in written for box in _lines(region, "boxes")]
    places = [
        (number, 0 if "boxes" in region else cell)
        for number, region in enumerate(written)
        for cell, _ in enumerate(_lines(region, "boxes"))
    ]
    owner = {id(word): places[index] for index, line in enumerate(meant) for word in line}
    place_of = dict(zip(boxes, places, strict=True))
    for number, word in enumerate(page.words, start=1):
        found = box_of(word, boxes)
        if found is None or place_of[found] != owner[id(word)]:
            yield f"w{number} ({word.text}) overlaps a line of another region: write both lines by their words, in parts"


def _lines(region: dict[str, Any], name: str) -> Iterator[Any]:
    yield from region.get(name, [])
    for row in region.get("rows", []):
        for cell in row:
            if not isinstance(cell, str):
                yield from cell
