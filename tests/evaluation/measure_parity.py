"""Measures how well each language finds the starter documents: `python -m tests.evaluation.measure_parity [--json]`.

The starter corpus is ingested into a temporary folder, and the questions of `parallel/questions.yaml` are asked in each
language by words, by meaning and by both. nDCG@10 has linear gains, as trec_eval does; MRR@10 takes any passage with a
grade; the share is that of the English nDCG@10 in the same mode. A question fails where no such passage is among the
first ten.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import ir_measures
from ir_measures import RR, nDCG
from rich.console import Console
from rich.table import Table

from cadre_parts import Front, taggers
from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.filters import Filters
from corpus.ledger import Ledger
from corpus.starter_twins import STARTER
from index.query import Query, SearchMode
from index.searcher import Searcher
from ingest.pipeline import ingest
from ingest.sources import files_of
from tests.evaluation.parallel.questions import LANGUAGES, Question, load_questions

MODES = (SearchMode.LEXICAL, SearchMode.DENSE, SearchMode.HYBRID)
DEPTH = 10
MAX_DOCUMENTS = 1000
ENOUGH = 0.9
"""The share of English from which a language is not experimental."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One language in one mode, over all questions: means from 0 to 1, and the ids of the questions that fail."""

    ndcg: float
    mrr: float
    share: float
    failed: tuple[str, ...]


def searcher_of_starter(folder: Path, model: str | None, threads: int | None, *, sandboxed: bool) -> Searcher:
    """Takes the starter corpus into a data folder as `cadre ingest` does. Raises `UnreadableError` for a bad file."""
    front = Front(argparse.Namespace(data=folder, model=model, threads=threads))
    with Ledger.to_write(folder) as ledger:
        name = front.model_for_writing()
        embedder = front.embedder(name)
        outcomes = ingest(
            files_of([STARTER]),
            ledger=ledger,
            originals=front.originals,
            taggers=taggers(embedder),
            workers=1,
            on_outcome=lambda outcome: None,
            unsandboxed=not sandboxed,
        )
        for outcome in outcomes:
            if outcome.entry.status is not Completeness.COMPLETE:
                raise UnreadableError(path=outcome.entry.path, reason=outcome.entry.reason)
        front.publish(ledger, name, embedder)
    return front.collection().searcher()


def judgements(questions: Sequence[Question], searcher: Searcher) -> dict[str, dict[str, int]]:
    """Question to passage to grade, for the passages that are ranked. Raises ValueError where none has a question's."""
    entries, _, _ = searcher.documents(Filters(), k=MAX_DOCUMENTS, cursor=None)
    passages = [
        (tagged.passage, entry.document.file_name)
        for entry in entries
        for tagged in searcher.passages_of(entry.document.doc_id)
        if tagged.passage.is_evidence
    ]
    qrels = {}
    for question in questions:
        grades = {passage.passage_id: question.grade(file, passage.text) for passage, file in passages}
        qrels[question.id] = {passage_id: grade for passage_id, grade in grades.items() if grade}
        if not qrels[question.id]:
            raise ValueError(f"{question.id}: no passage holds a quote of it")
    return qrels


def run_of(questions: Sequence[Question], searcher: Searcher, language: str, mode: SearchMode) -> dict[str, list[str]]:
    """Question to the ids of its first passages, best first."""
    return {
        question.id: [
            hit.passage.passage.passage_id
            for hit in searcher.search(Query(text=question.asked[language], k=DEPTH, mode=mode)).hits
        ]
        for question in questions
    }


def measured(
    qrels: Mapping[str, Mapping[str, int]], run: Mapping[str, Sequence[str]], english: float | None
) -> Measured:
    """The measures of one run; `english` is the nDCG of the English one, None for that run itself."""
    # Places, not scores: trec_eval would break ties in an order of its own.
    scored = {
        question: {passage: float(DEPTH - place) for place, passage in enumerate(passages)}
        for question, passages in run.items()
    }
    gains, ranks = dict.fromkeys(qrels, 0.0), dict.fromkeys(qrels, 0.0)
    for value in ir_measures.iter_calc([nDCG @ DEPTH, RR @ DEPTH], qrels, scored):
        (gains if value.measure == nDCG @ DEPTH else ranks)[value.query_id] = value.value
    ndcg = sum(gains.values()) / len(qrels)
    return Measured(
        ndcg=ndcg,
        mrr=sum(ranks.values()) / len(qrels),
        share=1.0 if english is None else ndcg / english,
        failed=tuple(question for question, rank in ranks.items() if not rank),
    )


def measure_languages(
    questions: Sequence[Question], searcher: Searcher, languages: Sequence[str]
) -> dict[str, dict[str, Measured]]:
    """Language to mode to what was measured; English is always first."""
    qrels = judgements(questions, searcher)
    found: dict[str, dict[str, Measured]] = {}
    for language in dict.fromkeys(["en", *languages]):
        found[language] = {}
        for mode in MODES:
            english = found["en"][mode.value].ndcg if language != "en" else None
            found[language][mode.value] = measured(qrels, run_of(questions, searcher, language, mode), english)
    return found


def show(found: Mapping[str, Mapping[str, Measured]], title: str) -> None:
    console = Console()
    table = Table("language", title=title, caption="nDCG@10, MRR@10, share of English, questions that fail")
    for mode in MODES:
        table.add_column(mode.value, justify="right")
    for language, modes in found.items():
        table.add_row(language, *(_cell(modes[mode.value]) for mode in MODES))
    console.print(table)
    for language, modes in found.items():
        failed = ", ".join(modes[SearchMode.HYBRID.value].failed)
        console.print(f"{language}: hybrid fails {failed or 'no question'}", soft_wrap=True, highlight=False)


def _cell(row: Measured) -> str:
    share = f"{row.share:.2f}" if row.share >= ENOUGH else f"[red]{row.share:.2f}[/red]"
    return f"{row.ndcg:.3f} {row.mrr:.3f} {share} {len(row.failed):2d}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output, nothing else there")
    parser.add_argument("--model", default=None, help="encoder: e5, minilm, a folder or a model id (the default one)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="threads of the encoder (all cores)")
    parser.add_argument("--languages", nargs="*", choices=LANGUAGES, default=LANGUAGES, help="besides English (all)")
    parser.add_argument("--no-sandbox", dest="sandboxed", action="store_false", help="as for `cadre ingest`")
    arguments = parser.parse_args()
    questions = load_questions()
    with tempfile.TemporaryDirectory(prefix="cadre-parity-") as folder:
        searcher = searcher_of_starter(Path(folder), arguments.model, arguments.threads, sandboxed=arguments.sandboxed)
        found = measure_languages(questions, searcher, arguments.languages)
    if arguments.json:
        rows = {language: {mode: asdict(row) for mode, row in modes.items()} for language, modes in found.items()}
        print(json.dumps({"model": searcher.model_id, "questions": len(questions), "languages": rows}))
    else:
        show(found, f"{len(questions)} questions, {searcher.model_id}")


if __name__ == "__main__":
    main()
