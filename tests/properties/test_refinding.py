"""Whatever is done to a document, each of its former passages ends in one state that is true."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import refinding
from corpus.document import Completeness, Document, TaggedPassage
from corpus.former import Fate
from corpus.ledger import DocumentPassages, FileEntry, Ledger
from ingest.parsing import parse

WORDS = ("nurses", "pay", "rural", "12", "posts", "violence", "2021", "fell", "stay", "longer", "in", "the", "Housing")
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=3, max_size=40).map(lambda words: " ".join(words) + ".")
PARAGRAPHS = st.lists(SENTENCE, min_size=1, max_size=12)


@st.composite
def editions(draw) -> list[list[str]]:
    """A document and what people made of it: words changed, paragraphs cut, moved, added, the old one brought back."""
    found = [draw(PARAGRAPHS)]
    for _ in range(draw(st.integers(1, 3))):
        text = list(found[draw(st.integers(0, len(found) - 1))])
        for _ in range(draw(st.integers(0, 4))):
            at = draw(st.integers(0, len(text) - 1))
            done = draw(st.sampled_from(("change", "cut", "move", "add")))
            if done == "change":
                text[at] = text[at].replace(draw(st.sampled_from(WORDS)), "changed", 1)
            elif done == "cut" and len(text) > 1:
                del text[at]
            elif done == "move":
                text.insert(draw(st.integers(0, len(text) - 1)), text.pop(at))
            elif done == "add":
                text.insert(at, draw(SENTENCE))
        found.append(text)
    return found


def kept(ledger: Ledger, paragraphs: Sequence[str]) -> None:
    parsed = parse("\n\n".join(["# Report", *paragraphs]).encode(), file_name="a.md", sidecar={})
    contents = [
        DocumentPassages(document=item.document, passages=tuple(TaggedPassage(passage=p) for p in item.passages))
        for item in parsed.documents
    ]
    sha256 = parsed.documents[0].document.original
    ledger.keep_file(FileEntry(path="/a.md", sha256=sha256, recipe="1", status=Completeness.COMPLETE), contents)


def untruths(ledger: Ledger, earlier: dict[str, str]) -> list[str]:
    """What is wrong with the states of the passages that were ever there (id to text)."""
    present = {tagged.passage.passage_id: tagged.passage for tagged in ledger.passages()}
    documents = {document.doc_id: document for document in ledger.documents()}
    former = {item.passage.passage_id: item for item in ledger.former_passages()}
    text = spread(documents, present.values())
    found = [
        f"{passage_id} is in no state, or in two"
        for passage_id in earlier
        if (passage_id in present) == (passage_id in former)
    ]
    for passage_id, item in former.items():
        finding = item.finding
        if item.passage.text != earlier[passage_id]:
            found.append(f"{passage_id} has lost its text")
        if (finding.passage_id != "") != (finding.fate is not Fate.GONE) or (finding.fate is Fate.STANDS) != (
            finding.place is not None
        ):
            found.append(f"{passage_id} is {finding}")
        if finding.passage_id and finding.passage_id not in present:
            found.append(f"{passage_id} points to nothing")
        if finding.place and text[finding.place[0] : finding.place[1]].split() != item.passage.text.split():
            found.append(f"{passage_id} does not stand where it is said to")
        if finding.fate is not Fate.STANDS and " ".join(item.passage.text.split()) in " ".join(text.split()):
            found.append(f"{passage_id} stands and is said to be {finding.fate}")
    for document in ledger.former_documents():
        if document.document.doc_id in documents or document.successor not in documents:
            found.append(f"{document.document.doc_id} is former and present, or points to nothing")
    return [*found, *ledger.problems()]


def spread(documents: dict[str, Document], passages) -> str:
    """The words of the one present document at their places."""
    assert len(documents) == 1
    text = ""
    for passage in sorted(passages, key=lambda passage: passage.locator.start):
        text = text.ljust(passage.locator.start) + passage.text
    return text


def told(found: Sequence[Sequence[str]]) -> list[str]:
    earlier: dict[str, str] = {}
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder, Ledger.to_write(Path(folder)) as ledger:
        for paragraphs in found:
            kept(ledger, paragraphs)
            earlier |= {tagged.passage.passage_id: tagged.passage.text for tagged in ledger.passages()}
            wrong += untruths(ledger, earlier)
    return wrong


@given(editions())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_each_former_passage_ends_in_one_state_that_is_true(found: list[list[str]]) -> None:
    assert told(found) == []


TWO = [["Pay rose by 12 percent.", "Nurses stay longer."], ["Pay rose by 14 percent.", "Nurses stay longer."]]


def test_a_search_that_takes_similar_words_for_the_same_is_noticed(monkeypatch) -> None:
    """The planted twin."""
    monkeypatch.setattr(refinding.PresentText, "_standing", lambda self, words: [0])
    assert told(TWO)


def test_fates_that_are_not_brought_up_to_date_are_noticed(monkeypatch) -> None:
    """The planted twin: three editions, and former passages that still point into the second."""
    refind = refinding.refind
    calls: list[int] = []

    def only_once(former, present):
        calls.append(1)
        return refind(former, present) if len(calls) == 1 else ({}, {})

    monkeypatch.setattr("corpus.former_rows.refind", only_once)
    assert told([*TWO, ["Pay rose by 16 percent.", "Nurses stay longer."]])
