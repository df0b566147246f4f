"""What tests share: a small encoder that needs no weights, documents, and where the judged collections lie."""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.document import Document, Locator, Passage, Tag, TaggedPassage, passage_id
from index.generation import Generations
from index.searcher import Searcher

SHARED = Path(os.environ.get("CADRE_SHARED", Path(__file__).parents[2] / "shared"))


class HashedWords:
    """An encoder of 64 dimensions: each word has a fixed random direction, a text is the sum of its words."""

    model_id = "hashed-words"
    dimension = 64

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([self.embed_query(text) for text in texts], dtype=np.float32).reshape(len(texts), 64)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        total = np.full(64, 1e-3, dtype=np.float64)
        for word in text.lower().split():
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big")
            total += np.random.default_rng(seed).standard_normal(64)
        return (total / np.linalg.norm(total)).astype(np.float32)


def tagged_passage(
    doc_id: str,
    text: str,
    *,
    start: int = 0,
    themes: Sequence[str] = (),
    countries: Sequence[str] = (),
    language: str = "en",
) -> TaggedPassage:
    tags = [Tag(label="theme", value=value, confidence=0.8, reason="a test") for value in themes]
    tags += [Tag(label="country", value=value, confidence=0.9, reason="a test") for value in countries]
    end = start + len(text)
    passage = Passage(
        passage_id=passage_id(doc_id, start, end),
        doc_id=doc_id,
        text=text,
        locator=Locator(start=start, end=end),
        language=language,
    )
    return TaggedPassage(passage=passage, tags=tuple(tags))


@pytest.fixture
def encoder() -> HashedWords:
    return HashedWords()


@pytest.fixture
def make_passage() -> Callable[..., TaggedPassage]:
    return tagged_passage


@pytest.fixture
def publish(tmp_path: Path, encoder: HashedWords) -> Callable[..., Searcher]:
    """Publishes documents and passages as a generation and opens it."""

    def published(documents: Sequence[Document], passages: Sequence[TaggedPassage]) -> Searcher:
        generations = Generations(tmp_path / "generations")
        generations.publish(
            documents=documents,
            passages=sorted(passages, key=lambda tagged: tagged.passage.passage_id),
            revision=1,
            model="hashed-words",
            embedder=encoder,
            on_progress=lambda done, total: None,
        )
        return Searcher(generations.current(), encoder)

    return published


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and judged collections; tests that need it are skipped where it is absent."""
    # Documents and collections of others, under their own licences, are not in this repository: a clone lacks them.
    if not (SHARED / "data").is_dir():
        pytest.skip("the shared documents and judged collections are not on this machine")
    return SHARED
