"""The process that parses: `python -m ingest.parser_process`.

It imports the readers once, then forks a child for every request on the socket that is its standard input: one byte,
with two descriptors, the file to parse and the pipe for the answer. The child locks itself in before it reads the
first byte; this process sees neither the file nor the answer, so no child finds there what another file held. When the
child has ended, this process says how. A child that crashes, hangs or grows takes nothing with it.
"""

import json
import os
import select
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from corpus.errors import SandboxError, UnreadableError
from corpus.json_form import to_json
from corpus.language import identify, normalise
from corpus.sentences import sentence_spans
from ingest import limits
from ingest.lockdown import keep_only, limit, lock_in, readable_paths
from ingest.lockdown_proof import reached
from ingest.metadata import read_sidecar
from ingest.page_recognition import recognised_page
from ingest.parsed_form import parsed_form, readings_form
from ingest.parsing import parse
from ingest.readers.choice import reader_for
from ingest.tesseract import engine

UNLOCKED = "--unlocked"
"""The argument that leaves the sandbox off."""
PARSE, READ, RECOGNISE, PROVE, STOP = b"p", b"r", b"o", b"t", b"s"
"""Requests: parse a file; only read it, as a quotation needs it; recognise one of its pages; try what the sandbox must
not allow; end the child at work."""
ENDING = struct.Struct("!i?")
"""The answer to a request: the wait status of the child, and whether its time was over."""
FAILED, OUT_OF_MEMORY = 70, 71


def serve(*, locked: bool) -> None:
    """Answers requests until the other end of standard input is closed."""
    # Ctrl-C goes to all processes of a terminal: this one ends when the one that asks lets go of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Each child is forked from here: what is loaded before, none of them has to load.
    sentence_spans("A sentence. Another.", identify("A text that is long enough for its language to be told."))
    normalise("en")
    engine()
    readable = readable_paths() if locked else None
    requests = socket.socket(fileno=os.dup(0))
    while True:
        kind, descriptors, _, _ = socket.recv_fds(requests, 1, 2)
        if not kind:
            return
        if len(descriptors) == 2:
            ending = _in_child(kind, descriptors, requests, readable)
            try:
                requests.sendall(ENDING.pack(*ending))
            except BrokenPipeError:
                # Who asked has ended.
                return


def _in_child(
    kind: bytes, descriptors: list[int], requests: socket.socket, readable: frozenset[Path] | None
) -> tuple[int, bool]:
    """How the child for one request ended; it is stopped when its time is over, or when nobody waits for it."""
    alive, held = os.pipe()
    child = os.fork()
    if child == 0:
        _child(kind, [*descriptors, held], readable)
    for descriptor in (*descriptors, held):
        os.close(descriptor)
    # Only the child holds the other end of this pipe: it can be read when the child is ending, or has let go of it.
    ready, _, _ = select.select([alive, requests.fileno()], [], [], limits.WALL_SECONDS)
    os.close(alive)
    # A child that is ending already ends as it would have.
    os.kill(child, signal.SIGKILL)
    if requests.fileno() in ready:
        requests.recv(1)
    return os.waitpid(child, 0)[1], not ready


def _child(kind: bytes, descriptors: list[int], readable: frozenset[Path] | None) -> NoReturn:
    """Serves one request and leaves the process."""
    code = FAILED
    try:
        asked, answer, _ = keep_only(descriptors)
        with os.fdopen(answer, "wb") as out:
            out.write(to_json(_answer(kind, asked, readable)).encode("utf-8", "replace"))
        code = 0
    except MemoryError:
        code = OUT_OF_MEMORY
    finally:
        # Also after an error: no descriptor is left that its traceback could be written to.
        os._exit(code)


def _answer(kind: bytes, asked: int, readable: frozenset[Path] | None) -> Mapping[str, Any]:
    try:
        limit()
        if readable is not None:
            lock_in(readable)
        return {"reached": reached()} if kind == PROVE else _made_of(asked, kind)
    except UnreadableError as error:
        return {"refused": error.reason}
    except SandboxError as error:
        return {"missing": error.missing}
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001
        # A hostile file can make a reader raise anything. It has to end as one refused file, and nobody reads what this
        # process prints: the trace goes to the one that asked, who logs it.
        return {"failed": traceback.format_exc()}


def _made_of(asked: int, kind: bytes) -> Mapping[str, Any]:
    with os.fdopen(asked, "rb") as file:
        request = json.loads(file.readline())
        data, beside, known = (file.read(length) for length in request["lengths"])
    name = request["file_name"]
    if kind == READ:
        return readings_form(reader_for(data, name, known).read(data, file_name=name))
    if kind == RECOGNISE:
        page, language = request["page"], request["language"]
        return asdict(recognised_page(data, file_name=name, page=page, pack=known, language=language))
    sidecar = read_sidecar(beside, file_name=request["sidecar"]) if request["sidecar"] else {}
    return parsed_form(parse(data, file_name=name, sidecar=sidecar, recognition=known))


if __name__ == "__main__":
    serve(locked=UNLOCKED not in sys.argv)
