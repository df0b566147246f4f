"""Bringing a backup back: everything is unpacked and checked beside the data folder, then moved there in one step."""

import hashlib
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from corpus.backup import MANIFEST, BackupManifest, Member
from corpus.disk_errors import disk_errors
from corpus.durable import make_folder, sync_folder
from corpus.errors import CadreError, DamagedError, SettingError
from corpus.ledger import Ledger
from corpus.writer_lock import WriterLock

_MANIFEST_BYTES = 256 << 20
_BLOCK = 1 << 20
_KEPT = ("writer.lock", "cache")
"""What a try that was cut off leaves to the next one: the cache checks each of its vectors itself."""
_REMEDY = "Nothing was restored: use another backup."


@contextmanager
def restoring(
    file: Path, folder: Path, *, on_progress: Callable[[int, int], None]
) -> Iterator[tuple[Path, BackupManifest]]:
    """Gives the backup unpacked: a folder without a generation, which becomes `folder` if the `with` block ends well.

    `on_progress(done, total)` is told of files unpacked. Every byte is held against its hash, and no name in the
    archive leads anywhere that the manifest may not name. After an error nothing is left; a process that dies leaves a
    hidden folder to the next try. Raises `SettingError` where `folder` is not empty, `BusyError`,
    `NewerFormatError`, `DamagedError` or `StorageError`.
    """
    _check_target(folder)
    if not file.is_file():
        raise SettingError(setting=str(file), problem="there is no such file", remedy="Check the path.")
    staged = folder.absolute().parent / f".{folder.absolute().name}-restoring"
    with disk_errors(staged):
        make_folder(staged)
        lock = WriterLock(staged)
    try:
        try:
            with disk_errors(staged):
                _clear(staged)
                manifest = _unpack(file, staged, on_progress)
        finally:
            # The ledger takes the same lock now.
            lock.release()
        with Ledger.to_write(staged) as ledger:
            _check_contents(file, manifest, ledger)
        yield staged, manifest
    except CadreError:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    _move_into_place(staged, folder)


def _move_into_place(staged: Path, folder: Path) -> None:
    """Makes the unpacked folder the data folder, in one step that survives a power cut."""
    with disk_errors(folder):
        _check_target(folder)
        for path in [staged, *staged.rglob("*")]:
            if path.is_dir():
                sync_folder(path)
        staged.rename(folder.absolute())
        sync_folder(folder.absolute().parent)


def _check_target(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise SettingError(setting=str(folder), problem="it is no folder", remedy="Name a folder that is new or empty.")
    if folder.is_dir() and any(folder.iterdir()):
        remedy = "A backup is restored into a folder that is new or empty: name another one with --data."
        raise SettingError(setting=str(folder), problem="it is not empty", remedy=remedy)
    if folder.is_dir() and os.path.ismount(folder):
        remedy = "Name a folder inside it: the restored folder is moved into place as a whole."
        raise SettingError(setting=str(folder), problem="a disk is mounted there", remedy=remedy)


def _clear(staged: Path) -> None:
    for path in staged.iterdir():
        if path.name not in _KEPT:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _unpack(file: Path, staged: Path, on_progress: Callable[[int, int], None]) -> BackupManifest:
    try:
        with tarfile.open(file, "r:") as tar:
            first = tar.next()
            if first is None or first.name != MANIFEST or not first.isreg() or first.size > _MANIFEST_BYTES:
                raise DamagedError(path=str(file), problem="it does not begin as a backup does", remedy=_REMEDY)
            manifest = BackupManifest.from_json(_opened(tar, first).read(), source=file)
            wanted = {member.name: member for member in manifest.members()}
            total = len(wanted)
            while (found := tar.next()) is not None:
                member = wanted.pop(found.name, None)
                if member is None or not found.isreg() or found.issparse() or found.size != member.size:
                    problem = f"it holds {found.name[:80]!r}, which is not what its manifest names"
                    raise DamagedError(path=str(file), problem=problem, remedy=_REMEDY)
                _write(file, _opened(tar, found), member, staged)
                on_progress(total - len(wanted), total)
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise DamagedError(path=str(file), problem=f"it cannot be read as tar ({error})", remedy=_REMEDY) from error
    if wanted:
        problem = f"{len(wanted)} of its files are missing, first {next(iter(wanted))}"
        raise DamagedError(path=str(file), problem=problem, remedy=_REMEDY)
    return manifest


def _opened(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    data = tar.extractfile(entry)
    if data is None:
        raise tarfile.ReadError(f"{entry.name[:80]!r} is no file")
    return data


def _write(file: Path, data: IO[bytes], member: Member, staged: Path) -> None:
    """Writes a member to the place that its manifest entry names, never to one that the archive names."""
    path = staged / member.name
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as out:
        while block := data.read(_BLOCK):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != member.sha256:
        problem = f"the bytes of {member.name} are not those that were saved"
        raise DamagedError(path=str(file), problem=problem, remedy=_REMEDY)


def _check_contents(file: Path, manifest: BackupManifest, ledger: Ledger) -> None:
    """Holds the ledger against the manifest. Raises `DamagedError`."""
    stated = {"files": manifest.files, "documents": manifest.documents, "passages": manifest.passages}
    needed = {kept for document in ledger.documents() for kept in document.kept}
    if problems := ledger.problems():
        raise _unlike(file, "; ".join(problems[:3]))
    if ledger.counts() != stated or ledger.revision != manifest.revision:
        raise _unlike(file, f"its ledger holds {ledger.counts()}, its manifest says {stated}")
    if needed != set(manifest.originals):
        raise _unlike(file, f"{len(needed ^ set(manifest.originals))} originals are too many or too few")


def _unlike(file: Path, problem: str) -> CadreError:
    return DamagedError(path=str(file), problem=problem, remedy=_REMEDY)
