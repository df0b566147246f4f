"""Parsing outside this process: one bad file never takes the others with it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from corpus.errors import UnreadableError
from ingest.parsed_form import parsed_from
from ingest.parsing import ParsedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseRequest:
    """A file to parse: where its bytes lie, what it is called, and its sidecar file if it has one."""

    path: Path
    file_name: str
    sidecar: Path | None = None


class Sandbox:
    """Some warm parser processes; use it in a `with` block. Files are parsed ahead while the caller works."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._threads = ThreadPoolExecutor(workers)

    def __enter__(self) -> Self:
        for _ in range(self._workers):
            self._idle.put(_start())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        while not self._idle.empty():
            process = self._idle.get()
            if process.stdin is not None:
                process.stdin.close()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()

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
        process = self._idle.get()
        try:
            answer = _ask(process, request)
        finally:
            self._idle.put(process if process.poll() is None else _start())
        if answer is None:
            return UnreadableError(path=request.file_name, reason="the parser process ended while reading it")
        if "refused" in answer:
            return UnreadableError(path=request.file_name, reason=str(answer["refused"]))
        return parsed_from(answer)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "ingest.parser_process"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def _ask(process: subprocess.Popen[bytes], request: ParseRequest) -> Mapping[str, object] | None:
    """The process's answer; None where it died."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a parser process has pipes")
    asked = {
        "path": os.fsdecode(request.path),
        "file_name": request.file_name,
        "sidecar": None if request.sidecar is None else os.fsdecode(request.sidecar),
    }
    try:
        # ASCII: names that are no valid Unicode pass as escapes.
        process.stdin.write(json.dumps(asked).encode("ascii") + b"\n")
        process.stdin.flush()
        line = process.stdout.readline()
    except BrokenPipeError:
        return None
    if not line:
        process.wait()
        return None
    answer: Mapping[str, object] = json.loads(line)
    return answer
