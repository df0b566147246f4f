"""A process that dies, or a disk that fails, at any step: nothing acknowledged is lost, doubled or half there.

Promises 1 and 16. Each trial disturbs a real command at one step, sometimes its recovery too, checks the folder after
each, lets the command run undisturbed at last and compares the folder with one that was never disturbed.
"""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

KINDS = ("kill", "kill", "ENOSPC", "EIO")
MOMENTS = ("before", "half", "after")
CALLS = "fsync,fdatasync,rename,mkdir,unlink,pwrite64,ftruncate,write"
CALLS_THAT_FAIL = "fsync,fdatasync,rename,mkdir,pwrite64,ftruncate"
"""Not `write`: the harness itself writes down what was acknowledged."""


def first(laboratory, place: Path) -> tuple[Path, list[object]]:
    """Files are taken into a new folder."""
    return place / "data", laboratory.ingest(place / "data")


def change(laboratory, place: Path) -> tuple[Path, list[object]]:
    """A file that changed and a new one come into a folder that has a generation."""
    data = Path(shutil.copytree(laboratory.base, place / "data"))
    return data, laboratory.ingest(data)


def rebuild(laboratory, place: Path) -> tuple[Path, list[object]]:
    """The index is made anew."""
    data = Path(shutil.copytree(laboratory.calm, place / "data"))
    return data, ["rebuild", "--data", data, "--model", "hashed-words", "--json"]


def backup(laboratory, place: Path) -> tuple[Path, list[object]]:
    """A folder is saved over an older backup."""
    data = Path(shutil.copytree(laboratory.calm, place / "data"))
    return data, ["backup", place / "saved.tar", "--data", data, "--force", "--json"]


def restore(laboratory, place: Path) -> tuple[Path, list[object]]:
    """A backup is brought back."""
    return place / "data", ["restore", laboratory.backup, "--data", place / "data", "--json"]


SCENES = (first, change, rebuild, backup, restore)


class Trial:
    """One disturbed command in a folder of its own."""

    def __init__(self, laboratory, scene: Callable[..., Any], place: Path, twin: str | None = None) -> None:
        self.laboratory, self.scene, self.place, self.twin = laboratory, scene, place, twin
        place.mkdir()
        if scene is backup:
            shutil.copy(laboratory.backup, place / "saved.tar")
        self.data, self.command = scene(laboratory, place)
        self.acknowledged: dict[str, str] = {}

    def disturb(self, fault: dict[str, Any] | None) -> list[str]:
        """Runs the command with a fault, and gives the violations that it left."""
        if self.scene is restore and self.data.exists():
            return []
        ended = self.laboratory.driver.run(*self.command, fault=fault, twin=self.twin)
        self.acknowledged |= ended["acknowledged"]
        found = self.laboratory.driver.violations(self.data, acknowledged=self.acknowledged)
        if "Traceback" in ended["said"]:
            found.append(f"it does not say what happened: {ended['said'][-1500:]}")
        if ended["code"] not in (0, 1, -9) or (ended["code"] == 1 and "cadre: " not in ended["said"]):
            found.append(f"it ended with {ended['code']}: {ended['said'][-500:]}")
        if fault and fault["kind"] == "ENOSPC" and ended["code"] == 1:
            left = {path.name for path in self.place.iterdir()} - {"data", "saved.tar"}
            found += [f"{name} was left on a full disk" for name in left]
        return found

    def finish(self) -> list[str]:
        """Runs the command undisturbed at last, and gives how the folder differs from an undisturbed one."""
        if self.scene is restore and self.data.exists():
            return self.laboratory.driver.violations(self.data, acknowledged={}, like=self.laboratory.calm)
        ended = self.laboratory.driver.run(*self.command, twin=self.twin)
        if ended["code"] != 0:
            return [f"undisturbed, it ended with {ended['code']}: {ended['said'][-800:]}"]
        acknowledged = self.acknowledged | ended["acknowledged"]
        like = self.laboratory.undisturbed(is_first=self.scene is not change)
        found = self.laboratory.driver.violations(self.data, acknowledged=acknowledged, like=like)
        left = [path for path in self.data.glob("generations/*") if path.name.startswith(".building")]
        if self.scene is backup and (self.place / "saved.tar").read_bytes() != self.laboratory.backup.read_bytes():
            found.append("the backup differs from that of an undisturbed run")
        return found + [f"{path.name} was left behind" for path in left]


def trial(laboratory, place: Path, scene: Any, faults: list[dict[str, Any]], twin: str | None = None) -> list[str]:
    """The violations of one trial: after each fault, and at the end."""
    tried = Trial(laboratory, scene, place, twin)
    found = [text for fault in faults for text in tried.disturb(fault)]
    found += tried.finish()
    shutil.rmtree(place)
    return found


@pytest.fixture(scope="module")
def steps(laboratory) -> dict[Any, list[str]]:
    """The steps of each scene, undisturbed."""
    found = {}
    for scene in SCENES:
        tried = Trial(laboratory, scene, laboratory.workspace / "calm-trial")
        found[scene] = laboratory.driver.run(*tried.command)["steps"]
        shutil.rmtree(laboratory.workspace / "calm-trial")
    return found


def choices(steps: dict[Any, list[str]], chance: random.Random, count: int) -> Iterator[tuple[Any, list[dict]]]:
    """Faults spread evenly over the steps of all scenes; every third trial is disturbed again while it recovers."""
    places = [(scene, at) for scene in SCENES for at in range(1, len(steps[scene]) + 1)]
    chosen = (
        [places[number * len(places) // count] for number in range(count)]
        if count < len(places)
        else [places[number % len(places)] for number in range(count)]
    )
    for number, (scene, at) in enumerate(chosen):
        fault = {"at": at, "kind": chance.choice(KINDS), "moment": chance.choice(MOMENTS)}
        again = {"at": chance.randint(1, len(steps[scene])), "kind": chance.choice(KINDS), "moment": "half"}
        yield scene, [fault, again] if number % 3 == 0 else [fault]


def test_the_steps_are_seen(steps: dict[Any, list[str]]) -> None:
    assert {name.split()[0] for name in steps[first]} == {"fsync", "replace", "rename", "mkdir", "write", "sql"}
    assert min(map(len, steps.values())) >= 5
    assert "sql COMMIT" in steps[first]


@pytest.mark.timeout(3000)
def test_a_fault_at_any_step_loses_nothing(laboratory, steps, chance, size, report) -> None:
    count = size(150, 800)
    endings: Counter[str] = Counter()
    for number, (scene, faults) in enumerate(choices(steps, chance, count)):
        found = trial(laboratory, laboratory.workspace / "trial", scene, faults)
        assert not found, f"{scene.__name__} with {faults} at {steps[scene][faults[0]['at'] - 1]}: {found}"
        endings[faults[0]["kind"]] += 1
        assert number < count
    report(f"{count} faults {dict(endings)} over {sum(map(len, steps.values()))} steps")


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not on this machine")
@pytest.mark.timeout(3000)
def test_a_fault_at_any_system_call_loses_nothing(laboratory, chance, size, report) -> None:
    """As above, below Python: also inside SQLite and tantivy, by strace."""
    count, injected = size(50, 300), Counter[str]()
    calls = {scene: counted(laboratory, scene) for scene in SCENES}
    for _ in range(count):
        scene = chance.choice(SCENES)
        kind = chance.choice(["signal=KILL", "signal=KILL", "error=ENOSPC", "error=EIO"])
        names = CALLS if kind == "signal=KILL" else CALLS_THAT_FAIL
        at = str(chance.randint(1, calls[scene][names])) + ("+" if kind == "error=ENOSPC" else "")
        fault = {"kind": "traced", "at": at, "calls": names, "inject": kind}
        found = trial(laboratory, laboratory.workspace / "trial", scene, [fault])
        assert not found, f"{scene.__name__} with {fault}: {found}"
        injected[kind] += 1
    report(f"{count} faults {dict(injected)} among {sum(found[CALLS] for found in calls.values())} calls")


def counted(laboratory, scene: Callable[..., Any]) -> dict[str, int]:
    """How many calls an undisturbed run makes."""
    found = {}
    for names in (CALLS, CALLS_THAT_FAIL):
        tried = Trial(laboratory, scene, laboratory.workspace / "counted")
        fault = {"kind": "traced", "at": "0", "calls": names, "inject": ""}
        found[names] = len(laboratory.driver.run(*tried.command, fault=fault)["steps"])
        shutil.rmtree(laboratory.workspace / "counted")
        assert found[names] > 5
    return found


@pytest.mark.parametrize(
    ("twin", "step", "moment"),
    [
        ("two_commits", "sql COMMIT", "after"),
        ("pointer_first", "replace", "after"),
        ("renamed_too_early", "replace", "after"),
        ("in_place", "write", "half"),
    ],
)
def test_a_planted_bug_is_found(laboratory, twin: str, step: str, moment: str) -> None:
    """The same trials, at the steps of one kind: the test above must not be able to miss these."""
    place = laboratory.workspace / "twin"
    undisturbed = laboratory.driver.run(*Trial(laboratory, first, place, twin).command, twin=twin)
    shutil.rmtree(place)
    found: list[str] = []
    for at, name in reversed(list(enumerate(undisturbed["steps"], start=1))):
        if name == step and not found:
            found = trial(laboratory, place, first, [{"at": at, "kind": "kill", "moment": moment}], twin)
    assert found, "no fault brought the planted bug to light: the harness proves nothing"
