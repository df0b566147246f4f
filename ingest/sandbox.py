"""Parsing outside this process: a bad file never takes others with it, and a parser that is taken over is alone."""

import fcntl
import hashlib
import json
import logging
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, Self

from pydantic import TypeAdapter

from corpus.document import passage_id
from corpus.errors import SandboxError, UnreadableError
from corpus.reading import Reading
from ingest import limits
from ingest.language_packs import LanguagePacks
from ingest.metadata import LONGEST_SIDECAR
from ingest.parsed_form import parsed_from, readings_from
from ingest.parsing import ParsedFile, doc_id_of_file
from ingest.recogniser import Recogniser
from ingest.recognition import RecognisedPage, page_from, recognition_from
from ingest.warm_parser import Answer, WarmParser

_SHAPE = TypeAdapter(ParsedFile)
_READINGS = TypeAdapter(tuple[Reading, ...])
_PAGE = TypeAdapter(RecognisedPage)
_FORMLESS = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
_LONGEST_TRACEBACK = 8_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseRequest:
    """A file to parse: where its bytes lie, what it is called, and its sidecar file if it has one."""

    path: Path
    file_name: str
    sidecar: Path | None = None
    recognition: bytes = b""
    """What was recognised on its scanned pages before."""


class Sandbox:
    """Some warm parser processes; use it in a `with` block. Files are parsed ahead while the caller works.

    Entering it raises `SandboxError` where a child can reach what it must not: it is tried, not assumed. With
    `locked=False` only the limits on memory, CPU and time are in force. Scanned pages are recognised with `packs`.
    """

    def __init__(self, workers: int, *, locked: bool = True, packs: LanguagePacks | None = None) -> None:
        self._workers, self._locked = workers, locked
        self._packs = packs or LanguagePacks()
        self._closing = threading.Event()
        self._idle: SimpleQueue[WarmParser] = SimpleQueue()
        self._threads = ThreadPoolExecutor(workers)

    def __enter__(self) -> Self:
        parsers = [WarmParser(locked=self._locked) for _ in range(self._workers)]
        for parser in parsers:
            self._idle.put(parser)
        try:
            if self._locked:
                for parser in parsers:
                    _prove(parser)
        except SandboxError:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._threads.shutdown(cancel_futures=True)
        while not self._idle.empty():
            self._idle.get().close()

    def parse_all(self, requests: Iterable[ParseRequest]) -> Iterator[ParsedFile | UnreadableError]:
        """The outcome of each request, in order; at most twice as many as there are workers wait at a time."""
        coming = iter(requests)
        waiting: list[Future[ParsedFile | UnreadableError]] = [
            self._threads.submit(self._parse, request) for request in islice(coming, 2 * self._workers)
        ]
        while waiting:
            yield waiting.pop(0).result()
            waiting.extend(self._threads.submit(self._parse, request) for request in islice(coming, 1))

    def _parse(self, request: ParseRequest) -> ParsedFile | UnreadableError:
        try:
            data = _bytes_of(request.path, request.file_name, "it cannot be read", at_most=limits.FILE_BYTES)
            beside = request.sidecar and _bytes_of(
                request.sidecar, request.sidecar.name, "the sidecar cannot be used", at_most=LONGEST_SIDECAR + 1
            )
            parsed = self._parsed(request, data, beside or b"", request.recognition)
            return self._with_scans(parsed, request, data, beside or b"") if parsed.pages_pictured else parsed
        except UnreadableError as error:
            return error

    def _parsed(self, request: ParseRequest, data: bytes, beside: bytes, recognition: bytes) -> ParsedFile:
        head = {"file_name": request.file_name, "sidecar": request.sidecar.name if request.sidecar else None}
        with _handed_over(head, data, beside, recognition) as file:
            answer = self._ask(WarmParser.parse, file.fileno())
        sha256 = hashlib.sha256(data).hexdigest()
        return replace(_outcome(answer, request.file_name, sha256, recognition), recognition=recognition)

    def _with_scans(self, parsed: ParsedFile, request: ParseRequest, data: bytes, beside: bytes) -> ParsedFile:
        """The file with what can be recognised on its scanned pages, and a note of what stays missing."""
        ask = partial(self._page, data, request.file_name)
        recogniser = Recogniser(self._packs, ask, language=parsed.documents[0].document.language)
        before = recognition_from(request.recognition) if request.recognition else None
        found = recogniser.recognise(parsed.pages_pictured, before, lambda: not self._closing.is_set())
        if found.recognition is not None and found.recognition != before:
            parsed = self._parsed(request, data, beside, found.recognition.to_bytes())
        return _with_note(parsed, found.note) if parsed.pages_pictured else parsed

    def _page(self, data: bytes, file_name: str, page: int, language: str, pack: bytes) -> RecognisedPage | str:
        """The page as a child recognises it, or why there is none."""
        head = {"file_name": file_name, "page": page, "language": language}
        try:
            with _handed_over(head, data, b"", pack) as file:
                said = _said_of(self._ask(WarmParser.recognise, file.fileno()), file_name)
            found = page_from(said)
            _PAGE.validate_json(_PAGE.dump_json(found, warnings=False), strict=True)
        except UnreadableError as error:
            return error.reason
        except _FORMLESS as error:
            return _formless(file_name, error).reason
        return found if (found.page, found.language) == (page, language) else "the parser answered for another page"

    def read(self, data: bytes, file_name: str, recognition: bytes = b"") -> tuple[Reading, ...]:
        """The readings of a file's bytes, with what was recognised in it; without their metadata.

        Raises `UnreadableError`. Threads may share it.
        """
        with _handed_over({"file_name": file_name}, data, b"", recognition) as file:
            answer = self._ask(WarmParser.read, file.fileno())
        said = _said_of(answer, file_name)
        try:
            readings = readings_from(said)
            _READINGS.validate_json(_READINGS.dump_json(readings, warnings=False), strict=True)
        except _FORMLESS as error:
            raise _formless(file_name, error) from error
        return readings

    def _ask(self, request: Callable[[WarmParser, int], Answer], file: int) -> Answer:
        parser = self._idle.get()
        try:
            answer = request(parser, file)
            if answer.process_ended:
                parser.close()
                parser = WarmParser(locked=self._locked)
                if self._locked:
                    _prove(parser)
        finally:
            self._idle.put(parser)
        return answer


def _prove(parser: WarmParser) -> None:
    answer = parser.prove()
    said = _said(answer.output)
    if answer.problem or not said.keys() & {"missing", "reached"}:
        raise SandboxError(missing=f"a parser process that starts ({answer.problem or said})")
    if "missing" in said:
        raise SandboxError(missing=str(said["missing"]))
    if reached := said["reached"]:
        raise SandboxError(missing=f"a fence that holds (open to it: {', '.join(reached)})")


def _bytes_of(path: Path, name: str, problem: str, *, at_most: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(at_most + 1)
    except OSError as error:
        raise UnreadableError(path=name, reason=f"{problem}: {error.strerror}") from error
    if len(data) > at_most:
        raise UnreadableError(path=name, reason=f"{problem}: it has more than {at_most >> 20} MiB")
    return data


def _handed_over(head: Mapping[str, Any], data: bytes, beside: bytes, known: bytes) -> IO[bytes]:
    """A request as a file without a name: a line of JSON, then bytes: the file's, its sidecar's, and those of what was
    recognised in it (or of the language pack to do so)."""
    lengths = [len(data), len(beside), len(known)]
    if sys.platform == "linux":
        file: IO[bytes] = os.fdopen(os.memfd_create("cadre-file", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING), "w+b")
    else:
        file = tempfile.TemporaryFile()  # noqa: SIM115
    # ASCII: names that are no valid Unicode pass as escapes.
    file.write(json.dumps({**head, "lengths": lengths}).encode("ascii") + b"\n")
    for part in (data, beside, known):
        file.write(part)
    file.seek(0)
    if sys.platform == "linux":
        fcntl.fcntl(file, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK)
    return file


def _outcome(answer: Answer, file_name: str, sha256: str, recognition: bytes) -> ParsedFile:
    said = _said_of(answer, file_name)
    try:
        parsed = parsed_from(said)
        # What came from a parser has the types that are declared, or it is not used.
        _SHAPE.validate_json(_SHAPE.dump_json(parsed, warnings=False), strict=True)
    except _FORMLESS as error:
        raise _formless(file_name, error) from error
    recognised = hashlib.sha256(recognition).hexdigest() if recognition else ""
    if not _speaks_for(parsed, file_name, sha256, recognised):
        raise UnreadableError(path=file_name, reason="the parser answered for another file")
    return parsed


def _said_of(answer: Answer, file_name: str) -> Mapping[str, Any]:
    """What a child said of a file. Raises `UnreadableError` where it is that, or why, there is nothing."""
    if answer.problem:
        raise UnreadableError(path=file_name, reason=answer.problem)
    said = _said(answer.output)
    if "refused" in said:
        raise UnreadableError(path=file_name, reason=str(said["refused"]))
    if "failed" in said:
        _log.error("The parser failed on %r: %s", file_name, ascii(str(said["failed"])[-_LONGEST_TRACEBACK:]))
        raise UnreadableError(path=file_name, reason="the parser failed on it; the log has the details")
    if "missing" in said:
        raise UnreadableError(path=file_name, reason=f"the sandbox could not be closed: {said['missing']}")
    return said


def _formless(file_name: str, error: Exception) -> UnreadableError:
    _log.warning("The answer of the parser for %r has no form: %s", file_name, ascii(str(error)[:500]))
    return UnreadableError(path=file_name, reason="the parser answered what is no document")


def _said(output: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(output)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _with_note(parsed: ParsedFile, note: str) -> ParsedFile:
    if not note:
        return parsed
    item = parsed.documents[0]
    document = replace(item.document, reason=f"{item.document.reason}; {note}")
    return replace(parsed, documents=(replace(item, document=document), *parsed.documents[1:]))


def _speaks_for(parsed: ParsedFile, file_name: str, sha256: str, recognised: str) -> bool:
    """Whether all documents and passages bear the ids of this file, whose hash was taken before it was handed over."""
    ours = (sha256, recognised, file_name)
    return all(
        (item.document.original, item.document.recognition, item.document.file_name) == ours
        and (item.document.record is not None or item.document.doc_id == doc_id_of_file(sha256))
        and all(
            passage.passage_id == passage_id(item.document.doc_id, passage.locator.start, passage.locator.end)
            for passage in item.passages
        )
        for item in parsed.documents
    )
