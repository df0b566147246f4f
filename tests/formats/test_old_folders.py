"""A data folder of every format that was released opens for ever; newer ones are refused in a sentence (promise 17)."""

import json
import shutil
import sqlite3
import tarfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import ModelError, NewerFormatError, NotFoundError
from corpus.holdings import holdings_of, standings_of
from corpus.ledger import FILE_NAME, Ledger
from corpus.migrations import FORMAT as LEDGER_FORMAT
from index import manifest as manifests
from index.collection import Collection
from index.embedding_cache import CachedEmbedder
from index.generation import Generations
from index.manifest import FORMAT as INDEX_FORMAT
from index.meaning import Meaning
from index.query import Query, SearchMode
from index.searcher import Searcher
from index.verification import verify

HERE = Path(__file__).parent
FOLDERS = sorted(HERE.glob("*.tar"))
PRESENT = HERE / f"ledger-{LEDGER_FORMAT}-index-{INDEX_FORMAT}.tar"


def unpacked(tar: Path, folder: Path) -> Path:
    with tarfile.open(tar) as archive:
        archive.extractall(folder, filter="data")
    return folder


def rebuild(data: Path, encoder) -> Searcher:
    generations = Generations(data / "generations")
    with Ledger.to_write(data) as ledger:
        ledger.match_texts()
        holdings = holdings_of(ledger)
        generations.publish(
            documents=holdings.documents,
            passages=holdings.passages,
            beside=holdings.beside,
            revision=ledger.revision,
            model=encoder.model_id,
            embedder=encoder,
            on_progress=lambda done, total: None,
        )
    return Searcher(generations.current(), encoder)


def stored(data: Path) -> np.ndarray:
    """The vectors of the published generation as the encoder gave them: their inner products with each direction."""
    folder = Generations(data / "generations").current()
    manifest, meaning = manifests.read_manifest(folder), Meaning(folder)
    rows = np.arange(manifest.passages)
    return np.array([meaning.cosines(unit, rows) for unit in np.eye(manifest.dimension, dtype=np.float32)])


def firsts(searcher: Searcher, questions: Sequence[str]) -> dict[str, str]:
    found = {text: searcher.search(Query(text=text, mode=SearchMode.LEXICAL)).hits for text in questions}
    return {text: hits[0].passage.passage.passage_id for text, hits in found.items()}


def test_the_present_formats_have_a_folder() -> None:
    assert PRESENT in FOLDERS, f"run python tests/formats/make_folder.py {PRESENT.with_suffix('')}"


@pytest.mark.parametrize("tar", FOLDERS, ids=lambda tar: tar.stem)
def test_a_folder_of_any_format_opens_and_answers(tar: Path, tmp_path: Path, encoder) -> None:
    data, known = unpacked(tar, tmp_path / "data"), json.loads(tar.with_suffix(".json").read_text("utf-8"))
    collection = Collection(Generations(data / "generations"), lambda model: encoder)
    assert firsts(collection.searcher(), known["first"]) == known["first"]
    assert [finding.text for finding in verify(data) if finding.is_damage] == []
    searcher = rebuild(data, encoder)
    assert firsts(searcher, known["first"]) == known["first"]
    with Ledger.to_read(data) as ledger:
        assert {document.doc_id: document.title for document in ledger.documents()} == known["documents"]
        assert {tagged.passage.passage_id: tagged.passage.text for tagged in ledger.passages()} == known["passages"]
        for entry in list(ledger.files()):
            assert ledger.file(entry.path) == entry
    assert [found.text for found in verify(data) if "documents that were replaced" not in found.text] == []


@pytest.mark.parametrize("tar", FOLDERS, ids=lambda tar: tar.stem)
def test_former_passages_and_standings_of_any_format_answer(tar: Path, tmp_path: Path, encoder) -> None:
    data, known = unpacked(tar, tmp_path / "data"), json.loads(tar.with_suffix(".json").read_text("utf-8"))
    published = Collection(Generations(data / "generations"), lambda model: encoder).searcher()
    with Ledger.to_read(data) as ledger:
        standings = standings_of(ledger, tuple(ledger.documents()))
        assert sorted(i for i, found in standings.items() if not found.is_ranked) == known.get("unranked", [])
        assert len(list(ledger.former_passages())) == len(known.get("former", {}))
    for searcher in (published, rebuild(data, encoder)):
        for passage_id in known["passages"]:
            assert searcher.passage(passage_id).former is None
        for passage_id, (text, fate, successor) in known.get("former", {}).items():
            found = searcher.passage(passage_id)
            assert (found.passage.passage.text, found.former.fate.value) == (text, fate)
            assert found.successor.passage.passage_id == successor
        for doc_id in known["documents"]:
            assert searcher.document(doc_id).relations.is_ranked == (doc_id not in known.get("unranked", []))
            assert searcher.passages_of(doc_id)
        with pytest.raises(NotFoundError):
            searcher.passage("nothing")


def test_a_newer_ledger_is_refused_in_a_sentence(tmp_path: Path) -> None:
    data = unpacked(PRESENT, tmp_path / "data")
    connection = sqlite3.connect(data / FILE_NAME)
    connection.execute(f"PRAGMA user_version = {LEDGER_FORMAT + 1}")
    connection.close()
    for opened in (Ledger.to_read, Ledger.to_write):
        with pytest.raises(NewerFormatError, match=rf"format {LEDGER_FORMAT + 1}; .* Upgrade Cadre\.$"):
            opened(data)


def test_a_newer_generation_is_refused_in_a_sentence(tmp_path: Path, encoder, monkeypatch) -> None:
    data = unpacked(PRESENT, tmp_path / "data")
    monkeypatch.setattr(manifests, "FORMAT", INDEX_FORMAT + 1)
    folder = Generations(data / "generations").current()
    form = json.loads((folder / "manifest.json").read_bytes()) | {"format": INDEX_FORMAT + 1}
    form.pop("seal")
    newer = manifests._bytes(form | {"seal": manifests._seal(form)})
    (folder / "manifest.json").write_bytes(newer)
    monkeypatch.undo()
    with pytest.raises(NewerFormatError, match=rf"format {INDEX_FORMAT + 1}; .* Upgrade Cadre\.$"):
        Collection(Generations(data / "generations"), lambda model: encoder).searcher()


def test_a_changed_model_embeds_anew_and_never_mixes(tmp_path: Path, encoder) -> None:
    data = unpacked(PRESENT, tmp_path / "data")

    class Other(type(encoder)):
        model_id = "other-words"

        def embed_query(self, text):
            return -super().embed_query(text)

    before = stored(data)
    with pytest.raises(ModelError, match="cadre rebuild"):
        Searcher(Generations(data / "generations").current(), Other())
    cache = data / "cache" / "embeddings.sqlite"
    rebuild(data, CachedEmbedder(encoder, cache))
    rebuild(data, CachedEmbedder(Other(), cache))
    assert np.array_equal(stored(data), -before)
    with pytest.raises(ModelError):
        Searcher(Generations(data / "generations").current(), encoder)
    shutil.rmtree(data)
