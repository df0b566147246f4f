"""What tests share: a small encoder that needs no weights, documents, and where the judged collections lie."""

import fcntl
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

DEAREST = (
    "front/test_kill.py",
    "front/test_commands.py",
    "reliability/test_faults.py",
    "ingest/test_recognition.py",
    "reliability/test_readers.py",
    "reliability/test_power_cut.py",
    "synthesis/test_starter_briefs.py",
    "front/test_backup.py",
    "ingest/test_hostile_files.py",
    "reliability/test_damage.py",
    "properties/test_search_equals_brute_force.py",
    "index/test_bundled_models.py",
    "index/test_alignment.py",
    "evaluation/test_vector_recall.py",
    "evaluation/test_ranking.py",
    "evaluation/test_parity.py",
    "evaluation/test_no_match.py",
    "evaluation/test_reading.py",
    "evaluation/test_encoders.py",
    "evaluation/test_metadata.py",
)
"""The files that take longest, the longest first: begun last, one of them would keep one worker busy and all others not."""
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The dearest files come first; all others stay in their order."""
    places = {Path(__file__).parent / name: place for place, name in enumerate(DEAREST)}
    assert all(path.is_file() for path in places), "DEAREST names files that are gone"
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session")
def of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A temporary folder that all workers of a run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def once_a_run(of_this_run: Path) -> Callable[[str, Callable[[Path], None]], Path]:
    """`once_a_run(name, make)` gives a path that the first worker to ask has made; the others wait for it."""

    def made(name: str, make: Callable[[Path], None]) -> Path:
        place, mark = of_this_run / f"once-{name}", of_this_run / f"once-{name}.made"
        with (of_this_run / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not mark.exists():
                make(place)
                mark.touch()
        return place

    return made


@pytest.fixture(scope="session")
def kept_vectors(of_this_run: Path) -> Path:
    """The file in which this run keeps the vectors of passages of the starter corpus; workers may share it."""
    return of_this_run / "vectors" / "embeddings.sqlite"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and judged collections; tests that need it are skipped where it is absent."""
    # Documents and collections of others, under their own licences, are not in this repository: a clone lacks them.
    if not (SHARED / "data").is_dir():
        pytest.skip("the shared documents and judged collections are not on this machine")
    return SHARED
