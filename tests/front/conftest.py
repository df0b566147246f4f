"""The `cadre` command as users run it, with real encoders: as a process of its own, or in this one where that is quicker."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import cadre as front_door
import cadre_commands
import cadre_parts
from index.embedder import open_embedder
from ingest import pipeline
from ingest.sandbox import Sandbox
from ingest.taggers.themes import ThemeTagger

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
def cadre_process() -> Callable[..., Ended]:
    """Runs a command as a process of its own, which takes seconds to start."""

    def run(*arguments: object, **environment: str) -> Ended:
        done = subprocess.run(
            [sys.executable, "-m", "cadre", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=os.environ | environment,
            timeout=300,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    return run


class LastingParts:
    """What each process loads anew, loaded once: encoders, what a tagger knows of an encoder, and parser processes."""

    def __init__(self, stack: ExitStack) -> None:
        self.open_embedder = cache(open_embedder)
        self._stack, self._taggers, self._sandboxes = stack, {}, {}

    def theme_tagger(self, taxonomy: Any, embed_query: Any, model_id: str) -> ThemeTagger:
        return self._taggers.setdefault(model_id, ThemeTagger(taxonomy, embed_query, model_id))

    def sandbox(self, workers: int, *, locked: bool, packs: Any) -> AbstractContextManager[Sandbox]:
        if locked not in self._sandboxes:
            self._sandboxes[locked] = self._stack.enter_context(Sandbox(workers, locked=locked, packs=packs))
        return nullcontext(self._sandboxes[locked])


@pytest.fixture(scope="session")
def lasting_parts() -> Iterator[LastingParts]:
    with ExitStack() as stack:
        yield LastingParts(stack)


@pytest.fixture(scope="session")
def cadre(lasting_parts: LastingParts) -> Callable[..., Ended]:
    """Runs a command in this process, from the project's folder."""

    def run(*arguments: object) -> Ended:
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(ROOT)
            patch.setattr(cadre_parts, "open_embedder", lasting_parts.open_embedder)
            patch.setattr(cadre_commands, "open_embedder", lasting_parts.open_embedder)
            patch.setattr(cadre_parts, "ThemeTagger", lasting_parts.theme_tagger)
            patch.setattr(pipeline, "Sandbox", lasting_parts.sandbox)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                try:
                    code = front_door.main([*map(str, arguments)])
                except SystemExit as ended:
                    code = int(ended.code or 0)
        return Ended(code, written(out), written(err))

    return run


def written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


@pytest.fixture(scope="session")
def taken_in(cadre_process: Callable[..., Ended], once_a_run: Callable[..., Path], kept_vectors: Path) -> Path:
    """A data folder with the starter corpus in it, made once for all workers: copy it before it is changed."""

    def make(folder: Path) -> None:
        folder.mkdir()
        kept_vectors.parent.mkdir(exist_ok=True)
        (folder / "cache").symlink_to(kept_vectors.parent)
        ended = cadre_process("ingest", "corpus/starter", "--data", folder, "--json")
        assert ended.code == 0, ended.err

    return once_a_run("starter", make)


@pytest.fixture(scope="session")
def starter(taken_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the starter corpus in it."""
    return Path(shutil.copytree(taken_in, tmp_path_factory.mktemp("starter") / "data"))
