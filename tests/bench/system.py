"""What the harness asks of a system that it measures. Each lies in `systems/NAME.py` as a class `System`.

An adapter uses its system as the system's own documentation tells a user to, with its defaults; `DOCUMENTATION` holds the
addresses. Nothing here may import Cadre: children read it in other environments.
"""

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.bench.item import Material, Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a reader of the table should know of a system."""

    title: str
    searches_by: str
    """How its default search ranks, in a few words."""
    has_vectors: bool = True
    has_filters: bool = True


class System(Protocol):
    """One system, in a process of its own, over one collection."""

    @property
    def encoding_seconds(self) -> float:
        """What its searches have spent in an encoder so far; left out of their times, as vectors are given."""
        ...

    def index(self, folder: Path, material: Material) -> None:
        """Indexes the collection and leaves it on disk in `folder`. This is what is timed as indexing."""
        ...

    def open(self, folder: Path, material: Material) -> None:
        """Opens what `index` left, for searching; of `material` only the questions' vectors may be used."""
        ...

    def search(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        """Ids of the best `k`, best first, ranked as the system does by default; with `flag`, of the items that have it."""
        ...

    def nearest(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        """The same by vectors alone."""
        ...


SYSTEMS: Mapping[str, Facts] = {
    "cadre": Facts(title="Cadre", searches_by="words and vectors, weighted shares"),
    "bm25s": Facts(title="bm25s", searches_by="words (BM25)", has_vectors=False, has_filters=False),
    "lancedb": Facts(title="LanceDB hybrid", searches_by="words and vectors, reciprocal rank fusion"),
    "chroma": Facts(title="Chroma", searches_by="vectors (HNSW)"),
    "txtai": Facts(title="txtai hybrid", searches_by="words and vectors, weighted sum"),
    "llamaindex": Facts(title="LlamaIndex hybrid", searches_by="words and vectors, reciprocal rank fusion"),
    "sqlite": Facts(title="SQLite FTS5 + sqlite-vec", searches_by="words and vectors, reciprocal rank fusion"),
}
"""Every system, in the order of the table; the first is what the others are compared with."""


def system_of(name: str) -> System:
    """The adapter, which imports its system now."""
    system: System = importlib.import_module(f"tests.bench.systems.{name}").open_system()
    return system


def vectors_by_text(material: Material) -> dict[str, Vectors]:
    """For systems that encode texts themselves: the vector of each text that the collection or a question holds."""
    found = {item.whole: vector for item, vector in zip(material.items, material.item_vectors, strict=True)}
    for question, vector in zip(material.questions, material.question_vectors, strict=True):
        found[question.text] = vector
    return found


__all__ = ["SYSTEMS", "Facts", "Material", "System", "Vectors", "system_of", "vectors_by_text"]
