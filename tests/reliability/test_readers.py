"""Whoever searches while generations are published gets answers that each come from one generation, whole.

Promise 3. Every answer is held against what its generation answered when it was the only one.
"""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Document, TaggedPassage
from corpus.errors import CadreError
from index.collection import Collection
from index.facets import Facets
from index.generation import Generations
from index.meaning import Meaning
from index.payloads import Payloads
from index.query import Query, SearchMode
from index.searcher import Searcher

READERS = 8
QUESTIONS = [Query(text=text, mode=mode) for text in ("rural nurses", "pay", "") for mode in SearchMode]
WORDS = ["nurse", "doctor", "pay", "rural", "violence", "stay", "leave", "team", "night", "shift", "abroad", "school"]
STATES = 5


def answer(searcher: Searcher, query: Query) -> Any:
    found = searcher.search(query)
    hits = [
        (hit.passage.passage.passage_id, hit.passage.passage.text, hit.document.title, hit.score) for hit in found.hits
    ]
    return hits, found.total_passages, found.facets


def state(number: int, make_passage) -> tuple[list[Document], list[TaggedPassage]]:
    """Each state has other documents, texts and sizes under the same ids."""
    documents = [
        Document(doc_id=f"d{one}", title=f"State {number} study {one}", year=2010 + number) for one in range(4)
    ]
    passages = [
        make_passage(
            document.doc_id,
            " ".join(WORDS[(number * 5 + one * 3 + place * place) % len(WORDS)] for place in range(8)),
            start=100 * one,
            themes=["retention"] if one % 2 else [],
        )
        for document in documents
        for one in range(3 + number)
    ]
    return documents, sorted(passages, key=lambda tagged: tagged.passage.passage_id)


class Publisher:
    """Publishes the states in turn: generation N holds state N modulo their number."""

    def __init__(self, folder: Path, encoder: Any, make_passage: Callable[..., TaggedPassage]) -> None:
        self.generations, self.encoder = Generations(folder), encoder
        self.states = [state(number, make_passage) for number in range(STATES)]
        self.number = 0

    def publish(self) -> int:
        documents, passages = self.states[(self.number + 1) % STATES]
        self.number = self.generations.publish(
            documents=documents,
            passages=passages,
            revision=self.number,
            model="hashed-words",
            embedder=self.encoder,
            on_progress=lambda done, total: None,
        )
        return self.number


def oracle(publisher: Publisher) -> list[list[Any]]:
    """What each state answers, by state, from generations that are alone."""
    found: dict[int, list[Any]] = {}
    for _ in range(STATES):
        number = publisher.publish()
        searcher = Searcher(publisher.generations.current(), publisher.encoder)
        found[number % STATES] = [answer(searcher, query) for query in QUESTIONS]
        searcher.close()
    return [found[number] for number in range(STATES)]


def violations(publisher: Publisher, wanted: list[list[Any]], publishes: int) -> tuple[list[str], int, set[int]]:
    """What readers met that no single generation answers; how many answers they got, of which generations."""
    collection = Collection(publisher.generations, lambda model: publisher.encoder)
    over = threading.Event()
    found: list[str] = []
    answered: list[int] = []

    def read(reader: int) -> None:
        turn, seen = reader, 0
        while not over.is_set():
            turn += 1
            place = turn % len(QUESTIONS)
            try:
                searcher = collection.searcher()
                got = answer(searcher, QUESTIONS[place])
            except Exception as error:  # noqa: BLE001  # any error of a reader is what this test looks for
                found.append(f"{type(error).__name__}: {error}")
                return
            answered.append(searcher.generation)
            if got != wanted[searcher.generation % STATES][place]:
                found.append(f"generation {searcher.generation} answers {QUESTIONS[place]} as no generation does")
                return
            if searcher.generation < seen:
                found.append(f"generation {searcher.generation} answers after {seen}")
            seen = searcher.generation
            # People pause, too; and the publisher shall have its turn.
            over.wait(0.004)

    readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(publishes):
            publisher.publish()
    finally:
        over.set()
        for reader in readers:
            reader.join()
    return found, len(answered), set(answered)


@pytest.mark.timeout(3000)
def test_every_answer_comes_from_one_generation(tmp_path, encoder, make_passage, size, report) -> None:
    publisher = Publisher(tmp_path / "generations", encoder, make_passage)
    wanted = oracle(publisher)
    assert len({repr(answers) for answers in wanted}) == STATES
    publishes = size(40, 500)
    found, count, generations = violations(publisher, wanted, publishes)
    assert found == []
    assert len(generations) > publishes / 2, "too few generations were read while they were published"
    report(f"{READERS} readers, {publishes} publishes, {count} answers of {len(generations)} generations")


@pytest.mark.parametrize("part", ["_meaning", "_facets", "_payloads"])
def test_a_planted_searcher_that_reopens_one_file_is_found(
    tmp_path, encoder, make_passage, monkeypatch, part: str
) -> None:
    publisher = Publisher(tmp_path / "generations", encoder, make_passage)
    wanted = oracle(publisher)
    search = Searcher.search
    opens: dict[str, Callable[[Path], Any]] = {
        "_meaning": Meaning,
        "_facets": lambda folder: Facets.read(folder / "facets.npz"),
        "_payloads": lambda folder: Payloads(folder / "payloads.sqlite"),
    }

    def reopening(self: Searcher, query: Query) -> Any:
        owner = self._stages if part == "_meaning" else self
        setattr(owner, part, opens[part](publisher.generations.current()))
        return search(self, query)

    monkeypatch.setattr(Searcher, "search", reopening)
    found: Sequence[str] = ()
    for _ in range(10):
        if not found:
            found, _, _ = violations(publisher, wanted, 10)
    assert found, "readers saw nothing: the test proves nothing"


def test_a_searcher_in_use_answers_when_its_files_are_gone(tmp_path, encoder, make_passage) -> None:
    publisher = Publisher(tmp_path / "generations", encoder, make_passage)
    wanted = oracle(publisher)
    collection = Collection(publisher.generations, lambda model: encoder)
    searcher = collection.searcher()
    folder = publisher.generations.current()
    for _ in range(3):
        publisher.publish()
    assert not folder.exists()
    assert [answer(searcher, query) for query in QUESTIONS] == wanted[searcher.generation % STATES]
    try:
        newer = collection.searcher()
    except CadreError as error:
        pytest.fail(str(error))
    assert newer.generation == publisher.number
