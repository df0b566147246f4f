"""The system calls that reading bytes takes, by architecture: all that a locked-in parser may ask of the kernel.

A parser computes: it needs memory, the clock, its pipes, and read-only files of the Python installation that libraries
open late. Nothing here makes a process, a thread, a socket or a file, changes one, or names another process.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """How the kernel numbers system calls for one kind of processor."""

    audit: int
    """The value of `AUDIT_ARCH_*` that the kernel gives a filter."""
    free: Mapping[str, int]
    """Calls that are allowed whatever their arguments."""
    bound: Mapping[str, int]
    """Calls that are allowed with some arguments only; `seccomp` says which."""
    unknown: Mapping[str, int]
    """Calls that are said not to exist: the C library then takes an older one, whose arguments can be looked at."""


X86_64 = Architecture(
    audit=0xC000003E,
    free={
        "read": 0, "write": 1, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "poll": 7, "lseek": 8, "mmap": 9,
        "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15,
        "pread64": 17, "readv": 19, "writev": 20, "access": 21, "select": 23, "sched_yield": 24, "mremap": 25,
        "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "uname": 63, "getdents": 78, "getcwd": 79,
        "readlink": 89, "gettimeofday": 96, "getrlimit": 97, "getrusage": 98, "sysinfo": 99, "times": 100,
        "getuid": 102, "getgid": 104, "geteuid": 107, "getegid": 108, "getppid": 110, "sigaltstack": 131,
        "gettid": 186, "time": 201, "futex": 202, "sched_getaffinity": 204, "getdents64": 217,
        "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229, "clock_nanosleep": 230,
        "exit_group": 231, "newfstatat": 262, "readlinkat": 267, "faccessat": 269, "pselect6": 270, "ppoll": 271,
        "set_robust_list": 273, "getrandom": 318, "membarrier": 324, "statx": 332, "rseq": 334, "faccessat2": 439,
    },
    bound={"open": 2, "ioctl": 16, "fcntl": 72, "tgkill": 234, "openat": 257, "prlimit64": 302},
    unknown={"clone3": 435, "openat2": 437},
)  # fmt: skip
AARCH64 = Architecture(
    audit=0xC00000B7,
    free={
        "getcwd": 17, "faccessat": 48, "close": 57, "getdents64": 61, "lseek": 62, "read": 63, "write": 64,
        "readv": 65, "writev": 66, "pread64": 67, "pselect6": 72, "ppoll": 73, "readlinkat": 78, "newfstatat": 79,
        "fstat": 80, "exit": 93, "exit_group": 94, "futex": 98, "set_robust_list": 99, "nanosleep": 101,
        "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115, "sched_getaffinity": 123,
        "sched_yield": 124, "restart_syscall": 128, "sigaltstack": 132, "rt_sigaction": 134,
        "rt_sigprocmask": 135, "rt_sigreturn": 139, "times": 153, "uname": 160, "getrlimit": 163, "getrusage": 165,
        "gettimeofday": 169, "getpid": 172, "getppid": 173, "getuid": 174, "geteuid": 175, "getgid": 176,
        "getegid": 177, "gettid": 178, "sysinfo": 179, "brk": 214, "munmap": 215, "mremap": 216, "mmap": 222,
        "mprotect": 226, "madvise": 233, "getrandom": 278, "membarrier": 283, "statx": 291, "rseq": 293,
        "faccessat2": 439,
    },
    bound={"fcntl": 25, "ioctl": 29, "openat": 56, "tgkill": 131, "prlimit64": 261},
    unknown={"clone3": 435, "openat2": 437},
)  # fmt: skip

ARCHITECTURES: Mapping[str, Architecture] = {"x86_64": X86_64, "aarch64": AARCH64}
"""By the name that `platform.machine()` gives."""

NEWEST = 462
"""Calls above are newer than this table: they are said not to exist, as on an older kernel, so that what tries them
first falls back."""
