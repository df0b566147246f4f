"""Runs every system on every collection, one child process after another, and keeps what each measured.

What is kept lies in `results/SYSTEM/COLLECTION.json`. A run that was cut off is gone on with, and what failed in it is tried
again; a run that was finished is begun anew. A result counts only while the code and the pins that made it are the same.
"""

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench.environments import InstallError, python_of, requirements_of
from tests.bench.filtered import TIMED_FLAG
from tests.bench.item import Material
from tests.bench.system import SYSTEMS

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
_MEASURING = ("item.py", "tokens.py", "system.py", "child.py", "figures.py", "filtered.py")
_STDERR = 2
_CHILD_SECONDS = 1200
"""A system that needs longer for one collection has not ended, and the table says so."""
_QUIET = {"HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False", "LANCEDB_LOG": "error", "TQDM_DISABLE": "1"}
"""No system may go to the network or write pages of notices while it is timed."""

Results = dict[str, dict[str, Any]]
"""Of one system: collection to what `tests.bench.child` measured, or to the reason (`failed`) why it did not."""


def fingerprint(name: str, material: Path) -> str:
    """Of the code that measures, of what is measured, and of the collection."""
    said = hashlib.sha256()
    sources = [_HERE / file for file in _MEASURING] + [_HERE / "systems" / f"{name}.py"]
    if SYSTEMS[name].is_cadre:
        sources += [_HERE / "systems" / "cadre.py", _HERE / "lookup.py"]
        sources += sorted(path for folder in ("corpus", "index") for path in (_ROOT / folder).rglob("*.py"))
        sources += sorted(path for path in (_ROOT / "index" / "data").iterdir() if path.is_file())
    else:
        sources.append(requirements_of(name))
    for path in [*sources, *sorted(material.iterdir())]:
        said.update(f"{path.name}\0".encode())
        said.update(hashlib.sha256(path.read_bytes()).digest())
    return said.hexdigest()[:16]


class Runs:
    """The results below one folder."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self._folder, self._results, self._say = folder, folder / "results", say
        self._finished = self._results / "finished"

    def begin(self, only: Sequence[str]) -> None:
        """Forgets a run that was finished; where some systems are named, only what was measured of them."""
        if only:
            for name in only:
                shutil.rmtree(self._results / name, ignore_errors=True)
        elif self._finished.exists():
            shutil.rmtree(self._results)
        self._results.mkdir(parents=True, exist_ok=True)

    def finish(self) -> None:
        """The next run begins anew."""
        self._finished.touch()

    def measure(self, name: str, material: Material) -> None:
        """Measures a system on a collection, unless that was done in this run."""
        given = self._folder / "materials" / material.name.replace(" ", "-")
        kept = self._kept(name, material.name)
        wanted = fingerprint(name, given)
        if kept is not None and "failed" not in kept and kept["fingerprint"] == wanted:
            self._say(f"{name}, {material.name}: measured before")
            return
        self._say(f"{name}, {material.name}")
        found = self._measured(name, given) | {"fingerprint": wanted, "measured_at": time.strftime("%Y-%m-%d %H:%M")}
        path = self._path(name, material.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(found), "utf-8")

    def give(self, material: Material) -> None:
        """Writes the collection where the children read it, in place of what was there."""
        folder = self._folder / "materials" / material.name.replace(" ", "-")
        shutil.rmtree(folder, ignore_errors=True)
        material.write(folder)

    def is_kept(self, name: str, material: str) -> bool:
        """True if this run has a result, which counts unless code or pins have changed since."""
        kept = self._kept(name, material)
        return kept is not None and "failed" not in kept

    def results(self, names: Sequence[str], materials: Sequence[str]) -> Mapping[str, Results]:
        """System to collection to what was measured; what was not measured is absent."""
        return {name: dict(self._results_of(name, materials)) for name in names}

    def _results_of(self, name: str, materials: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        for material in materials:
            found = self._kept(name, material)
            if found is not None:
                yield material, found

    def _path(self, name: str, material: str) -> Path:
        return self._results / name / f"{material.replace(' ', '-')}.json"

    def _kept(self, name: str, material: str) -> dict[str, Any] | None:
        path = self._path(name, material)
        if not path.is_file():
            return None
        kept: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return kept

    def _measured(self, name: str, given: Path) -> dict[str, Any]:
        """What the child wrote; where it did not end well, the reason."""
        try:
            python = python_of(name, self._folder)
        except InstallError as error:
            return {"failed": str(error)}
        work, output = self._folder / "work", self._folder / "measured.json"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir()
        command = [str(python), "-m", "tests.bench.child", name, str(given), str(work), str(output)]
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")} | _QUIET
        try:
            done = subprocess.run(
                [*command, "--timed-flag", TIMED_FLAG],
                cwd=_ROOT,
                env=environment,
                # What a system prints is not the table.
                stdout=_STDERR,
                timeout=_CHILD_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"failed": f"it did not end within {_CHILD_SECONDS // 60} minutes"}
        finally:
            shutil.rmtree(work, ignore_errors=True)
        if done.returncode:
            return {"failed": f"it ended with {done.returncode}; see what it said above"}
        found: dict[str, Any] = json.loads(output.read_text("utf-8"))
        output.unlink()
        return found
