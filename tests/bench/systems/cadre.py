"""Cadre, by its own classes in this process: `Generations.publish`, then `Searcher.search` with the default mode.

A document is a passage, and a flag is a theme of it. What Cadre does besides ranking is in its times: the language of each
text, facets and highlights of each answer, and the check of every file's hash when a generation is opened.
"""

import time
from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np

from corpus.document import Document, Locator, Passage, Tag, TaggedPassage, passage_id
from corpus.filters import Clause, Filters
from corpus.language import identify
from index.alignment import Alignment
from index.bundled_models import default_model_name, open_bundled
from index.generation import Generations
from index.paired import PairedEmbedder
from index.protocols import Embedder
from index.query import Query, SearchMode
from index.searcher import Searcher
from tests.bench.encoding import ENGLISH, GIVEN
from tests.bench.system import Material, System, Vectors

_OF_ITS_OWN = 100
"""Passages that Cadre may encode besides the collection: it holds some parallel texts against each other."""


class Lookup:
    """One of Cadre's encoders, except that it gives the vectors that were made before, by text.

    Cadre encodes a few texts more than it was given: first sentences that stand for questions, parallel texts, and of a
    question with quotation marks or excluded words what is wished, not all that was typed. These are encoded when they
    come, and `seconds` counts what it took.
    """

    def __init__(self, name: str, passages: dict[str, Vectors], questions: dict[str, Vectors]) -> None:
        self._encoder = open_bundled(name)
        self._passages, self._questions = passages, questions
        self.seconds = 0.0
        self.given: Vectors | None = None
        """Where it is set, the vector of any question: recall is of neighbours of the same vector in every system."""

    @property
    def model_id(self) -> str:
        return self._encoder.model_id

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        missing = [text for text in texts if text not in self._passages]
        if len(missing) > _OF_ITS_OWN:
            raise ValueError(f"{missing[0][:80]!r} has no vector: Item.whole must be what Cadre encodes")
        if missing:
            began = time.perf_counter()
            self._passages |= zip(missing, self._encoder.embed_passages(missing), strict=True)
            self.seconds += time.perf_counter() - began
        return np.stack([self._passages[text] for text in texts])

    def embed_query(self, text: str) -> Vectors:
        if self.given is not None:
            return self.given
        if text not in self._questions:
            began = time.perf_counter()
            self._questions[text] = self._encoder.embed_query(text)
            self.seconds += time.perf_counter() - began
        return self._questions[text]


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
        wholes, asked = [item.whole for item in material.items], [question.text for question in material.questions]
        self._lookups = []
        for name in self._model.split("+"):
            items, questions = by_encoder[name]
            # Rows of a mapped array are slow: a plain view of it has plain rows.
            passages = dict(zip(wholes, np.asarray(items), strict=True))
            self._lookups.append(Lookup(name, passages, dict(zip(asked, np.asarray(questions), strict=True))))
        return self._lookups[0] if len(self._lookups) == 1 else PairedEmbedder(*self._lookups)

    def _ids(self, text: str, k: int, flag: str | None, mode: SearchMode) -> list[str]:
        clauses = () if flag is None else (Clause(field="theme", include=(flag,)),)
        results = self._searcher.search(Query(text=text, filters=Filters(clauses=clauses), k=k, mode=mode))
        return [hit.document.source_id for hit in results.hits]


def open_system() -> System:
    return Cadre(default_model_name())
