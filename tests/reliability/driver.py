"""A warm process that runs `cadre` commands in forks of itself, with faults and planted bugs, and checks what is left.

It reads a JSON object a line and answers each with one. Parsing and encoding are done once or cheaply: what is tried
here is what happens on the disk, and it is done by the real commands.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent)]

from conftest import HashedWords  # noqa: E402
from faults import Faults  # noqa: E402
from twins import TWINS  # noqa: E402
from wholeness import QUESTIONS, contents, violations  # noqa: E402

import cadre  # noqa: E402
import cadre_commands  # noqa: E402
import cadre_parts  # noqa: E402
from corpus.errors import UnreadableError  # noqa: E402
from corpus.language import identify_question  # noqa: E402
from corpus.stop_words import stop_words  # noqa: E402
from index.language_centres import language_centres  # noqa: E402
from ingest import pipeline  # noqa: E402
from ingest.parsing import ParsedFile, parse  # noqa: E402


class KnownWords(HashedWords):
    """Remembers its words, so that forks need not make them again."""

    known: dict[str, Any] = {}  # noqa: RUF012

    def embed_query(self, text: str) -> Any:
        if text not in self.known:
            self.known[text] = super().embed_query(text)
        return self.known[text]


EMBEDDER = KnownWords()
PARSED: dict[bytes, ParsedFile] = {}


class ParsedBefore:
    """In the place of the parser processes."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __enter__(self) -> "ParsedBefore":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def parse_all(self, requests: Iterable[Any]) -> Iterator[ParsedFile | UnreadableError]:
        for request in requests:
            yield parsed(request.path)


def parsed(path: Path) -> ParsedFile:
    data = path.read_bytes()
    if data not in PARSED:
        PARSED[data] = parse(data, file_name=path.name, sidecar={})
    return PARSED[data]


def warm(folders: list[str]) -> None:
    """Parses, embeds and tags what will be ingested, and puts the fast parts in place."""
    taggers = cadre_parts.taggers(EMBEDDER)
    for folder in folders:
        for path in sorted(Path(folder).iterdir()):
            taggers.tag(parsed(path).documents)
    # Loaded and measured once here, not in each fork: that took nine tenths of its time.
    for question in QUESTIONS:
        stop_words(identify_question(question))
    language_centres(EMBEDDER)
    pipeline.Sandbox = ParsedBefore
    cadre_commands.taggers = lambda embedder: taggers
    cadre_parts.open_embedder = lambda *_: EMBEDDER


def acknowledging(descriptor: int) -> None:
    """Writes down each file that the ingest says has ended."""
    ingest = cadre_commands.ingest

    def told(files: Any, *, on_outcome: Any, **others: Any) -> Any:
        def on(outcome: Any) -> None:
            os.write(descriptor, json.dumps([outcome.entry.path, outcome.entry.sha256]).encode() + b"\n")
            on_outcome(outcome)

        return ingest(files, on_outcome=on, **others)

    cadre_commands.ingest = told


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Runs one command in a fork; says how it ended, what it said, its steps, and what it acknowledged."""
    with tempfile.TemporaryDirectory(dir=asked["workspace"]) as workspace:
        said, steps, told = (Path(workspace) / name for name in ("said", "steps", "told"))
        for path in (said, steps, told):
            path.touch()
        child = os.fork()
        if child == 0:
            _child(asked, said, steps, told)
        if (asked.get("fault") or {}).get("kind") == "traced":
            _trace(child, asked["fault"], Path(workspace) / "trace")
        _, status = os.waitpid(child, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            # The power goes: what is on the disk now is all there is.
            subprocess.run(["cp", "--sparse=always", asked["image"], asked["image"] + ".cut"], check=True)
            os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
        return {
            "code": os.waitstatus_to_exitcode(status),
            "said": said.read_text(),
            "steps": steps.read_text().split("\n")[:-1] or _calls(Path(workspace) / "trace"),
            "acknowledged": dict(json.loads(line) for line in told.read_text().splitlines()),
        }


def _trace(child: int, fault: dict[str, Any], output: Path) -> None:
    """Attaches strace to a fork that stopped itself, and lets it go on; at call `at` of `calls` it does `inject`."""
    os.waitpid(child, os.WUNTRACED)
    calls, inject = fault["calls"], f"{fault['inject']}:when={fault['at']}"
    chosen = ["-e", f"trace={calls}", *(["-e", f"inject={calls}:{inject}"] if fault["inject"] else [])]
    arguments = ["strace", "-q", "-p", str(child), "-o", str(output), *chosen]
    strace = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    while f"TracerPid:\t{strace.pid}" not in Path(f"/proc/{child}/status").read_text():
        if strace.poll() is not None:
            raise RuntimeError("strace could not attach")
        time.sleep(0.002)
    os.kill(child, signal.SIGCONT)


def _calls(trace: Path) -> list[str]:
    if not trace.exists():
        return []
    return [line.partition("(")[0] for line in trace.read_text().splitlines() if "(" in line]


def _child(asked: dict[str, Any], said: Path, steps: Path, told: Path) -> None:
    code = 70
    try:
        output = os.open(said, os.O_WRONLY)
        os.dup2(output, 1)
        os.dup2(output, 2)
        log = os.open(steps, os.O_WRONLY)
        acknowledging(os.open(told, os.O_WRONLY))
        if asked.get("twin"):
            TWINS[asked["twin"]]()
        fault = asked.get("fault") or {"at": 0, "kind": "none", "moment": "before"}
        if fault["kind"] == "traced":
            # strace waits for this, then counts the calls that follow.
            os.kill(os.getpid(), signal.SIGSTOP)
        else:
            faults = Faults(**fault, note=lambda name: os.write(log, name.encode() + b"\n"))
            faults.install()
        code = cadre.main(asked["run"])
        sys.stdout.flush()
        if fault["kind"] == "stop":
            faults.step("end", lambda: None)
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException:  # noqa: BLE001  # the edge of a process: what is not foreseen is printed, and counted
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def check(asked: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with a folder; with `like`, also whether it holds and answers the same as that one."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            found = _violations(asked)
        except BaseException:  # noqa: BLE001  # the edge of a process: what is not foreseen is a violation
            found = [traceback.format_exc()]
        os.write(writing, json.dumps(found)[:60_000].encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        found = json.loads(pipe.read())
    os.waitpid(child, 0)
    return {"violations": found}


def _violations(asked: dict[str, Any]) -> list[str]:
    folder = Path(asked["check"])
    found = violations(folder, asked["acknowledged"], EMBEDDER)
    if not found and asked["like"]:
        wanted, got = contents(Path(asked["like"]), EMBEDDER), contents(folder, EMBEDDER)
        found = [f"{key} differ from the undisturbed run's" for key in wanted if wanted[key] != got[key]]
    return found


def main() -> None:
    """Answers until its input ends."""
    # Beside what is tried, in memory where there is room: indexes that are built to compare need not reach a disk.
    tempfile.tempdir = str(Path(sys.argv[1]).parent)
    warm(sys.argv[1:])
    for line in sys.stdin:
        asked = json.loads(line)
        answer = run(asked) if "run" in asked else check(asked)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
