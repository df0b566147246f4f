"""A damaged index is noticed before the first answer, and an older one answers; a damaged ledger is found by `verify`.

Promise 4: a bit is flipped, or the file cut short, at places all over every file.
"""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpus.document import Completeness, Document, TaggedPassage
from corpus.errors import DamagedError, NewerFormatError
from corpus.json_form import document_form
from corpus.ledger import FILE_NAME, DocumentPassages, FileEntry, Ledger
from corpus.originals import Originals
from index import searcher as searcher_module
from index.collection import Collection
from index.generation import Generations
from index.manifest import check_files
from index.query import Query, SearchMode
from index.searcher import Searcher
from index.verification import verify

QUESTIONS = ("nurses rural", "violence", "pay OR housing", "")
DOCUMENTS = [
    Document(doc_id=f"d{number}", title=f"Study {number} of nurses", year=2015 + number) for number in range(4)
]


def answers(searcher: Searcher) -> list[Any]:
    found = [searcher.search(Query(text=text, mode=mode)) for text in QUESTIONS for mode in SearchMode]
    return [
        ([(hit.passage, hit.document, hit.score, hit.highlights) for hit in result.hits], result.facets)
        for result in found
    ]


@dataclass
class Scene:
    """Two generations: the newest with `passages`, the older one with all but the last of them."""

    generations: Generations
    passages: list[TaggedPassage]
    encoder: Any
    newest: list[Any]
    older: list[Any]

    def publish(self, passages: list[TaggedPassage]) -> list[Any]:
        self.generations.publish(
            documents=DOCUMENTS,
            passages=passages,
            revision=1,
            model="hashed-words",
            embedder=self.encoder,
            on_progress=lambda done, total: None,
        )
        return self.answers()

    def answers(self) -> list[Any]:
        searcher = Searcher(self.generations.current(), self.encoder)
        try:
            return answers(searcher)
        finally:
            searcher.close()

    def collection(self) -> Collection:
        return Collection(self.generations, lambda model: self.encoder)


@pytest.fixture
def scene(tmp_path: Path, encoder, make_passage) -> Scene:
    texts = ("Rural nurses stay where housing is paid.", "Violence is seldom reported.", "Pay keeps doctors.")
    passages = [
        make_passage(document.doc_id, f"{text} {document.title}.", start=1000 * number, themes=["retention"])
        for document in DOCUMENTS
        for number, text in enumerate(texts)
    ]
    made = Scene(Generations(tmp_path / "generations"), passages, encoder, [], [])
    made.older = made.publish(passages[:-1])
    made.newest = made.publish(passages)
    assert made.older != made.newest
    return made


@contextmanager
def damaged(path: Path, chance: random.Random) -> Iterator[str]:
    """The file with a bit flipped, or cut short, and whole again afterwards."""
    whole = path.read_bytes()
    place = chance.randrange(len(whole))
    if chance.random() < 0.2:
        changed, what = whole[:place], f"{path.name} cut at {place}"
    else:
        bit = 1 << chance.randrange(8)
        changed, what = whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :], f"{path.name} {place}^{bit}"
    path.write_bytes(changed)
    try:
        yield what
    finally:
        path.write_bytes(whole)


def files_of(generation: Path) -> list[Path]:
    # tantivy's lock files are empty.
    return sorted(path for path in generation.rglob("*") if path.is_file() and path.stat().st_size)


def unnoticed(scene: Scene, chance: random.Random, count: int) -> list[str]:
    """The damages among `count` that a searcher opened in spite of."""
    files, found = files_of(scene.generations.current()), []
    for number in range(count):
        with damaged(files[number % len(files)], chance) as what:
            try:
                Searcher(scene.generations.current(), scene.encoder).close()
            except DamagedError:
                continue
            except Exception as error:  # noqa: BLE001  # whatever a library says of a damaged file comes too late
                what = f"{what}: {error}"
            found.append(what)
    return found


def test_damage_anywhere_is_noticed_before_the_first_answer(scene, chance, size, report) -> None:
    count = size(2000, 10_000)
    assert unnoticed(scene, chance, count) == []
    assert scene.answers() == scene.newest
    files = files_of(scene.generations.current())
    assert {"manifest.json", "vectors.faiss", "facets.npz", "payloads.sqlite", "meta.json"} <= {
        path.name for path in files
    }
    report(f"{count} damages over {len(files)} files, each noticed")


@pytest.mark.parametrize("skipped", ["vectors.faiss", "facets.npz", "payloads.sqlite", "words/meta.json"])
def test_a_planted_check_that_skips_a_file_is_found(scene, chance, monkeypatch, skipped: str) -> None:
    def careless(folder, manifest) -> None:
        (manifest.files).pop(skipped)
        check_files(folder, manifest)

    monkeypatch.setattr(searcher_module, "check_files", careless)
    assert unnoticed(scene, chance, 300)


def test_the_older_generation_answers_with_a_notice_and_a_rebuild_mends(scene, chance, size, caplog) -> None:
    files = files_of(scene.generations.current())
    for number in range(size(60, 300)):
        collection = scene.collection()
        with damaged(files[number % len(files)], chance) as what:
            searcher = collection.searcher()
            assert answers(searcher) == scene.older, what
            assert "generation 1 answers" in collection.notice
            assert collection.searcher() is searcher
            searcher.close()
    assert "Generation 1 answers" in caplog.text
    with damaged(files[0], chance):
        collection = scene.collection()
        collection.searcher()
        assert scene.publish(scene.passages) == scene.newest
        assert answers(collection.searcher()) == scene.newest
        assert collection.notice == ""


def test_a_pointer_that_names_nothing_falls_back_too(scene) -> None:
    pointer = scene.generations.current().parent / "current"
    for written in ("", "../../etc", "00000009", "\x00" * 8):
        pointer.write_text(written)
        collection = scene.collection()
        assert answers(collection.searcher()) == scene.newest
        assert collection.notice


def test_where_no_generation_is_whole_nothing_answers(scene, chance) -> None:
    newest, older = sorted(scene.generations.current().parent.glob("0*"))
    with (
        damaged(newest / "facets.npz", chance),
        damaged(older / "facets.npz", chance),
        pytest.raises(DamagedError, match="cadre rebuild"),
    ):
        scene.collection().searcher()


def ledger_folder(folder: Path, scene: Scene) -> None:
    originals = Originals(folder / "originals")
    with Ledger.to_write(folder) as ledger:
        for document in DOCUMENTS:
            original = originals.keep(document.title.encode() * 20)
            kept = Document(doc_id=document.doc_id, title=document.title, original=original)
            passages = tuple(tagged for tagged in scene.passages if tagged.passage.doc_id == document.doc_id)
            entry = FileEntry(path=f"/{document.doc_id}", sha256=original, recipe="1", status=Completeness.COMPLETE)
            ledger.keep_file(entry, [DocumentPassages(document=kept, passages=passages)])


def held(folder: Path) -> Any:
    with Ledger.to_read(folder) as ledger:
        documents = [document_form(document) for document in ledger.documents()]
        return list(ledger.files()), documents, list(ledger.passages())


def unfound(folder: Path, chance: random.Random, count: int, check: Callable[[Path], Any] = verify) -> list[str]:
    """The damages of ledger and originals among `count` that changed what is held, and that the check missed."""
    before, missed = held(folder), []
    files = [folder / FILE_NAME] * 4 + sorted(path for path in folder.glob("originals/*/*"))
    for number in range(count):
        file = files[number % len(files)]
        with damaged(file, chance) as what:
            try:
                if any(finding.is_damage for finding in check(folder)):
                    continue
                is_changed = file.name != FILE_NAME or held(folder) != before
            except NewerFormatError:
                continue
            except Exception as error:  # noqa: BLE001  # a check that breaks has found nothing
                missed.append(f"{what}: {error}")
                continue
            finally:
                for beside in ("-wal", "-shm"):
                    (folder / f"{FILE_NAME}{beside}").unlink(missing_ok=True)
            # Bytes that SQLite does not use hold nothing.
            if is_changed:
                missed.append(what)
    return missed


def test_verify_finds_damage_in_ledger_and_originals(scene, tmp_path, chance, size, report) -> None:
    ledger_folder(tmp_path / "data", scene)
    count = size(300, 2000)
    assert unfound(tmp_path / "data", chance, count) == []
    assert verify(tmp_path / "data") != []
    assert not any(finding.is_damage for finding in verify(tmp_path / "data"))
    report(f"{count} damages of ledger and originals")


def test_without_seals_damage_in_texts_would_be_missed(scene, tmp_path, chance, monkeypatch) -> None:
    ledger_folder(tmp_path / "data", scene)
    monkeypatch.setattr("corpus.ledger.broken_seals", lambda connection: ())
    assert unfound(tmp_path / "data", chance, 300)


def test_a_damaged_original_is_mended_by_keeping_it_again(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals")
    sha256 = originals.keep(b"What nurses said.")
    originals.path(sha256).write_bytes(b"What nurses sold.")
    assert originals.keep(b"What nurses said.") == sha256
    assert originals.bytes(sha256) == b"What nurses said."
    shutil.rmtree(tmp_path / "originals")


def test_an_original_that_is_gone_comes_back_with_its_source(laboratory) -> None:
    data = Path(shutil.copytree(laboratory.calm, laboratory.workspace / "gone"))
    next(data.glob("originals/*/*")).unlink()
    assert "There is no file" in " ".join(laboratory.driver.violations(data, acknowledged={}))
    ended = laboratory.driver.run(*laboratory.ingest(data))
    assert ended["code"] == 0, ended["said"]
    assert laboratory.driver.violations(data, acknowledged={}, like=laboratory.calm) == []


def test_a_damaged_index_is_made_anew_with_the_encoder_it_had(laboratory) -> None:
    data = Path(shutil.copytree(laboratory.base, laboratory.workspace / "damaged"))
    ended = laboratory.driver.run(*laboratory.ingest(data))
    assert ended["code"] == 0, ended["said"]
    (data / "generations" / "00000002" / "manifest.json").write_text("{}")
    found = laboratory.driver.run("search", "housing", "--data", data)
    assert found["code"] == 0
    assert "Generation 1 answers" in found["said"]
    rebuilt = laboratory.driver.run("rebuild", "--data", data, "--json")
    assert rebuilt["code"] == 0, rebuilt["said"]
    assert laboratory.driver.violations(data, acknowledged={}, like=laboratory.changed) == []
