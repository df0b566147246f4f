"""What tantivy says of a failing disk."""

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.words import IndexedText, build_words

WORKER = "An error occurred in a thread: 'An index writer was killed.. A worker thread encountered an error (io::Error"


@pytest.mark.parametrize(
    ("said", "number"),
    [(f"{WORKER} most likely) or panicked.'", errno.EIO), ("No space left on device (os error 28)", errno.ENOSPC)],
)
def test_trouble_with_the_disk_is_told_as_such(tmp_path: Path, said: str, number: int) -> None:
    def texts() -> Iterator[IndexedText]:
        raise ValueError(said)
        yield

    with pytest.raises(OSError, match=os.strerror(number)) as raised:
        build_words(tmp_path / "words", texts())
    assert raised.value.errno == number


def test_other_mistakes_are_not_the_disks(tmp_path: Path) -> None:
    text = IndexedText(title="", headings=(), text="nurses", language="en")
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "meta.json").write_text("no index")
    with pytest.raises(ValueError, match=r"(?i)schema|json|corrupt|exist"):
        build_words(tmp_path / "words", [text])
