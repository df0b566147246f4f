"""Cadre with the encoder alone whose vectors the other systems are given, as `cadre ingest --model e5` does it."""

from tests.bench.encoding import GIVEN
from tests.bench.system import System
from tests.bench.systems.cadre import Cadre


def open_system() -> System:
    return Cadre(GIVEN)
