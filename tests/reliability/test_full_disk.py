"""A disk that fills up stops the taking in with a clear sentence; what was there answers on (promise 16)."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

BLOCK = 4096


def used(folder: Path) -> int:
    """The room that a folder takes, in blocks of a file system in memory."""
    return sum(1 + -(-path.stat().st_size // BLOCK) for path in [folder, *folder.rglob("*")])


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("is_first", [True, False], ids=["first", "changed"])
def test_a_full_disk_stops_clearly_and_loses_nothing(
    laboratory, mount, quick, tmp_path, size, report, is_first
) -> None:
    disk = quick / tmp_path.name
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", disk)
    data, driver = disk / "data", laboratory.driver

    def begin(blocks: int) -> None:
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        shutil.rmtree(data, ignore_errors=True)
        if not is_first:
            shutil.copytree(laboratory.base, data)
        room = used(data) if data.exists() else 0
        subprocess.run(["mount", "-o", f"remount,size={(room + blocks + 1) * BLOCK}", disk], check=True)

    # How much room it needs: the levels below lie all around that.
    too_little, needed = 0, 4096
    while needed - too_little > 4:
        middle = (too_little + needed) // 2
        begin(middle)
        is_enough = driver.run(*laboratory.ingest(data))["code"] == 0
        too_little, needed = (too_little, middle) if is_enough else (middle, needed)
    count = size(10, 50)
    stopped = 0
    for number in range(count):
        blocks = number * needed * 11 // (10 * (count - 1))
        begin(blocks)
        ended = driver.run(*laboratory.ingest(data))
        level = f"with {blocks} of {needed} blocks: {ended['said'][-600:]}"
        said = " ".join(ended["said"].split())
        if ended["code"] != 0:
            stopped += 1
            assert ended["code"] == 1, level
            assert "the disk is full" in said, level
            assert "Nothing that was taken in is lost" in said, level
            assert "Traceback" not in said, level
        subprocess.run(["mount", "-o", "remount,size=64m", disk], check=True)
        acknowledged: dict[str, Any] = ended["acknowledged"]
        assert driver.violations(data, acknowledged=acknowledged) == [], level
        if not is_first:
            assert driver.run("search", "housing", "--data", data, "--json")["code"] == 0
        again = driver.run(*laboratory.ingest(data))
        assert again["code"] == 0, level
        like = laboratory.undisturbed(is_first=is_first)
        assert driver.violations(data, acknowledged=acknowledged, like=like) == [], level
    assert count // 2 < stopped < count, "the levels do not lie around what is needed: the test proves nothing"
    report(f"{count} fill levels up to {needed} blocks, {stopped} of them too small")
