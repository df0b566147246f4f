"""The judged collections: SciFact (test), and XQuAD with English passages asked in English, German, Spanish, Russian."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from index.evaluation import JudgedCollection, read_beir
from tests.bench.encoding import Encoding
from tests.bench.item import Item, Material, Question
from tests.bench.tokens import Tokens

FOLDERS = {
    "scifact": "scifact",
    "xquad en": "xquad/mono/en",
    "xquad de-en": "xquad/cross/de-en",
    "xquad es-en": "xquad/cross/es-en",
    "xquad ru-en": "xquad/cross/ru-en",
}
"""Where each lies below `SHARED/data/ir`."""


def missing(shared: Path) -> list[str]:
    """The files that a run needs and `shared` lacks."""
    needed = [
        shared / "data" / "ir" / folder / file
        for folder in FOLDERS.values()
        for file in ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv")
    ]
    return [str(path) for path in needed if not path.is_file()]


def read_judged(shared: Path) -> dict[str, JudgedCollection]:
    """The collections by name. Raises `SettingError` where one is missing."""
    return {name: read_beir(shared / "data" / "ir" / folder) for name, folder in FOLDERS.items()}


def material_of(
    name: str,
    collection: JudgedCollection,
    given: Encoding,
    english: Encoding,
    on_progress: Callable[[int, int], None],
) -> Material:
    """A judged collection as the systems are given it; `english`, and the tokens of `given`, are for Cadre alone."""
    items = tuple(Item(id=id, title=title, text=text) for id, (title, text) in collection.documents.items())
    questions = tuple(Question(id=id, text=text) for id, text in collection.queries.items())
    wholes, asked = [item.whole for item in items], [question.text for question in questions]
    item_vectors, codes = given.passages_coded(wholes, on_progress)
    question_vectors, question_tokens = given.questions_with_tokens(asked)
    return Material(
        name=name,
        items=items,
        questions=questions,
        item_vectors=item_vectors,
        question_vectors=question_vectors,
        english_item_vectors=english.passages(wholes, on_progress),
        english_question_vectors=english.questions(asked),
        tokens=Tokens(codes=codes, code_of=np.arange(len(items)), questions=question_tokens),
    )
