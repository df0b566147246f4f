"""What the harness asks of a system that it measures. Each lies in `systems/NAME.py`, whose `open_system` makes one.

An adapter uses its system as the system's own documentation tells a user to, with its defaults; its first lines hold the
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
    seconds: tuple[int, int]
    """What it takes on two processors, about: all judged collections, and a filtered one of 100,000 rows."""
    environment_mib: int
    """What its environment takes on disk; 0 for what runs in Cadre's own."""
    has_words: bool = True
    has_vectors: bool = True
    has_filters: bool = True

    @property
    def is_cadre(self) -> bool:
        """True for what runs in Cadre's own environment: Cadre itself, in one of its settings."""
        return self.environment_mib == 0

    @property
    def is_hybrid(self) -> bool:
        """True if it searches by words and by vectors."""
        return self.has_words and self.has_vectors


class System(Protocol):
    """One system, in a process of its own, over one collection. Adapters inherit what most have in common."""

    @property
    def encoding_seconds(self) -> float:
        """What it has spent in an encoder so far; left out of all times, as vectors are given."""
        return 0.0

    def index(self, folder: Path, material: Material) -> None:
        """Indexes the collection and leaves it on disk in `folder`. This is what is timed as indexing."""
        ...

    def open(self, folder: Path, material: Material) -> None:
        """Opens what `index` left, for searching, in the same process. Of `material` only vectors by text may be used."""
        ...

    def search(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        """Ids of the best `k`, best first, ranked as the system does by default; with `flag`, of the items that have it."""
        ...

    def nearest(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        """The same by vectors alone."""
        ...

    def searched(self, material: Material) -> tuple[Vectors, Vectors]:
        """What `nearest` searches, by which its recall is judged: the items' vectors, in their order, and the questions'."""
        return material.item_vectors, material.question_vectors


SYSTEMS: Mapping[str, Facts] = {
    "cadre": Facts(
        title="Cadre",
        searches_by=(
            "its default: words, the given vectors aligned, and in English those of a second encoder, as weighted shares; "
            "then the first hundred are read token by token"
        ),
        seconds=(105, 125),
        environment_mib=0,
    ),
    "cadre_single": Facts(
        title="Cadre, same single encoder",
        searches_by="the same without the second encoder",
        seconds=(95, 120),
        environment_mib=0,
    ),
    "bm25s": Facts(
        title="bm25s",
        searches_by="words (BM25)",
        seconds=(6, 10),
        environment_mib=309,
        has_vectors=False,
        has_filters=False,
    ),
    "lancedb": Facts(
        title="LanceDB hybrid",
        searches_by="words and vectors, reciprocal rank fusion",
        seconds=(40, 85),
        environment_mib=472,
    ),
    "chroma": Facts(
        title="Chroma", searches_by="vectors (HNSW)", seconds=(15, 200), environment_mib=517, has_words=False
    ),
    "txtai": Facts(
        title="txtai hybrid", searches_by="words and vectors, weighted sum", seconds=(55, 75), environment_mib=1235
    ),
    "llamaindex": Facts(
        title="LlamaIndex hybrid",
        searches_by="words and vectors, reciprocal rank fusion",
        seconds=(85, 320),
        environment_mib=273,
    ),
    "sqlite": Facts(
        title="SQLite FTS5 + sqlite-vec",
        searches_by="words and vectors, reciprocal rank fusion",
        seconds=(10, 90),
        environment_mib=112,
    ),
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
