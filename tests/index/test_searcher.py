from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.document import Document
from corpus.errors import CursorError, DamagedError, EmptyError, ModelError, NotFoundError
from corpus.filters import Clause, Filters
from index.collection import Collection
from index.generation import Generations
from index.query import Query, SearchMode
from index.searcher import Searcher

DOCUMENTS = [
    Document(doc_id="d1", title="Rural retention in Norway", year=2019, kind="policy"),
    Document(doc_id="d2", title="Gewalt gegen Pflegekräfte", year=2023, language="de"),
    Document(doc_id="d3", title="A note without a year"),
]


@pytest.fixture
def searcher(publish: Callable[..., Searcher], make_passage) -> Searcher:
    return publish(
        DOCUMENTS,
        [
            make_passage("d1", "Rural nurses stay where housing is paid.", themes=["retention"], countries=["NO"]),
            make_passage("d1", "Doctors leave rural posts after two years.", start=100, themes=["retention"]),
            make_passage("d2", "Pflegekräfte melden Gewalt selten.", themes=["violence"], language="de"),
            make_passage("d3", "Task shifting needs training, and task descriptions help."),
        ],
    )


def texts(searcher: Searcher, text: str, mode: SearchMode = SearchMode.LEXICAL) -> list[str]:
    return [hit.passage.passage.text[:12] for hit in searcher.search(Query(text=text, mode=mode)).hits]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("rural AND doctor", ["Doctors leav"]),
        ("rural NOT doctors", ["Rural nurses"]),
        ('"task shifting"', ["Task shiftin"]),
        ('"shifting task"', []),
        ("title:retention nurse", ["Doctors leav", "Rural nurses"]),
        ("pflegekraft", ["Pflegekräfte"]),
        ("housing OR gewalt", ["Pflegekräfte", "Rural nurses"]),
        ("xyzzy", []),
        ("the and of", ["Task shiftin"]),
    ],
)
def test_lexical_queries(searcher: Searcher, text: str, found: list[str]) -> None:
    assert sorted(texts(searcher, text)) == sorted(found)


def test_conditions_bind_meaning_too(searcher: Searcher) -> None:
    assert texts(searcher, '"task shifting" rural', SearchMode.HYBRID) == ["Task shiftin"]
    assert texts(searcher, '"task shifting" rural', SearchMode.DENSE) == ["Task shiftin"]


def test_browsing_gives_everything_newest_first(searcher: Searcher) -> None:
    results = searcher.search(Query())
    assert [hit.document.doc_id for hit in results.hits] == ["d2", "d1", "d1", "d3"]
    assert (results.total_passages, results.total_documents) == (4, 3)
    filtered = searcher.search(Query(filters=Filters(clauses=(Clause(field="theme", include=("retention",)),))))
    assert filtered.total_passages == 2


def test_highlights_lie_on_the_words_asked_for(searcher: Searcher) -> None:
    hit = searcher.search(Query(text="rural nurse", mode=SearchMode.LEXICAL)).hits[0]
    assert [hit.passage.passage.text[start:end] for start, end in hit.highlights] == ["Rural nurses"]


def test_pages_join_to_the_whole_ranking(searcher: Searcher) -> None:
    whole = searcher.search(Query(text="rural nurses", k=4))
    first = searcher.search(Query(text="rural nurses", k=3))
    second = searcher.search(Query(text="rural nurses", k=3, cursor=first.next_cursor))
    assert first.hits + second.hits == whole.hits
    assert second.next_cursor is None
    assert (first.total_passages, first.facets) == (second.total_passages, second.facets)
    assert [hit.rank for hit in second.hits] == [4]


@pytest.mark.parametrize("cursor", ["3", "x-y", "3-0123456789abcdef", ""])
def test_a_strange_cursor_is_refused(searcher: Searcher, cursor: str) -> None:
    with pytest.raises(CursorError):
        searcher.search(Query(text="rural nurses", k=3, cursor=cursor))


def test_a_cursor_belongs_to_its_question(searcher: Searcher) -> None:
    cursor = searcher.search(Query(text="rural nurses", k=2)).next_cursor
    with pytest.raises(CursorError):
        searcher.search(Query(text="urban nurses", k=2, cursor=cursor))


def test_passages_and_documents_by_id(searcher: Searcher) -> None:
    found = searcher.passage("d1.00000100-00000142")
    assert found.passage.passage.text.startswith("Doctors")
    assert found.before is not None
    assert found.before.passage.doc_id == "d1"
    assert found.after is None
    assert searcher.document("d1").passages == 2
    assert [tagged.passage.locator.start for tagged in searcher.passages_of("d1")] == [0, 100]
    entries, total, cursor = searcher.documents(Filters(), k=2, cursor=None)
    assert ([entry.document.title for entry in entries], total) == (
        ["A note without a year", "Gewalt gegen Pflegekräfte"],
        3,
    )
    assert [entry.document.doc_id for entry in searcher.documents(Filters(), k=2, cursor=cursor)[0]] == ["d1"]
    for ask in (searcher.passage, searcher.document, searcher.passages_of):
        with pytest.raises(NotFoundError):
            ask("nothing")


def test_an_empty_collection_gives_empty_answers(publish: Callable[..., Searcher]) -> None:
    searcher = publish([], [])
    for text in ("", "nurses"):
        results = searcher.search(Query(text=text))
        assert (results.hits, results.total_passages, results.total_documents) == ((), 0, 0)


def test_a_damaged_generation_is_noticed_before_the_first_answer(searcher: Searcher, tmp_path: Path, encoder) -> None:
    folder = Generations(tmp_path / "generations").current()
    for path in [path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock")]:
        whole = path.read_bytes()
        for damaged in (whole[:-1], bytes([whole[0] ^ 1]) + whole[1:], whole[:-1] + bytes([whole[-1] ^ 128])):
            path.write_bytes(damaged)
            with pytest.raises((DamagedError, ModelError)):
                Searcher(folder, encoder)
        path.write_bytes(whole)
    Searcher(folder, encoder)


def test_vectors_of_another_encoder_are_refused(searcher: Searcher, tmp_path: Path, encoder) -> None:
    encoder.model_id = "another"
    with pytest.raises(ModelError, match="rebuild"):
        Searcher(Generations(tmp_path / "generations").current(), encoder)


def test_the_newest_generation_is_searched(
    publish: Callable[..., Searcher], make_passage, tmp_path: Path, encoder
) -> None:
    generations = Generations(tmp_path / "generations")
    collection = Collection(generations, lambda model: encoder)
    with pytest.raises(EmptyError):
        collection.searcher()
    publish(DOCUMENTS[:1], [make_passage("d1", "One passage.")])
    first = collection.searcher()
    assert collection.searcher() is first
    publish(DOCUMENTS[:1], [make_passage("d1", "One passage."), make_passage("d1", "Another.", start=50)])
    assert collection.searcher().generation == first.generation + 1
    assert first.search(Query(text="passage")).total_passages == 1
    assert collection.searcher().search(Query(text="passage")).total_passages == 2
    for number in range(3):
        publish(DOCUMENTS[:1], [make_passage("d1", f"Passage {number}.")])
    assert len([path for path in (tmp_path / "generations").iterdir() if path.is_dir()]) == 2


def test_a_word_is_not_rare_for_standing_in_the_one_passage_of_a_language(publish, make_passage) -> None:
    english = [make_passage("d1", "Nurses leave rural posts.", start=100 * number) for number in range(20)]
    odd = make_passage("d1", "nurses rota kofi annan", start=5000, language="pcm")
    other = [make_passage("d1", "Hospitals need beds.", start=9000 + 100 * number) for number in range(20)]
    hits = publish(DOCUMENTS[:1], [*english, odd, *other]).search(
        Query(text="nurses leave", k=21, mode=SearchMode.LEXICAL)
    )
    assert [hit.passage.passage.language for hit in hits.hits] == ["en"] * 20 + ["pcm"]
