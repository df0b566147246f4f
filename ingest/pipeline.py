"""The ingest: files in, documents with tagged passages in the ledger, one durable step a file."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Completeness, Document
from corpus.errors import UnreadableError
from corpus.ledger import FileEntry, Ledger
from corpus.originals import Originals
from ingest.limits import FILE_BYTES
from ingest.parsing import RECIPE, ParsedFile
from ingest.sandbox import ParseRequest, Sandbox
from ingest.sources import sidecar_of
from ingest.tagging import Taggers

_REASONS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutcome:
    """How a file of this ingest ended. `is_unchanged`: it was known already, so nothing was done."""

    entry: FileEntry
    doc_ids: tuple[str, ...]
    passages: int
    is_unchanged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrival:
    """A file whose bytes are to be read."""

    path: Path
    sha256: str
    recipe: str
    sidecar: Path | None


def ingest(
    files: Sequence[Path],
    *,
    ledger: Ledger,
    originals: Originals,
    taggers: Taggers,
    workers: int,
    on_outcome: Callable[[FileOutcome], None],
    unsandboxed: bool = False,
) -> list[FileOutcome]:
    """Takes the files in, in order; what is unchanged is skipped, what changed is replaced, what is bad is refused.

    `on_outcome` is told of each file when it has ended and is durable. Raises `SandboxError` before the first file
    where the parsers cannot be locked in, unless they are to run `unsandboxed`.
    """
    outcomes: list[FileOutcome] = []

    def end(outcome: FileOutcome) -> None:
        outcomes.append(outcome)
        on_outcome(outcome)

    with Sandbox(workers, locked=not unsandboxed) as sandbox:
        arrivals: list[_Arrival] = []

        def requests() -> Iterator[ParseRequest]:
            for file in files:
                arrival = _arrival(file, taggers.version)
                known = ledger.file(str(file))
                if isinstance(arrival, FileEntry):
                    ledger.keep_file(arrival, [])
                    end(FileOutcome(entry=arrival, doc_ids=(), passages=0))
                elif known and _is_settled(known, arrival) and arrival.sha256 in originals:
                    passages, doc_ids = ledger.passages_of_file(known.path)
                    end(FileOutcome(entry=known, doc_ids=doc_ids, passages=passages, is_unchanged=True))
                else:
                    arrivals.append(arrival)
                    yield ParseRequest(path=arrival.path, file_name=arrival.path.name, sidecar=arrival.sidecar)

        for number, parsed in enumerate(sandbox.parse_all(requests())):
            end(_keep(arrivals[number], parsed, ledger=ledger, originals=originals, taggers=taggers))
    order = {str(file): number for number, file in enumerate(files)}
    return sorted(outcomes, key=lambda outcome: order[outcome.entry.path])


def _arrival(file: Path, taggers: str) -> _Arrival | FileEntry:
    """The file's fingerprint, or how it ended already."""
    sidecar = sidecar_of(file)
    beside = hashlib.sha256(sidecar.read_bytes()).hexdigest()[:16] if sidecar else "none"
    recipe = f"{RECIPE}/{taggers}/{beside}"
    size = file.stat().st_size
    if size > FILE_BYTES:
        reason = f"it has {size / (1 << 20):.0f} MiB; files of up to {FILE_BYTES >> 20} MiB are read"
        return FileEntry(path=str(file), sha256="", recipe=recipe, status=Completeness.REFUSED, reason=reason)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    return _Arrival(path=file, sha256=sha256, recipe=recipe, sidecar=sidecar)


def _is_settled(known: FileEntry, arrival: _Arrival) -> bool:
    """True if the file need not be read again. A refused one is: what was wrong with the machine may be over."""
    is_same = (known.sha256, known.recipe) == (arrival.sha256, arrival.recipe)
    return is_same and known.status is not Completeness.REFUSED


def _keep(
    arrival: _Arrival, parsed: ParsedFile | UnreadableError, *, ledger: Ledger, originals: Originals, taggers: Taggers
) -> FileOutcome:
    if isinstance(parsed, UnreadableError):
        entry = _entry(arrival, Completeness.REFUSED, parsed.reason, ())
        if ledger.file(entry.path) != entry:
            ledger.keep_file(entry, [])
        return FileOutcome(entry=entry, doc_ids=(), passages=0)
    data = arrival.path.read_bytes()
    if {hashlib.sha256(data).hexdigest(), *(item.document.original for item in parsed.documents)} != {arrival.sha256}:
        entry = _entry(arrival, Completeness.REFUSED, "it changed while it was read; ingest it again", ())
        ledger.keep_file(entry, [])
        return FileOutcome(entry=entry, doc_ids=(), passages=0)
    originals.keep(data)
    contents = taggers.tag(parsed.documents)
    documents = [content.document for content in contents]
    reasons = [*(document.reason for document in documents if document.reason), *parsed.refusals]
    shown = list(dict.fromkeys(reasons))
    more = f"; and {len(shown) - _REASONS_SHOWN} more" if len(shown) > _REASONS_SHOWN else ""
    reason = "; ".join(shown[:_REASONS_SHOWN]) + more
    partial = bool(parsed.refusals) or any(doc.completeness is Completeness.PARTIAL for doc in documents)
    entry = _entry(arrival, Completeness.PARTIAL if partial else Completeness.COMPLETE, reason, _missing(documents))
    ledger.keep_file(entry, contents)
    return FileOutcome(
        entry=entry,
        doc_ids=tuple(document.doc_id for document in documents),
        passages=sum(len(content.passages) for content in contents),
    )


def _entry(arrival: _Arrival, status: Completeness, reason: str, missing: tuple[int, ...]) -> FileEntry:
    return FileEntry(
        path=str(arrival.path),
        sha256=arrival.sha256,
        recipe=arrival.recipe,
        status=status,
        reason=reason,
        pages_missing=missing,
    )


def _missing(documents: Sequence[Document]) -> tuple[int, ...]:
    return tuple(sorted({page for document in documents for page in document.pages_missing}))
