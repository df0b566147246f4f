"""Backups that are whole come back; all others are refused before anything is there."""

import hashlib
import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.backup import MANIFEST, BackupManifest, write_backup
from corpus.document import Completeness, Document
from corpus.errors import BusyError, DamagedError, NewerFormatError, NotFoundError, SettingError
from corpus.ledger import FILE_NAME, DocumentPassages, FileEntry, Ledger
from corpus.originals import Originals
from corpus.restoring import restoring
from corpus.writer_lock import WriterLock

Entries = list[tuple[tarfile.TarInfo, bytes]]


@pytest.fixture
def data(tmp_path: Path, make_passage) -> Path:
    folder = tmp_path / "data"
    originals = Originals(folder / "originals")
    with Ledger.to_write(folder) as ledger:
        for number in range(3):
            sha256 = originals.keep(f"File {number}.".encode())
            document = Document(doc_id=f"d{number}", title="T", original=sha256)
            entry = FileEntry(path=f"/{number}.md", sha256=sha256, recipe="1", status=Completeness.COMPLETE)
            passages = (make_passage(document.doc_id, f"Passage {number}."),)
            ledger.keep_file(entry, [DocumentPassages(document=document, passages=passages)])
    originals.keep(b"An original that no document names.")
    return folder


def save(data: Path, file: Path, *, replace: bool = False) -> BackupManifest:
    return write_backup(data, file, model="m", model_id="m@1", replace=replace, on_progress=lambda done, total: None)


def restore(file: Path, folder: Path) -> BackupManifest:
    with restoring(file, folder, on_progress=lambda done, total: None) as (_, manifest):
        return manifest


def contents(folder: Path) -> tuple[object, ...]:
    with Ledger.to_read(folder) as ledger:
        files, documents, passages = list(ledger.files()), list(ledger.documents()), list(ledger.passages())
    originals = Originals(folder / "originals")
    return files, documents, passages, [originals.bytes(document.original) for document in documents]


def rewritten(source: Path, target: Path, change: Callable[[Entries], None]) -> Path:
    with tarfile.open(source) as tar:
        entries = [(entry, tar.extractfile(entry).read()) for entry in tar]
    change(entries)
    with tarfile.open(target, "w") as tar:
        for entry, data in entries:
            entry.size = len(data) if entry.isreg() else 0
            tar.addfile(entry, io.BytesIO(data))
    return target


def with_manifest(entries: Entries, **changes: object) -> None:
    form = json.loads(entries[0][1]) | changes
    entries[0] = entries[0][0], json.dumps(form).encode()


def test_a_backup_comes_back_and_equal_folders_give_equal_backups(data: Path, tmp_path: Path) -> None:
    manifest = save(data, tmp_path / "one.tar")
    assert (manifest.documents, len(manifest.originals), manifest.model_id) == (3, 3, "m@1")
    assert restore(tmp_path / "one.tar", tmp_path / "back") == manifest
    assert contents(tmp_path / "back") == contents(data)
    save(tmp_path / "back", tmp_path / "two.tar")
    with tarfile.open(tmp_path / "one.tar") as one, tarfile.open(tmp_path / "two.tar") as two:
        assert one.getnames()[2:] == two.getnames()[2:]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back", "data", "one.tar", "two.tar"]


def test_the_ledger_is_copied_as_it_is_at_one_moment_while_it_is_written(data: Path, tmp_path: Path) -> None:
    with Ledger.to_write(data) as ledger:
        entry = FileEntry(path="/late.md", sha256="", recipe="1", status=Completeness.REFUSED, reason="a test")
        ledger.keep_file(entry, [])
        with ledger._transaction():
            ledger._connection.execute("DELETE FROM files")
            save(data, tmp_path / "b.tar")
        ledger.keep_file(entry, [])
    restore(tmp_path / "b.tar", tmp_path / "back")
    with Ledger.to_read(tmp_path / "back") as back:
        assert [file.path for file in back.files()] == ["/0.md", "/1.md", "/2.md", "/late.md"]


def test_a_file_that_exists_is_kept_unless_it_may_be_replaced(data: Path, tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_text("precious")
    with pytest.raises(SettingError, match="--force"):
        save(data, tmp_path / "b.tar")
    assert (tmp_path / "b.tar").read_text() == "precious"
    save(data, tmp_path / "b.tar", replace=True)
    restore(tmp_path / "b.tar", tmp_path / "back")


def test_what_a_backup_that_was_cut_off_left_goes_with_the_next(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "saved.tar"
    left = tmp_path / ".saved.tar-saving"
    left.mkdir()
    (left / "archive").write_bytes(b"half a backup")
    (left / FILE_NAME).write_bytes(b"half a ledger")
    save(data, target)
    assert not left.exists()


def test_two_backups_to_one_file_do_not_mix(data: Path, tmp_path: Path) -> None:
    left = tmp_path / ".saved.tar-saving"
    left.mkdir()
    lock = WriterLock(left)
    with pytest.raises(BusyError):
        save(data, tmp_path / "saved.tar")
    lock.release()
    save(data, tmp_path / "saved.tar")


def test_a_folder_that_is_not_whole_is_not_saved(data: Path, tmp_path: Path) -> None:
    original = next(path for path in sorted(data.rglob("originals/*/*")) if b"File" in path.read_bytes())
    original.write_bytes(b"Fool 1.")
    with pytest.raises(DamagedError):
        save(data, tmp_path / "b.tar")
    original.unlink()
    with pytest.raises(NotFoundError):
        save(data, tmp_path / "b.tar")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_restoring_needs_a_place_that_is_new_or_empty(data: Path, tmp_path: Path) -> None:
    save(data, tmp_path / "b.tar")
    with pytest.raises(SettingError, match="not empty"):
        restore(tmp_path / "b.tar", data)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SettingError, match="no folder"):
        restore(tmp_path / "b.tar", tmp_path / "link")
    (tmp_path / "empty").mkdir()
    restore(tmp_path / "b.tar", tmp_path / "empty")
    assert contents(tmp_path / "empty") == contents(data)


def test_two_restores_to_one_place_do_not_mix(data: Path, tmp_path: Path) -> None:
    save(data, tmp_path / "b.tar")
    (tmp_path / ".back-restoring").mkdir()
    lock = WriterLock(tmp_path / ".back-restoring")
    with pytest.raises(BusyError):
        restore(tmp_path / "b.tar", tmp_path / "back")
    lock.release()
    (tmp_path / ".back-restoring" / "ledger.sqlite").write_text("left by a try that was cut off")
    restore(tmp_path / "b.tar", tmp_path / "back")
    assert contents(tmp_path / "back") == contents(data)


def escaping(entries: Entries) -> None:
    entries[2][0].name = "../../outside"


def escaping_by_manifest(entries: Entries) -> None:
    form = json.loads(entries[0][1])
    form["originals"]["../../outside"] = form["originals"].pop(next(iter(form["originals"])))
    entries[0] = entries[0][0], json.dumps(form).encode()


def linking(entries: Entries) -> None:
    entries[2][0].type, entries[2][0].linkname = tarfile.SYMTYPE, "/etc/passwd"


def changing(entries: Entries) -> None:
    entries[2] = entries[2][0], entries[2][1][:-1] + b"?"


def doubling(entries: Entries) -> None:
    entries.append(entries[2])


def leaving_out(entries: Entries) -> None:
    entries.pop()


def adding(entries: Entries) -> None:
    entries.append((tarfile.TarInfo("generations/current"), b"00000009"))


def misnaming_the_ledger(entries: Entries) -> None:
    with_manifest(entries, ledger=json.loads(entries[0][1])["ledger"] | {"name": "originals/x"})


def putting_the_manifest_last(entries: Entries) -> None:
    entries.append(entries.pop(0))


def miscounting(entries: Entries) -> None:
    with_manifest(entries, passages=7)


def with_another_ledger(entries: Entries) -> None:
    other = sqlite3.connect(":memory:")
    other.execute("CREATE TABLE state (x)")
    entries[1] = entries[1][0], other.serialize()
    ledger = {"name": "ledger.sqlite", "size": len(entries[1][1])}
    with_manifest(entries, ledger=ledger | {"sha256": hashlib.sha256(entries[1][1]).hexdigest()})


def with_odd_sizes(entries: Entries) -> None:
    with_manifest(entries, originals=dict.fromkeys(json.loads(entries[0][1])["originals"], "many"))


@pytest.mark.parametrize(
    "change",
    [
        escaping,
        escaping_by_manifest,
        linking,
        changing,
        doubling,
        leaving_out,
        adding,
        misnaming_the_ledger,
        putting_the_manifest_last,
        miscounting,
        with_another_ledger,
        with_odd_sizes,
    ],
    ids=lambda change: change.__name__,
)
def test_what_is_not_a_whole_backup_restores_nothing(
    data: Path, tmp_path: Path, change: Callable[[Entries], None]
) -> None:
    save(data, tmp_path / "b.tar")
    place = tmp_path / "a" / "b"
    place.mkdir(parents=True)
    with pytest.raises(DamagedError):
        restore(rewritten(tmp_path / "b.tar", tmp_path / "changed.tar", change), place / "back")
    assert list(place.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b.tar", "changed.tar", "data"]


def test_a_rewritten_backup_without_a_change_is_whole(data: Path, tmp_path: Path) -> None:
    save(data, tmp_path / "b.tar")
    restore(rewritten(tmp_path / "b.tar", tmp_path / "same.tar", lambda entries: None), tmp_path / "back")
    assert contents(tmp_path / "back") == contents(data)


def test_every_cut_and_a_flip_anywhere_that_matters_is_noticed(data: Path, tmp_path: Path) -> None:
    save(data, tmp_path / "b.tar")
    whole = (tmp_path / "b.tar").read_bytes()
    with tarfile.open(tmp_path / "b.tar") as tar:
        used = sum(512 + -(-member.size // 512) * 512 for member in tar)
    changed = tmp_path / "changed.tar"
    for cut in range(0, used, used // 23):
        changed.write_bytes(whole[:cut])
        with pytest.raises(DamagedError):
            restore(changed, tmp_path / "back")
    before = contents(data)
    for place in range(0, used, used // 97):
        changed.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        try:
            restore(changed, tmp_path / f"back{place}")
        except (DamagedError, NewerFormatError):
            continue
        # Padding and the manifest's spaces carry nothing.
        assert contents(tmp_path / f"back{place}") == before, place


def test_a_newer_backup_is_refused_in_a_sentence(data: Path, tmp_path: Path) -> None:
    save(data, tmp_path / "b.tar")
    newer = rewritten(tmp_path / "b.tar", tmp_path / "newer.tar", lambda entries: with_manifest(entries, format=2))
    with pytest.raises(NewerFormatError, match=r"newer\.tar was written in format 2; .* up to format 1\. Upgrade"):
        restore(newer, tmp_path / "back")
    with tarfile.open(tmp_path / "b.tar") as tar:
        assert tar.getnames()[0] == MANIFEST
