"""A child of the parser process locks itself in, for good, before it sees the first byte of a file.

Four fences, each of which would hold alone against most of what could be tried: no descriptors but its pipes; limits on
what it may use up; Landlock, which leaves of the file system nothing but reading the Python installation; and a seccomp
filter, which leaves of the kernel nothing but computing and reading. `docs/decisions/0004-parser-sandbox.md` says why.
"""

import ctypes
import fcntl
import os
import platform
import resource
import signal
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

from corpus.errors import SandboxError
from ingest import landlock, limits, seccomp
from ingest.system_calls import ARCHITECTURES

_STATM = Path("/proc/self/statm")
_SYSTEM_LIBRARIES = (Path("/usr/lib"), Path("/usr/lib64"))
_FIRST_KEPT = 3
_OUT_OF_THE_WAY = 64
_MOST_DESCRIPTORS = 64
_DIE_WITH_PARENT = 1


def readable_paths() -> frozenset[Path]:
    """What the libraries that are loaded may open late: Python's own modules, installed packages, and our own.

    Never an entry of `sys.path` as such: the folder that a project lies in can hold anything.
    """
    installed = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    installed |= {entry for entry in sys.path if Path(entry).name in ("site-packages", "dist-packages", "lib-dynload")}
    found = {*map(Path, installed), *_loaded(), *_character_sets()}
    return frozenset(path for path in found if found.isdisjoint(path.parents))


def keep_only(kept: Sequence[int]) -> list[int]:
    """Closes every descriptor but `kept`, and gives these their new numbers; 0, 1 and 2 lead nowhere from now on."""
    moved = [fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _OUT_OF_THE_WAY) for descriptor in kept]
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in range(_FIRST_KEPT):
        os.dup2(nowhere, standard)
    numbers = list(range(_FIRST_KEPT, _FIRST_KEPT + len(kept)))
    for descriptor, number in zip(moved, numbers, strict=True):
        os.dup2(descriptor, number, inheritable=False)
    os.closerange(_FIRST_KEPT + len(kept), os.sysconf("SC_OPEN_MAX"))
    return numbers


def limit() -> None:
    """Bounds memory, CPU time and what can be written or left behind."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MOST_DESCRIPTORS, _MOST_DESCRIPTORS))
    # Other systems do not say what a process holds, and cannot be held to an address space; they have no lock either.
    if _STATM.exists():
        most = int(_STATM.read_text().split()[0]) * resource.getpagesize() + limits.MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def lock_in(readable: frozenset[Path]) -> None:
    """Gives up files, network, other processes and new programs. Raises `SandboxError` where it cannot."""
    if sys.platform != "linux":
        raise SandboxError(missing=f"Landlock and seccomp, which only Linux has (this is {platform.system()})")
    architecture = ARCHITECTURES.get(platform.machine())
    if architecture is None or sys.maxsize < 1 << 32:
        raise SandboxError(missing=f"a list of system calls for {platform.machine()} (x86_64 and aarch64 have one)")
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, ctypes.c_long(signal.SIGKILL))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    filter_steps = seccomp.steps(architecture, os.getpid())
    landlock.fence(readable)
    seccomp.install(filter_steps)


def _loaded() -> Iterator[Path]:
    """The folders, or single files, of the top-level modules that are loaded: they may lie outside site-packages."""
    for name, module in list(sys.modules.items()):
        if "." not in name and name != "__main__":
            folders = [Path(folder) for folder in getattr(module, "__path__", ())]
            file = getattr(module, "__file__", None)
            yield from folders or ([Path(file)] if file else [])


def _character_sets() -> Iterator[Path]:
    """Where the C library keeps the tables for old encodings."""
    for folder in _SYSTEM_LIBRARIES:
        yield from (found for pattern in ("gconv", "*/gconv") for found in folder.glob(pattern))
