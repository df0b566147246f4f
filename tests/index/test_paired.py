"""Two encoders beside each other: what the second adds to a search."""

from pathlib import Path

import numpy as np
import pytest

from corpus.document import Document
from corpus.errors import ModelError
from corpus.filters import Clause, Filters
from index.embedder import open_embedder
from index.english import EnglishMeaning
from index.generation import Generations
from index.paired import PairedEmbedder, english_of
from index.protocols import Vectors
from index.query import Query, SearchMode
from index.searcher import Searcher


class Other:
    """A second encoder, of another dimension, to which only night shifts are near night shifts."""

    model_id = "other"
    dimension = 8

    def vector(self, text: str) -> Vectors:
        place = 1 if "night" in text or "dark" in text else 2 + len(text) % 6
        return np.eye(8, dtype=np.float32)[place]

    def embed_passages(self, texts: list[str]) -> Vectors:
        return np.stack([self.vector(text) for text in texts]) if texts else np.empty((0, 8), dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        return self.vector(text)


DOCUMENTS = [Document(doc_id=f"d{number}", title="") for number in range(3)]
TEXTS = ["Nurses who work in the dark.", "Nurses who work in towns.", "Pflegekräfte arbeiten auch im dark."]


@pytest.fixture
def publish(tmp_path: Path, make_passage):
    def published(embedder) -> Searcher:
        generations = Generations(tmp_path / embedder.model_id)
        generations.publish(
            documents=DOCUMENTS,
            passages=[
                make_passage(f"d{number}", text, language="de" if "Pflege" in text else "en")
                for number, text in enumerate(TEXTS)
            ],
            revision=1,
            model="m",
            embedder=embedder,
            on_progress=lambda done, total: seen.append((done, total)),
        )
        return Searcher(generations.current(), embedder)

    seen: list[tuple[int, int]] = []
    published.seen = seen
    return published


QUESTION = "what do nurses do who work at night in hospitals"


def test_the_second_encoder_ranks_english_passages_for_english_questions(publish, encoder) -> None:
    alone, pair = publish(encoder), publish(PairedEmbedder(encoder, Other()))
    asked = Query(text=QUESTION, explain=True)
    first = {hit.document.doc_id: hit for hit in alone.search(asked).hits}
    second = {hit.document.doc_id: hit for hit in pair.search(asked).hits}
    assert second["d0"].score - second["d1"].score > first["d0"].score - first["d1"].score + 0.05
    assert second["d0"].explanation.english.weight == pytest.approx(0.2)
    assert second["d2"].explanation.english is None
    assert second["d2"].score == pytest.approx(first["d2"].score, abs=1e-6)
    assert all(hit.explanation.english is None for hit in first.values())
    for mode in (SearchMode.LEXICAL, SearchMode.DENSE):
        one, other = (searcher.search(Query(text=QUESTION, mode=mode)).hits for searcher in (alone, pair))
        assert [(hit.document.doc_id, hit.score) for hit in one] == [(hit.document.doc_id, hit.score) for hit in other]


def test_a_filter_changes_no_score(publish, encoder) -> None:
    searcher = publish(PairedEmbedder(encoder, Other()))
    in_english = Filters(clauses=(Clause(field="language", include=("en",)),))
    for mode in SearchMode:
        scores = {hit.document.doc_id: hit.score for hit in searcher.search(Query(text=QUESTION, mode=mode)).hits}
        filtered = searcher.search(Query(text=QUESTION, mode=mode, filters=in_english)).hits
        assert {hit.document.doc_id: hit.score for hit in filtered} == {
            doc_id: score for doc_id, score in scores.items() if doc_id != "d2"
        }
        assert filtered


def test_progress_counts_the_passages_of_both(publish, encoder) -> None:
    publish(PairedEmbedder(encoder, Other()))
    assert publish.seen[-1] == (5, 5)


def test_an_index_of_a_pair_is_refused_without_its_second(publish, encoder, tmp_path: Path) -> None:
    pair = PairedEmbedder(encoder, Other())
    publish(pair)
    folder = Generations(tmp_path / pair.model_id).current()
    with pytest.raises(ModelError):
        Searcher(folder, encoder)


def test_a_collection_without_english_has_a_second_that_says_nothing(tmp_path: Path, make_passage, encoder) -> None:
    pair, generations = PairedEmbedder(encoder, Other()), Generations(tmp_path)
    generations.publish(
        documents=DOCUMENTS[:1],
        passages=[make_passage("d0", TEXTS[2], language="de")],
        revision=1,
        model="m",
        embedder=pair,
        on_progress=lambda done, total: None,
    )
    assert [hit.document.doc_id for hit in Searcher(generations.current(), pair).search(Query(text=QUESTION)).hits] == [
        "d0"
    ]
    english = EnglishMeaning.open(generations.current())
    assert english is not None
    assert not english.held(np.arange(1)).any()
    assert english.similarities(Other().embed_query("night"), np.arange(1)).tolist() == [0.0]


def test_a_pair_is_named_by_both(tmp_path: Path) -> None:
    pair = open_embedder("e5+minilm", tmp_path, 1)
    second = english_of(pair)
    assert second is not None
    assert pair.model_id == f"{open_embedder('e5', tmp_path, 1).model_id}+{second.model_id}"
    assert english_of(second) is None
    with pytest.raises(ModelError):
        open_embedder("e5+nothing", tmp_path, 1)
