"""A virtual environment for each system, with exact versions of everything in it; Cadre is measured in its own."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

from tests.bench.system import SYSTEMS

REQUIREMENTS = Path(__file__).with_name("requirements")
_STAMP = "installed"


class InstallError(Exception):
    """An environment could not be made."""


def python_of(name: str, folder: Path) -> Path:
    """The interpreter of the system's environment below `folder`, which is made if need be. Raises `InstallError`."""
    if SYSTEMS[name].is_cadre:
        return Path(sys.executable)
    home, pins = folder / name / "venv", requirements_of(name)
    python = home / "bin" / "python"
    if is_installed(name, folder):
        return python
    venv.create(home, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "-q", "-r", str(pins)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InstallError(f"{pins.name} could not be installed: {done.stderr.strip()[-2000:]}")
    (home / _STAMP).write_text(_hash_of(pins), "ascii")
    return python


def is_installed(name: str, folder: Path) -> bool:
    """True if the system's environment is there, with the versions that are pinned."""
    if SYSTEMS[name].is_cadre:
        return True
    stamp = folder / name / "venv" / _STAMP
    return stamp.is_file() and stamp.read_text("ascii") == _hash_of(requirements_of(name))


def requirements_of(name: str) -> Path:
    """The file with the pins of a system."""
    return REQUIREMENTS / f"{name}.txt"


def _hash_of(pins: Path) -> str:
    return hashlib.sha256(pins.read_bytes()).hexdigest()
