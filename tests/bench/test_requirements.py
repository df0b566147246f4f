"""Each environment of the bench is pinned, whole, and holds what it is named for."""

import re

import pytest

from tests.bench.environments import REQUIREMENTS, requirements_of
from tests.bench.system import SYSTEMS

MEASURED = {
    "bm25s": "bm25s",
    "lancedb": "lancedb",
    "chroma": "chromadb",
    "txtai": "txtai",
    "llamaindex": "llama-index-core",
    "sqlite": "sqlite-vec",
}
PIN = re.compile(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.!]*")
"""An exact version, without the mark of a local build: no index has those."""


def pins(name: str) -> list[str]:
    return [line for line in requirements_of(name).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def test_every_system_but_cadre_has_a_file_and_every_file_a_system() -> None:
    others = {name for name, facts in SYSTEMS.items() if not facts.is_cadre}
    assert {path.stem for path in REQUIREMENTS.iterdir()} == others == set(MEASURED)


@pytest.mark.parametrize("name", MEASURED)
def test_every_line_is_an_exact_version(name: str) -> None:
    loose = [line for line in pins(name) if not PIN.fullmatch(line)]
    assert not loose, f"{name}: {loose}"


@pytest.mark.parametrize("name", MEASURED)
def test_the_system_itself_and_numpy_are_among_them(name: str) -> None:
    named = {line.partition("==")[0].lower() for line in pins(name)}
    assert {MEASURED[name], "numpy"} <= named


@pytest.mark.parametrize("line", ["numpy", "numpy>=2", "torch==2.13.0+cpu", "a @ file:///x", "-e ."])
def test_a_loose_line_would_be_found(line: str) -> None:
    assert not PIN.fullmatch(line)
