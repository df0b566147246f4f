"""Cadre, by its own classes in this process: `Generations.publish`, then `Searcher.search` with the default mode.

A document is a passage, and a flag is a theme of it. What Cadre does besides ranking is in its times: the language of each
text, facets and highlights of each answer, and the check of every file's hash when a generation is opened.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.document import Document, Locator, Passage, Tag, TaggedPassage, passage_id
from corpus.filters import Clause, Filters
from corpus.language import identify
from index.bundled_models import open_bundled
from index.generation import Generations
from index.query import Query, SearchMode
from index.searcher import Searcher
from tests.bench.encoding import ENCODER
from tests.bench.system import Material, System, Vectors, vectors_by_text


class Lookup:
    """Cadre's encoder, except that it gives the vectors that were made before, by text.

    Of a question with quotation marks or excluded words Cadre encodes what is wished, not all that was typed: that is
    encoded when it comes, and `seconds` counts what it took.
    """

    def __init__(self, vectors: dict[str, Vectors]) -> None:
        self._encoder = open_bundled(ENCODER)
        self._vectors = vectors
        self.seconds = 0.0
        self.given: Vectors | None = None
        """Where it is set, the vector of any question: recall is of neighbours of the same vector in every system."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        try:
            return np.stack([self._vectors[text] for text in texts])
        except KeyError as error:
            raise KeyError(f"{error.args[0][:80]!r} has no vector: Item.whole must be what Cadre encodes") from None

    def embed_query(self, text: str) -> Vectors:
        if self.given is not None:
            return self.given
        if text not in self._vectors:
            began = time.perf_counter()
            self._vectors[text] = self._encoder.embed_query(text)
            self.seconds += time.perf_counter() - began
        return self._vectors[text]


class Cadre:
    """One generation."""

    def __init__(self) -> None:
        self._searcher: Searcher
        self._lookup: Lookup

    @property
    def encoding_seconds(self) -> float:
        return self._lookup.seconds

    def index(self, folder: Path, material: Material) -> None:
        documents, passages = [], []
        for number, item in enumerate(material.items):
            doc_id = f"{number:08d}"
            documents.append(Document(doc_id=doc_id, title=item.title, source_id=item.id))
            end = len(item.text)
            passage = Passage(
                passage_id=passage_id(doc_id, 0, end),
                doc_id=doc_id,
                text=item.text,
                locator=Locator(start=0, end=end),
                language=identify(item.text),
            )
            tags = tuple(Tag(label="theme", value=flag, confidence=1.0, reason="the bench") for flag in item.flags)
            passages.append(TaggedPassage(passage=passage, tags=tags))
        Generations(folder / "generations").publish(
            documents=documents,
            passages=passages,
            revision=0,
            model=ENCODER,
            embedder=Lookup(vectors_by_text(material)),
            on_progress=lambda done, total: None,
        )

    def open(self, folder: Path, material: Material) -> None:
        generation = Generations(folder / "generations").current()
        self._lookup = Lookup(vectors_by_text(material))
        # The weights are loaded with the first text.
        self._lookup.embed_query("warm")
        self._searcher = Searcher(generation, self._lookup)

    def search(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        return self._ids(text, k, flag, SearchMode.HYBRID)

    def nearest(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        self._lookup.given = vector
        try:
            return self._ids(text, k, flag, SearchMode.DENSE)
        finally:
            self._lookup.given = None

    def _ids(self, text: str, k: int, flag: str | None, mode: SearchMode) -> list[str]:
        clauses = () if flag is None else (Clause(field="theme", include=(flag,)),)
        results = self._searcher.search(Query(text=text, filters=Filters(clauses=clauses), k=k, mode=mode))
        return [hit.document.source_id for hit in results.hits]


def open_system() -> System:
    return Cadre()
