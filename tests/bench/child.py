"""Measures one system on one collection, in the system's own environment: `python -m tests.bench.child`.

Nothing here imports Cadre but Cadre's own adapter. One client asks one question after another; the first questions are
asked once before, uncounted. Recall is worked out here too, since only the system knows which vectors it searches.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.figures import recall
from tests.bench.filtered import rows_with
from tests.bench.item import Material
from tests.bench.system import SYSTEMS, Facts, System, system_of

K = 10
_WARMING, _WARMING_SECONDS = 20, 3.0
_RECALL_QUESTIONS = 100
_CASE_SECONDS, _FEWEST = {"search": 12.0, "nearest": 5.0}, 10
"""A case on the filtered collection ends after so long, though not before so many questions: one system would take hours."""


def cases(facts: Facts, material: Material, timed_flag: str) -> list[tuple[str, str | None, int]]:
    """What is asked: `search` or `nearest`, the flag of the filter, and of how many questions at most."""
    every = len(material.questions)
    found: list[tuple[str, str | None, int]] = [("search", None, every)]
    if material.flags:
        if facts.has_filters:
            found.append(("search", timed_flag, every))
        if facts.has_vectors:
            flags = (None, *material.flags) if facts.has_filters else (None,)
            found += [("nearest", flag, _RECALL_QUESTIONS) for flag in flags]
    return found


def ask(system: System, material: Material, kind: str, flag: str | None, most: int) -> dict[str, Any]:
    """The milliseconds of each search, and the ids that it gave to each question."""
    act = system.search if kind == "search" else system.nearest
    questions = list(zip(material.questions, material.question_vectors, strict=True))[:most]
    started = time.perf_counter()
    for question, vector in questions[:_WARMING]:
        act(question.text, vector, K, flag)
        if time.perf_counter() - started > _WARMING_SECONDS:
            break
    milliseconds: list[float] = []
    found: dict[str, Sequence[str]] = {}
    started = time.perf_counter()
    for question, vector in questions:
        encoding, began = system.encoding_seconds, time.perf_counter()
        ids = act(question.text, vector, K, flag)
        seconds = time.perf_counter() - began - (system.encoding_seconds - encoding)
        milliseconds.append(seconds * 1e3)
        found[question.id] = list(ids)
        if material.flags and len(found) >= _FEWEST and time.perf_counter() - started > _CASE_SECONDS[kind]:
            break
    return {"kind": kind, "flag": flag, "milliseconds": milliseconds, "found": found}


def judge(system: System, material: Material, asked: Sequence[dict[str, Any]]) -> None:
    """Adds to each case of neighbours the recall of every question, among the best of what the system itself searches."""
    nearest = [case for case in asked if case["kind"] == "nearest"]
    if not nearest:
        return
    items, questions = system.searched(material)
    # All rows at once, for all questions that were asked of any filter: shape `(questions, rows)`.
    scores = questions[: max(len(case["found"]) for case in nearest)] @ items.T
    row_of = {item.id: row for row, item in enumerate(material.items)}
    allowed = rows_with(material)
    for case in nearest:
        rows = allowed[case["flag"]] if case["flag"] else np.arange(len(items))
        case["recall"] = [
            recall([row_of[id] for id in ids], scores[number], rows, K)
            for number, ids in enumerate(case["found"].values())
        ]


def measure(name: str, material: Material, folder: Path, timed_flag: str) -> dict[str, Any]:
    """Everything that is measured of a system, as it is written."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    system = system_of(name)
    began = time.perf_counter()
    system.index(folder, material)
    index_encoding_seconds = system.encoding_seconds
    index_seconds = time.perf_counter() - began - index_encoding_seconds
    disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"indexed in {index_seconds:.1f} s", file=sys.stderr, flush=True)
    began_opening = time.perf_counter()
    system.open(folder, material)
    opened = time.perf_counter()
    asked: list[dict[str, Any]] = []
    for kind, flag, most in cases(SYSTEMS[name], material, timed_flag):
        asked.append(ask(system, material, kind, flag, most))
        seconds = sum(asked[-1]["milliseconds"]) / 1e3
        print(f"{kind} {flag or 'all'}: {len(asked[-1]['found'])} in {seconds:.1f} s", file=sys.stderr, flush=True)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    judge(system, material, asked)
    return {
        "rows": len(material.items),
        "index_seconds": index_seconds,
        "index_encoding_seconds": index_encoding_seconds,
        "open_seconds": opened - began_opening,
        "disk_bytes": disk,
        "mib_above_material": (most - before) / 1024,
        "cases": asked,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("system", choices=tuple(SYSTEMS))
    parser.add_argument("material", type=Path, help="a folder that Material.write left")
    parser.add_argument("folder", type=Path, help="an empty folder, for what the system writes")
    parser.add_argument("output", type=Path, help="the JSON file to write")
    parser.add_argument("--timed-flag", required=True, help="the filter with which searches are timed")
    arguments = parser.parse_args()
    found = measure(arguments.system, Material.read(arguments.material), arguments.folder, arguments.timed_flag)
    arguments.output.write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main()
