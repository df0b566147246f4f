"""Which files an ingest takes, and their sidecars."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.errors import SettingError

SIDECAR_SUFFIXES = (".meta.yaml", ".meta.yml", ".meta.json")


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files among `paths` and below its folders, each once, in order; sidecars and hidden entries are left out.

    Raises `SettingError` for a path that does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise SettingError(setting=str(path), problem="there is no such file or folder", remedy="Check the path.")
        for file in _below(path) if path.is_dir() else [path]:
            found[file.resolve()] = None
    return list(found)


def sidecar_of(file: Path) -> Path | None:
    """The file beside `file` that states its metadata; None if there is none."""
    beside = (file.with_name(file.name + suffix) for suffix in SIDECAR_SUFFIXES)
    return next((path for path in beside if path.is_file()), None)


def _below(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.name.endswith(SIDECAR_SUFFIXES):
            continue
        if entry.is_dir():
            yield from _below(entry)
        elif entry.is_file():
            yield entry
