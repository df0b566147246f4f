"""Measures what documents tell about themselves against `gold.csv`: `python tests/evaluation/metadata/measure.py`.

`gold.csv` holds what a librarian writes who sees the title page. Ways of writing that are all right stand between ` | `,
several authors between `; `. What stands in brackets may be stated and need not be: a year that is printed nowhere, an
issuer that could as well be called the author. Every second document, by path, is kept back: rules are made on the others.

For each field: `right` of the documents that state it; `nearly` is right but for a subtitle or some of the authors;
`wrong` of all documents; the rest is `empty`. A title that is only the name of the file counts as empty.
"""

import argparse
import csv
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import KINDS, Document
from ingest.parsing import parse

GOLD = Path(__file__).with_name("gold.csv")
DATA = Path(os.environ.get("CADRE_SHARED", Path(__file__).parents[4] / "shared")) / "data"
FIELDS = ("title", "authors", "publisher", "year", "language", "kind")
RIGHT, NEARLY, WRONG, EMPTY, FINE = "right", "nearly", "wrong", "empty", "fine"
_FEWEST_WORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How one value compares; `fine` is a value or a gap that counts neither way."""

    path: str
    field: str
    stated: str
    origin: str
    gold: str
    result: str


def words(text: str) -> list[str]:
    """The words of `text` without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))


def verdict(path: str, field: str, gold: str, document: Document) -> Verdict:
    """Compares what `document` states for `field` with the `gold`."""
    optional = gold.startswith("(") and gold.endswith(")") and field != "title"
    accepted = [way for way in (gold[1:-1] if optional else gold).split(" | ") if way]
    stated, origin = _stated(document, field)
    if not stated:
        result = EMPTY if accepted and not optional else FINE
    elif not accepted:
        result = WRONG
    else:
        results = {_compared(field, stated, way) for way in accepted}
        result = next(r for r in (RIGHT, NEARLY, WRONG) if r in results)
        result = FINE if optional and result != WRONG else result
    return Verdict(path=path, field=field, stated=stated, origin=origin, gold=gold, result=result)


def _stated(document: Document, field: str) -> tuple[str, str]:
    origin = document.origins.get(field, "")
    if field == "title" and origin == "file name":
        return "", ""
    value = getattr(document, field)
    if field == "language" and value == "und":
        return "", ""
    return "; ".join(value) if isinstance(value, tuple) else str(value or ""), origin


def _compared(field: str, stated: str, gold: str) -> str:
    if field == "authors":
        ours, theirs = ({"".join(sorted(words(name))) for name in names.split("; ")} for names in (stated, gold))
        return RIGHT if ours == theirs else NEARLY if ours < theirs else WRONG
    ours, theirs = words(stated), words(gold)
    if "".join(ours) == "".join(theirs):
        return RIGHT
    shorter, longer = sorted((ours, theirs), key=len)
    if field == "title":
        text, whole = "".join(shorter), "".join(longer)
        return NEARLY if len(shorter) > 1 and (whole.startswith(text) or whole.endswith(text)) else WRONG
    if field == "publisher" and len(shorter) >= _FEWEST_WORDS:
        return RIGHT if f" {' '.join(shorter)} " in f" {' '.join(longer)} " else WRONG
    return WRONG


def gold_rows() -> list[dict[str, str]]:
    """The rows of `gold.csv`, sorted by path."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["path"])
    unknown = {kind for row in rows for kind in row["kind"].split(" | ") if kind} - set(KINDS)
    if unknown:
        raise ValueError(f"{GOLD.name} names kinds that there are not: {sorted(unknown)}")
    return rows


def verdicts(rows: Iterable[Mapping[str, str]], data: Path) -> list[Verdict]:
    """Reads the documents that `rows` name below `data`, each without a sidecar."""
    found: list[Verdict] = []
    for row in rows:
        file = data / row["path"]
        document = parse(file.read_bytes(), file_name=file.name, sidecar={}).documents[0].document
        found += [verdict(row["path"], field, row[field], document) for field in FIELDS]
    return found


def figures(found: Sequence[Verdict]) -> dict[str, dict[str, float]]:
    """For each field the shares, and the number of documents that state it."""
    table: dict[str, dict[str, float]] = {}
    for field in FIELDS:
        of_field = [item for item in found if item.field == field]
        counts = Counter(item.result for item in of_field)
        stating = sum(bool(item.gold) and not item.gold.startswith("(") for item in of_field)
        table[field] = {
            "of": stating,
            RIGHT: round(counts[RIGHT] / max(stating, 1), 3),
            NEARLY: round(counts[NEARLY] / max(stating, 1), 3),
            EMPTY: round(counts[EMPTY] / max(stating, 1), 3),
            WRONG: round(counts[WRONG] / max(len(of_field), 1), 3),
        }
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder that the paths of gold.csv start in")
    parser.add_argument("--half", choices=("tuned", "kept", "both"), default="both")
    parser.add_argument("--list", action="store_true", help="also list what is not right, of the tuned half only")
    arguments = parser.parse_args()
    rows = gold_rows()
    for name, half in (("tuned", rows[0::2]), ("kept", rows[1::2])):
        if arguments.half in (name, "both"):
            found = verdicts(half, arguments.data)
            print(json.dumps({"half": name, "documents": len(half)}))
            for field, shares in figures(found).items():
                print(f"  {field:10}", json.dumps(shares))
            if arguments.list and name == "tuned":
                for item in found:
                    if item.result in (NEARLY, WRONG, EMPTY):
                        print(f"{item.result}: {item.field} of {item.path} ({item.origin})")
                        print(f"    stated {item.stated!r}\n    gold   {item.gold!r}")


if __name__ == "__main__":
    main()
