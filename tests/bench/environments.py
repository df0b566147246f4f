"""A virtual environment for each system, with exact versions of everything in it; Cadre is measured in its own."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements")


class InstallError(Exception):
    """An environment could not be made."""


def python_of(name: str, folder: Path) -> Path:
    """The interpreter of the system's environment below `folder`, which is made if need be. Raises `InstallError`."""
    if name == "cadre":
        return Path(sys.executable)
    pins = requirements_of(name)
    wanted = hashlib.sha256(pins.read_bytes()).hexdigest()
    home = folder / name / "venv"
    python, stamp = home / "bin" / "python", home / "installed"
    if stamp.is_file() and stamp.read_text("ascii") == wanted:
        return python
    venv.create(home, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "-q", "-r", str(pins)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise InstallError(f"{pins.name} could not be installed: {done.stderr.strip()[-2000:]}")
    stamp.write_text(wanted, "ascii")
    return python


def requirements_of(name: str) -> Path:
    """The file with the pins of a system."""
    return REQUIREMENTS / f"{name}.txt"
