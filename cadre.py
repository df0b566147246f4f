"""Cadre's front door: the `cadre` command."""

import argparse
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import cadre_terminal as terminal
from cadre_backup import run_backup, run_restore
from cadre_commands import (
    run_brief,
    run_dump,
    run_evaluate,
    run_ingest,
    run_rebuild,
    run_search,
    run_serve,
    run_status,
    run_verify,
)
from corpus.errors import CadreError, InputError
from index.query import SearchMode, Spread

_EXAMPLES = """\
examples:
  cadre ingest reports/ abstracts.jsonl
  cadre search "What keeps rural nurses in their posts?" --filter country:NO|RO
  cadre brief "task shifting from doctors to nurses"
  cadre serve
"""

_EVALUATE_ENDS = """\
Each collection is indexed in a temporary folder, and nothing but what --runs names is left behind.

Hybrid is compared with lexical and with dense, and with --against each mode with its earlier run: the mean difference
of nDCG@10 over the queries, its 95 % interval, and p. Where p is at most 0.05 the difference is more than the luck of
these queries: better or worse; otherwise it is unclear.

examples:
  cadre evaluate scifact --runs runs/before
  cadre evaluate scifact --runs runs/minilm --model minilm --against runs/before
"""


def parser() -> argparse.ArgumentParser:
    """The command line, as `cadre --help` shows it."""
    common = argparse.ArgumentParser(add_help=False)
    default = Path(os.environ.get("CADRE_DATA", "cadre-data"))
    common.add_argument(
        "--data", type=Path, default=default, metavar="DIR", help="data folder (CADRE_DATA; ./cadre-data)"
    )
    common.add_argument("--json", action="store_true", help="one JSON object on standard output, nothing else there")
    common.add_argument(
        "--model", default=os.environ.get("CADRE_MODEL"), help="encoder: e5+minilm, e5, minilm, a folder, a model id"
    )
    common.add_argument("--threads", type=_positive, default=None, help="threads of the encoder (default: all cores)")
    root = argparse.ArgumentParser(
        prog="cadre",
        description=__doc__.partition(":")[0] + ".",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], about: str, ends: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=[common], help=about, description=about, epilog=f"{ends} {_ENDS}")
        added.set_defaults(run=run)
        return added

    filters = "theme:retention|migration,country:RO,year:2019-2026,language:en,kind:policy; ! in front excludes"
    added = command(
        "ingest",
        run_ingest,
        "Take files and folders in, then publish them for searching.",
        "Ends with 0: every file complete or partial; 3: some refused; 1: the run failed.",
    )
    added.add_argument(
        "paths",
        type=Path,
        nargs="+",
        metavar="PATH",
        help="PDF, DOCX, HTML, Markdown, text, JATS XML, RIS, BibTeX, NBIB, CSV or JSONL",
    )
    _add_no_sandbox(added)
    added = command("search", run_search, "Rank the passages that answer a question.", "Ends with 0; 4: nothing found.")
    added.add_argument("query", help='a question in any language; also "a phrase", AND, OR, NOT, title:word')
    added.add_argument("--filter", default="", help=filters)
    added.add_argument("-k", type=_positive, default=10, help="how many passages (10)")
    added.add_argument(
        "--mode", choices=[mode.value for mode in SearchMode], default="hybrid", help="rank by words, meaning or both"
    )
    added.add_argument("--cursor", default=None, help="the next_cursor of the page before")
    added.add_argument(
        "--per-document", type=_positive, default=None, metavar="N", help="at most N passages of each document (all)"
    )
    added.add_argument(
        "--spread",
        choices=[spread.value for spread in Spread],
        default=None,
        help="let countries take turns, so that none fills the page while another has a good passage",
    )
    added.add_argument("--explain", action="store_true", help="say why each passage stands where it does")
    added = command(
        "brief",
        run_brief,
        "An evidence brief: the best sentences, word for word, each with its source.",
        "Ends with 0; 4: no evidence.",
    )
    added.add_argument("question", help="a question in any language")
    added.add_argument("--filter", default="", help=filters)
    added.add_argument(
        "--format", choices=["markdown", "html", "docx", "json"], default="markdown", help="what is written (markdown)"
    )
    added.add_argument(
        "--output", type=Path, default=None, metavar="FILE", help="where to write it (standard output; needed for docx)"
    )
    _add_no_sandbox(added)
    added = command("serve", run_serve, "Answer over HTTP: web pages and the API.", "Stop it with Ctrl-C.")
    added.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    added.add_argument("--port", type=_positive, default=8000, help="port to listen on (8000)")
    _add_no_sandbox(added)
    added = command(
        "evaluate", run_evaluate, "Measure the ranking on judged collections (BEIR layout).", _EVALUATE_ENDS
    )
    added.formatter_class = argparse.RawDescriptionHelpFormatter
    added.add_argument(
        "paths", type=Path, nargs="+", metavar="DIR", help="folder with corpus.jsonl, queries.jsonl, qrels/test.tsv"
    )
    added.add_argument("--split", default="test", help="which qrels (test)")
    added.add_argument(
        "--runs",
        type=Path,
        default=None,
        metavar="DIR",
        help="write here what each mode ranked: COLLECTION.MODE.run in TREC's format, and the measures of each query "
        "as COLLECTION.queries.tsv; files of these names are replaced",
    )
    added.add_argument(
        "--against",
        type=Path,
        default=None,
        metavar="DIR",
        help="compare each mode with its run in this folder: written earlier with --runs, or any TREC run file that is "
        "called COLLECTION.MODE.run",
    )
    added = command(
        "dump", run_dump, "Every passage with document, place and tags, a line of JSON each.", "For analysis elsewhere."
    )
    added.add_argument("--filter", default="", help=filters)
    command("status", run_status, "What the data folder holds.", "Ends with 0.")
    command("verify", run_verify, "Whether the data folder is whole.", "Ends with 0; 1: not whole.")
    command(
        "rebuild",
        run_rebuild,
        "Make the index anew from the ledger.",
        "Needed after a damage, or with another --model.",
    )
    added = command(
        "backup",
        run_backup,
        "Save the data folder as one file: the ledger and the originals it names.",
        "Other commands may run meanwhile. The index is not saved: it is made anew from these.",
    )
    added.add_argument("file", type=Path, metavar="FILE", help="the file to write (a plain tar)")
    added.add_argument("--force", action="store_true", help="replace the file if it exists")
    added = command(
        "restore",
        run_restore,
        "Bring a backup back as a new data folder that gives the same answers.",
        "The folder that --data names must be new or empty. All is checked before anything is there.",
    )
    added.add_argument("file", type=Path, metavar="FILE", help="a file that `cadre backup` wrote")
    return root


_ENDS = "Always 2: what was asked for cannot be understood or found; 130: stopped with Ctrl-C."
_INTERRUPTED = 128 + signal.SIGINT
"""As shells number the end by a signal."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    chosen = parser().parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except CadreError as error:
        terminal.complain(str(error))
        return 2 if isinstance(error, InputError) else 1
    except KeyboardInterrupt:
        terminal.complain("Stopped. What was taken in until now is kept; run the same command again to go on.")
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of the output went away, as `head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _add_no_sandbox(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--no-sandbox",
        dest="unsandboxed",
        action="store_true",
        help="read files without locking their reader in, where the system cannot (no Linux, or a kernel without "
        "Landlock): only for files you trust, as a hostile one can then do all that you can",
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
