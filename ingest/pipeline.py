"""The ingest: files in, documents with tagged passages in the ledger, one durable step a file."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.document import Completeness, Document
from corpus.errors import DamagedError, NotFoundError, UnreadableError
from corpus.former import Refound
from corpus.ledger import FileEntry, Ledger
from corpus.originals import Originals
from ingest.language_packs import LanguagePacks
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
    refound: Refound | None = None
    """What became of the passages that the file held before; None where it held none, or was not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrival:
    """A file whose bytes are to be read."""

    path: Path
    sha256: str
    recipe: str
    recipe_with_scans: str
    """The recipe of a file with pages that were not recognised: with other language packs it is another one."""
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
    packs: LanguagePacks | None = None,
) -> list[FileOutcome]:
    """Takes the files in, in order; what is unchanged is skipped, what changed is replaced, what is bad is refused.

    `on_outcome` is told of each file when it has ended and is durable. Raises `SandboxError` before the first file
    where the parsers cannot be locked in, unless they are to run `unsandboxed`. Scanned pages are recognised with
    `packs`; a file that still has some is read again when other packs are there.
    """
    outcomes: list[FileOutcome] = []

    def end(outcome: FileOutcome) -> None:
        outcomes.append(outcome)
        on_outcome(outcome)

    packs = packs or LanguagePacks()
    with Sandbox(workers, locked=not unsandboxed, packs=packs) as sandbox:
        arrivals: list[_Arrival] = []

        def requests() -> Iterator[ParseRequest]:
            for file in files:
                arrival = _arrival(file, taggers.version, packs)
                known = ledger.file(str(file))
                if isinstance(arrival, FileEntry):
                    refound = ledger.keep_file(arrival, [])
                    end(FileOutcome(entry=arrival, doc_ids=(), passages=0, refound=refound))
                elif known and _is_settled(known, arrival) and _are_kept(known, ledger, originals):
                    passages, doc_ids = ledger.passages_of_file(known.path)
                    end(FileOutcome(entry=known, doc_ids=doc_ids, passages=passages, is_unchanged=True))
                else:
                    arrivals.append(arrival)
                    yield ParseRequest(
                        path=arrival.path,
                        file_name=arrival.path.name,
                        sidecar=arrival.sidecar,
                        recognition=_recognised_before(known, arrival, ledger, originals),
                    )

        for number, parsed in enumerate(sandbox.parse_all(requests())):
            end(_keep(arrivals[number], parsed, ledger=ledger, originals=originals, taggers=taggers))
    order = {str(file): number for number, file in enumerate(files)}
    return sorted(outcomes, key=lambda outcome: order[outcome.entry.path])


def _arrival(file: Path, taggers: str, packs: LanguagePacks) -> _Arrival | FileEntry:
    """The file's fingerprint, or how it ended already."""
    sidecar = sidecar_of(file)
    beside = hashlib.sha256(sidecar.read_bytes()).hexdigest()[:16] if sidecar else "none"
    recipe = f"{RECIPE}/{taggers}/{beside}"
    size = file.stat().st_size
    if size > FILE_BYTES:
        reason = f"it has {size / (1 << 20):.0f} MiB; files of up to {FILE_BYTES >> 20} MiB are read"
        return FileEntry(path=str(file), sha256="", recipe=recipe, status=Completeness.REFUSED, reason=reason)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    with_scans = f"{recipe}/scans-{packs.identity}"
    return _Arrival(path=file, sha256=sha256, recipe=recipe, recipe_with_scans=with_scans, sidecar=sidecar)


def _is_settled(known: FileEntry, arrival: _Arrival) -> bool:
    """True if the file need not be read again. A refused one is: what was wrong with the machine may be over."""
    is_same = known.sha256 == arrival.sha256 and known.recipe in (arrival.recipe, arrival.recipe_with_scans)
    return is_same and known.status is not Completeness.REFUSED


def _are_kept(known: FileEntry, ledger: Ledger, originals: Originals) -> bool:
    return all(kept in originals for kept in (known.sha256, *ledger.recognitions_of_file(known.path)))


def _recognised_before(known: FileEntry | None, arrival: _Arrival, ledger: Ledger, originals: Originals) -> bytes:
    """What was recognised on the pages of this very file at an earlier ingest: it may not be possible again."""
    if known is None or known.sha256 != arrival.sha256:
        return b""
    for recognition in ledger.recognitions_of_file(known.path):
        try:
            return originals.bytes(recognition)
        except (DamagedError, NotFoundError):
            # Then its pages are recognised anew.
            continue
    return b""


def _keep(
    arrival: _Arrival, parsed: ParsedFile | UnreadableError, *, ledger: Ledger, originals: Originals, taggers: Taggers
) -> FileOutcome:
    if isinstance(parsed, UnreadableError):
        entry = _entry(arrival, Completeness.REFUSED, parsed.reason, ())
        refound = ledger.keep_file(entry, []) if ledger.file(entry.path) != entry else None
        return FileOutcome(entry=entry, doc_ids=(), passages=0, refound=refound)
    data = arrival.path.read_bytes()
    if {hashlib.sha256(data).hexdigest(), *(item.document.original for item in parsed.documents)} != {arrival.sha256}:
        entry = _entry(arrival, Completeness.REFUSED, "it changed while it was read; ingest it again", ())
        return FileOutcome(entry=entry, doc_ids=(), passages=0, refound=ledger.keep_file(entry, []))
    originals.keep(data)
    if parsed.recognition:
        originals.keep(parsed.recognition)
    contents = taggers.tag(parsed.documents)
    documents = [content.document for content in contents]
    reasons = [*(document.reason for document in documents if document.reason), *parsed.refusals]
    shown = list(dict.fromkeys(reasons))
    more = f"; and {len(shown) - _REASONS_SHOWN} more" if len(shown) > _REASONS_SHOWN else ""
    reason = "; ".join(shown[:_REASONS_SHOWN]) + more
    partial = bool(parsed.refusals) or any(doc.completeness is Completeness.PARTIAL for doc in documents)
    entry = _entry(arrival, Completeness.PARTIAL if partial else Completeness.COMPLETE, reason, _missing(documents))
    if parsed.pages_pictured:
        entry = replace(entry, recipe=arrival.recipe_with_scans)
    return FileOutcome(
        entry=entry,
        refound=ledger.keep_file(entry, contents),
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
