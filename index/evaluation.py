"""How well the search ranks: judged collections in BEIR layout, measured as ir_measures does."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
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
from index.run_files import QueryMeasures, Run, read_runs
from index.searcher import Searcher
from index.significance import Comparison, compare

MEASURES = {"nDCG@10": nDCG @ 10, "R@100": R @ 100, "MRR@10": RR @ 10}
"""What is reported. nDCG uses linear gains and a discount of log2(1 + rank), as trec_eval does."""
COMPARED = "nDCG@10"
"""The measure by which runs are compared, query by query."""
_DEPTH = 100

Qrels = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCollection:
    """Documents, questions, and which documents answer which question (`qrels`: question to document to grade)."""

    documents: Mapping[str, tuple[str, str]]
    """Id to title and text."""
    queries: Mapping[str, str]
    qrels: Qrels


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The measures of each mode over the judged queries, 0 to 1, how sure the differences are, and what it took."""

    measures: Mapping[str, Mapping[str, float]]
    queries: int
    passages: int
    seconds: float
    runs: Mapping[str, Run]
    """What each mode ranked."""
    per_query: Mapping[str, QueryMeasures]
    """The measures of each mode for every judged query."""
    comparisons: Mapping[str, Comparison]
    """`hybrid-lexical` and `hybrid-dense`: how much hybrid is above the other."""
    against: Mapping[str, Comparison]
    """For each mode how much it is above an earlier run of the same mode; empty where there was none."""


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
    if not qrels:
        raise SettingError(
            setting=str(needed[2]), problem="it judges no query", remedy="Name another with --split, or mend the file."
        )
    queries = {row["_id"]: row["text"] for row in _lines(needed[1]) if row["_id"] in qrels}
    return JudgedCollection(documents=documents, queries=queries, qrels=qrels)


def read_collections(folders: Iterable[Path], split: str) -> dict[str, JudgedCollection]:
    """Each folder's collection under the folder's name; raises `SettingError` where two have the same name."""
    found: dict[str, JudgedCollection] = {}
    for folder in folders:
        # `.` and `..` are no names.
        name = folder.name if folder.name not in ("", "..") else folder.resolve().name
        if name in found:
            raise SettingError(
                setting=str(folder),
                problem=f"another folder is called {name} too, and figures and run files go by that name",
                remedy="Evaluate it by itself, or rename it.",
            )
        found[name] = read_beir(folder, split)
    return found


def read_earlier(folder: Path, collections: Mapping[str, JudgedCollection]) -> dict[str, dict[str, Run]]:
    """For each collection the runs that `folder` holds, by mode; raises `SettingError` where something is missing."""
    return {
        name: read_runs(
            folder,
            name,
            [mode.value for mode in SearchMode],
            queries=collection.queries,
            documents=collection.documents,
        )
        for name, collection in collections.items()
    }


def evaluate(
    collection: JudgedCollection,
    *,
    workspace: Path,
    model: str,
    embedder: Embedder,
    on_progress: Callable[[str, int, int], None],
    earlier: Mapping[str, Run] | None = None,
) -> Evaluation:
    """Indexes the collection under `workspace`, a passage a document, and asks its questions in each mode.

    `on_progress(stage, done, total)` is told of passages embedded and questions asked. `earlier` holds runs by mode:
    they are measured by the same qrels, and each mode is compared with its own.
    """
    began = time.monotonic()
    searcher = _index(collection, workspace, model, embedder, on_progress)
    runs = {mode.value: _ask(collection, searcher, mode, on_progress) for mode in SearchMode}
    per_query = {mode: measure_queries(collection.qrels, run) for mode, run in runs.items()}
    before = {mode: measure_queries(collection.qrels, run) for mode, run in (earlier or {}).items()}
    return Evaluation(
        measures={mode: _means(measured) for mode, measured in per_query.items()},
        queries=len(collection.queries),
        passages=len(collection.documents),
        seconds=time.monotonic() - began,
        runs=runs,
        per_query=per_query,
        comparisons={
            f"hybrid-{mode}": compare_measured(per_query["hybrid"], per_query[mode]) for mode in ("lexical", "dense")
        },
        against={mode: compare_measured(per_query[mode], measured) for mode, measured in before.items()},
    )


def measure(qrels: Qrels, run: Run) -> dict[str, float]:
    """The mean of each measure over all judged queries; a query without hits scores 0 and is not dropped."""
    return _means(measure_queries(qrels, run))


def measure_queries(qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    """Each measure for every judged query, in the order of the qrels; 0 for a query without hits."""
    found = {query_id: dict.fromkeys(MEASURES, 0.0) for query_id in qrels}
    names = {measured: name for name, measured in MEASURES.items()}
    # Places, not scores: the tools beneath would break ties each in an order of its own.
    placed = {
        query_id: {
            doc_id: float(-place) for place, doc_id in enumerate(sorted(ranked, key=ranked.__getitem__, reverse=True))
        }
        for query_id, ranked in run.items()
    }
    for value in ir_measures.iter_calc(list(MEASURES.values()), qrels, placed):
        found[value.query_id][names[value.measure]] = float(value.value)
    return found


def compare_measured(first: QueryMeasures, second: QueryMeasures) -> Comparison:
    """How much the first run is above the second by nDCG@10, over the same queries."""
    return compare(*({query_id: values[COMPARED] for query_id, values in run.items()} for run in (first, second)))


def _means(measured: QueryMeasures) -> dict[str, float]:
    return {name: sum(values[name] for values in measured.values()) / len(measured) for name in MEASURES}


def _ask(
    collection: JudgedCollection, searcher: Searcher, mode: SearchMode, on_progress: Callable[[str, int, int], None]
) -> Run:
    run = {}
    for done, (query_id, text) in enumerate(collection.queries.items(), start=1):
        results = searcher.search(Query(text=text[:MAX_QUERY_CHARACTERS], k=_DEPTH, mode=mode))
        run[query_id] = {hit.document.source_id: hit.score for hit in results.hits}
        on_progress(mode.value, done, len(collection.queries))
    return run


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
