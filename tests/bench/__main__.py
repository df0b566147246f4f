"""Cadre beside what one would take instead, on this machine, in one run: `python -m tests.bench [SHARED]`.

Every system has an environment of its own with pinned versions, and is run in a process of its own with the same documents,
questions and vectors, one after another. A run that was cut off is gone on with; `--only NAME` measures one system again.
The table comes last, on standard output, and is written to `FOLDER/bench.md` and `FOLDER/bench.json`; what goes on is told on
standard error. The first run takes longer: it makes the environments and the vectors, which are kept in FOLDER (four GiB, most
of it PyTorch, which txtai needs).
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from corpus.errors import CadreError
from index.evaluation import JudgedCollection
from tests.bench.encoding import ENGLISH, GIVEN, EncoderTimes, Encoding
from tests.bench.filtered import NAME, filtered_material
from tests.bench.item import Material
from tests.bench.judged import material_of, missing, read_judged
from tests.bench.measured import figures_of
from tests.bench.notes import notes_of
from tests.bench.plan import plan, seconds_to_encode
from tests.bench.runs import Runs
from tests.bench.system import SYSTEMS
from tests.bench.table import markdown
from tests.bench.verdict import verdicts

_FILTERED_FROM = ("scifact", "xquad en")

Say = Callable[[str], None]


class Encoders:
    """The two encoders, with the vectors that they made before."""

    def __init__(self, folder: Path) -> None:
        """Raises `ModelError` where one is not installed."""
        self.given, self.english = Encoding(folder, GIVEN), Encoding(folder, ENGLISH)

    def seconds_for(self, collections: dict[str, JudgedCollection]) -> float:
        """About what they still need for these, at most: what was encoded of a collection is not looked into."""
        seconds = 0.0
        for name, encoder in {GIVEN: self.given, ENGLISH: self.english}.items():
            # Questions are encoded after the passages of their collection.
            left = [its for its in collections.values() if not encoder.has_questions(list(its.queries.values()))]
            seconds += seconds_to_encode(name, left)
        return seconds

    def materials(self, collections: dict[str, JudgedCollection], rows: int, say: Say) -> dict[str, Material]:
        """All collections by name, the filtered one last."""
        found: dict[str, Material] = {}
        for name, collection in collections.items():
            say(f"Vectors of {name}")
            found[name] = material_of(name, collection, self.given, self.english, _now_and_then(say))
        say(f"A filtered collection of {rows:,} rows")
        found[NAME] = filtered_material([found[name] for name in _FILTERED_FROM], rows)
        return found

    def times(self, materials: dict[str, Material]) -> tuple[EncoderTimes, EncoderTimes]:
        """What each takes, for the texts of the collections of which the filtered one is made."""
        passages = [item.whole for name in _FILTERED_FROM for item in materials[name].items]
        questions = [question.text for question in materials[_FILTERED_FROM[0]].questions]
        return self.given.times(passages, questions), self.english.times(passages, questions)


def _now_and_then(say: Say) -> Callable[[int, int], None]:
    last = time.monotonic()

    def on_progress(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > 10:
            last = time.monotonic()
            say(f"  {done} of {total}")

    return on_progress


def measure_all(arguments: argparse.Namespace, say: Say) -> str:
    """Measures what was not measured yet, writes the tables, and gives them. Raises `CadreError`."""
    collections = read_judged(arguments.shared)
    encoders, runs = Encoders(arguments.folder / "vectors"), Runs(arguments.folder, say)
    systems = [] if arguments.table else list(arguments.only or SYSTEMS)
    if systems:
        runs.begin(arguments.only)
        for line in plan(
            folder=arguments.folder,
            runs=runs,
            systems=systems,
            judged=list(collections),
            rows=arguments.rows,
            encoding_seconds=encoders.seconds_for(collections),
        ):
            say(line)
    materials = encoders.materials(collections, arguments.rows, say)
    say("The encoders' own times")
    times = encoders.times(materials)
    for material in materials.values() if systems else ():
        runs.give(material)
        for name in systems:
            runs.measure(name, material)
    if systems and not arguments.only:
        runs.finish()
    return _written(arguments.folder, runs, collections, times)


def _written(
    folder: Path,
    runs: Runs,
    collections: dict[str, JudgedCollection],
    times: tuple[EncoderTimes, EncoderTimes],
) -> str:
    """The tables of everything that was measured, written to files and given."""
    results = {name: its for name, its in runs.results(list(SYSTEMS), [*collections, NAME]).items() if its}
    qrels = {name: collection.qrels for name, collection in collections.items()}
    figures = {name: figures_of(its, qrels) for name, its in results.items()}
    notes = notes_of(*times, results)
    written: dict[str, Any] = {
        "encoders": [asdict(its) for its in times],
        "notes": notes,
        "figures": {
            name: [{"group": group, "name": figure, "value": value} for (group, figure), value in its.items()]
            for name, its in figures.items()
        },
        "measured_at": {
            name: {material: found["measured_at"] for material, found in its.items()} for name, its in results.items()
        },
        "verdicts": [
            {"claim": verdict.claim.said, "holds": verdict.holds, "not": [asdict(short) for short in verdict.fails]}
            for verdict in verdicts(figures)
        ],
    }
    (folder / "bench.json").write_text(json.dumps(written, indent=1), "utf-8")
    if "cadre" not in figures:
        return json.dumps(written["figures"], indent=1)
    table = markdown(figures, notes)
    (folder / "bench.md").write_text(table, "utf-8")
    return table


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

    try:
        print(measure_all(arguments, say))
    except CadreError as error:
        console.print(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
