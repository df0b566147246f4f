"""What the ledger keeps of a file's earlier readings: bounded, sealed, and true for files that share documents."""

import sqlite3
import tarfile
from pathlib import Path

import pytest

from corpus import former_rows
from corpus.document import Completeness, Document
from corpus.former import Fate, Refound
from corpus.ledger import FILE_NAME, DocumentPassages, FileEntry, Ledger
from corpus.migrations import FORMAT

FORMATS = Path(__file__).parents[1] / "formats"
OLD = "Nurses in rural posts stay longer where housing is paid."
NEW = "Nurses in rural posts stay longer where housing is free."
OTHER = "Violence against doctors fell where reports were answered."


def keep(ledger: Ledger, make_passage, path: str, doc_id: str, *texts: str) -> Refound | None:
    starts = [sum(len(text) + 2 for text in texts[:number]) for number in range(len(texts))]
    passages = tuple(make_passage(doc_id, text, start=start) for text, start in zip(texts, starts, strict=True))
    contents = [DocumentPassages(document=Document(doc_id=doc_id, title=doc_id), passages=passages)] if texts else []
    entry = FileEntry(path=path, sha256=doc_id, recipe="1", status=Completeness.COMPLETE)
    return ledger.keep_file(entry, contents)


def fates(ledger: Ledger) -> dict[str, tuple[Fate, str]]:
    return {
        item.passage.passage_id[:2]: (item.finding.fate, item.finding.passage_id[:2])
        for item in ledger.former_passages()
    }


def test_each_edition_is_held_against_the_present_one(tmp_path: Path, make_passage) -> None:
    with Ledger.to_write(tmp_path) as ledger:
        assert keep(ledger, make_passage, "/a.md", "d1", OLD) is None
        assert keep(ledger, make_passage, "/a.md", "d2", NEW) == Refound(changed=1)
        assert fates(ledger) == {"d1": (Fate.CHANGED, "d2")}
        assert keep(ledger, make_passage, "/a.md", "d3", OTHER, OLD) == Refound(changed=1)
        assert fates(ledger) == {"d1": (Fate.STANDS, "d3"), "d2": (Fate.CHANGED, "d3")}
        assert {item.document.doc_id: item.successor for item in ledger.former_documents()} == {"d1": "d3", "d2": "d3"}
        assert ledger.problems() == []


def test_what_comes_back_is_former_no_longer(tmp_path: Path, make_passage) -> None:
    with Ledger.to_write(tmp_path) as ledger:
        keep(ledger, make_passage, "/a.md", "d1", OLD)
        keep(ledger, make_passage, "/a.md", "d2", OTHER)
        assert keep(ledger, make_passage, "/a.md", "d1", OLD) == Refound(gone=1)
        assert fates(ledger) == {"d2": (Fate.GONE, "")}
        assert [item.document.doc_id for item in ledger.former_documents()] == ["d2"]


def test_a_file_that_is_refused_leaves_addresses_that_find_their_way_back(tmp_path: Path, make_passage) -> None:
    with Ledger.to_write(tmp_path) as ledger:
        keep(ledger, make_passage, "/a.md", "d1", OLD)
        assert keep(ledger, make_passage, "/a.md", "d2") == Refound(gone=1)
        assert fates(ledger) == {"d1": (Fate.GONE, "")}
        assert keep(ledger, make_passage, "/a.md", "d3", OTHER, OLD) is None
        assert fates(ledger) == {"d1": (Fate.STANDS, "d3")}


def test_another_reading_of_the_same_bytes_keeps_only_what_is_not_there_any_more(tmp_path: Path, make_passage) -> None:
    with Ledger.to_write(tmp_path) as ledger:
        keep(ledger, make_passage, "/a.md", "d1", OLD, OTHER)
        assert keep(ledger, make_passage, "/a.md", "d1", OLD, NEW, OTHER) == Refound(stands=2)
        assert list(ledger.former_documents()) == []
        assert [item.finding.fate for item in ledger.former_passages()] == [Fate.STANDS]


def test_a_document_that_another_file_still_holds_is_not_former(tmp_path: Path, make_passage) -> None:
    with Ledger.to_write(tmp_path) as ledger:
        keep(ledger, make_passage, "/a.md", "d1", OLD)
        keep(ledger, make_passage, "/copy.md", "d1", OLD)
        assert keep(ledger, make_passage, "/a.md", "d2", OTHER) == Refound(stands=1)
        assert list(ledger.former_passages()) == []
        keep(ledger, make_passage, "/copy.md", "d2", OTHER)
        assert fates(ledger) == {"d1": (Fate.GONE, "")}


def test_former_passages_of_a_file_follow_what_another_file_makes_of_its_document(tmp_path: Path, make_passage) -> None:
    with Ledger.to_write(tmp_path) as ledger:
        keep(ledger, make_passage, "/a.md", "d1", OLD)
        keep(ledger, make_passage, "/a.md", "d2", OTHER, OLD)
        keep(ledger, make_passage, "/copy.md", "d2", OTHER + " " + OLD)
        present = {tagged.passage.passage_id for tagged in ledger.passages()}
        former = list(ledger.former_passages())
        assert {item.finding.passage_id for item in former} <= present
        assert ledger.problems() == []


def test_the_oldest_go_first_and_the_last_reading_always_stays(tmp_path: Path, make_passage, monkeypatch) -> None:
    monkeypatch.setattr(former_rows, "KEPT", 3)
    monkeypatch.setattr(former_rows, "KEPT_TIMES", 1)
    with Ledger.to_write(tmp_path) as ledger:
        for number in range(1, 7):
            keep(ledger, make_passage, "/a.md", f"d{number}", f"Edition {number} of it.")
        assert sorted(fates(ledger)) == ["d3", "d4", "d5"]
        assert [item.document.doc_id for item in ledger.former_documents()] == ["d3", "d4", "d5"]
        keep(ledger, make_passage, "/a.md", "d7", *(f"Passage {number} of many." for number in range(9)))
        keep(ledger, make_passage, "/a.md", "d8")
        assert len([passage_id for passage_id in fates(ledger) if passage_id == "d7"]) == 1
        assert sum(item.passage.doc_id == "d7" for item in ledger.former_passages()) == 9


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE former_passages SET text = text || '.'",
        "UPDATE former_passages SET successor = ''",
        "DELETE FROM former_documents",
    ],
)
def test_a_changed_row_is_noticed(statement: str, tmp_path: Path, make_passage) -> None:
    with Ledger.to_write(tmp_path) as ledger:
        keep(ledger, make_passage, "/a.md", "d1", OLD)
        keep(ledger, make_passage, "/a.md", "d2", NEW)
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute(statement)
    connection.commit()
    connection.close()
    with Ledger.to_read(tmp_path) as ledger:
        assert ledger.problems() == ["what it holds of /a.md is not what was written"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_ledger_of_an_older_format_is_read_as_it_is_and_brought_up_to_date(
    number: int, tmp_path: Path, make_passage
) -> None:
    with tarfile.open(FORMATS / f"ledger-{number}-index-{number}.tar") as archive:
        archive.extractall(tmp_path, filter="data")
    with Ledger.to_read(tmp_path) as ledger:
        assert list(ledger.former_passages()) == list(ledger.former_documents()) == []
        assert ledger.texts() == ({}, set(), set())
        assert ledger.problems() == []
        passages = list(ledger.passages())
        path = next(ledger.files()).path
    with Ledger.to_write(tmp_path) as ledger:
        assert ledger.problems() == []
        assert list(ledger.passages()) == passages
        ledger.match_texts()
        assert len(ledger.texts()[0]) == len(ledger.evidence())
        assert keep(ledger, make_passage, path, "dx", OLD) is not None
        assert ledger.problems() == []
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    assert connection.execute("PRAGMA user_version").fetchone() == (FORMAT,)
    connection.close()
