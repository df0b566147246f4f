"""A parser that is taken over reaches nothing; the same attempts succeed where the sandbox is off."""

import json
import os
from pathlib import Path

import pytest

from corpus.errors import SandboxError, UnreadableError

PROJECT = Path(__file__).parents[2]
# What these need is not on every machine, or not open to every user.
DEPENDS = {
    "read /etc/hostname", "read /proc/1/cmdline", "list /home", "socket AF_INET6", "connect", "write to /dev/shm",
    "write to a library", "raise its limits", "see the operator's variables", "see the operator's folder",
}  # fmt: skip


def attempted(parse, folder: Path) -> dict[str, bool]:
    """What the attempts of a parser that is taken over came to; the files they aim at are made anew."""
    folder.mkdir()
    for number in range(3):
        (folder / f"victim-{number}").write_text("whole")
    (folder / "ledger.sqlite").write_text("ledger")
    (folder / "id_ed25519").write_text("a key")
    (folder / "id_ed25519").chmod(0o600)
    asked = {
        "key": str(folder / "id_ed25519"),
        "ledger": str(folder / "ledger.sqlite"),
        "folder": str(folder),
        "project": str(PROJECT),
        "operator": str(os.getpid()),
        "cwd": str(Path.cwd()),
    }
    outcome = parse({"attempts": json.dumps(asked).encode()})["attempts"]
    assert isinstance(outcome, UnreadableError)
    return json.loads(outcome.reason)


def test_nothing_is_reached_from_inside(locked, tmp_path: Path) -> None:
    found = attempted(locked, tmp_path / "aim")
    assert len(found) > 60
    assert [name for name, succeeded in found.items() if succeeded] == []
    left = {path.name: path.read_text() for path in (tmp_path / "aim").iterdir()}
    victims = {f"victim-{number}": "whole" for number in range(3)}
    assert left == victims | {"ledger.sqlite": "ledger", "id_ed25519": "a key"}


def test_without_the_lock_the_same_attempts_succeed(unlocked, tmp_path: Path) -> None:
    found = attempted(unlocked, tmp_path / "aim")
    failed = {name for name, succeeded in found.items() if not succeeded and not name.startswith("call ")}
    assert failed <= DEPENDS
    assert sum(succeeded for name, succeeded in found.items() if name.startswith("call ")) > 10
    assert not found["see the operator's variables"], "the environment is bare even without the lock"
    assert not (tmp_path / "aim" / "victim-1").exists()


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="only x86-64 has a second set of system calls (x32)")
def test_calls_of_another_architecture_end_the_parser(locked) -> None:
    assert locked({"x32": b"x"})["x32"].reason == "the parser crashed on it (SIGSYS)"


def test_the_lock_is_proved_and_a_sham_is_found(open_sandbox) -> None:
    fence = r"a fence that holds .*reading /etc/passwd.*running a program"
    with pytest.raises(SandboxError, match=fence), open_sandbox("sham", locked=True):
        pass


def test_no_file_is_read_where_the_kernel_has_no_landlock(open_sandbox) -> None:
    with pytest.raises(SandboxError) as caught, open_sandbox("old kernel", locked=True):
        pass
    assert "Landlock, which Linux has from 5.13 on" in str(caught.value)
    assert "--no-sandbox" in str(caught.value)


def test_a_process_that_does_not_start_is_not_taken_for_locked(open_sandbox) -> None:
    with pytest.raises(SandboxError, match="a parser process that starts"), open_sandbox("does not start", locked=True):
        pass
