"""Cadre beside what one would take instead, on this machine, in one run: `python -m tests.bench [SHARED]`.

Every system has an environment of its own with pinned versions, and is run in a process of its own with the same documents,
questions and vectors, one after another. A run that was cut off is gone on with; `--only NAME` measures one system again.
Tables are written to `FOLDER/bench.md` and `FOLDER/bench.json`. The first run takes longer: it makes the environments and
the vectors, which are kept in FOLDER (two GiB, most of it PyTorch, which txtai needs).
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from tests.bench.encoding import EncoderTimes, Encoding
from tests.bench.filtered import NAME, filtered_material
from tests.bench.item import Material
from tests.bench.judged import material_of, missing, read_judged
from tests.bench.runs import Results, Runs
from tests.bench.system import SYSTEMS
from tests.bench.table import figures_of, markdown, weaknesses

_FILTERED_FROM = ("scifact", "xquad en")


def materials_of(
    shared: Path, encoding: Encoding, rows: int, say: Callable[[str], None]
) -> tuple[dict[str, Material], EncoderTimes]:
    """All collections by name, the filtered one last, and what the encoder takes."""
    found: dict[str, Material] = {}
    for name, collection in read_judged(shared).items():
        say(f"Vectors of {name}")
        found[name] = material_of(name, collection, encoding, lambda done, total: say(f"  {done} of {total}"))
    sources = [found[name] for name in _FILTERED_FROM]
    items = [item for source in sources for item in source.items]
    vectors = np.concatenate([source.item_vectors for source in sources])
    asked = found["scifact"]
    say(f"A filtered collection of {rows} rows")
    found[NAME] = filtered_material(items, vectors, asked.questions, asked.question_vectors, rows)
    say("The encoder's own times")
    times = encoding.times([item.whole for item in items], [question.text for question in asked.questions])
    return found, times


def notes_of(times: EncoderTimes, results: Mapping[str, Results]) -> list[str]:
    """What a reader of the table must know."""
    return [
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}. "
        f"Vectors by {times.model_id}, made once and given to every system: no time in the tables holds the encoder. It takes "
        f"{times.question_milliseconds:.1f} ms a question and does {times.passages_a_second:.1f} passages of SciFact and XQuAD "
        "a second, the same for all that search by vectors.",
        "One client, k = 10, warm. Recall is held against all allowed rows by numpy.",
        *(f"{facts.title}: {facts.searches_by}." for facts in SYSTEMS.values()),
        *(
            note
            for system, its in results.items()
            for name, found in its.items()
            for note in _shortfalls(system, name, found)
        ),
    ]


def _shortfalls(system: str, name: str, found: Mapping[str, Any]) -> Iterator[str]:
    title = f"{SYSTEMS[system].title}, {name}"
    if "failed" in found:
        yield f"{title}: not measured, {found['failed']}."
        return
    for kind, said in (("search", "was timed with"), ("nearest", "has its recall of")):
        counts = [len(case["found"]) for case in found["cases"] if case["kind"] == kind]
        if name == NAME and counts and min(counts) < 100:
            yield f"{title}: so slow that it {said} {min(counts)} questions only."


def measure_all(arguments: argparse.Namespace, say: Callable[[str], None]) -> str:
    """Measures what was not measured yet, writes the tables, and gives them. Raises `CadreError`."""
    encoding = Encoding(arguments.folder / "vectors")
    materials, times = materials_of(arguments.shared, encoding, arguments.rows, say)
    runs = Runs(arguments.folder, say)
    if not arguments.table:
        runs.begin(arguments.only)
        for material in materials.values():
            runs.give(material)
            for name in arguments.only or SYSTEMS:
                runs.measure(name, material)
        if not arguments.only:
            runs.finish()
    results = {name: its for name, its in runs.results(list(SYSTEMS), list(materials)).items() if its}
    qrels = {name: collection.qrels for name, collection in read_judged(arguments.shared).items()}
    figures = {name: figures_of(its, qrels, materials[NAME]) for name, its in results.items()}
    notes = notes_of(times, results)
    written: dict[str, Any] = {
        "encoder": asdict(times),
        "notes": notes,
        "figures": {
            name: [{"group": group, "name": figure, "value": value} for (group, figure), value in its.items()]
            for name, its in figures.items()
        },
        "measured_at": {
            name: {material: found["measured_at"] for material, found in its.items()} for name, its in results.items()
        },
    }
    if "cadre" in figures:
        written["weaknesses"] = [asdict(weakness) for weakness in weaknesses(figures)]
        (arguments.folder / "bench.md").write_text(markdown(figures, notes), "utf-8")
    (arguments.folder / "bench.json").write_text(json.dumps(written, indent=1), "utf-8")
    return markdown(figures, notes) if "cadre" in figures else json.dumps(written["figures"], indent=1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", default=Path("../shared"), help="holds data/ir (../shared)")
    parser.add_argument("--folder", type=Path, default=Path(".bench"), help="environments, vectors, results (.bench)")
    parser.add_argument(
        "--only", nargs="+", choices=tuple(SYSTEMS), default=[], help="measure these again, keep the others"
    )
    parser.add_argument("--rows", type=int, default=100_000, help="rows of the filtered collection (100000)")
    parser.add_argument("--table", action="store_true", help="only write the tables of what was measured")
    arguments = parser.parse_args()
    console = Console(stderr=True, highlight=False)
    lacking = missing(arguments.shared)
    if lacking:
        console.print("The judged collections are not there. A run needs, in BEIR layout:", *lacking, sep="\n  ")
        console.print("Name the folder that holds data/ir: make bench SHARED=...")
        return 2
    arguments.folder.mkdir(parents=True, exist_ok=True)
    arguments.folder = arguments.folder.resolve()
    # What lies here is made again by a run; git need not be told.
    (arguments.folder / ".gitignore").write_text("*\n", "ascii")
    started = time.monotonic()

    def say(line: str) -> None:
        console.print(f"{time.monotonic() - started:6.0f} s  {line}", soft_wrap=True)

    print(measure_all(arguments, say))
    return 0


if __name__ == "__main__":
    sys.exit(main())
