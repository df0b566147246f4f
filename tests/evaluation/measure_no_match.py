"""Measures when Cadre says that nothing answers: `python -m tests.evaluation.measure_no_match IR_FOLDER`.

IR_FOLDER holds judged collections in BEIR layout. Each is asked its own questions, and those of the others, which
nothing in it answers (a few in medicine may be answered after all: that is counted as an error). The paragraphs of XQuAD
are two collections, by article, so that each half is also asked questions of the same style that only the other half
answers; its questions come in English, German, Spanish and Russian. The starter documents are asked the parallel
questions in twelve languages. Each question is asked in each mode.

AUC is how often an answered question has a more relevant best passage than one that is not; told is the share of the
latter that is said to have no good match, kept the share of the former that is not. These are read on every second
question; the curve is fitted on the others, the collections and the answered and unanswered counting alike. Questions
without any hit are told in any case, and left out.
"""

import argparse
import json
import logging
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from corpus.document import Document, Locator, Passage, TaggedPassage, passage_id
from corpus.language import identify
from index.bundled_models import default_model_name
from index.embedder import open_embedder
from index.embedding_cache import CachedEmbedder
from index.evaluation import JudgedCollection, read_beir
from index.generation import Generations
from index.paired import PairedEmbedder
from index.protocols import Embedder
from index.query import MAX_QUERY_CHARACTERS, Query, SearchMode
from index.searcher import Searcher
from tests.evaluation.measure_parity import searcher_of_starter
from tests.evaluation.no_match_figures import Asked, Measured, cases, pairs
from tests.evaluation.parallel.questions import LANGUAGES, load_questions

JUDGED = {"med": "test", "cranfield": "test", "cisi": "test", "covid_qa": "test", "scifact": "train"}
"""Collections that are taken whole, with the split whose questions are asked."""
CROSS = ("de", "es", "ru")
HALVES = ("a", "b")
STARTER = "starter"
QUESTIONS = 100
"""At most so many of each source are asked of a collection."""
_SEED = 4


def halves(collection: JudgedCollection) -> dict[str, JudgedCollection]:
    """XQuAD as two collections: every second article each, with the questions on it."""
    articles = sorted({article(document) for document in collection.documents})
    found = {}
    for part, name in enumerate(HALVES):
        held = {document for document in collection.documents if articles.index(article(document)) % 2 == part}
        asked = {query: text for query, text in collection.queries.items() if held & set(collection.qrels[query])}
        found[name] = JudgedCollection(
            documents={document: text for document, text in collection.documents.items() if document in held},
            queries=asked,
            qrels={query: collection.qrels[query] for query in asked},
        )
    return found


def article(document: str) -> str:
    """`en-07-03` is the third paragraph of article 07."""
    return document.split("-")[1]


def read_sources(folder: Path) -> tuple[dict[str, JudgedCollection], dict[str, tuple[str, Sequence[str]]]]:
    """The collections by name, and of each source of questions the collection that answers them, and some of them."""
    collections = {name: read_beir(folder / name, split) for name, split in JUDGED.items()}
    sources = {name: (name, collection.queries) for name, collection in collections.items()}
    for half, collection in halves(read_beir(folder / "xquad/mono/en")).items():
        collections[f"xquad-{half}"] = collection
        sources[f"xquad-en-{half}"] = (f"xquad-{half}", collection.queries)
    for language in CROSS:
        for half, collection in halves(read_beir(folder / f"xquad/cross/{language}-en")).items():
            sources[f"xquad-{language}-{half}"] = (f"xquad-{half}", collection.queries)
    return collections, {name: (answering, picked(asked)) for name, (answering, asked) in sources.items()}


def picked(queries: Mapping[str, str]) -> list[str]:
    """At most `QUESTIONS` of them, always the same."""
    some = random.Random(_SEED).sample(sorted(queries.items()), min(QUESTIONS, len(queries)))
    return [text[:MAX_QUERY_CHARACTERS] for _, text in some]


def cached(model: str, cache: Path, threads: int | None) -> Embedder:
    """The encoder, with the vectors of passages kept in a file."""
    embedder = open_embedder(model, cache.parent, threads)
    if isinstance(embedder, PairedEmbedder):
        return embedder.each(lambda one: CachedEmbedder(one, cache))
    return CachedEmbedder(embedder, cache)


@contextmanager
def indexed(collection: JudgedCollection, model: str, embedder: Embedder) -> Iterator[Searcher]:
    """A searcher over the documents, a passage each."""
    documents, passages = [], []
    for number, (title, text) in enumerate(collection.documents.values()):
        doc_id = f"{number:08d}"
        passage = Passage(
            passage_id=passage_id(doc_id, 0, len(text)),
            doc_id=doc_id,
            text=text,
            locator=Locator(start=0, end=len(text)),
            language=identify(text),
        )
        documents.append(Document(doc_id=doc_id, title=title))
        passages.append(TaggedPassage(passage=passage))
    with tempfile.TemporaryDirectory(prefix="cadre-no-match-") as folder:
        generations = Generations(Path(folder))
        generations.publish(
            documents=documents,
            passages=passages,
            revision=0,
            model=model,
            embedder=embedder,
            on_progress=lambda done, total: None,
        )
        searcher = Searcher(generations.current(), embedder)
        yield searcher
        searcher.close()


def ask(searcher: Searcher, collection: str, sources: Mapping[str, tuple[str, Sequence[str]]]) -> list[Asked]:
    """Every question of the sources in every mode; what is not judged at all is left out."""
    found = []
    for source, (answering, texts) in sources.items():
        for number, text in enumerate(texts):
            for mode in SearchMode:
                match = searcher.search(Query(text=text, mode=mode, k=1)).match
                if match is not None and match.case is not None:
                    is_answered = answering == collection
                    one = Asked(
                        collection=collection, source=source, is_answered=is_answered, number=number, match=match
                    )
                    found.append(one)
    return found


def ask_all(
    folder: Path, model: str, cache: Path, threads: int | None, *, only: Sequence[str], sandboxed: bool
) -> list[Asked]:
    """Every collection, and the starter documents, asked everything; `only` some of them, if it names any.

    Raises `SettingError` for a missing collection.
    """
    collections, sources = read_sources(folder)
    embedder = cached(model, cache, threads)
    found = []
    for name, collection in collections.items():
        if only and name not in only:
            continue
        with indexed(collection, model, embedder) as searcher:
            found += ask(searcher, name, sources)
        logging.info("%s: %d questions so far", name, len(found))
    if only and STARTER not in only:
        return found
    questions = load_questions()
    parallel = {f"{STARTER}-{lang}": (STARTER, [one.asked[lang] for one in questions]) for lang in LANGUAGES}
    with tempfile.TemporaryDirectory(prefix="cadre-no-match-") as data:
        searcher = searcher_of_starter(Path(data), model, threads, sandboxed=sandboxed)
        found += ask(searcher, STARTER, {**sources, **parallel})
        searcher.close()
    return found


def show(title: str, found: Mapping[str, Measured]) -> None:
    table = Table("case", title=title, title_justify="left")
    for column in ("AUC", "told", "kept", "answered", "swapped", "fitted middle", "slope"):
        table.add_column(column, justify="right")
    for name, one in found.items():
        shares = [f"{value:.3f}" for value in (one.auc, one.told, one.kept)]
        curve = [f"{one.fitted.middle:.3f}", f"{one.fitted.slope:.1f}"] if one.fitted is not None else ["", ""]
        table.add_row(name, *shares, str(one.answered), str(one.swapped), *curve)
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="IR_FOLDER", help="judged collections in BEIR layout")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output, nothing else there")
    parser.add_argument("--model", default=default_model_name(), help="encoder: e5, minilm, a folder (the default one)")
    parser.add_argument("--cache", type=Path, default=None, help="file in which to keep the vectors of passages")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="collections to ask (all)")
    parser.add_argument("--threads", type=int, default=None, help="threads of the encoder (all cores)")
    parser.add_argument("--no-sandbox", dest="sandboxed", action="store_false", help="as for `cadre ingest`")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with tempfile.TemporaryDirectory(prefix="cadre-no-match-") as temporary:
        cache = arguments.cache or Path(temporary) / "embeddings.sqlite"
        asked = ask_all(
            arguments.folder,
            arguments.model,
            cache,
            arguments.threads,
            only=arguments.only,
            sandboxed=arguments.sandboxed,
        )
    everything, by_collection = cases(asked), pairs(asked)
    if arguments.json:
        form = {"all": everything, **by_collection}
        print(json.dumps({name: {case: asdict(one) for case, one in found.items()} for name, found in form.items()}))
        return
    for name, found in by_collection.items():
        show(name, {case: replace(one, fitted=None) for case, one in found.items()})
    show(f"All collections, {arguments.model}", everything)


if __name__ == "__main__":
    main()
