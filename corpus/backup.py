"""A backup: one plain tar file with a manifest, a copy of the ledger and the originals that this copy names."""

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from corpus.disk_errors import disk_errors
from corpus.durable import sync_file, sync_folder
from corpus.errors import DamagedError, NewerFormatError, SettingError
from corpus.ledger import FILE_NAME, Ledger
from corpus.originals import Originals
from corpus.writer_lock import WriterLock

FORMAT = 1
MANIFEST = "manifest.json"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_REMEDY = "Use another backup."


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of the archive: where it lies in it and in a data folder, its size, and the SHA-256 of its bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupManifest:
    """What a backup holds. Equal data folders give equal backups, to the byte."""

    format: int = FORMAT
    revision: int
    """The revision of the ledger that was copied."""
    model: str | None
    """The encoder of the published generation as it was asked for; None if nothing was published yet."""
    model_id: str | None
    """The encoder as it names itself."""
    files: int
    documents: int
    passages: int
    ledger: Member
    originals: Mapping[str, int]
    """SHA-256 of each original to its size in bytes."""

    def members(self) -> list[Member]:
        """Every file of the archive behind the manifest, in order."""
        return [
            self.ledger,
            *(
                Member(name=f"originals/{sha256[:2]}/{sha256}", size=size, sha256=sha256)
                for sha256, size in sorted(self.originals.items())
            ),
        ]

    def to_json(self) -> bytes:
        """As it stands in the archive."""
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def from_json(cls, data: bytes, *, source: Path) -> Self:
        """Raises `NewerFormatError`, or `DamagedError` for what is no manifest; `source` is named in them."""
        try:
            form = json.loads(data)
            found = int(form["format"])
            if found > FORMAT:
                raise NewerFormatError(folder=str(source), found=found, known=FORMAT)
            manifest = cls(**form | {"ledger": Member(**form["ledger"])})
            _check(manifest)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            problem = f"its manifest cannot be read ({error})"
            raise DamagedError(path=str(source), problem=problem, remedy=_REMEDY) from error
        return manifest


def write_backup(
    folder: Path,
    file: Path,
    *,
    model: str | None,
    model_id: str | None,
    replace: bool,
    on_progress: Callable[[int, int], None],
) -> BackupManifest:
    """Saves the data folder `folder` as `file`, durably and all or nothing; another process may write meanwhile.

    `on_progress(done, total)` is told of originals saved. Raises `SettingError` where `file` exists and `replace` is
    false or its folder does not exist, `BusyError` while another process writes the same file, `DamagedError` where the
    data folder is not whole, `StorageError`.
    """
    _check_target(file, replace)
    with disk_errors(file), _workspace(file) as workspace:
        copied, archive = workspace / FILE_NAME, workspace / "archive"
        with Ledger.to_read(folder) as ledger:
            ledger.copy_to(copied)
        originals = Originals(folder / "originals")
        manifest = _manifest_of(workspace, originals, model, model_id)
        with tarfile.open(archive, "x:", format=tarfile.GNU_FORMAT) as tar:
            _add(tar, MANIFEST, io.BytesIO(manifest.to_json()))
            with copied.open("rb") as data:
                _add(tar, manifest.ledger.name, data)
            for done, member in enumerate(manifest.members()[1:], start=1):
                _add(tar, member.name, io.BytesIO(originals.bytes(member.sha256)))
                on_progress(done, len(manifest.originals))
        sync_file(archive)
        _check_target(file, replace)
        archive.replace(file)
        sync_folder(file.parent)
    return manifest


@contextmanager
def _workspace(file: Path) -> Iterator[Path]:
    """A folder beside `file`, without what a backup that was cut off left there. Raises `BusyError`."""
    workspace = file.parent / f".{file.name}-saving"
    workspace.mkdir(exist_ok=True)
    lock = WriterLock(workspace)
    try:
        for left in (workspace / FILE_NAME, workspace / "archive"):
            left.unlink(missing_ok=True)
        yield workspace
    finally:
        shutil.rmtree(workspace, ignore_errors=True)
        lock.release()


def _manifest_of(copied: Path, originals: Originals, model: str | None, model_id: str | None) -> BackupManifest:
    """Of the ledger in the folder `copied`. Raises `DamagedError` or `NotFoundError`."""
    with Ledger.to_read(copied) as ledger:
        if problems := ledger.problems():
            remedy = "Run `cadre verify`; restore an older backup, or ingest the sources into a new data folder."
            raise DamagedError(path="The ledger", problem="; ".join(problems[:3]), remedy=remedy)
        needed = {kept for document in ledger.documents() for kept in document.kept}
        counts = ledger.counts()
        revision = ledger.revision
    with (copied / FILE_NAME).open("rb") as data:
        sha256 = hashlib.file_digest(data, "sha256").hexdigest()
    return BackupManifest(
        revision=revision,
        model=model,
        model_id=model_id,
        **counts,
        ledger=Member(name=FILE_NAME, size=(copied / FILE_NAME).stat().st_size, sha256=sha256),
        originals={original: originals.path(original).stat().st_size for original in sorted(needed)},
    )


def _add(tar: tarfile.TarFile, name: str, data: io.BufferedIOBase) -> None:
    # No owner, mode or time of this machine: a backup says what was known, not where.
    entry = tarfile.TarInfo(name)
    entry.size = data.seek(0, os.SEEK_END)
    entry.mode = 0o600
    data.seek(0)
    tar.addfile(entry, data)


def _check(manifest: BackupManifest) -> None:
    """Raises `ValueError` for a manifest that could lead anywhere but to files of a data folder."""
    if manifest.ledger.name != FILE_NAME:
        raise ValueError(f"it calls the ledger {manifest.ledger.name[:80]!r}")
    hashes = [manifest.ledger.sha256, *manifest.originals]
    sizes = [manifest.ledger.size, *manifest.originals.values()]
    if not all(isinstance(found, str) and _SHA256.fullmatch(found) for found in hashes):
        raise ValueError("it names something that is no SHA-256")
    if not all(isinstance(size, int) and size >= 0 for size in sizes):
        raise ValueError("it names something that is no size")


def _check_target(file: Path, replace: bool) -> None:
    if file.is_dir():
        raise SettingError(setting=str(file), problem="it is a folder", remedy="Name the file to write.")
    if file.exists() and not replace:
        raise SettingError(setting=str(file), problem="it exists", remedy="Name another file, or add --force.")
    if not file.absolute().parent.is_dir():
        raise SettingError(setting=str(file), problem="its folder does not exist", remedy="Make the folder first.")
