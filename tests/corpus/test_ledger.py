import sqlite3
from pathlib import Path

import pytest

from corpus.document import Completeness, Document
from corpus.errors import BusyError, DamagedError, NewerFormatError
from corpus.ledger import FILE_NAME, DocumentPassages, FileEntry, Ledger


def entry(path: str, sha256: str = "aa", status: Completeness = Completeness.COMPLETE) -> FileEntry:
    return FileEntry(path=path, sha256=sha256, recipe="1", status=status, pages_missing=(2, 3))


def content(make_passage, doc_id: str, *texts: str) -> DocumentPassages:
    passages = tuple(
        make_passage(doc_id, text, start=100 * number, themes=["retention"]) for number, text in enumerate(texts)
    )
    return DocumentPassages(document=Document(doc_id=doc_id, title=f"Title of {doc_id}", year=2020), passages=passages)


def test_what_is_kept_is_given_back(tmp_path: Path, make_passage) -> None:
    kept = content(make_passage, "d1", "First passage.", "Second passage.")
    with Ledger.to_write(tmp_path) as ledger:
        ledger.keep_file(entry("/a.md"), [kept])
    with Ledger.to_read(tmp_path) as ledger:
        assert list(ledger.documents()) == [kept.document]
        assert tuple(ledger.passages()) == kept.passages
        assert ledger.file("/a.md") == entry("/a.md")
        assert ledger.file("/b.md") is None
        assert ledger.passages_of_file("/a.md") == (2, ("d1",))
        assert ledger.counts() == {"files": 1, "documents": 1, "passages": 2}
        assert ledger.problems() == []


def test_a_changed_file_replaces_its_documents(tmp_path: Path, make_passage) -> None:
    with Ledger.to_write(tmp_path) as ledger:
        ledger.keep_file(entry("/a.md", "aa"), [content(make_passage, "d1", "Old.")])
        before = ledger.revision
        ledger.keep_file(entry("/a.md", "bb"), [content(make_passage, "d2", "New.")])
        assert [document.doc_id for document in ledger.documents()] == ["d2"]
        assert [tagged.passage.text for tagged in ledger.passages()] == ["New."]
        assert ledger.revision == before + 1


def test_a_document_that_two_files_hold_stays_until_both_are_gone(tmp_path: Path, make_passage) -> None:
    same = content(make_passage, "d1", "Same.")
    with Ledger.to_write(tmp_path) as ledger:
        ledger.keep_file(entry("/a.md"), [same])
        ledger.keep_file(entry("/copy.md"), [same])
        assert ledger.counts()["passages"] == 1
        ledger.keep_file(entry("/a.md", "cc"), [])
        assert ledger.counts()["documents"] == 1
        ledger.keep_file(entry("/copy.md", "cc"), [])
        assert ledger.counts() == {"files": 2, "documents": 0, "passages": 0}


def test_a_step_that_fails_leaves_nothing(tmp_path: Path, make_passage) -> None:
    broken = content(make_passage, "d1", "One.")
    twice = DocumentPassages(document=broken.document, passages=broken.passages * 2)
    with Ledger.to_write(tmp_path) as ledger:
        with pytest.raises(sqlite3.IntegrityError):
            ledger.keep_file(entry("/a.md"), [twice])
        assert ledger.counts() == {"files": 0, "documents": 0, "passages": 0}
        assert ledger.revision == 0


def test_one_process_writes(tmp_path: Path) -> None:
    with Ledger.to_write(tmp_path), pytest.raises(BusyError):
        Ledger.to_write(tmp_path)
    with Ledger.to_write(tmp_path):
        pass


def test_the_pragmas_are_in_force(tmp_path: Path) -> None:
    with Ledger.to_write(tmp_path) as ledger:
        values = [
            ledger._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
        ]
        assert values == ["wal", 2]


def test_a_newer_format_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with Ledger.to_write(tmp_path):
        pass
    with sqlite3.connect(tmp_path / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    for open_ledger in (Ledger.to_write, Ledger.to_read):
        with pytest.raises(NewerFormatError, match="format 99"):
            open_ledger(tmp_path)


def test_a_file_that_is_no_ledger_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"not a database, not at all" * 100)
    for open_ledger in (Ledger.to_write, Ledger.to_read):
        with pytest.raises(DamagedError, match=FILE_NAME):
            open_ledger(tmp_path)


def test_reading_what_is_not_there_is_an_error_not_an_empty_ledger(tmp_path: Path) -> None:
    with pytest.raises(DamagedError):
        Ledger.to_read(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
