"""How well the search ranks: judged collections in BEIR layout, measured as ir_measures does."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import ir_measures
from ir_measures import RR, R, nDCG

from corpus.document import Document, Locator, Passage, TaggedPassage, passage_id
from corpus.errors import SettingError
from corpus.language import identify
from index.generation import Generations
from index.protocols import Embedder
from index.query import MAX_QUERY_CHARACTERS, Query, SearchMode
from index.searcher import Searcher

MEASURES = {"nDCG@10": nDCG @ 10, "R@100": R @ 100, "MRR@10": RR @ 10}
"""What is reported. nDCG uses linear gains and a discount of log2(1 + rank), as trec_eval does."""
_DEPTH = 100

Qrels = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCollection:
    """Documents, questions, and which documents answer which question (`qrels`: question to document to grade)."""

    documents: Mapping[str, tuple[str, str]]
    """Id to title and text."""
    queries: Mapping[str, str]
    qrels: Qrels


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The measures of each mode over the judged queries, 0 to 1, and what it took."""

    measures: Mapping[str, Mapping[str, float]]
    queries: int
    passages: int
    seconds: float


def read_beir(folder: Path, split: str = "test") -> JudgedCollection:
    """A folder with corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv. Raises `SettingError` where one is missing."""
    needed = [folder / "corpus.jsonl", folder / "queries.jsonl", folder / "qrels" / f"{split}.tsv"]
    for path in needed:
        if not path.is_file():
            raise SettingError(
                setting=str(folder),
                problem=f"{path.relative_to(folder)} is missing",
                remedy="A judged collection in BEIR layout has corpus.jsonl, queries.jsonl and qrels/test.tsv.",
            )
    documents = {row["_id"]: (row.get("title") or "", row["text"]) for row in _lines(needed[0])}
    qrels: dict[str, dict[str, int]] = {}
    with needed[2].open(encoding="utf-8") as file:
        for line in list(file)[1:]:
            query_id, doc_id, grade = line.rstrip("\n").split("\t")
            qrels.setdefault(query_id, {})[doc_id] = int(grade)
    queries = {row["_id"]: row["text"] for row in _lines(needed[1]) if row["_id"] in qrels}
    return JudgedCollection(documents=documents, queries=queries, qrels=qrels)


def evaluate(
    collection: JudgedCollection,
    *,
    workspace: Path,
    model: str,
    embedder: Embedder,
    on_progress: Callable[[str, int, int], None],
) -> Evaluation:
    """Indexes the collection under `workspace`, a passage a document, and asks its questions in each mode.

    `on_progress(stage, done, total)` is told of passages embedded and questions asked.
    """
    began = time.monotonic()
    searcher = _index(collection, workspace, model, embedder, on_progress)
    measures = {}
    for mode in SearchMode:
        run = {}
        for done, (query_id, text) in enumerate(collection.queries.items(), start=1):
            results = searcher.search(Query(text=text[:MAX_QUERY_CHARACTERS], k=_DEPTH, mode=mode))
            # Places, not scores: trec_eval would break ties in an order of its own.
            run[query_id] = {hit.document.source_id: float(_DEPTH - hit.rank) for hit in results.hits}
            on_progress(mode.value, done, len(collection.queries))
        measures[mode.value] = measure(collection.qrels, run)
    return Evaluation(
        measures=measures,
        queries=len(collection.queries),
        passages=len(collection.documents),
        seconds=time.monotonic() - began,
    )


def measure(qrels: Qrels, run: Run) -> dict[str, float]:
    """The mean of each measure over all judged queries; a query without hits scores 0 and is not dropped."""
    totals = dict.fromkeys(MEASURES, 0.0)
    names = {measured: name for name, measured in MEASURES.items()}
    for value in ir_measures.iter_calc(list(MEASURES.values()), qrels, run):
        totals[names[value.measure]] += value.value
    return {name: total / len(qrels) for name, total in totals.items()}


def _index(
    collection: JudgedCollection,
    workspace: Path,
    model: str,
    embedder: Embedder,
    on_progress: Callable[[str, int, int], None],
) -> Searcher:
    documents, passages = [], []
    # Ids that sort as the collection's own order, so that ties break alike in every run.
    for number, (source_id, (title, text)) in enumerate(collection.documents.items()):
        doc_id = f"{number:08d}"
        documents.append(Document(doc_id=doc_id, title=title, source_id=source_id))
        passage = Passage(
            passage_id=passage_id(doc_id, 0, len(text)),
            doc_id=doc_id,
            text=text,
            locator=Locator(start=0, end=len(text)),
            language=identify(text),
        )
        passages.append(TaggedPassage(passage=passage))
    generations = Generations(workspace / "generations")
    generations.publish(
        documents=documents,
        passages=passages,
        revision=0,
        model=model,
        embedder=embedder,
        on_progress=lambda done, total: on_progress("embedding", done, total),
    )
    return Searcher(generations.current(), embedder)


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)
