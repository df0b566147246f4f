"""How well a tool's output agrees with the labels of a page."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, combinations

from corpus.sentences import sentence_spans
from tests.evaluation.reading.gold import FURNITURE, PROSE, Labelled, Region, head_of_columns
from tests.evaluation.reading.tools import Output, Row

_KEY = 40
_SHORTEST_SENTENCE = 12
_FEWEST_SENTENCES = 3
_LONG_LINE = 12
_GRAM = 5
_PRESENT = 0.8


@dataclass
class Score:
    """Counts over one page or several. What a tool does not tell is None."""

    taus: list[float] = field(default_factory=list)
    sentences: int = 0
    located: int = 0
    whole: int = 0
    gold_headings: int = 0
    told_headings: int | None = None
    right_headings: int = 0
    furniture: int = 0
    removed: int = 0
    body_lines: int = 0
    lost_lines: int = 0
    cells: int = 0
    right_cells: int | None = None
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Adds another page."""
        for name in vars(self):
            mine, theirs = getattr(self, name), getattr(other, name)
            if theirs is not None:
                setattr(self, name, theirs if mine is None else mine + theirs)

    @property
    def tau(self) -> float | None:
        """The mean over pages of three sentences or more."""
        return sum(self.taus) / len(self.taus) if self.taus else None

    @property
    def headings_f1(self) -> float | None:
        if self.told_headings is None or not self.gold_headings + self.told_headings:
            return None
        return 2 * self.right_headings / (self.gold_headings + self.told_headings)


def score_page(gold: Labelled, output: Output) -> Score:
    """The score of one page; its faults name what is wrong in the words of the page, for people to look at."""
    score = Score()
    text = letters(" ".join(output.pieces))
    _sentences(gold, text, score)
    _headings(gold, output, score)
    _furniture(gold, output, text, score)
    _body_lines(gold, text, score)
    _tables(gold, output, score)
    return score


def letters(text: str) -> str:
    """Letters and digits alone, ligatures taken apart, without accents or case: what all tools should agree on."""
    spelled = unicodedata.normalize("NFKD", text).casefold().replace("ı", "i")
    return "".join(sign for sign in spelled if sign.isalnum())


def kendall(places: Sequence[int]) -> float:
    """Kendall's tau of the places at which things stand that should stand in order; at least two of them."""
    pairs = list(combinations(places, 2))
    return sum((after > before) - (after < before) for before, after in pairs) / len(pairs)


def _sentences(gold: Labelled, text: str, score: Score) -> None:
    sentences = [
        found
        for paragraph in gold.paragraphs()
        for start, end in sentence_spans(paragraph, gold.page.language)
        if len(found := letters(paragraph[start:end])) >= _SHORTEST_SENTENCE
    ]
    everything = letters(" ".join(region.text for region in gold.regions) + _cell_text(gold))
    places = []
    for sentence in sentences:
        if everything.count(sentence[:_KEY]) > 1 or everything.count(sentence[-_KEY:]) > 1:
            continue
        score.sentences += 1
        score.whole += sentence in text
        place = _place(sentence, text)
        if place is None:
            score.faults.append(f"sentence not found: {sentence[:60]}")
        else:
            score.located += 1
            places.append(place)
    if len(places) >= _FEWEST_SENTENCES:
        score.taus.append(kendall(places))
        if score.taus[-1] < 1:
            score.faults.append(f"tau {score.taus[-1]:.3f}")


def _place(sentence: str, text: str) -> int | None:
    """Where the sentence begins, as told by its first letters or else by its last."""
    if (place := text.find(sentence[:_KEY])) >= 0:
        return place
    place = text.find(sentence[-_KEY:])
    return place if place >= 0 else None


def _cell_text(gold: Labelled) -> str:
    return " ".join(cell for region in gold.regions for row in region.rows for cell in row)


def _headings(gold: Labelled, output: Output, score: Score) -> None:
    wanted = Counter(filter(None, map(letters, gold.texts("heading"))))
    score.gold_headings = wanted.total()
    if output.headings is None:
        return
    told = Counter(filter(None, map(letters, output.headings)))
    score.told_headings = told.total()
    score.right_headings = (wanted & told).total()
    score.faults += [f"heading missed: {text[:60]}" for text in (wanted - told)]
    score.faults += [f"no heading: {text[:60]}" for text in (told - wanted)]


def _furniture(gold: Labelled, output: Output, text: str, score: Score) -> None:
    others = [region for region in gold.regions if region.role not in FURNITURE]
    cells = [cell for region in others for row in region.rows for cell in row if cell]
    rest = [region.text for region in others] if output.whole_paragraphs else [x for r in others for x in r.lines]
    rest += [*cells]
    rest_letters = letters(" ".join(region.text for region in others)) + letters(" ".join(cells))
    for line, times in Counter(gold.lines(*FURNITURE)).items():
        key = letters(line)
        if not key:
            continue
        if len(key) >= _LONG_LINE:
            kept = text.count(key) - rest_letters.count(key)
        else:
            kept = _standing(line, output.pieces) - _standing(line, rest)
        score.furniture += times
        score.removed += times - min(times, max(0, kept))
        if kept > 0:
            score.faults.append(f"running line kept: {line[:60]}")


def _standing(line: str, pieces: Sequence[str]) -> int:
    """How many pieces (or cells in them) are this short line, begin with it, or end with it."""
    pattern = re.compile(rf"{re.escape(line)}(?!\S).*|.*(?<!\S){re.escape(line)}", re.DOTALL)
    return sum(bool(pattern.fullmatch(cell.strip())) for piece in pieces for cell in piece.split("|"))


def _body_lines(gold: Labelled, text: str, score: Score) -> None:
    grams = {text[place : place + _GRAM] for place in range(len(text) - _GRAM + 1)}
    for line in gold.lines(*PROSE):
        key = letters(line)
        if not key:
            continue
        score.body_lines += 1
        parts = [key[place : place + _GRAM] for place in range(len(key) - _GRAM + 1)]
        if key not in text and (not parts or sum(part in grams for part in parts) < _PRESENT * len(parts)):
            score.lost_lines += 1
            score.faults.append(f"line lost: {line[:60]}")


def _tables(gold: Labelled, output: Output, score: Score) -> None:
    if output.rows is not None:
        score.right_cells = 0
    wanted = [row for region in gold.regions if region.role == "table" for row in _wanted(region)]
    score.cells = sum(map(len, wanted))
    if output.rows is None or not wanted:
        return
    told = [_heads_of_cells(row) for row in output.rows]
    score.right_cells = right = _aligned(wanted, told)
    if right < score.cells:
        score.faults.append(f"cells under the right head: {right} of {score.cells}")


_Cell = tuple[str, tuple[str, ...]]


def _wanted(region: Region) -> list[list[_Cell]]:
    """Cells below a head, row by row: the text, and the heads that name its column (from any level down to the last).

    A cell that reaches over several columns has no head of its own, and does not count.
    """
    if not region.header_rows:
        return []
    heads = [_ways(column) for column in head_of_columns(region)]
    found = []
    for row in region.rows[region.header_rows :]:
        wide = [column + 1 < len(row) and row[column + 1] == "<" for column in range(len(row))]
        found.append(
            [
                (key, heads[column])
                for column, cell in enumerate(row)
                if cell not in ("<", "^") and (key := letters(cell)) and not wide[column]
            ]
        )
    return [row for row in found if row]


def _ways(column: Sequence[str]) -> tuple[str, ...]:
    return tuple(letters(" ".join(column[level:])) for level in range(len(column))) or ("",)


def _heads_of_cells(row: Row) -> list[tuple[str, str]]:
    """Each cell with its head; an empty one in the head goes on with the head on its left."""
    if not row.heads:
        return []
    heads = list(accumulate(map(letters, row.heads), lambda left, head: head or left))
    return [(letters(cell), heads[min(place, len(heads) - 1)]) for place, cell in enumerate(row.cells)]


def _aligned(wanted: Sequence[Sequence[_Cell]], told: Sequence[Sequence[tuple[str, str]]]) -> int:
    """The most cells that can be right when each row is held against one row of the tool, in order."""
    best = [0] * (len(told) + 1)
    for row in wanted:
        before = best
        best = [0]
        for index, other in enumerate(told, start=1):
            best.append(max(before[index], best[-1], before[index - 1] + _right(row, other)))
    return best[-1]


def _right(row: Sequence[_Cell], other: Sequence[tuple[str, str]]) -> int:
    left = Counter(other)
    right = 0
    for text, heads in row:
        found = next((head for head in heads if left[text, head]), None)
        if found is not None:
            left[text, found] -= 1
            right += 1
    return right
