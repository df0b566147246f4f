"""What each `cadre` command does, given its arguments; each gives the exit code."""

import argparse
import os
import socket
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import uvicorn

import cadre_terminal as terminal
from cadre_forms import dump_form, evaluation_form, outcome_form, standing_form
from cadre_parts import Front, check_data_folder, default_model, model_cache, readable_model, taggers
from corpus.countries import load_countries
from corpus.document import Completeness
from corpus.errors import SettingError
from corpus.filters import parse_filters
from corpus.holdings import ranked_passages, standings_of
from corpus.ledger import Ledger
from corpus.taxonomy import load_taxonomy
from index.embedder import open_embedder
from index.evaluation import evaluate, read_collections, read_earlier
from index.facets import values_of
from index.query import Diversity, Query, SearchMode, Spread
from index.run_files import prepare_folder, write_runs
from index.verification import verify
from ingest.language_packs import installed_packs
from ingest.pipeline import FileOutcome, ingest
from ingest.rereading import StoredOriginals
from ingest.sources import files_of
from search_api.answers import search_answer, search_json
from search_api.app import create_app
from search_api.labels import Labels
from search_api.settings import SearchApiSettings
from synthesis.brief import Brief, make_brief
from synthesis.render.docx import brief_docx
from synthesis.render.html import brief_html
from synthesis.render.json_form import brief_json
from synthesis.render.markdown import brief_markdown

NOTHING_FOUND = 4
SOME_REFUSED = 3
_BRIEF_FORMS: dict[str, Callable[[Brief], str | bytes]] = {
    "markdown": brief_markdown,
    "html": brief_html,
    "json": brief_json,
    "docx": brief_docx,
}


def run_ingest(arguments: argparse.Namespace) -> int:
    """`cadre ingest`."""
    _warn_of_open_sandbox(arguments)
    front = Front(arguments)
    files = files_of(arguments.paths)
    with Ledger.to_write(front.folder) as ledger:
        model = front.model_for_writing()
        embedder = front.embedder(model)
        with terminal.progress("Reading files") as advance:
            done: list[FileOutcome] = []

            def on_outcome(outcome: FileOutcome) -> None:
                done.append(outcome)
                advance(len(done), len(files))

            outcomes = ingest(
                files,
                ledger=ledger,
                originals=front.originals,
                taggers=taggers(embedder),
                workers=min(2, os.cpu_count() or 1),
                on_outcome=on_outcome,
                unsandboxed=arguments.unsandboxed,
                packs=installed_packs(Path(prefix) if (prefix := os.environ.get("TESSDATA_PREFIX")) else None),
            )
        ledger.match_texts()
        if not front.is_current(ledger, model):
            front.publish(ledger, model, embedder)
        manifest = front.generations.manifest()
        counts, searched = ledger.counts(), ranked_passages(ledger)
    generation = manifest.generation if manifest else None
    if arguments.json:
        terminal.print_json(
            {"files": [outcome_form(outcome) for outcome in outcomes], "generation": generation, "counts": counts}
        )
    else:
        terminal.print_ingest(outcomes, generation, counts, searched)
    refused = any(outcome.entry.status is Completeness.REFUSED for outcome in outcomes)
    return SOME_REFUSED if refused else 0


def run_search(arguments: argparse.Namespace) -> int:
    """`cadre search`."""
    front = Front(arguments)
    query = Query(
        text=arguments.query,
        filters=parse_filters(arguments.filter, front.vocabulary()),
        k=arguments.k,
        cursor=arguments.cursor,
        mode=SearchMode(arguments.mode),
        diversity=Diversity(
            per_document=arguments.per_document, spread=Spread(arguments.spread) if arguments.spread else None
        ),
        explain=arguments.explain,
    )
    results = front.collection().searcher().search(query)
    if arguments.json:
        print(search_json(search_answer(results, Labels(load_taxonomy(), load_countries()))))
    else:
        terminal.warn_of_no_match(results)
        terminal.print_results(results, load_countries(), load_taxonomy())
    return 0 if results.hits else NOTHING_FOUND


def run_brief(arguments: argparse.Namespace) -> int:
    """`cadre brief`."""
    form = "json" if arguments.json else arguments.format
    if form == "docx" and arguments.output is None:
        raise SettingError(
            setting="--format docx", problem="a DOCX file cannot be shown here", remedy="Name a file with --output."
        )
    front = Front(arguments)
    _warn_of_open_sandbox(arguments)
    with StoredOriginals(front.originals, locked=not arguments.unsandboxed) as originals:
        originals.start()
        brief = make_brief(
            arguments.question,
            searcher=front.collection().searcher(),
            filters=parse_filters(arguments.filter, front.vocabulary()),
            originals=originals,
            taxonomy=load_taxonomy(),
            countries=load_countries(),
        )
    _write(_BRIEF_FORMS[form](brief), arguments.output)
    return NOTHING_FOUND if brief.is_without_evidence else 0


def run_serve(arguments: argparse.Namespace) -> int:
    """`cadre serve`."""
    _check_address(arguments.host, arguments.port)
    front = Front(arguments)
    collection = front.collection()
    # The first search loads encoder and stemmers, which takes a second: nobody should wait for that in a browser.
    collection.searcher().search(Query(text="health workforce", k=1))
    _warn_of_open_sandbox(arguments)
    with StoredOriginals(front.originals, locked=not arguments.unsandboxed) as originals_reader:
        originals_reader.start()
        app = create_app(
            collection=collection,
            originals=front.originals,
            originals_reader=originals_reader,
            vocabulary=front.vocabulary(),
            taxonomy=load_taxonomy(),
            countries=load_countries(),
            settings=SearchApiSettings(),
        )
        terminal.say(f"Cadre answers at http://{arguments.host}:{arguments.port} (stop with Ctrl-C)")
        uvicorn.run(app, host=arguments.host, port=arguments.port, log_level="warning", server_header=False)
    return 0


def run_evaluate(arguments: argparse.Namespace) -> int:
    """`cadre evaluate`."""
    front = Front(arguments)
    model = arguments.model or default_model()
    collections = read_collections(arguments.paths, arguments.split)
    earlier = read_earlier(arguments.against, collections) if arguments.against else {}
    if arguments.runs:
        ids = {name: (*collection.documents, *collection.qrels) for name, collection in collections.items()}
        prepare_folder(arguments.runs, ids, replacing=arguments.against)
    embedder = open_embedder(model, model_cache(), front.threads)
    found = {}
    for name, collection in collections.items():
        with tempfile.TemporaryDirectory(prefix="cadre-evaluate-") as workspace, terminal.stages(name) as advance:
            found[name] = evaluate(
                collection,
                workspace=Path(workspace),
                model=model,
                embedder=embedder,
                on_progress=advance,
                earlier=earlier.get(name),
            )
        if arguments.runs:
            write_runs(arguments.runs, name, found[name].runs, found[name].per_query)
    if arguments.json:
        terminal.print_json({name: evaluation_form(evaluation) for name, evaluation in found.items()})
    else:
        terminal.print_evaluations(found, model)
    return 0


def run_dump(arguments: argparse.Namespace) -> int:
    """`cadre dump`."""
    check_data_folder(arguments.data)
    front = Front(arguments)
    filters = parse_filters(arguments.filter, front.vocabulary())
    with Ledger.to_read(front.folder) as ledger:
        documents = {document.doc_id: document for document in ledger.documents()}
        for tagged in ledger.passages():
            document = documents[tagged.passage.doc_id]
            if filters.allow(values_of(tagged, document)):
                terminal.print_json(dump_form(tagged, document))
    return 0


def run_status(arguments: argparse.Namespace) -> int:
    """`cadre status`."""
    check_data_folder(arguments.data)
    front = Front(arguments)
    with Ledger.to_read(front.folder) as ledger:
        files = Counter(entry.status.value for entry in ledger.files())
        counts = ledger.counts()
        revision = ledger.revision
        beside = standing_form(standings_of(ledger, tuple(ledger.documents())))
        beside |= {"former_passages": sum(1 for _ in ledger.former_passages())}
    manifest = front.generations.manifest()
    form = {
        "data": str(front.folder),
        "files": {status.value: files[status.value] for status in Completeness},
        "documents": counts["documents"],
        "passages": counts["passages"],
        "beside": beside,
        "generation": manifest.generation if manifest else None,
        "is_current": manifest is not None and manifest.revision == revision,
        "model": manifest.model_id if manifest else None,
        "languages": list(manifest.languages) if manifest else [],
    }
    if arguments.json:
        terminal.print_json(form)
    else:
        terminal.print_status(form)
    return 0


def run_verify(arguments: argparse.Namespace) -> int:
    """`cadre verify`."""
    check_data_folder(arguments.data)
    findings = verify(arguments.data)
    damages = [finding.text for finding in findings if finding.is_damage]
    notices = [finding.text for finding in findings if not finding.is_damage]
    if arguments.json:
        terminal.print_json({"is_whole": not damages, "damages": damages, "notices": notices})
    else:
        terminal.print_verification(damages, notices)
    return 1 if damages else 0


def run_rebuild(arguments: argparse.Namespace) -> int:
    """`cadre rebuild`."""
    check_data_folder(arguments.data)
    front = Front(arguments)
    with Ledger.to_write(front.folder) as ledger:
        model = arguments.model or readable_model(front.generations) or default_model()
        generation = front.publish(ledger, model, front.embedder(model))
        counts = ledger.counts()
    if arguments.json:
        terminal.print_json({"generation": generation, "counts": counts})
    else:
        terminal.say(f"Generation {generation} is published: {counts['passages']} passages.")
    return 0


def _check_address(host: str, port: int) -> None:
    """Raises `SettingError` where nobody could listen: better now than after everything was loaded."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except (OSError, OverflowError) as error:
        remedy = "Name another address with --host, or another port with --port."
        raise SettingError(
            setting=f"{host}:{port}", problem=f"nothing can listen there ({error})", remedy=remedy
        ) from error


def _warn_of_open_sandbox(arguments: argparse.Namespace) -> None:
    if arguments.unsandboxed:
        terminal.complain(
            "WARNING: --no-sandbox: files are read by parsers that are not locked in. A hostile file can read your "
            "files and keys, change them, and reach the network. Read only what you trust."
        )


def _write(content: str | bytes, output: Path | None) -> None:
    data = content.encode("utf-8") if isinstance(content, str) else content
    if output is not None:
        output.write_bytes(data)
        terminal.say(f"Written to {output}.")
    else:
        sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")
