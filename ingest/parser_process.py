"""The process that parses: `python -m ingest.parser_process`.

It imports the readers once, then forks a child for every file named on its standard input and answers with one line of
JSON. A child that crashes, hangs or grows takes nothing with it.
"""

import json
import os
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus.errors import UnreadableError
from corpus.json_form import to_json
from corpus.language import identify
from corpus.sentences import sentence_spans
from ingest.metadata import read_sidecar
from ingest.parsed_form import parsed_form
from ingest.parsing import parse

CPU_SECONDS = 60
WALL_SECONDS = 90
MEMORY_BYTES = 1 << 30
OUTPUT_BYTES = 200 << 20


def serve() -> None:
    """Answers requests until standard input ends."""
    # Each child is forked from here: what is loaded before, none of them has to load.
    sentence_spans("A sentence. Another.", identify("A text that is long enough for its language to be told."))
    for line in sys.stdin.buffer:
        answer = _parse_in_child(json.loads(line))
        sys.stdout.buffer.write(answer + b"\n")
        sys.stdout.buffer.flush()


def _parse_in_child(request: Mapping[str, Any]) -> bytes:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(request, writing)
    os.close(writing)
    try:
        output, problem = _collect(reading)
    finally:
        os.close(reading)
    if problem:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if not problem and status != 0:
        problem = _cause(status)
    return _refusal(problem) if problem else output


def _child(request: Mapping[str, Any], writing: int) -> None:
    """Parses one file and leaves the process; never returns."""
    code = 70
    try:
        _limit()
        with os.fdopen(writing, "wb") as answer:
            answer.write(_answer(request))
        code = 0
    except MemoryError:
        code = 71
    except BaseException:  # noqa: BLE001
        # The edge of the process: whatever went wrong ends in the log and in the exit code.
        traceback.print_exc()
    finally:
        os._exit(code)


def _answer(request: Mapping[str, Any]) -> bytes:
    try:
        data = Path(request["path"]).read_bytes()
        sidecar = read_sidecar(Path(request["sidecar"])) if request["sidecar"] else {}
        parsed = parse(data, file_name=request["file_name"], sidecar=sidecar)
        return to_json(parsed_form(parsed)).encode("utf-8", "replace")
    except UnreadableError as error:
        return _refusal(error.reason)


def _limit() -> None:
    with Path("/proc/self/statm").open() as file:
        held = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY_BYTES, held + MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _collect(reading: int) -> tuple[bytes, str]:
    """What the child writes until it ends, or why it was stopped."""
    parts: list[bytes] = []
    size, deadline = 0, time.monotonic() + WALL_SECONDS
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return b"", f"reading it took longer than {WALL_SECONDS} s"
        part = os.read(reading, 1 << 20)
        if not part:
            return b"".join(parts), ""
        parts.append(part)
        size += len(part)
        if size > OUTPUT_BYTES:
            return b"", f"it holds more than {OUTPUT_BYTES >> 20} MiB of text"


def _cause(status: int) -> str:
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) == signal.SIGXCPU:
            return f"reading it took more than {CPU_SECONDS} s of CPU"
        return f"the parser crashed on it ({signal.Signals(os.WTERMSIG(status)).name})"
    if os.WEXITSTATUS(status) == 71:
        return f"reading it needs more than {MEMORY_BYTES >> 30} GiB of memory"
    return "the parser failed on it; the log has the details"


def _refusal(reason: str) -> bytes:
    return to_json({"refused": reason}).encode("utf-8", "replace")


if __name__ == "__main__":
    serve()
