"""A folder on a disk that is read-only is searched, checked and saved; what would write says that it cannot."""

import shutil
import subprocess
from pathlib import Path


def test_a_read_only_folder_is_read_and_not_called_damaged(laboratory, mount, quick, tmp_path) -> None:
    disk = quick / tmp_path.name
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", disk)
    data = Path(shutil.copytree(laboratory.calm, disk / "data"))
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    run = laboratory.driver.run
    for command in ("status", "verify", "dump"):
        ended = run(command, "--data", data)
        assert ended["code"] == 0, ended["said"]
    assert run("search", "housing", "--data", data, "--json")["code"] == 0
    assert run("backup", tmp_path / "saved.tar", "--data", data)["code"] == 0
    assert (tmp_path / "saved.tar").read_bytes() == laboratory.backup.read_bytes()
    refused = run(*laboratory.ingest(data))
    assert refused["code"] == 1
    assert "Read-only file system" in " ".join(refused["said"].split())
