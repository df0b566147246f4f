"""The filter, worked out by hand on calls of both architectures: no kernel is asked."""

import errno
import os

import pytest

from ingest.seccomp import ALLOWED, KILLED, MISSING, REFUSED, Step, steps
from ingest.system_calls import AARCH64, NEWEST, X86_64, Architecture

PROCESS = 4711
BOTH = pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=["x86_64", "aarch64"])


def verdict(program: list[Step], number: int, audit: int, *arguments: int) -> int:
    """What the program says of a call: an interpreter of the five instructions that it is made of."""
    given = [*arguments, *[0] * (6 - len(arguments))]
    words = {0: number, 4: audit} | {16 + 8 * n: value & 0xFFFFFFFF for n, value in enumerate(given)}
    words |= {20 + 8 * n: value >> 32 for n, value in enumerate(given)}
    loaded, at = 0, 0
    while True:
        step = program[at]
        match step.code:
            case 0x20:
                loaded, true = words[step.value], None
            case 0x06:
                return step.value
            case 0x15:
                true = loaded == step.value
            case 0x25:
                true = loaded > step.value
            case 0x45:
                true = bool(loaded & step.value)
            case _:
                raise AssertionError(f"an instruction that no filter of ours has: {step}")
        at += 1 + (0 if true is None else step.if_true if true else step.if_false)


@BOTH
def test_each_call_has_the_answer_of_its_list(architecture: Architecture) -> None:
    program = steps(architecture, PROCESS)
    free, unknown = set(architecture.free.values()), set(architecture.unknown.values())
    bound = set(architecture.bound.values())
    assert len(free) == len(architecture.free)
    assert not free & bound
    for number in range(NEWEST + 50):
        said = verdict(program, number, architecture.audit)
        if number in free:
            assert said == ALLOWED
        elif number in unknown or number > NEWEST:
            assert said == MISSING
        elif number not in bound:
            assert said == REFUSED


@BOTH
def test_files_are_opened_for_reading_only(architecture: Architecture) -> None:
    program = steps(architecture, PROCESS)
    for name, place in (("openat", 2), ("open", 1)):
        if name not in architecture.bound:
            continue
        for flags in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_APPEND, os.O_PATH):
            given = [0] * place + [flags | os.O_CLOEXEC]
            assert verdict(program, architecture.bound[name], architecture.audit, *given) == REFUSED
        harmless = [0] * place + [os.O_RDONLY | os.O_CLOEXEC]
        assert verdict(program, architecture.bound[name], architecture.audit, *harmless) == ALLOWED


@BOTH
def test_a_parser_signals_and_asks_about_nobody_but_itself(architecture: Architecture) -> None:
    program = steps(architecture, PROCESS)

    def said(name: str, *arguments: int) -> int:
        return verdict(program, architecture.bound[name], architecture.audit, *arguments)

    assert (said("tgkill", PROCESS, PROCESS, 6), said("tgkill", 1, 1, 9)) == (ALLOWED, REFUSED)
    assert (said("prlimit64", 0, 7), said("prlimit64", PROCESS, 7), said("prlimit64", 1, 7)) == (
        ALLOWED,
        ALLOWED,
        REFUSED,
    )
    assert (said("prlimit64", 0, 7, 0x1000), said("prlimit64", 0, 7, 1 << 40)) == (REFUSED, REFUSED)
    assert (said("fcntl", 3, 1), said("fcntl", 3, 8)) == (ALLOWED, REFUSED)
    assert (said("ioctl", 0, 0x5401), said("ioctl", 0, 0x5412)) == (ALLOWED, REFUSED)


@BOTH
def test_foreign_architectures_end_the_process(architecture: Architecture) -> None:
    program = steps(architecture, PROCESS)
    assert verdict(program, 0, 0x40000003) == KILLED
    other = AARCH64 if architecture is X86_64 else X86_64
    assert verdict(program, 0, other.audit) == KILLED
    assert verdict(steps(X86_64, PROCESS), 0x40000000 | 39, X86_64.audit) == KILLED


def test_refusals_carry_the_error_that_libraries_expect() -> None:
    assert (REFUSED & 0xFFFF, MISSING & 0xFFFF) == (errno.EPERM, errno.ENOSYS)


@BOTH
def test_nothing_on_the_list_makes_a_process_a_socket_or_a_file(architecture: Architecture) -> None:
    names = {*architecture.free, *architecture.bound}
    for word in ("clone", "fork", "exec", "socket", "connect", "bind", "send", "recv", "ptrace", "process_vm", "mount"):
        assert not {name for name in names if word in name}
    for word in ("unlink", "rename", "link", "mkdir", "chmod", "chown", "trunc", "memfd", "uring", "key", "bpf", "ns"):
        assert not {name for name in names if word in name and not name.startswith("readlink")}
