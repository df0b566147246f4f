"""Compares readers on the gold set: `python -m tests.evaluation.reading.measure --data FOLDER [--peers PYTHON]`.

`--data` holds `documents/` and `files/`; `--peers` is an interpreter that has the other tools; `--faults` names, page by
page, what our reader gets wrong.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.evaluation.reading.gold import Labelled, labelled_pages
from tests.evaluation.reading.scores import Score, score_page
from tests.evaluation.reading.tools import Ours, peer_output

PEERS = ("get_text", "pymupdf4llm", "pypdf", "poppler", "docling")
_COLUMNS = ("tau", "found", "whole", "head P", "head R", "head F1", "furniture out", "lines lost", "cells right")


def score_ours(pages: Iterable[Labelled], data: Path) -> dict[str, Score]:
    """Our reader's score of each labelled page, by the page's id."""
    ours = Ours()
    return {gold.page.id: score_page(gold, ours.output(data / gold.page.file, gold.page.page)) for gold in pages}


def summed(scores: Iterable[Score]) -> Score:
    """The score over several pages."""
    total = Score()
    for score in scores:
        total.add(score)
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--peers", type=Path, help="an interpreter that has pymupdf, pymupdf4llm, pypdf, docling")
    parser.add_argument("--tools", nargs="*", default=PEERS, choices=PEERS)
    parser.add_argument("--faults", action="store_true")
    parser.add_argument("--ids", nargs="*", default=())
    arguments = parser.parse_args()
    pages = [gold for gold in labelled_pages(arguments.data) if not arguments.ids or gold.page.id in arguments.ids]
    if not pages:
        parser.error("no page is labelled yet")
    scores = {"ours": score_ours(pages, arguments.data)}
    for tool in arguments.tools if arguments.peers else ():
        found: dict[str, Score] = {}
        try:
            for gold in pages:
                output = peer_output(tool, arguments.data / gold.page.file, gold.page.page, arguments.peers)
                found[gold.page.id] = score_page(gold, output)
        except RuntimeError as error:
            print(f"does not run: {error}", file=sys.stderr)
            continue
        scores[tool] = found
    print(f"{len(pages)} pages")
    _print_table(scores)
    for name in dict.fromkeys(gold.page.main_class for gold in pages):
        ids = [gold.page.id for gold in pages if gold.page.main_class == name]
        print(f"\n{name}: {len(ids)} pages")
        _print_table({tool: {one: found[one] for one in ids} for tool, found in scores.items()})
    if arguments.faults:
        for page, score in scores["ours"].items():
            print(f"\n{page}\n  " + "\n  ".join(score.faults or ["nothing"]))


def _print_table(scores: dict[str, dict[str, Score]]) -> None:
    print(f"{'':12}" + "".join(f"{name:>14}" for name in _COLUMNS))
    for tool, found in scores.items():
        print(f"{tool:12}" + "".join(f"{value:>14}" for value in _values(summed(found.values()))))


def _values(score: Score) -> list[str]:
    told = score.told_headings
    return [
        "-" if score.tau is None else f"{score.tau:.3f}",
        _share(score.located, score.sentences),
        _share(score.whole, score.sentences),
        "-" if told is None else _share(score.right_headings, told),
        "-" if told is None else _share(score.right_headings, score.gold_headings),
        "-" if score.headings_f1 is None else f"{score.headings_f1:.3f}",
        f"{score.removed}/{score.furniture}",
        f"{score.lost_lines}/{score.body_lines}",
        "-" if score.right_cells is None else f"{score.right_cells}/{score.cells}",
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


if __name__ == "__main__":
    main()
