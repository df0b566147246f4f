"""The `cadre` command as users run it: a process of its own, with real encoders."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="session")
def cadre() -> Callable[..., Ended]:
    def run(*arguments: object, stdin: str | None = None, **environment: str) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "cadre", *map(str, arguments)],
            capture_output=True,
            text=True,
            input=stdin,
            cwd=ROOT,
            env=os.environ | environment,
            timeout=300,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def starter(cadre: Callable[..., Ended], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the starter corpus in it."""
    folder = tmp_path_factory.mktemp("starter") / "data"
    ended = cadre("ingest", "corpus/starter", "--data", folder, "--json")
    assert ended.code == 0, ended.err
    return folder
