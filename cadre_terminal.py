"""What people see: progress on standard error, tables and passages on standard output."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from corpus.countries import Countries
from corpus.document import Locator, page_wording
from corpus.former import Refound
from corpus.taxonomy import Taxonomy
from index.evaluation import COMPARED, Evaluation
from index.explanation import Explanation, Understanding
from index.ranking import Hit, SearchResults
from index.significance import Comparison
from ingest.pipeline import FileOutcome
from search_api.explanations import ordinal, sentence

_out = Console(highlight=False)
_err = Console(stderr=True, highlight=False)
_REASONS_SHOWN = 20


def say(text: str) -> None:
    """A line for people."""
    _out.print(Text(text))


def complain(text: str) -> None:
    """What went wrong, on standard error."""
    # Never wrapped: a path that is broken in two cannot be copied.
    _err.print(Text(f"cadre: {text}", style="red"), soft_wrap=True)


def print_json(form: Mapping[str, Any]) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(json.dumps(form, ensure_ascii=False) + "\n")


@contextmanager
def progress(title: str, *, at_least: int = 0) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, told of by `advance(done, total)`; none for fewer than `at_least` steps."""
    with _bar() as bar:
        task: TaskID | None = None

        def advance(done: int, total: int) -> None:
            nonlocal task
            if task is None and total >= at_least:
                task = bar.add_task(title, total=total)
            if task is not None:
                bar.update(task, completed=done, total=total)

        yield advance


@contextmanager
def stages(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each stage, told of by `advance(stage, done, total)`."""
    with _bar() as bar:
        tasks: dict[str, TaskID] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(f"{title}: {stage}", total=total)
            bar.update(tasks[stage], completed=done)

        yield advance


def print_ingest(
    outcomes: Sequence[FileOutcome], generation: int | None, counts: Mapping[str, int], searched: int
) -> None:
    """The summary of an ingest: how the files ended, why some did not end complete, and how many passages rank."""
    table = Table(title="Ingest", title_justify="left")
    table.add_column("ended as")
    table.add_column("files", justify="right")
    table.add_column("passages", justify="right")
    for name, chosen in _by_ending(outcomes).items():
        if chosen:
            table.add_row(name, str(len(chosen)), str(sum(outcome.passages for outcome in chosen)))
    _out.print(table)
    told = [outcome for outcome in outcomes if outcome.entry.reason]
    for outcome in told[:_REASONS_SHOWN]:
        say(f"{outcome.entry.status.value}: {outcome.entry.path}: {outcome.entry.reason}")
    if len(told) > _REASONS_SHOWN:
        say(f"and {len(told) - _REASONS_SHOWN} more: see --json")
    _say_refound([outcome.refound for outcome in outcomes if outcome.refound])
    rest = counts["passages"] - searched
    of = "lists of sources and contents, copies and older versions"
    kept = f" ({searched:,} are searched; {rest:,} of {of} are only kept)" if rest else ""
    say(
        f"The collection holds {_counted(counts['documents'], 'document')} and "
        f"{_counted(counts['passages'], 'passage')}{kept}; generation {generation} is published."
    )


def print_results(results: SearchResults, countries: Countries, taxonomy: Taxonomy) -> None:
    """The hits of a search, each with its document, place, themes and countries."""
    if not results.hits:
        say("Nothing found. Try other words, or fewer filters.")
        return
    if results.understanding is not None:
        _print_understanding(results.understanding)
    for hit in results.hits:
        _print_hit(hit, countries, taxonomy)
    shown = f"{results.hits[0].rank} to {results.hits[-1].rank}"
    passages, documents = _counted(results.total_passages, "passage"), _counted(results.total_documents, "document")
    say(f"{shown} of {passages} from {documents}.")
    if results.next_cursor:
        say(f"Next page: --cursor {results.next_cursor}")


def warn_of_no_match(results: SearchResults) -> None:
    """Says on standard error that the passages are only the nearest, where none seems to answer the question."""
    if results.hits and results.match is not None and not results.match.is_good:
        fewer = "fewer filters or " if results.query.filters.clauses else ""
        advice = f"Nothing here answers the question well; these are the nearest passages. Try {fewer}other words."
        _err.print(Text(f"cadre: {advice}", style="yellow"), soft_wrap=True)


def place(locator: Locator) -> str:
    """Where a passage stands, in words."""
    page = page_wording(locator.page, locator.page_label, is_recognised=locator.is_recognised)
    parts = [page] if page else []
    parts += [" > ".join(locator.headings)] if locator.headings else []
    if locator.page is None and locator.paragraph is not None:
        parts.append(f"paragraph {locator.paragraph}")
    return ", ".join(parts)


def print_evaluations(found: Mapping[str, Evaluation], model: str) -> None:
    """A table of the measures, and one of the comparisons."""
    table = Table(title=f"Judged collections, encoder {model}", title_justify="left")
    for name in ("collection", "mode"):
        table.add_column(name)
    for name in ("nDCG@10", "R@100", "MRR@10", "queries", "passages", "seconds"):
        table.add_column(name, justify="right")
    for collection, evaluation in found.items():
        for mode, measures in evaluation.measures.items():
            figures = [f"{measures[name]:.3f}" for name in ("nDCG@10", "R@100", "MRR@10")]
            size = [str(evaluation.queries), str(evaluation.passages), f"{evaluation.seconds:.0f}"]
            table.add_row(collection, mode, *figures, *size)
    _out.print(table)
    _print_comparisons(found)


def print_status(form: Mapping[str, Any]) -> None:
    """What a data folder holds."""
    files = ", ".join(f"{count} {status}" for status, count in form["files"].items())
    say(f"Data folder   {form['data']}")
    say(f"Files         {files}")
    say(f"Documents     {form['documents']}")
    say(f"Passages      {form['passages']}")
    beside = form["beside"]
    say(f"Not searched  {beside['copies']} copies and {beside['superseded']} older versions of documents")
    say(f"Former        {beside['former_passages']} passages of earlier readings keep their addresses")
    if form["generation"] is None:
        say("Generation    none yet: run `cadre ingest PATH`")
        return
    newer = "" if form["is_current"] else " (the ledger is newer: run `cadre rebuild`)"
    say(f"Generation    {form['generation']}{newer}")
    say(f"Encoder       {form['model']}")
    say(f"Languages     {', '.join(form['languages'])}")


def print_verification(damages: Sequence[str], notices: Sequence[str]) -> None:
    """Whether a data folder is whole, and what was found."""
    for text in damages:
        complain(text)
    for text in notices:
        say(f"Notice: {text}")
    say("The data folder is whole." if not damages else f"The data folder is not whole: {len(damages)} damages.")


def _print_comparisons(found: Mapping[str, Evaluation]) -> None:
    title = f"{COMPARED} compared query by query: mean difference, 95 % bootstrap interval"
    table = Table(title=title, title_justify="left")
    table.add_column("collection")
    table.add_column("compared", no_wrap=True)
    for name in ("mean", "interval", "p"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("so", no_wrap=True)
    for collection, evaluation in found.items():
        for pair, comparison in evaluation.comparisons.items():
            table.add_row(collection, pair.replace("-", " - "), *_comparison_cells(comparison))
        for mode, comparison in evaluation.against.items():
            table.add_row(collection, f"{mode} - earlier", *_comparison_cells(comparison))
    _out.print(table)


def _comparison_cells(comparison: Comparison) -> tuple[str, str, str, str]:
    ends = f"{comparison.low:+.3f} to {comparison.high:+.3f}"
    p = f"{comparison.p:.3f}" if comparison.p >= 0.001 else "<.001"
    told = "better" if comparison.difference > 0 else "worse"
    if not comparison.is_clear:
        told = "equal" if comparison.low == comparison.high == 0 else "unclear"
    return f"{comparison.difference:+.3f}", ends, p, told


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=_err,
        transient=True,
        disable=not _err.is_terminal,
    )


def _say_refound(found: Sequence[Refound]) -> None:
    if found:
        stands, changed, gone = (sum(getattr(item, name) for item in found) for name in ("stands", "changed", "gone"))
        say(
            f"Of the {_counted(stands + changed + gone, 'passage')} that {_counted(len(found), 'file')} held before, "
            f"{stands:,} still stand, {changed:,} have changed and {gone:,} are gone; their addresses still answer."
        )


def _by_ending(outcomes: Sequence[FileOutcome]) -> dict[str, list[FileOutcome]]:
    endings: dict[str, list[FileOutcome]] = {"complete": [], "partial": [], "refused": [], "unchanged": []}
    for outcome in outcomes:
        status = outcome.entry.status.value
        endings["unchanged" if outcome.is_unchanged and status != "refused" else status].append(outcome)
    return endings


def _print_hit(hit: Hit, countries: Countries, taxonomy: Taxonomy) -> None:
    document, passage = hit.document, hit.passage.passage
    _out.print(Text(f"{hit.rank}. {document.title}", style="bold"))
    about = [
        document.publisher,
        str(document.year or ""),
        passage.language,
        document.kind or "",
        place(passage.locator),
    ]
    _out.print(Text("   " + " · ".join(part for part in about if part), style="dim"))
    text = Text(passage.text)
    for start, end in hit.highlights:
        text.stylize("bold yellow", start, end)
    _out.print(text)
    tags = [taxonomy.theme(value).label for value in hit.passage.values("theme")]
    tags += [countries.name(value) for value in hit.passage.values("country")]
    _out.print(Text("   " + ", ".join([*tags, passage.passage_id]), style="dim"))
    if hit.explanation is not None:
        _print_explanation(hit.explanation, hit)
    _out.print()


def _print_understanding(understanding: Understanding) -> None:
    parts = [f"Language of the question: {understanding.language}", f"words: {', '.join(understanding.words)}"]
    parts += [f"left out: {', '.join(understanding.ignored)}"] if understanding.ignored else []
    _out.print(Text("; ".join(parts) + ".", style="dim"))
    _out.print()


def _print_explanation(explanation: Explanation, hit: Hit) -> None:
    why = sentence(explanation)
    if why and explanation.plain_rank != hit.rank:
        why += f" It is {ordinal(explanation.plain_rank)} when the best come first."
    named = (("words", explanation.lexical), ("meaning", explanation.dense), ("English", explanation.english))
    parts = [f"{name} {part.contribution:.3f}" for name, part in named if part is not None]
    if parts:
        _out.print(Text(f"   Why: {why} Score {hit.score:.3f}: {', '.join(parts)}.", style="dim"))
