"""Ctrl-C and mistyped folders end with a sentence, and nothing is lost or made."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def files_in(ledger: Path) -> int:
    if not ledger.exists():
        return 0
    with closing(sqlite3.connect(f"{ledger.as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM files").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def test_an_interrupted_ingest_says_so_and_goes_on_later(cadre, tmp_path: Path) -> None:
    sources, data = tmp_path / "sources", tmp_path / "data"
    sources.mkdir()
    for number in range(400):
        text = f"# Report {number}\n\n" + f"Nurses of region {number} stayed where housing was paid. " * 40
        (sources / f"{number:03}.md").write_text(text, "utf-8")
    command = [sys.executable, "-m", "cadre", "ingest", str(sources), "--data", str(data), "--model", "minilm"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        until = time.monotonic() + 120
        while files_in(data / "ledger.sqlite") < 3:
            assert running.poll() is None, "it ended before it could be interrupted"
            assert time.monotonic() < until
            time.sleep(0.05)
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 128 + signal.SIGINT
    assert "Traceback" not in said
    assert "Stopped." in said
    kept = files_in(data / "ledger.sqlite")
    assert 3 <= kept < 400
    assert cadre("verify", "--data", data, "--json").json["is_whole"]


@pytest.mark.parametrize("command", [["status"], ["verify"], ["rebuild"], ["dump"], ["backup", "saved.tar"]])
def test_a_folder_that_never_was_is_no_damage_and_is_not_made(cadre, tmp_path: Path, command: list[str]) -> None:
    missing = tmp_path / "mistyped"
    arguments = [tmp_path / part if part.endswith(".tar") else part for part in command]
    ended = cadre(*arguments, "--data", missing)
    assert ended.code == 2
    assert "no such data folder" in " ".join(ended.err.split())
    assert not missing.exists()
    assert not (tmp_path / "saved.tar").exists()
