"""A parser process in which the readers of some file names are taken over: a program for tests, run as a script.

The first argument names the variant of the process, `--unlocked` leaves the sandbox off as in the real one.
"""

import ctypes
import errno
import json
import os
import resource
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

if __name__ == "__main__" and sys.argv[1] == "does not start":
    signal.raise_signal(signal.SIGKILL)

from corpus.errors import UnreadableError
from ingest import landlock, limits, parser_process
from ingest.parsing import ParsedFile, parse

DENIED = (errno.EPERM, errno.ENOSYS)
# By the numbers of x86-64 and of aarch64.
NUMBERS = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "tgkill": (234, 131),
    "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424), "unshare": (272, 97), "setns": (308, 268),
    "mount": (165, 40), "bpf": (321, 280), "io_uring_setup": (425, 425), "keyctl": (250, 219),
    "add_key": (248, 217), "userfaultfd": (323, 282), "perf_event_open": (298, 241), "memfd_create": (319, 279),
    "openat2": (437, 437), "clone": (56, 220), "clone3": (435, 435), "execveat": (322, 281), "prctl": (157, 167),
    "seccomp": (317, 277), "setuid": (105, 146), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "shmget": (29, 194), "msgget": (68, 186), "inotify_init1": (294, 26), "eventfd2": (290, 19),
}  # fmt: skip


def reading(asked: Mapping[str, str]) -> dict[str, Callable[[], object]]:
    places = [asked["key"], asked["ledger"], "/etc/passwd", "/etc/hostname", "/proc/self/environ", "/proc/self/maps"]
    places += [f"/proc/{os.getppid()}/environ", f"/proc/{asked['operator']}/environ", "/proc/1/cmdline"]
    folders = ["/", "/etc", "/proc", "/home", "/tmp", asked["folder"], asked["project"]]
    return {f"read {place}": lambda place=place: Path(place).read_bytes() for place in places} | {
        f"list {folder}": lambda folder=folder: next(os.scandir(folder), None) for folder in folders
    }


def writing(asked: Mapping[str, str]) -> dict[str, Callable[[], object]]:
    here = Path(asked["folder"])
    name = f"planted-{os.getpid()}"
    return {
        "create a file": (here / name).touch,
        "write to /tmp": lambda: unlinked(Path("/tmp") / name),
        "write to /dev/shm": lambda: unlinked(Path("/dev/shm") / name),
        "append to the ledger": lambda: Path(asked["ledger"]).open("ab"),
        "write to a library": lambda: os.open(json.__file__, os.O_WRONLY),
        "truncate": lambda: os.truncate(here / "victim-0", 0),
        "unlink": lambda: (here / "victim-1").unlink(),
        "rename": lambda: (here / "victim-2").rename(here / "renamed"),
        "link": lambda: (here / "linked").hardlink_to(here / "victim-0"),
        "symlink": lambda: (here / "symlinked").symlink_to(here / "victim-0"),
        "mkdir": lambda: (here / "made").mkdir(),
        "overwrite": lambda: (here / "victim-0").open("r+b"),
        "mkfifo": lambda: os.mkfifo(here / "fifo"),
        "chmod": lambda: (here / "victim-0").chmod(0o777),
        "utime": lambda: os.utime(here / "victim-0"),
    }


def unlinked(path: Path) -> None:
    path.touch()
    path.unlink()


def going_out(asked: Mapping[str, str]) -> dict[str, Callable[[], object]]:
    return {
        "socket AF_INET": lambda: socket.socket(socket.AF_INET),
        "socket AF_INET6": lambda: socket.socket(socket.AF_INET6),
        "socket AF_UNIX": lambda: socket.socket(socket.AF_UNIX),
        "socketpair": socket.socketpair,
        "connect": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
        "fork": forked,
        "thread": threading.Thread(target=int).start,
        "exec": executed,
        "kill parent": lambda: os.kill(os.getppid(), 0),
        "kill operator": lambda: os.kill(int(asked["operator"]), 0),
        "stop group": lambda: os.killpg(0, 0),
        "raise its limits": lambda: resource.setrlimit(resource.RLIMIT_CPU, (1, resource.RLIM_INFINITY)),
    }


def forked() -> int:
    child = os.fork()
    if child == 0:
        os._exit(0)
    return os.waitpid(child, 0)[1]


def executed() -> None:
    try:
        child = os.fork()
    except OSError:
        # If this succeeds there is no process left that could answer, and the test fails.
        os.execv("/bin/true", ["true"])
    if child == 0:
        os.execv("/bin/true", ["true"])
    if os.waitpid(child, 0)[1] != 0:
        raise OSError(errno.EACCES, "the program did not run")


def calling() -> dict[str, Callable[[], object]]:
    column = 0 if os.uname().machine == "x86_64" else 1
    return {f"call {name}": lambda number=numbers[column]: called(number) for name, numbers in NUMBERS.items()}


def called(number: int) -> None:
    """A system call with arguments that no kernel takes: what is not forbidden fails in some other way."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(ctypes.c_long(number), *[ctypes.c_long(-1)] * 6) < 0 and ctypes.get_errno() in DENIED:
        raise OSError(ctypes.get_errno(), "denied")


def succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, RuntimeError, ValueError):
        return False
    return True


def attempts(data: bytes) -> str:
    asked = json.loads(data)
    tried = reading(asked) | writing(asked) | going_out(asked) | calling()
    found = {name: succeeds(attempt) for name, attempt in tried.items()}
    found["see the operator's variables"] = "canary" in json.dumps(dict(os.environ))
    found["see the operator's folder"] = str(Path.cwd()) == asked["cwd"]
    return json.dumps(found)


def answer_directly(text: str) -> None:
    """What a parser that is taken over may do: write its own answer, and leave."""
    os.write(4, text.encode())
    os._exit(0)


def eat() -> int:
    return len(bytearray(b"x") * (400 << 20))


def burn() -> None:
    while time.process_time() < 1.5:
        pass


def write_endlessly() -> None:
    while True:
        os.write(4, b"[" * 65_536)


def forge(data: bytes, file_name: str) -> None:
    """The answer for one file, under the id of another."""
    form = parser_process.parsed_form(parse(data, file_name=file_name, sidecar={}))
    text = json.dumps(form).replace(form["documents"][0]["document"]["doc_id"], "0" * 16)
    answer_directly(text)


PLANTED: dict[str, Callable[[bytes, str], object]] = {
    "sleeps.md": lambda data, name: time.sleep(6),
    "eats.md": lambda data, name: eat(),
    "burns.md": lambda data, name: burn(),
    "floods": lambda data, name: write_endlessly(),
    "crashes": lambda data, name: ctypes.string_at(0),
    "aborts": lambda data, name: os.abort(),
    "fails": lambda data, name: [][1],
    "x32": lambda data, name: ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 | 39)),
    "two lines": lambda data, name: answer_directly('{"refused": "one"}\n{"refused": "two"}\n'),
    "no form": lambda data, name: answer_directly('{"documents": [{"document": {"title": []}}], "refusals": []}'),
    "no json": lambda data, name: answer_directly("[" * 100_000),
    "forges.md": forge,
    "closes": lambda data, name: (os.close(4), os.close(5), time.sleep(3600)),
}


def planted(data: bytes, *, file_name: str, sidecar: Mapping[str, object], recognition: bytes = b"") -> ParsedFile:
    if file_name == "attempts":
        raise UnreadableError(path=file_name, reason=attempts(data))
    if file_name in PLANTED:
        PLANTED[file_name](data, file_name)
    return parse(data, file_name=file_name, sidecar=sidecar, recognition=recognition)


if __name__ == "__main__":
    variant = sys.argv[1]
    parser_process.parse = planted
    if variant == "strict":
        limits.WALL_SECONDS, limits.CPU_SECONDS, limits.MEMORY_BYTES = 5, 1, 200 << 20
    elif variant == "sham":
        parser_process.lock_in = lambda readable: None
    elif variant == "old kernel":
        landlock.version = lambda: 0
    parser_process.serve(locked=parser_process.UNLOCKED not in sys.argv)
