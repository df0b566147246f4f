"""What must be true of a data folder whatever happened to it, and what it holds in a form that can be compared."""

import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import CadreError, EmptyError
from corpus.holdings import holdings_of, standings_of
from corpus.json_form import document_form, to_json
from corpus.ledger import Ledger
from corpus.originals import Originals
from index.generation import Generations
from index.protocols import Embedder
from index.query import Query, SearchMode
from index.searcher import Searcher
from index.verification import verify

QUESTIONS = ("nurses in rural posts", "violence against doctors", "housing", "pay OR training", "")


def answers(folder: Path, embedder: Embedder) -> list[Any]:
    """What a generation answers: ids, texts, scores, totals and facets."""
    searcher = Searcher(folder, embedder)
    try:
        found = [
            searcher.search(Query(text=text, mode=mode, k=20))
            for text in QUESTIONS
            for mode in (SearchMode.HYBRID, SearchMode.LEXICAL)
        ]
    finally:
        searcher.close()
    return [
        [
            [[hit.passage.passage.passage_id, hit.passage.passage.text, hit.score] for hit in results.hits],
            [results.total_passages, results.total_documents],
            [[name, [[count.value, count.count] for count in counts]] for name, counts in results.facets.items()],
        ]
        for results in found
    ]


def contents(folder: Path, embedder: Embedder) -> dict[str, Any]:
    """All that a data folder holds, and what it answers."""
    originals = Originals(folder / "originals")
    with Ledger.to_read(folder) as ledger:
        documents = list(ledger.documents())
        return {
            "files": [[entry.path, entry.sha256, entry.recipe, entry.status, entry.reason] for entry in ledger.files()],
            "documents": [to_json(document_form(document)) for document in documents],
            "passages": [repr(tagged) for tagged in ledger.passages()],
            "former": [repr(item) for item in (*ledger.former_documents(), *ledger.former_passages())],
            "standings": repr(standings_of(ledger, tuple(documents))),
            "originals": [len(originals.bytes(kept)) for document in documents for kept in document.kept],
            "answers": answers(Generations(folder / "generations").current(), embedder),
        }


def violations(folder: Path, acknowledged: Mapping[str, str], embedder: Embedder) -> list[str]:
    """What is wrong with a folder of which these files (path to SHA-256) were acknowledged; empty when all is well."""
    if not (folder / "ledger.sqlite").exists():
        return ["files were acknowledged, and there is no ledger"] if acknowledged else []
    found: list[str] = []
    try:
        found = [finding.text for finding in verify(folder) if finding.is_damage]
        with Ledger.to_read(folder) as ledger:
            stored = {entry.path: entry.sha256 for entry in ledger.files()}
            found += [f"{path} was acknowledged and is gone" for path in acknowledged.items() - stored.items()]
            rows = Counter((document.original, document.record) for document in ledger.documents())
            found += [f"{original} has {count} documents" for (original, _), count in rows.items() if count > 1]
            found += _generation(folder, ledger, embedder)
    except EmptyError:
        # The ledger was begun, and holds nothing yet.
        found += ["files were acknowledged, and the ledger is empty"] if acknowledged else []
    except CadreError as error:
        found.append(str(error))
    return found


def _generation(folder: Path, ledger: Ledger, embedder: Embedder) -> list[str]:
    generations = Generations(folder / "generations")
    try:
        current = answers(generations.current(), embedder)
    except EmptyError:
        return []
    manifest = generations.manifest()
    if manifest is None or manifest.revision != ledger.revision:
        return []
    with tempfile.TemporaryDirectory() as clean:
        rebuilt = Generations(Path(clean) / "generations")
        holdings = holdings_of(ledger)
        rebuilt.publish(
            documents=holdings.documents,
            passages=holdings.passages,
            beside=holdings.beside,
            revision=ledger.revision,
            model=manifest.model,
            embedder=embedder,
            on_progress=lambda done, total: None,
        )
        return [] if answers(rebuilt.current(), embedder) == current else ["a clean rebuild answers differently"]
