"""Measures recall, time, memory, build time and disk of the vector stage: `python -m tests.evaluation.measure_vectors`.

Judged by brute force over the float32 vectors, under filters that let through 50, 5, .5 and .05 % of the rows: random ones,
those nearest to a passage near to the question, and those nearest to one far from it. Times are processor milliseconds of
the whole stage; what else runs on the machine makes them longer, but no search uses a second thread.

    --geometry anisotropic   vectors as multilingual e5 makes them (the default); isotropic: as MiniLM and MPNet do
    --like DATA              grows the vectors of a data folder instead: each new one is mixed from near neighbours
    --questions FILE         asks with these texts, one a line, through the encoder of that folder

Two minutes and 6 GiB for a million vectors of 384 dimensions.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from index.bundled_models import open_bundled
from index.generation import Generations
from index.vectors import EXACT_UP_TO, build_vectors, open_vectors
from tests.evaluation.vectors.geometry import Collected, anisotropic, grown, isotropic
from tests.evaluation.vectors.recall import SHARES, measure

GEOMETRIES = {"anisotropic": anisotropic, "isotropic": isotropic}
_RESIDENT_SEARCHES = 200


def resident(folder: Path, questions: Path) -> float:
    """MiB in memory of a process that has only opened the index and searched it, filtered and not."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_search_only, (folder, questions))


def _search_only(folder: Path, questions: Path) -> float:
    index, asked = open_vectors(folder), np.load(questions)
    chance = np.random.default_rng(0)
    for number in range(_RESIDENT_SEARCHES):
        share = (1.0, *SHARES)[number % (1 + len(SHARES))]
        count = max(1, round(share * len(index)))
        allowed = None if share == 1.0 else np.sort(chance.choice(len(index), count, replace=False))
        index.search(asked[number % len(asked)], 1000, allowed)
    return psutil.Process().memory_info().rss / 2**20


def collected(arguments: argparse.Namespace, size: int) -> Collected:
    if arguments.like is None:
        made = GEOMETRIES[arguments.geometry]
        return made(size, arguments.dimension, questions=arguments.asked, seed=arguments.seed)
    generations = Generations(arguments.like / "generations")
    index, manifest = open_vectors(generations.current()), generations.manifest()
    rows = np.arange(len(index))
    units = np.eye(index.dimension, dtype=np.float32)
    vectors = np.ascontiguousarray(np.array([index.similarities(unit, rows) for unit in units]).T)
    passages = grown(vectors, size, seed=arguments.seed)
    if arguments.questions is None or manifest is None:
        return Collected(passages=passages, questions=grown(vectors, arguments.asked, seed=arguments.seed + 1))
    encoder = open_bundled(manifest.model, threads=1)
    texts = [line for line in arguments.questions.read_text("utf-8").splitlines() if line.strip()]
    chosen = np.random.default_rng(arguments.seed).permutation(len(texts))[: arguments.asked]
    return Collected(passages=passages, questions=np.array([encoder.embed_query(texts[place]) for place in chosen]))


def measured(arguments: argparse.Namespace, size: int, folder: Path) -> dict[str, Any]:
    """The figures of one size."""
    made = collected(arguments, size)
    started = time.perf_counter(), time.process_time()
    build_vectors(folder, made.passages, exact_up_to=arguments.exact_up_to)
    seconds = time.perf_counter() - started[0], time.process_time() - started[1]
    asked = folder / "questions.npy"
    disk = sum(path.stat().st_size for path in folder.iterdir()) / 2**20
    np.save(asked, made.questions)
    index = open_vectors(folder)
    figures = measure(index, made, arguments.ks, seed=arguments.seed)
    return {
        "kind": type(index).__name__,
        "build seconds": round(seconds[0], 1),
        "build processor seconds": round(seconds[1], 1),
        "disk MiB": round(disk, 1),
        "resident MiB": round(resident(folder, asked)),
        "k": {
            str(k): [{"filter": chosen.kind, "share": chosen.share, **found.form()} for chosen, found in of_k.items()]
            for k, of_k in figures.items()
        },
    }


def show(console: Console, size: int, figures: dict[str, Any]) -> None:
    """One table a size and `k`."""
    facts = ", ".join(f"{name} {value}" for name, value in figures.items() if name != "k")
    for k, rows in figures["k"].items():
        table = Table(title=f"{size:,} vectors, k = {k} ({facts})")
        for name in rows[0]:
            table.add_column(name, justify="left" if name == "filter" else "right")
        for row in rows:
            table.add_row(*(f"{value:.2%}" if name == "share" else str(value) for name, value in row.items()))
        console.print(table)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="how many vectors")
    made.add_argument("--dimension", type=int, default=384, help="of made vectors; even (default: 384)")
    made.add_argument("--geometry", choices=sorted(GEOMETRIES), default="anisotropic")
    made.add_argument("--like", type=Path, metavar="DATA", help="a data folder whose vectors are grown")
    made.add_argument("--questions", type=Path, metavar="FILE", help="texts to ask, with --like")
    made.add_argument("--asked", type=int, default=48, help="how many questions (default: 48)")
    made.add_argument("--ks", type=int, nargs="+", default=[10], help="how many rows are asked for (default: 10)")
    made.add_argument("--exact-up-to", type=int, default=EXACT_UP_TO, help="up to so many, all rows are scored")
    made.add_argument("--seed", type=int, default=0)
    made.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")
    return made


def main(argv: Sequence[str] | None = None) -> None:
    arguments = parser().parse_args(argv)
    console = Console(stderr=arguments.json, width=120)
    found = {}
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            found[str(size)] = measured(arguments, size, Path(folder))
        show(console, size, found[str(size)])
    if arguments.json:
        json.dump(found, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
