"""Figures out of what was measured, and the table: each as a ratio to Cadre's, and Cadre's own in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.evaluation import Qrels, measure
from tests.bench.child import K
from tests.bench.figures import percentile, ratio, recall
from tests.bench.filtered import NAME, rows_with
from tests.bench.item import Material
from tests.bench.runs import Results
from tests.bench.system import SYSTEMS

QUALITY, RECALL, TIME, COST = "nDCG@10", "recall@10 by vectors", "milliseconds of a search", "to index"
ENOUGH_TIMES = 1.5
"""Cadre's time is named among its weak sides where it is so many times the fastest system's."""

Figures = dict[tuple[str, str], float]
"""Of one system: group and name of a figure to its value; absent where the system has nothing of the kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakness:
    """A figure in which another system is ahead of Cadre by more than is promised."""

    group: str
    name: str
    cadre: float
    system: str
    theirs: float


def figures_of(results: Results, qrels: Mapping[str, Qrels], material: Material) -> Figures:
    """The figures of one system; `material` is the filtered collection."""
    found: Figures = {}
    for name, judged in qrels.items():
        if _ended(results, name):
            run = _run(results[name]["cases"][0])
            found[QUALITY, name] = measure(judged, run)["nDCG@10"]
    if _ended(results, "scifact"):
        found |= _times("scifact", results["scifact"]["cases"][0])
    if _ended(results, NAME):
        rows = len(material.items)
        for case in results[NAME]["cases"]:
            if case["kind"] == "search":
                found |= _times(_named(rows, case["flag"]), case)
            else:
                found[RECALL, case["flag"] or "no filter"] = _recall(case, material)
        found[COST, f"seconds, {rows:,} rows"] = results[NAME]["index_seconds"]
        found[COST, f"MiB on disk, {rows:,} rows"] = results[NAME]["disk_bytes"] / 2**20
    return found


def _ended(results: Results, name: str) -> bool:
    return name in results and "failed" not in results[name]


def _named(rows: int, flag: str | None) -> str:
    return f"{rows:,} rows" + (f", filter {flag}" if flag else "")


def _times(name: str, case: Mapping[str, Any]) -> Figures:
    times = case["milliseconds"]
    return {(TIME, f"{name}: median"): percentile(times, 0.5), (TIME, f"{name}: 99 %"): percentile(times, 0.99)}


def _run(case: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """The rankings as scores, the first the highest."""
    return {query: {id: float(-place) for place, id in enumerate(ids)} for query, ids in case["found"].items()}


def _recall(case: Mapping[str, Any], material: Material) -> float:
    row_of = {item.id: row for row, item in enumerate(material.items)}
    allowed = rows_with(material)[case["flag"]] if case["flag"] else np.arange(len(material.items))
    each = [
        recall([row_of[id] for id in ids], question, material.item_vectors, allowed, K)
        # A case may end before the last question.
        for ids, question in zip(case["found"].values(), material.question_vectors, strict=False)
    ]
    return sum(each) / len(each)


def weaknesses(figures: Mapping[str, Figures]) -> list[Weakness]:
    """Where another is better by quality or recall (by a thousandth or more), or Cadre slower than is promised."""
    ours, found = figures["cadre"], []
    for (group, name), value in ours.items():
        theirs = {system: its[group, name] for system, its in figures.items() if (group, name) in its}
        higher = group in (QUALITY, RECALL)
        best = max(theirs, key=lambda system: theirs[system] if higher else -theirs[system])
        behind = theirs[best] - value > 0.0005 if higher else value > ENOUGH_TIMES * theirs[best]
        if behind:
            found.append(Weakness(group=group, name=name, cadre=value, system=best, theirs=theirs[best]))
    return found


def markdown(figures: Mapping[str, Figures], notes: Sequence[str]) -> str:
    """The table in parts, one for each group; a figure that a system has nothing of is a dash."""
    lines: list[str] = []
    for group in (QUALITY, RECALL, TIME, COST):
        names = [name for its_group, name in figures["cadre"] if its_group == group]
        lines += [f"| {group} | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
        for system, its in figures.items():
            cells = [_cell(its.get((group, name)), figures["cadre"][group, name], system) for name in names]
            lines.append(f"| {SYSTEMS[system].title} | " + " | ".join(cells) + " |")
        lines.append("")
    weak = weaknesses(figures)
    lines += ["Where Cadre does not lead, or is not within 1.5 times of the fastest:", ""]
    lines += [
        f"* {weakness.group}, {weakness.name}: {_number(weakness.cadre)}; {SYSTEMS[weakness.system].title} "
        f"{_number(weakness.theirs)}"
        for weakness in weak
    ] or ["* nowhere in this run"]
    return "\n".join([*lines, "", *(f"* {note}" for note in notes)]) + "\n"


def _cell(value: float | None, cadre: float, system: str) -> str:
    if value is None:
        return "–"
    return _number(value) if system == "cadre" else f"×{_number(ratio(value, cadre))}"


def _number(value: float) -> str:
    """Three digits that count, and no more than three after the point."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:,.0f}"
