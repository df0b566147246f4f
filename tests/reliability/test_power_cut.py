"""After a power cut everything acknowledged is there, and it starts (promise 2).

The data folder lies on an ext4 image. A command is stopped at a chosen step and the image is copied as it is: what the
file system still kept in memory is not in the copy, as after a power cut. The copy is mounted, checked, and recovers.
"""

import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

MOMENTS = ("before", "half", "after")
OPTIONS = "loop,noatime,noauto_da_alloc"
"""ext4 guesses by default which renames should have been synced; others do not, so it shall not help here."""


class Machine:
    """An ext4 image with a data folder, that can lose its power."""

    def __init__(self, laboratory, mount: Callable[..., None], workspace: Path) -> None:
        self.laboratory, self.image = laboratory, workspace / "disk.img"
        self.disk, self.after = workspace / "disk", workspace / "after"
        for folder in (self.disk, self.after):
            folder.mkdir()
        if shutil.which("mkfs.ext4") is None:
            pytest.skip("mkfs.ext4 is not on this machine")
        subprocess.run(["truncate", "-s", "48M", self.image], check=True)
        subprocess.run(["mkfs.ext4", "-q", "-F", self.image], check=True)
        mount("-o", OPTIONS, self.image, self.disk)

    def begin(self, *, is_first: bool) -> list[object]:
        """A folder as it is before the command, on the disk for certain; and the command."""
        self.is_first = is_first
        shutil.rmtree(self.disk / "data", ignore_errors=True)
        if not is_first:
            shutil.copytree(self.laboratory.base, self.disk / "data")
        subprocess.run(["sync", "-f", self.disk], check=True)
        return self.laboratory.ingest(self.disk / "data")

    def steps(self, *, is_first: bool, twin: str | None = None) -> list[str]:
        return self.laboratory.driver.run(*self.begin(is_first=is_first), twin=twin)["steps"]

    def cut(self, at: int, moment: str, *, is_first: bool, twin: str | None = None) -> list[str]:
        """The power goes at a step; gives what is wrong with the disk then, and after the command has run again."""
        command = self.begin(is_first=is_first)
        fault = {"at": at, "kind": "stop", "moment": moment}
        ended = self.laboratory.driver.run(*command, fault=fault, twin=twin, image=self.image)
        assert ended["code"] == -9, ended["said"]
        subprocess.run(["mount", "-o", OPTIONS, f"{self.image}.cut", self.after], check=True)
        try:
            return self._wrong(ended["acknowledged"])
        finally:
            subprocess.run(["umount", self.after], check=True)

    def _wrong(self, acknowledged: dict[str, str]) -> list[str]:
        data = self.after / "data"
        found = self.laboratory.driver.violations(data, acknowledged=acknowledged)
        again = self.laboratory.driver.run(*self.laboratory.ingest(data))
        if again["code"] != 0:
            return [*found, f"it does not start: {again['said'][-500:]}"]
        like = self.laboratory.undisturbed(is_first=self.is_first)
        return found + self.laboratory.driver.violations(data, acknowledged=acknowledged, like=like)


@pytest.fixture
def machine(laboratory, mount, quick, tmp_path) -> Machine:
    workspace = quick / tmp_path.name
    workspace.mkdir()
    return Machine(laboratory, mount, workspace)


@pytest.mark.timeout(3000)
def test_a_power_cut_loses_nothing(machine: Machine, chance: random.Random, size: Any, report: Any) -> None:
    count = size(40, 150)
    steps = {is_first: len(machine.steps(is_first=is_first)) + 1 for is_first in (True, False)}
    for number in range(count):
        is_first = number % 2 == 0
        # Spread evenly; the last one comes when all is done.
        at = 1 + (number // 2 + 1) * (steps[is_first] - 1) // -(-count // 2)
        moment = chance.choice(MOMENTS)
        found = machine.cut(at, moment, is_first=is_first)
        assert not found, f"{'first' if is_first else 'changed'} {moment} step {at}: {found}"
    report(f"{count} power cuts over {sum(steps.values())} steps")


@pytest.mark.parametrize("twin", ["unsynced_ledger", "unsynced_names", "index_in_place"])
def test_a_planted_bug_loses_something(machine: Machine, twin: str) -> None:
    is_first = twin != "index_in_place"
    steps = len(machine.steps(is_first=is_first, twin=twin)) + 1
    found: list[str] = []
    for at in range(steps, 0, -max(1, steps // 40)):
        if not found:
            found = machine.cut(at, "before", is_first=is_first, twin=twin)
    assert found, "no power cut brought the planted bug to light: the harness proves nothing"
