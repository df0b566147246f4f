"""Cadre, by its own classes in this process: `Generations.publish`, then `Searcher.search` with the default mode.

A document is a passage, and a flag is a theme of it. What Cadre does besides ranking is in its times: the language of each
text, facets and highlights of each answer, and the check of every file's hash when a generation is opened.
"""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np

from corpus.document import Document, Locator, Passage, Tag, TaggedPassage, passage_id
from corpus.filters import Clause, Filters
from corpus.language import identify
from index.alignment import Alignment
from index.bundled_models import default_model_name
from index.generation import Generations
from index.paired import PairedEmbedder
from index.protocols import Embedder
from index.query import Query, SearchMode
from index.searcher import Searcher
from tests.bench.encoding import ENGLISH, GIVEN
from tests.bench.lookup import Lookup, TokenLookup
from tests.bench.system import Material, System, Vectors


class Cadre(System):
    """One generation."""

    def __init__(self, model: str) -> None:
        """`model` is the name of a bundled encoder, or of a pair of them."""
        self._model = model
        self._lookups: list[Lookup] = []
        self._generation: Path
        self._searcher: Searcher

    @property
    def encoding_seconds(self) -> float:
        return sum(lookup.seconds for lookup in self._lookups)

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
            model=self._model,
            embedder=self._embedder(material),
            on_progress=lambda done, total: None,
        )

    def open(self, folder: Path, material: Material) -> None:
        self._generation = Generations(folder / "generations").current()
        embedder = self._embedder(material)
        for lookup in self._lookups:
            # The weights are loaded with the first text.
            lookup.embed_query("warm")
        self._searcher = Searcher(self._generation, embedder)

    def search(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        return self._ids(text, k, flag, SearchMode.HYBRID)

    def nearest(self, text: str, vector: Vectors, k: int, flag: str | None) -> Sequence[str]:
        multilingual = self._lookups[0]
        multilingual.given = vector
        try:
            return self._ids(text, k, flag, SearchMode.DENSE)
        finally:
            multilingual.given = None

    def searched(self, material: Material) -> tuple[Vectors, Vectors]:
        """Cadre takes out of vectors what all texts share, and searches what is left of them."""
        stored = faiss.read_index(str(self._generation / "vectors.faiss"))
        alignment = Alignment.read(self._generation / "alignment.npz")
        questions = [alignment.of_question(vector) for vector in material.question_vectors]
        return stored.reconstruct_n(0, stored.ntotal), np.stack(questions)

    def _embedder(self, material: Material) -> Embedder:
        by_encoder = {
            GIVEN: (material.item_vectors, material.question_vectors),
            ENGLISH: (material.english_item_vectors, material.english_question_vectors),
        }
        self._lookups = [_lookup(name, material, *by_encoder[name]) for name in self._model.split("+")]
        return self._lookups[0] if len(self._lookups) == 1 else PairedEmbedder(*self._lookups)

    def _ids(self, text: str, k: int, flag: str | None, mode: SearchMode) -> list[str]:
        clauses = () if flag is None else (Clause(field="theme", include=(flag,)),)
        results = self._searcher.search(Query(text=text, filters=Filters(clauses=clauses), k=k, mode=mode))
        return [hit.document.source_id for hit in results.hits]


def _lookup(name: str, material: Material, items: Vectors, questions: Vectors) -> Lookup:
    wholes, asked = [item.whole for item in material.items], [question.text for question in material.questions]
    # Rows of a mapped array are slow: a plain view of it has plain rows.
    passage_vectors = dict(zip(wholes, np.asarray(items), strict=True))
    question_vectors = dict(zip(asked, np.asarray(questions), strict=True))
    tokens = material.tokens
    if name != GIVEN or tokens is None:
        return Lookup(name, passage_vectors, question_vectors)
    return TokenLookup(
        name,
        passage_vectors,
        question_vectors,
        codes=dict(zip(wholes, tokens.items(), strict=True)),
        tokens=dict(zip(asked, tokens.questions, strict=True)),
    )


def open_system() -> System:
    return Cadre(default_model_name())
