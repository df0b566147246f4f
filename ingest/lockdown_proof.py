"""What a locked-in process must not be able to do, tried: a sandbox that nobody has tried is an assumption."""

import errno
import os
import socket
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

_OUTSIDE = ("/etc/passwd", "/proc/self/environ", sys.executable)


def reached() -> list[str]:
    """Tries to reach out of this process in each way, and names the ways that are open; none where it is locked in."""
    ways: dict[str, Callable[[], object]] = {
        **{f"reading {path}": partial(Path(path).read_bytes) for path in _OUTSIDE},
        "writing to a device": lambda: os.open(os.devnull, os.O_WRONLY),
        "writing a file": _write_a_file,
        "opening a network socket": lambda: socket.socket(socket.AF_INET).close(),
        "opening a local socket": lambda: socket.socket(socket.AF_UNIX).close(),
        "starting a process": _fork,
        "running a program": _execute,
        "signalling its parent": lambda: os.kill(os.getppid(), 0),
    }
    return [way for way, attempt in ways.items() if _succeeds(attempt)]


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def _write_a_file() -> None:
    path = Path(tempfile.gettempdir()) / f"cadre-proof-{os.getpid()}"
    path.touch(exist_ok=False)
    path.unlink()


def _fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _execute() -> None:
    # A device can never be executed, so this ends nothing; where programs may be run, that is said with EACCES.
    try:
        os.execv(os.devnull, ["nothing"])  # noqa: S606
    except OSError as error:
        if error.errno == errno.EPERM:
            raise
