"""What every system is given: documents, questions and their vectors, in files that need nothing but numpy to read.

Children read this in the environment of the system they measure, so nothing here may import Cadre.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.bench.tokens import Tokens

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A document, which is one passage here. `flags` are what filters choose by: a filter allows one flag."""

    id: str
    title: str
    text: str
    flags: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        """What is encoded, and what a system with a single text field indexes."""
        return "\n".join(part for part in (self.title, self.text) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, with the id that judgements know it by."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A collection to index and questions to ask; vectors have unit length, a row for each."""

    name: str
    items: tuple[Item, ...]
    questions: tuple[Question, ...]
    item_vectors: Vectors
    question_vectors: Vectors
    english_item_vectors: Vectors
    """By the second encoder of Cadre's default pair, which only Cadre uses."""
    english_question_vectors: Vectors
    flags: tuple[str, ...] = ()
    """Every flag that an item may have; empty for a collection that is not filtered."""
    tokens: Tokens | None = None
    """By the first encoder, which only Cadre uses; None where there are vectors of whole texts alone."""

    def write(self, folder: Path) -> None:
        """Leaves the collection in `folder`, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        _write_lines(folder / "items.jsonl", [asdict(item) for item in self.items])
        _write_lines(folder / "questions.jsonl", [asdict(question) for question in self.questions])
        np.save(folder / "item_vectors.npy", self.item_vectors)
        np.save(folder / "question_vectors.npy", self.question_vectors)
        np.save(folder / "english_item_vectors.npy", self.english_item_vectors)
        np.save(folder / "english_question_vectors.npy", self.english_question_vectors)
        if self.tokens is not None:
            self.tokens.write(folder)
        (folder / "material.json").write_text(json.dumps({"name": self.name, "flags": self.flags}), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Material":
        """The inverse of `write`."""
        said = json.loads((folder / "material.json").read_text("utf-8"))
        return cls(
            name=said["name"],
            items=tuple(Item(**row | {"flags": tuple(row["flags"])}) for row in _lines(folder / "items.jsonl")),
            questions=tuple(Question(**row) for row in _lines(folder / "questions.jsonl")),
            flags=tuple(said["flags"]),
            item_vectors=np.load(folder / "item_vectors.npy", allow_pickle=False),
            question_vectors=np.load(folder / "question_vectors.npy", allow_pickle=False),
            # Mapped, so that the systems that do not use them do not read them.
            english_item_vectors=_mapped(folder / "english_item_vectors.npy"),
            english_question_vectors=_mapped(folder / "english_question_vectors.npy"),
            tokens=Tokens.read(folder),
        )


def _mapped(path: Path) -> Vectors:
    vectors: Vectors = np.load(path, mmap_mode="r", allow_pickle=False)
    return vectors


def _write_lines(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _lines(path: Path) -> list[dict[str, Any]]:
    # Not splitlines: a text may hold other signs that end a line.
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
