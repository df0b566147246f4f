"""The filter that the kernel asks about every system call of a locked-in parser: an allow-list in classic BPF.

What is not on the list is answered with EPERM, so that a library that tries something it can do without goes on;
what belongs to another architecture (32-bit calls, x32) ends the process, because the list says nothing about it.
Files are opened for reading only; the one process that a parser may signal is itself, which `abort` needs.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterator
from typing import NamedTuple

from corpus.errors import SandboxError
from ingest.system_calls import NEWEST, Architecture

_LOAD, _IS, _IS_MORE, _HAS_BITS, _ANSWER = 0x20, 0x15, 0x25, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
ALLOWED, KILLED = 0x7FFF0000, 0x80000000
REFUSED, MISSING = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
_X32 = 0x40000000
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_PATH
_FILE_QUESTIONS = (0x5401, 0x5413, 0x541B, 0x5450, 0x5451)
"""ioctl: TCGETS and TIOCGWINSZ (is it a terminal?), FIONREAD, FIONCLEX, FIOCLEX."""
_FLAG_QUESTIONS = (0, 1, 2, 3, 1030)
"""fcntl: F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC."""
_SET_SECCOMP, _FILTER = 22, 2


class Step(NamedTuple):
    """One instruction of a filter: a `struct sock_filter`."""

    code: int
    if_true: int
    if_false: int
    value: int


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def steps(architecture: Architecture, process: int) -> list[Step]:
    """The filter for the process with this id."""
    return [
        _load(_ARCHITECTURE),
        Step(_IS, 1, 0, architecture.audit),
        _answer(KILLED),
        _load(_NUMBER),
        # On other architectures than x86-64 no number has this bit.
        *_when(_HAS_BITS, _X32, KILLED),
        *_when(_IS_MORE, NEWEST, MISSING),
        *(step for number in architecture.unknown.values() for step in _when(_IS, number, MISSING)),
        *(step for number in architecture.free.values() for step in _when(_IS, number, ALLOWED)),
        *(step for name, number in architecture.bound.items() for step in _bound(name, number, process)),
        _answer(REFUSED),
    ]


def install(program: list[Step]) -> None:
    """Puts this thread under the filter for good; it must have given up new privileges before."""
    packed = b"".join(struct.pack("=HBBI", *step) for step in program)
    buffer = ctypes.create_string_buffer(packed, len(packed))
    asked = _Program(len(program), ctypes.cast(buffer, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_SECCOMP, ctypes.c_long(_FILTER), ctypes.byref(asked), ctypes.c_long(0), ctypes.c_long(0)) != 0:
        raise SandboxError(missing=f"seccomp filters ({os.strerror(ctypes.get_errno())})")


def _bound(name: str, number: int, process: int) -> Iterator[Step]:
    """The call is allowed where its arguments are harmless, else refused; other calls pass by."""
    match name:
        case "open" | "openat":
            flags = 1 if name == "open" else 2
            body = [*_argument(flags), *_when(_HAS_BITS, _WRITES, REFUSED), _answer(ALLOWED)]
        case "ioctl":
            body = _one_of(1, _FILE_QUESTIONS)
        case "fcntl":
            body = _one_of(1, _FLAG_QUESTIONS)
        case "tgkill":
            body = _one_of(0, (process,))
        case "prlimit64":
            # Only asking (no new limit, in either half of the pointer), and only about itself.
            nothing_new = [*_argument(2), Step(_IS, 1, 0, 0), _answer(REFUSED)]
            upper_half = [_load(_ARGUMENTS + 8 * 2 + 4), Step(_IS, 1, 0, 0), _answer(REFUSED)]
            body = [*nothing_new, *upper_half, *_one_of(0, (0, process))]
        case _:
            raise ValueError(f"no rule says which arguments of {name} are harmless")
    yield Step(_IS, 0, len(body), number)
    yield from body


def _one_of(argument: int, values: tuple[int, ...]) -> list[Step]:
    return [
        *_argument(argument),
        *(step for value in values for step in _when(_IS, value, ALLOWED)),
        _answer(REFUSED),
    ]


def _when(test: int, value: int, answer: int) -> tuple[Step, Step]:
    return Step(test, 0, 1, value), _answer(answer)


def _argument(number: int) -> tuple[Step]:
    """Loads the lower half of an argument: both architectures keep it first, and the kernel reads no more of these."""
    return (_load(_ARGUMENTS + 8 * number),)


def _load(offset: int) -> Step:
    return Step(_LOAD, 0, 0, offset)


def _answer(value: int) -> Step:
    return Step(_ANSWER, 0, 0, value)
