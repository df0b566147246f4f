"""Reads every file of a manifest as the ingest does: `python -m tests.evaluation.measure_readers SHARED`.

SHARED holds `files/<set>/MANIFEST.csv` and `documents`. What comes out: how the files of each class ended, in what time
and with how much memory in the largest child; how many pages a second of processor time gives; and, where poppler is
installed, how many of its words the readings of PDFs hold. Disagreements with the manifest are listed by name; the exit
code is 1 where there is one.
"""

import argparse
import csv
import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pymupdf
from rich.console import Console
from rich.progress import track
from rich.table import Table

from corpus.document import Completeness
from corpus.errors import UnreadableError
from ingest import warm_parser
from ingest.parsing import ParsedFile
from ingest.readers.pdf import PdfReader
from ingest.readers.pdf_page import read_page
from ingest.reading_order import regions
from ingest.sandbox import ParseRequest, Sandbox
from ingest.sources import files_of

CLOSED = {"needs_password": "password", "zero_pages": ""}
"""Classes of the manifest whose files cannot be read, and what the reason must say: some without pages are no PDFs."""
COUNTING_PARSER = Path(__file__).with_name("counting_parser.py")
FEWEST_WORDS = 20
# Scripts without spaces are compared sign by sign: where a word ends is a matter of opinion there.
WORD = re.compile(
    r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
SPLIT_WORD = re.compile(r"(?<=\w)[-\u00ad\u2010]\n\s*(?=\w)")
NUMBER = re.compile(r"\d+")
REPEATED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How one file ended."""

    file: str
    group: str
    state: str
    reason: str
    words: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Which share of poppler's words a reading holds, with and without its running lines, and what it has beyond them."""

    file: str
    state: str
    words: int
    found: float
    found_in_text: float
    beyond: float
    """The share of the reading's words that poppler does not have at all."""
    repeated: float
    """That share together with those that it has less often: cells that reach over several rows stand in each."""


def groups(shared: Path) -> Mapping[str, list[Path]]:
    """The files by class: that of the manifest of PDFs, the format of other files, and the folder of documents."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for row in rows(shared / "files" / "pdf"):
        found[f"pdf {row['class']}"].append(shared / "files" / "pdf" / row["file"])
    for row in rows(shared / "files" / "other"):
        found[f"other {row['ext']}"].append(shared / "files" / "other" / row["file"])
    found["documents"] = list(files_of([shared / "documents"]))
    return found


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "MANIFEST.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def endings(group: str, paths: Sequence[Path]) -> Iterable[Ending]:
    requests = [ParseRequest(path=path, file_name=path.name) for path in paths]
    with Sandbox(1) as sandbox:
        before = time.perf_counter()
        for path, outcome in zip(paths, sandbox.parse_all(requests), strict=True):
            after = time.perf_counter()
            state, reason, words = _ended(outcome)
            yield Ending(file=str(path), group=group, state=state, reason=reason, words=words, seconds=after - before)
            before = after


def _ended(outcome: ParsedFile | UnreadableError) -> tuple[str, str, int]:
    if isinstance(outcome, UnreadableError):
        return Completeness.REFUSED, outcome.reason, 0
    reasons = [item.document.reason for item in outcome.documents if item.document.reason]
    reasons += outcome.refusals
    words = sum(len(passage.text.split()) for item in outcome.documents for passage in item.passages)
    return Completeness.PARTIAL if reasons else Completeness.COMPLETE, "; ".join(reasons), words


def measure_group(group: str, paths: Sequence[Path]) -> None:
    """Writes one JSON object: the endings of a class, the CPU time, and the peak memory of the largest child."""
    with tempfile.NamedTemporaryFile("r", encoding="ascii") as peaks:
        warm_parser._PROGRAM = (str(COUNTING_PARSER), peaks.name)
        found = [asdict(ending) for ending in endings(group, paths)]
        peak_mib = max(map(int, peaks)) / 1024
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    json.dump({"endings": found, "peak_mib": peak_mib, "cpu": usage.ru_utime + usage.ru_stime}, sys.stdout)


def pages_per_second(paths: Iterable[Path]) -> tuple[int, float, int, float]:
    """Pages and pages a CPU second of all PDFs, and of their simple pages: one column, no ruled lines, no pictures."""
    counts = [0, 0]
    seconds = [0.0, 0.0]
    for path in paths:
        with pymupdf.open(path) as whole, pymupdf.open(path) as simple:
            chosen = [page.number for page in whole if _is_simple(page)]
            if chosen:
                simple.select(chosen)
            for kind, document in enumerate((whole, simple) if chosen else (whole,)):
                data = document.tobytes(garbage=3)
                before = time.process_time()
                list(PdfReader().read(data, file_name=path.name))
                seconds[kind] += time.process_time() - before
                counts[kind] += document.page_count
    return counts[0], counts[0] / seconds[0], counts[1], counts[1] / seconds[1]


def _is_simple(page: pymupdf.Page) -> bool:
    content = read_page(page)
    return bool(content.lines) and not content.rules and not page.get_images() and len(regions(content.lines)) == 1


def disagreements(ended: Sequence[Ending], shared: Path) -> list[str]:
    """Where a state does not fit the manifest, as sentences."""
    folder = shared / "files" / "pdf"
    by_file = {ending.file: ending for ending in ended}
    found = []
    for row in rows(folder):
        ending = by_file[str(folder / row["file"])]
        said = CLOSED.get(row["class"])
        opened = row["poppler_opens"] == row["mupdf_opens"] == "True" and int(row["text_chars_first10p"] or 0) > 0
        if said and (ending.state != Completeness.REFUSED or said not in ending.reason):
            found.append(f"{row['file']} is {row['class']}, and ended {ending.state} ({ending.reason})")
        elif opened and not said and ending.state == Completeness.REFUSED:
            found.append(f"{row['file']} opens with text elsewhere, and was refused ({ending.reason})")
    return found


def shares(ended: Iterable[Ending]) -> Iterable[Share]:
    """The words of the PDFs that were not refused, beside poppler's."""
    with Sandbox(1) as sandbox:
        for ending in ended:
            path = Path(ending.file)
            theirs = poppler_text(path)
            if theirs is None:
                continue
            ours = words_of("\n".join(reading.text for reading in sandbox.read(path.read_bytes(), path.name)))
            all_theirs, in_text = words_of(theirs), words_of(without_running_lines(theirs))
            if in_text.total() < FEWEST_WORDS:
                # What repeats is all there is.
                in_text = all_theirs
            if all_theirs.total() < FEWEST_WORDS or ours.total() == 0:
                continue
            yield Share(
                file=ending.file,
                state=ending.state,
                words=all_theirs.total(),
                found=(all_theirs & ours).total() / all_theirs.total(),
                found_in_text=(in_text & ours).total() / in_text.total(),
                beyond=sum(count for word, count in ours.items() if word not in all_theirs) / ours.total(),
                repeated=(ours - all_theirs).total() / ours.total(),
            )


def poppler_text(path: Path) -> str | None:
    """What poppler reads; None where it fails or takes longer than a minute."""
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    try:
        made = subprocess.run(command, capture_output=True, timeout=60, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return None
    return made.stdout.decode("utf-8", "replace")


def words_of(text: str) -> Counter[str]:
    return Counter(WORD.findall(SPLIT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())))


def without_running_lines(text: str) -> str:
    """`text` without the first and last three lines of a page that stand, numbers apart, on three pages or more."""
    pages = [[line.strip() for line in page.split("\n") if line.strip()] for page in text.split("\f")]
    outer = [[NUMBER.sub("#", line) for line in {*page[:3], *page[-3:]}] for page in pages]
    often = {
        line for line, count in Counter(line for lines in outer for line in set(lines)).items() if count >= REPEATED
    }
    return "\n".join(line for page in pages for line in page if NUMBER.sub("#", line) not in often)


def show(ended: Sequence[Ending], usage: Mapping[str, Mapping[str, float]], console: Console) -> None:
    table = Table(title="How files ended, by class")
    for heading in ("class", "files", "complete", "partial", "refused", "seconds", "slowest", "CPU s", "peak MiB"):
        table.add_column(heading, justify="left" if heading == "class" else "right")
    for group, used in usage.items():
        own = [ending for ending in ended if ending.group == group]
        states = Counter(ending.state for ending in own)
        seconds = [ending.seconds for ending in own]
        table.add_row(
            group,
            str(len(own)),
            *(str(states[state]) for state in Completeness),
            f"{sum(seconds):.1f}",
            f"{max(seconds):.1f}",
            f"{used['cpu']:.1f}",
            f"{used['peak_mib']:.0f}",
        )
    console.print(table)


def show_shares(found: Sequence[Share], console: Console) -> None:
    low = [share for share in found if share.found_in_text < 0.9 and share.state == Completeness.COMPLETE]
    much = [share for share in found if share.beyond > 0.01]
    total = sum(share.words for share in found)
    console.print(
        f"Words of poppler in {len(found)} PDFs with {FEWEST_WORDS} or more: median {share_of(found, 'found'):.4f}, "
        f"without running lines {share_of(found, 'found_in_text'):.4f}; "
        f"words that poppler does not have: {sum(share.beyond * share.words for share in found) / max(1, total):.4f} of "
        f"all, {sum(share.repeated * share.words for share in found) / max(1, total):.4f} with those it has less often."
    )
    for share in sorted(low, key=lambda share: share.found_in_text):
        console.print(f"  complete, but only {share.found_in_text:.2f} found: {share.file}")
    for share in sorted(much, key=lambda share: -share.beyond):
        console.print(f"  {share.beyond:.3f} beyond poppler's: {share.file}")


def share_of(found: Sequence[Share], name: str) -> float:
    return statistics.median(getattr(share, name) for share in found) if found else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--group", help="measure one class alone, as JSON")
    parser.add_argument("--output", type=Path, help="write all that was measured, as JSON")
    arguments = parser.parse_args()
    by_group = groups(arguments.shared)
    if arguments.group:
        measure_group(arguments.group, by_group[arguments.group])
        return 0
    console = Console(width=140)
    ended: list[Ending] = []
    usage = {}
    for group in track(by_group, description="Reading", console=Console(stderr=True)):
        # A process of its own for each class: the largest child of all is what the system counts.
        command = [sys.executable, "-m", "tests.evaluation.measure_readers", str(arguments.shared), "--group", group]
        said = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        ended += [Ending(**ending) for ending in said["endings"]]
        usage[group] = {"cpu": said["cpu"], "peak_mib": said["peak_mib"]}
    show(ended, usage, console)
    pdfs = [Path(ending.file) for ending in ended if ending.group == "documents" and ending.file.endswith(".pdf")]
    console.print(
        "Pages a CPU second: {1:.0f} over the {0} of the documents' PDFs, {3:.0f} over their {2} simple pages.".format(
            *pages_per_second(pdfs)
        )
    )
    wrong = disagreements(ended, arguments.shared)
    found: list[Share] = []
    if shutil.which("pdftotext"):
        read = [ending for ending in ended if ending.file.endswith(".pdf") and ending.state != Completeness.REFUSED]
        found = list(shares(track(read, description="Comparing words", console=Console(stderr=True))))
        show_shares(found, console)
    else:
        console.print("Words are not compared: install poppler-utils.")
    for sentence in wrong:
        console.print(sentence)
    if arguments.output:
        everything = {"usage": usage, "endings": list(map(asdict, ended)), "shares": list(map(asdict, found))}
        arguments.output.write_text(json.dumps(everything, indent=1), "utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
