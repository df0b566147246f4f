"""Landlock, the kernel's own fence around files: a process gives up for good what it will not need.

Only system calls, through ctypes: it has no library, and one that may be missing is no fence. The structures and
numbers are those of `linux/landlock.h`; the numbers of the three calls are the same on all architectures.
"""

import ctypes
import errno
import os
from collections.abc import Iterable
from pathlib import Path

from corpus.errors import SandboxError

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_GIVE_VERSION = 1
_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
# The rights on files that each version knows are bits from 0 up: 13 in version 1, then REFER, TRUNCATE, IOCTL_DEV.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP_FROM, _TCP = 4, 0b11
_SCOPES_FROM, _SCOPES = 6, 0b11
_NO_NEW_PRIVS = 38


class _Ruleset(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def version() -> int:
    """The version of Landlock that the running kernel has; 0 where it has none."""
    return max(0, int(_libc().syscall(_CREATE_RULESET, None, _long(0), _long(_GIVE_VERSION))))


def fence(readable: Iterable[Path]) -> None:
    """Leaves this thread nothing of the file system but reading `readable` (files, and folders with all below them).

    No writing, no executing; where the kernel knows how, also no TCP, and no signal or abstract socket to a process
    outside. It cannot be undone. Raises `SandboxError` where the kernel has no Landlock.
    """
    known = version()
    if known == 0:
        raise SandboxError(missing=f"Landlock, which Linux has from 5.13 on ({_said()})")
    rights = (1 << _FILE_RIGHTS[min(known, max(_FILE_RIGHTS))]) - 1
    ruleset = _Ruleset(rights, _TCP if known >= _TCP_FROM else 0, _SCOPES if known >= _SCOPES_FROM else 0)
    size = 8 if known < _TCP_FROM else 16 if known < _SCOPES_FROM else 24
    handle = _call(_CREATE_RULESET, ctypes.byref(ruleset), _long(size), _long(0))
    try:
        for path in readable:
            _allow(handle, path)
        stay_unprivileged()
        _call(_RESTRICT_SELF, _long(handle), _long(0))
    finally:
        os.close(handle)


def stay_unprivileged() -> None:
    """Gives up, for this process and all that come from it, what a set-user-id program could add."""
    if _libc().prctl(_NO_NEW_PRIVS, _long(1), _long(0), _long(0), _long(0)) != 0:
        raise SandboxError(missing=f"no_new_privs ({_said()})")


def _allow(ruleset: int, path: Path) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        # What cannot be opened now stays closed: sys.path also names what does not exist.
        return
    try:
        rule = _PathBeneath(_READ_FILE | _READ_DIR if path.is_dir() else _READ_FILE, handle)
        _call(_ADD_RULE, _long(ruleset), _long(_PATH_BENEATH), ctypes.byref(rule), _long(0))
    finally:
        os.close(handle)


def _call(number: int, *arguments: object) -> int:
    answer = int(_libc().syscall(number, *arguments))
    if answer < 0:
        raise SandboxError(missing=f"Landlock ({_said()})")
    return answer


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _long(value: int) -> ctypes.c_long:
    return ctypes.c_long(value)


def _said() -> str:
    number = ctypes.get_errno()
    return f"{errno.errorcode.get(number, number)}: {os.strerror(number)}"
