import hashlib
from pathlib import Path

import pytest

from corpus.errors import DamagedError, NotFoundError
from corpus.originals import Originals


def test_an_original_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    originals = Originals(tmp_path / "originals")
    sha256 = originals.keep(b"a report")
    assert sha256 == originals.keep(b"a report") == hashlib.sha256(b"a report").hexdigest()
    assert list(originals) == [sha256]
    assert originals.bytes(sha256) == b"a report"
    assert [path.name for path in originals.path(sha256).parent.iterdir()] == [sha256]


def test_other_bytes_than_those_stored_are_an_error(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    sha256 = originals.keep(b"a report")
    originals.path(sha256).write_bytes(b"A report")
    with pytest.raises(DamagedError, match=sha256):
        originals.bytes(sha256)


def test_what_was_never_stored_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        Originals(tmp_path).path("0" * 64)
