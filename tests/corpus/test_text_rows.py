"""The ledger's texts: signed once, matched with all, forgotten with their documents."""

import random
import sqlite3
from itertools import permutations
from pathlib import Path

import pytest

from corpus import text_rows
from corpus.document import Completeness, Document
from corpus.holdings import holdings_of, ranked_passages
from corpus.ledger import FILE_NAME, DocumentPassages, FileEntry, Ledger

LETTERS = "abcdefghij"


def prose(seed: int) -> str:
    drawn = random.Random(seed)
    return " ".join("".join(drawn.choices(LETTERS, k=5)) for _ in range(120))


TEXTS = {
    "d1": prose(1),
    "d2": prose(1).upper(),
    "d3": prose(2),
    "d4": " ".join(prose(2).split()[:90]),
    "d5": prose(3),
    "d6": "No abstract.",
}
PAIRS = {("d3", "d4")}


def keep(ledger: Ledger, make_passage, doc_id: str, text: str, path: str | None = None) -> None:
    path = path or f"/{doc_id}.md"
    content = DocumentPassages(document=Document(doc_id=doc_id, title="T"), passages=(make_passage(doc_id, text),))
    ledger.keep_file(FileEntry(path=path, sha256=text[:8], recipe="1", status=Completeness.COMPLETE), [content])


def pairs(ledger: Ledger) -> set[tuple[str, str]]:
    texts, _, near = ledger.texts()
    named = {text: doc_id for doc_id, text in sorted(texts.items(), reverse=True)}
    return {(named[one], named[other]) for one, other in near}


def test_the_pairs_do_not_depend_on_order_or_steps(tmp_path: Path, make_passage) -> None:
    for number, order in enumerate(permutations(["d1", "d3", "d4", "d2"])):
        with Ledger.to_write(tmp_path / str(number)) as ledger:
            for doc_id in [*order, "d5", "d6"]:
                keep(ledger, make_passage, doc_id, TEXTS[doc_id])
                if number % 2:
                    ledger.match_texts()
            ledger.match_texts()
            assert pairs(ledger) == PAIRS
            texts, short, _ = ledger.texts()
            assert texts["d1"] == texts["d2"]
            assert short == {texts["d6"]}
            assert ledger.problems() == []
            assert ranked_passages(ledger) == 4
            holdings = holdings_of(ledger)
            assert {tagged.passage.doc_id for tagged in holdings.passages} == {"d1", "d3", "d5", "d6"}
            assert {tagged.passage.doc_id for tagged in holdings.beside.kept} == {"d2", "d4"}


def test_known_documents_are_not_signed_again(tmp_path: Path, make_passage, monkeypatch) -> None:
    signed: list[str] = []
    text_id_of = text_rows.text_id_of
    monkeypatch.setattr(text_rows, "text_id_of", lambda words: signed.append(" ".join(words)) or text_id_of(words))
    with Ledger.to_write(tmp_path) as ledger:
        keep(ledger, make_passage, "d1", TEXTS["d1"])
        ledger.match_texts()
        keep(ledger, make_passage, "d3", TEXTS["d3"])
        ledger.match_texts()
        before = ledger.revision
        ledger.match_texts()
        assert ledger.revision == before, "nothing was new, so nothing changed"
    assert signed == [TEXTS["d1"], TEXTS["d3"]]


def test_what_is_gone_or_read_again_is_forgotten(tmp_path: Path, make_passage) -> None:
    with Ledger.to_write(tmp_path) as ledger:
        keep(ledger, make_passage, "d3", TEXTS["d3"], "/a.md")
        keep(ledger, make_passage, "d4", TEXTS["d4"])
        ledger.match_texts()
        assert pairs(ledger) == PAIRS
        keep(ledger, make_passage, "d5", TEXTS["d5"], "/a.md")
        ledger.match_texts()
        assert pairs(ledger) == set()
        # The same document, read in another way.
        keep(ledger, make_passage, "d5", TEXTS["d3"], "/a.md")
        ledger.match_texts()
        texts, _, near = ledger.texts()
        assert near == {(texts["d5"], texts["d4"])}
        assert ledger.problems() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE texts SET signature = 'A' || substr(signature, 2)",
        "UPDATE document_texts SET text_id = (SELECT max(text_id) FROM texts) WHERE doc_id = 'd3'",
        "DELETE FROM document_texts",
    ],
)
def test_a_changed_row_is_noticed(statement: str, tmp_path: Path, make_passage) -> None:
    with Ledger.to_write(tmp_path) as ledger:
        for doc_id in ("d1", "d3"):
            keep(ledger, make_passage, doc_id, TEXTS[doc_id])
        ledger.match_texts()
        largest = max(ledger.texts()[0].items(), key=lambda item: item[1])[0]
        assert ledger.problems() == []
    statement = statement.replace("d3", next(doc_id for doc_id in ("d1", "d3") if doc_id != largest))
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute(statement)
    connection.commit()
    connection.close()
    with Ledger.to_read(tmp_path) as ledger:
        assert [problem for problem in ledger.problems() if "is not what was written" in problem]


def test_a_match_with_new_texts_only_is_noticed(tmp_path: Path, make_passage, monkeypatch) -> None:
    """The planted twin: texts of earlier steps are left out."""
    monkeypatch.setattr(text_rows, "_pairs", lambda connection, new: [])
    with Ledger.to_write(tmp_path) as ledger:
        for doc_id in ("d3", "d4"):
            keep(ledger, make_passage, doc_id, TEXTS[doc_id])
            ledger.match_texts()
        assert pairs(ledger) != PAIRS
