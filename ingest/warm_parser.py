"""A parser process seen from the outside: it is handed one file after another, and nothing it says is trusted."""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest import limits
from ingest.parser_process import ENDING, OUT_OF_MEMORY, PARSE, PROVE, READ, RECOGNISE, STOP, UNLOCKED

_PROGRAM: Final = ("-m", "ingest.parser_process")
_OURS = Path(__file__).parents[1]
_PASSED_ON = ("PATH", "LANG", "LANGUAGE", "LD_LIBRARY_PATH")
_PASSED_ON_FROM = ("LC_", "PYTHON")
# A parser has one thread: its process may not make more.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a child said, and what was wrong with its end ("" for nothing). `process_ended`: its parent went too."""

    output: bytes
    problem: str = ""
    process_ended: bool = False


class WarmParser:
    """One parser process. It is started at once, takes a few seconds to be ready, and lives until `close`."""

    def __init__(self, *, locked: bool) -> None:
        self._requests, theirs = socket.socketpair()
        with theirs:
            # -P, and another working folder: modules that lie among the files to read are never imported.
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", *_PROGRAM, *([] if locked else [UNLOCKED])],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=_environment(os.environ),
                cwd="/",
            )

    def close(self) -> None:
        """Ends the process and waits for it."""
        self._requests.close()
        self._process.wait()

    def parse(self, file: int) -> Answer:
        """What a child of the process makes of the file behind a descriptor."""
        return self._ask(PARSE, file)

    def read(self, file: int) -> Answer:
        """The readings that a child of the process makes of the file behind a descriptor."""
        return self._ask(READ, file)

    def recognise(self, file: int) -> Answer:
        """What a child of the process recognises on a page of the file behind a descriptor."""
        return self._ask(RECOGNISE, file)

    def prove(self) -> Answer:
        """What a child can reach that it must not."""
        with Path(os.devnull).open("rb") as nothing:
            return self._ask(PROVE, nothing.fileno())

    def _ask(self, kind: bytes, file: int) -> Answer:
        reading, writing = os.pipe()
        try:
            try:
                socket.send_fds(self._requests, [kind], [file, writing])
            finally:
                os.close(writing)
            output, is_too_long = self._collect(reading)
            if is_too_long:
                self._requests.sendall(STOP)
            ending = self._requests.recv(ENDING.size, socket.MSG_WAITALL)
        except (BrokenPipeError, ConnectionResetError):
            ending = b""
        finally:
            os.close(reading)
        if len(ending) < ENDING.size:
            return Answer(output=b"", problem="the parser process ended while reading it", process_ended=True)
        status, is_overdue = ENDING.unpack(ending)
        if is_too_long:
            return Answer(output=b"", problem=f"it holds more than {limits.OUTPUT_BYTES >> 20} MiB of text")
        if is_overdue:
            return Answer(output=b"", problem=f"reading it took longer than {limits.WALL_SECONDS} s")
        return Answer(output=output, problem=_problem(status))

    def _collect(self, reading: int) -> tuple[bytes, bool]:
        """What the child writes until it ends, and whether that is more than it may."""
        parts: list[bytes] = []
        size = 0
        while True:
            ready, _, _ = select.select([reading, self._requests.fileno()], [], [])
            # When the child has ended, all it wrote lies in the pipe; a process it left behind is not waited for.
            part = os.read(reading, 1 << 20) if reading in ready else b""
            if not part:
                return b"".join(parts), False
            parts.append(part)
            size += len(part)
            if size > limits.OUTPUT_BYTES:
                return b"", True


def _problem(status: int) -> str:
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) == signal.SIGXCPU:
            return f"reading it took more than {limits.CPU_SECONDS} s of CPU"
        return f"the parser crashed on it ({signal.Signals(os.WTERMSIG(status)).name})"
    if os.WEXITSTATUS(status) == OUT_OF_MEMORY:
        return f"reading it needs more than {limits.MEMORY_BYTES >> 30} GiB of memory"
    return "the parser failed on it" if status else ""


def _environment(ours: Mapping[str, str]) -> dict[str, str]:
    """Of the operator's variables, which may hold keys, those that Python and the loader need to start."""
    kept = {name: value for name, value in ours.items() if name in _PASSED_ON or name.startswith(_PASSED_ON_FROM)}
    folders = [str(Path(entry).absolute()) for entry in ours.get("PYTHONPATH", "").split(os.pathsep) if entry]
    return kept | _ONE_THREAD | {"PYTHONPATH": os.pathsep.join([str(_OURS), *folders])}
