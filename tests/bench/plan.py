"""What a run is about to do, told before it begins: what it downloads, and how long it will take."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from index.evaluation import JudgedCollection
from tests.bench.encoding import ENGLISH, GIVEN
from tests.bench.environments import is_installed
from tests.bench.filtered import NAME
from tests.bench.runs import Runs
from tests.bench.system import SYSTEMS

_SECONDS_FOR_ROWS = 100_000
_PREPARING_SECONDS = 60
"""The filtered collection, and the encoders' own times."""
_ENCODING_SECONDS = {GIVEN: (0.065, 0.011), ENGLISH: (0.02, 0.0045)}
"""What each encoder takes for a passage (of SciFact, with the codes of its tokens where it has any), and a question."""


def plan(
    *, folder: Path, runs: Runs, systems: Sequence[str], judged: Sequence[str], rows: int, encoding_seconds: float
) -> list[str]:
    """The lines for people; `encoding_seconds` is what the encoders still need."""
    left = {name: _seconds(runs, name, judged, rows) for name in systems}
    seconds = _PREPARING_SECONDS + encoding_seconds + sum(left.values())
    return [
        _downloads(folder, [name for name in systems if left[name]]),
        f"On two processors this takes about {max(1, round(seconds / 60))} min, downloads aside"
        + (
            f", {round(encoding_seconds / 60)} of them for vectors and codes of tokens, which are kept"
            if encoding_seconds
            else ""
        )
        + ". A run that is cut off goes on where it was when it is started again.",
        "To measure: " + _measurements(left),
    ]


def seconds_to_encode(name: str, collections: Sequence[JudgedCollection]) -> float:
    """What an encoder takes for all of these, about, on two processors."""
    for_passage, for_question = _ENCODING_SECONDS[name]
    passages = {document for collection in collections for document in collection.documents.values()}
    return for_passage * len(passages) + for_question * sum(len(collection.queries) for collection in collections)


def _seconds(runs: Runs, name: str, judged: Sequence[str], rows: int) -> float:
    """What a system still takes in this run."""
    for_judged, for_filtered = SYSTEMS[name].seconds
    share = sum(not runs.is_kept(name, collection) for collection in judged) / len(judged)
    filtered = 0.0 if runs.is_kept(name, NAME) else for_filtered * rows / _SECONDS_FOR_ROWS
    return share * for_judged + filtered


def _downloads(folder: Path, systems: Sequence[str]) -> str:
    absent = [name for name in systems if not is_installed(name, folder)]
    if not absent:
        return "Nothing is downloaded: every environment is there."
    mib = sum(SYSTEMS[name].environment_mib for name in absent)
    line = f"Downloads, with pip, the environments of {', '.join(absent)}: {mib:,} MiB once installed, below {folder}."
    if "txtai" in absent:
        line += (
            " txtai needs PyTorch, whose usual build for Linux brings gigabytes of libraries for graphics cards;"
            " PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu spares you those."
        )
    return line


def _measurements(left: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {seconds / 60:.1f} min" for name, seconds in left.items() if seconds) or "nothing more"
