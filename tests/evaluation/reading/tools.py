"""What each tool makes of a page, in one shape: its text in pieces, its headings, and its tables where it tells any."""

import hashlib
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.errors import UnreadableError
from corpus.reading import Block, Reading
from ingest.language_packs import installed_packs
from ingest.readers.pdf import PdfReader
from ingest.recognition import Recognition, recognition_from
from ingest.sandbox import ParseRequest, Sandbox

_CACHE = Path(tempfile.gettempdir()) / "cadre-reading-peers"
_PEERS = Path(__file__).with_name("peers.py")
_MARKDOWN = frozenset({"pymupdf4llm", "docling"})
_SECONDS = 600
_HEADING = re.compile(r"#{1,6}\s+(.*)")
_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_TAG = re.compile(r"</?(?:br|sup|sub|u|b|i|mark|del)\s*/?>")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_PICTURE = re.compile(r"\**(?:==>.*<==|-+ (?:Start|End) of picture text -+)\**|<!--.*-->")
_CUT = " …"


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells, and what stands at the head of each column, as far as the tool tells."""

    cells: tuple[str, ...]
    heads: tuple[str, ...] = ()


@dataclass(frozen=True)
class Output:
    """A tool's reading of one page. `headings` and `rows` are None for a tool that tells none."""

    pieces: tuple[str, ...]
    """Lines of a plain text, paragraphs and rows of a structured one, in its order."""
    whole_paragraphs: bool
    headings: tuple[str, ...] | None = None
    rows: tuple[Row, ...] | None = None
    missing: bool = field(default=False)
    """The tool says itself that it could not read the page."""


class Ours:
    """Our reader, which reads whole files: furniture shows only beside other pages. Scans are recognised as at an ingest."""

    def __init__(self) -> None:
        self._read: dict[Path, tuple[tuple[Block, ...], tuple[int, ...]]] = {}

    def output(self, file: Path, page: int) -> Output:
        if file not in self._read:
            reading = _reading(file, None)
            if reading.pages_pictured:
                reading = _reading(file, _recognised(file))
            self._read[file] = reading.blocks, reading.pages_missing
        blocks, missing = self._read[file]
        return of_blocks(list(_on_page(blocks, page)), missing=page in missing)


def _reading(file: Path, recognition: Recognition | None) -> Reading:
    (reading,) = PdfReader(recognition).read(file.read_bytes(), file_name=file.name)
    return reading


def _recognised(file: Path) -> Recognition | None:
    """What a sandbox recognises on the file's scanned pages; None where it says why there is nothing.

    Raises `UnreadableError` where the file cannot be read.
    """
    with Sandbox(1, packs=installed_packs()) as sandbox:
        (outcome,) = sandbox.parse_all([ParseRequest(path=file, file_name=file.name)])
    if isinstance(outcome, UnreadableError):
        raise outcome
    if not outcome.recognition:
        print(f"{file.name}: {outcome.documents[0].document.reason}")
        return None
    return recognition_from(outcome.recognition)


def _on_page(blocks: Iterable[Block], page: int) -> Iterator[Block]:
    """The blocks of one page: of a paragraph that runs over a page break, the part that stands on it."""
    for block in blocks:
        over = block.page_break
        if block.page == page:
            yield replace(block, text=block.text[: over.at].rstrip(), page_break=None) if over else block
        elif over and block.page == page - 1:
            yield replace(block, text=block.text[over.at :].lstrip(), page=page, boxes=over.boxes, page_break=None)


def of_blocks(blocks: Sequence[Block], *, missing: bool = False) -> Output:
    """The blocks of one page."""
    return Output(
        pieces=tuple(block.text for block in blocks),
        whole_paragraphs=True,
        headings=tuple(block.text for block in blocks if block.is_heading),
        rows=tuple(_block_rows(blocks)),
        missing=missing,
    )


def _block_rows(blocks: Iterable[Block]) -> Iterator[Row]:
    head = ""
    for block in blocks:
        if block.heads_table:
            head = block.text
        elif "|" in block.text:
            yield Row(cells=_cells(block.text), heads=_heads_of_path(block.headings, head))


def _heads_of_path(path: Sequence[str], head: str) -> tuple[str, ...]:
    """The head that a row's path names, in full where the path had to cut it; a section of the table may come after."""
    last = next((part for part in path[:-3:-1] if "|" in part), path[-1] if path else "")
    if "|" not in last:
        return (head,) if head and last.endswith(head) else ()
    start = last.removesuffix(_CUT)
    for opening in range(len(start)):
        if head and head.startswith(start[opening:]) and "|" in start[opening:]:
            return _cells(head)
    caption, colon, rest = last.partition(": ")
    return _cells(rest if colon and "|" not in caption else last)


def _cells(text: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in text.split("|"))


def of_plain_text(text: str) -> Output:
    """The lines of a text without structure."""
    return Output(pieces=tuple(line for line in text.splitlines() if line.strip()), whole_paragraphs=False)


def of_markdown(text: str) -> Output:
    """The lines of a Markdown text; its headings; its tables, each with its first row as the head."""
    pieces, headings, rows = [], [], []
    head: tuple[str, ...] = ()
    for line in (_plain(line) for line in text.splitlines()):
        if not line.startswith("|"):
            head = ()
        elif _RULE.fullmatch(line):
            continue
        else:
            cells = _cells(line.strip("|") if line.endswith("|") else line[1:])
            if head:
                rows.append(Row(cells=cells, heads=head))
            head = head or cells
        if found := _HEADING.fullmatch(line):
            line = found[1]
            headings.append(line)
        if line:
            pieces.append(line)
    return Output(pieces=tuple(pieces), whole_paragraphs=True, headings=tuple(headings), rows=tuple(rows))


def _plain(line: str) -> str:
    return _LINK.sub(r"\1", _TAG.sub(" ", _PICTURE.sub("", line.strip()))).strip()


def peer_output(tool: str, file: Path, page: int, python: Path) -> Output:
    """What a peer makes of the page, kept for later runs. Raises RuntimeError with its last words where it fails."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    code = hashlib.sha256(_PEERS.read_bytes()).hexdigest()[:12]
    kept = _CACHE / f"{tool}-{code}" / f"{digest}-{page}.txt"
    if not kept.exists():
        command = [str(python), str(_PEERS), tool, str(file), str(page)]
        run = subprocess.run(command, capture_output=True, timeout=_SECONDS)
        if run.returncode:
            raise RuntimeError(f"{tool}: {run.stderr.decode('utf-8', 'replace').strip().splitlines()[-1]}")
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(run.stdout.rpartition(b"\n\x1e")[2])
    text = kept.read_text("utf-8")
    return of_markdown(text) if tool in _MARKDOWN else of_plain_text(text)
