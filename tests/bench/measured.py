"""Figures out of what was measured: those of one system by group and name."""

from collections.abc import Mapping
from typing import Any

from index.evaluation import Qrels, measure
from tests.bench.figures import percentile
from tests.bench.filtered import NAME
from tests.bench.runs import Results

QUALITY, RECALL, TIME, COST = "nDCG@10", "recall@10 by vectors", "milliseconds of a search", "to index"
HIGHER_IS_BETTER = frozenset({QUALITY, RECALL})

Figures = dict[tuple[str, str], float]
"""Of one system: group and name of a figure to its value; absent where the system has nothing of the kind."""


def figures_of(results: Results, qrels: Mapping[str, Qrels]) -> Figures:
    """The figures of one system."""
    found: Figures = {}
    for name, judged in qrels.items():
        if _ended(results, name):
            run = _run(results[name]["cases"][0])
            found[QUALITY, name] = measure(judged, run)["nDCG@10"]
    if _ended(results, "scifact"):
        found |= _times("scifact", results["scifact"]["cases"][0])
    if _ended(results, NAME):
        rows = results[NAME]["rows"]
        for case in results[NAME]["cases"]:
            if case["kind"] == "search":
                found |= _times(_named(rows, case["flag"]), case)
            else:
                found[RECALL, case["flag"] or "no filter"] = sum(case["recall"]) / len(case["recall"])
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
