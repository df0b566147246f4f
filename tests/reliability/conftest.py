"""Sizes, seeds and the warm process of the reliability tests.

`CADRE_SOAK=1` runs them at full size, `CADRE_SEED=N` with other random choices.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

IS_SOAK = os.environ.get("CADRE_SOAK") == "1"
SEED = int(os.environ.get("CADRE_SEED", "20261122"))
HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def size() -> Callable[[int, int], int]:
    """How often: the first number on each change, the second in `make soak`."""
    return lambda ci, soak: soak if IS_SOAK else ci


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Random choices that are the same in each run; the seed is printed."""
    name = request.node.name
    print(f"CADRE_SEED={SEED}")
    return random.Random(f"{SEED} {name}")


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Says what was tried, also when all is well."""
    capture = request.config.pluginmanager.getplugin("capturemanager")

    def say(text: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"\n  {request.node.name}: {text} (CADRE_SEED={SEED})", flush=True)

    return say


class Driver:
    """The warm process of `driver.py`."""

    def __init__(self, workspace: Path, sources: list[Path]) -> None:
        self._workspace = workspace
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "driver.py"), *map(str, sources)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"},
        )

    def _ask(self, **asked: Any) -> dict[str, Any]:
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the driver ended"
        return json.loads(line)

    def run(
        self,
        *command: object,
        fault: dict[str, Any] | None = None,
        twin: str | None = None,
        image: Path | None = None,
    ) -> dict[str, Any]:
        """Runs a command; gives its `code`, what it `said`, its `steps`, and the files it `acknowledged`.

        A fault of kind `stop` copies `image` while the command stands still, to `image` with `.cut` behind it.
        """
        words = [str(word) for word in command]
        return self._ask(run=words, fault=fault, twin=twin, image=str(image), workspace=str(self._workspace))

    def violations(self, folder: Path, *, acknowledged: dict[str, str], like: Path | None = None) -> list[str]:
        """What is wrong with a data folder; see `wholeness.py`."""
        asked = {"check": str(folder), "acknowledged": acknowledged, "like": str(like) if like else None}
        return self._ask(**asked)["violations"]

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


def text(title: str, *sentences: str) -> str:
    paragraphs = "\n\n".join(f"## {sentence.split()[0]}\n\n{sentence} {sentence}" for sentence in sentences)
    return f"---\ntitle: {title}\nyear: 2021\ncountries: [NO]\n---\n\n# {title}\n\n{paragraphs}\n"


OLD = {
    "a.md": text("Rural posts", "Nurses in rural posts stay longer where the municipality pays for housing."),
    "b.md": text("Violence", "Violence against doctors fell where every report was answered within a week."),
    "c.md": text("Pay", "Pay and training kept midwives in their posts.", "Midwives left for pay abroad."),
}
NEW = OLD | {
    "b.md": text("Violence", "Violence against nurses fell where alarm buttons were given out.", "Reports rose."),
    "d.md": text("Night shifts", "Night shifts of twelve hours raised sick leave among nurses and care assistants."),
}


@pytest.fixture(scope="session")
def quick() -> Iterator[Path]:
    """A workspace in memory where there is one: processes die here, not machines, so nothing need reach a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None, prefix="cadre-reliability-") as folder:
        yield Path(folder)


def mounted(*arguments: object) -> None:
    """Mounts, or skips the test and says why."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root can mount")
    done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not possible here: {done.stderr.strip()}")


@pytest.fixture
def mount() -> Iterator[Callable[..., None]]:
    """Mounts for the length of a test: the arguments of mount, the last of which is the place."""
    places: list[object] = []

    def mount(*arguments: object) -> None:
        mounted(*arguments)
        places.append(arguments[-1])

    yield mount
    for place in reversed(places):
        subprocess.run(["umount", str(place)], capture_output=True, check=False)


class Laboratory:
    """A small corpus, data folders that took it in undisturbed, and the warm process."""

    def __init__(self, workspace: Path) -> None:
        self.workspace, self.sources, self.base = workspace, workspace / "sources", workspace / "base"
        self.calm, self.backup = workspace / "calm", workspace / "backup.tar"
        self.changed = workspace / "changed"
        old = workspace / "old"
        for folder, files in ((old, OLD), (self.sources, NEW)):
            folder.mkdir()
            for name, content in files.items():
                (folder / name).write_text(content, "utf-8")
        self.driver = Driver(workspace, [old, self.sources])
        self._write(OLD)
        self._undisturbed(*self.ingest(self.base))
        self._write(NEW)
        self._undisturbed(*self.ingest(self.calm))
        shutil.copytree(self.base, self.changed)
        self._undisturbed(*self.ingest(self.changed))
        self._undisturbed("backup", self.backup, "--data", self.calm)

    def undisturbed(self, *, is_first: bool) -> Path:
        """What an ingest leaves: of a folder that was empty, or of one that held the older files and remembers them."""
        return self.calm if is_first else self.changed

    def ingest(self, data: Path) -> list[object]:
        return ["ingest", self.sources, "--data", data, "--model", "hashed-words", "--json"]

    def copy_of_base(self, name: str) -> Path:
        return Path(shutil.copytree(self.base, self.workspace / name))

    def _write(self, files: dict[str, str]) -> None:
        shutil.rmtree(self.sources)
        self.sources.mkdir()
        for name, content in files.items():
            (self.sources / name).write_text(content, "utf-8")

    def _undisturbed(self, *command: object) -> None:
        ended = self.driver.run(*command)
        assert ended["code"] == 0, ended["said"]


@pytest.fixture(scope="session")
def laboratory(quick: Path) -> Iterator[Laboratory]:
    laboratory = Laboratory(quick)
    yield laboratory
    laboratory.driver.close()
