"""An ingest that is killed at random moments loses nothing and doubles nothing."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
MOST_MISSED, SOONER = 6, 0.7
KILLS = int(os.environ.get("CADRE_KILLS", "4"))
SEED = int(os.environ.get("CADRE_SEED", "20261122"))


def dump(cadre, data: Path) -> list[str]:
    return cadre("dump", "--data", data).out.splitlines()


def answers(cadre, data: Path) -> list[tuple[str, float]]:
    found = cadre("search", "What keeps nurses?", "--data", data, "--json", "-k", 20).json
    return [(result["passage_id"], result["score"]) for result in found["results"]]


def test_killed_at_random_moments(cadre, cadre_process, tmp_path: Path) -> None:
    # The encoder that starts faster, and vectors that are not cached between the runs of the two folders.
    ingest = ["ingest", "corpus/starter", "--model", "minilm", "--json", "--data"]
    calm, wild = tmp_path / "calm", tmp_path / "wild"
    began = time.monotonic()
    undisturbed = cadre_process(*ingest, calm)
    whole = time.monotonic() - began
    assert undisturbed.code == 0
    moments = random.Random(SEED)
    killed = 0
    # What ran to its end disturbed nothing: its time was measured on a busier machine, and it begins anew, sooner ended.
    for _ in range(KILLS + MOST_MISSED):
        process = subprocess.Popen(
            [sys.executable, "-m", "cadre", *ingest, str(wild)],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moments.uniform(0.2, whole))
        process.send_signal(signal.SIGKILL)
        if process.wait() == -signal.SIGKILL:
            killed += 1
        else:
            whole *= SOONER
        if (wild / "ledger.sqlite").exists():
            verified = cadre("verify", "--data", wild, "--json")
            assert verified.code == 0, verified.out
        if killed == KILLS:
            break
        if process.returncode == 0:
            shutil.rmtree(wild)
    assert killed == KILLS, "runs ended before they could be killed: the test proves nothing"
    again = cadre(*ingest, wild)
    assert again.code == 0, again.err
    assert cadre("verify", "--data", wild).code == 0
    assert dump(cadre, wild) == dump(cadre, calm)
    assert answers(cadre, wild) == answers(cadre, calm)
    assert json.loads(again.out)["counts"] == json.loads(undisturbed.out)["counts"]
