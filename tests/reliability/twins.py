"""Planted bugs: each breaks one promise of durability in a way that somebody could have written."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from corpus import durable, originals
from corpus.ledger import Ledger
from corpus.originals import Originals
from index import generation, manifest


def two_commits() -> None:
    """The file is committed before its documents."""
    keep_file = Ledger.keep_file

    def keep(self, entry, contents) -> None:
        keep_file(self, entry, [])
        keep_file(self, entry, contents)

    Ledger.keep_file = keep


def pointer_first() -> None:
    """The pointer moves before the generation has its manifest."""
    write = generation.write_manifest

    def write_late(folder: Path, written) -> None:
        number = folder.name.removeprefix(".building-")
        durable.write_durably(folder.parent / "current", number.encode())
        write(folder, written)

    generation.write_manifest = write_late


def renamed_too_early() -> None:
    """The file has its name before it has all its bytes."""

    def write(path: Path, data: bytes) -> None:
        durable.make_folder(path.parent)
        temporary = path.with_name(".new-early")
        temporary.write_bytes(data[: len(data) // 2])
        os.replace(temporary, path)  # noqa: PTH105
        with path.open("ab") as file:
            file.write(data[len(data) // 2 :])
            os.fsync(file.fileno())

    for module in (durable, originals, generation, manifest):
        module.write_durably = write


def in_place() -> None:
    """An original is written where it is read, and believed to be whole because it is there."""

    def keep(self, data: bytes) -> str:
        sha256 = originals.hashlib.sha256(data).hexdigest()
        path = self._place(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o644), "wb") as file:
                file.write(data)
                os.fsync(file.fileno())
        return sha256

    Originals.keep = keep


def unsynced_ledger() -> None:
    """SQLite need not wait for the disk."""
    to_write = Ledger.to_write

    def opened(folder: Path) -> Ledger:
        ledger = to_write(folder)
        ledger._connection.execute("PRAGMA synchronous=OFF")
        return ledger

    Ledger.to_write = opened


def unsynced_names() -> None:
    """Files and folders are renamed without being synced."""
    durable.os.fsync = lambda descriptor: None


def index_in_place() -> None:
    """A new index is written over the one that is published."""
    build = generation._build

    def overwrite(folder: Path, *parts) -> None:
        published = folder.parent / "00000001"
        if published.exists():
            for name in ("words", "payloads.sqlite"):
                shutil.rmtree(published / name, ignore_errors=True)
                (published / name).unlink(missing_ok=True)
            build(published, *parts)
        build(folder, *parts)

    generation._build = overwrite


TWINS: dict[str, Callable[[], None]] = {
    twin.__name__: twin
    for twin in (
        two_commits,
        pointer_first,
        renamed_too_early,
        in_place,
        unsynced_ledger,
        unsynced_names,
        index_in_place,
    )
}
