"""The cache of vectors: asked once, and never trusted more than its bytes."""

import logging
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index.embedding_cache import CachedEmbedder
from index.protocols import Vectors

TEXTS = [f"passage {number}" for number in range(40)]


class Counting:
    """Remembers what it was asked for. A text's vector depends on the text and on the model id."""

    dimension = 16

    def __init__(self, model_id: str = "counting") -> None:
        self.model_id = model_id
        self.passages: list[str] = []
        self.queries: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.passages += texts
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def embed_query(self, text: str) -> Vectors:
        self.queries.append(text)
        return self._vector("query" + text)

    def _vector(self, text: str) -> Vectors:
        numbers = np.random.default_rng([*self.model_id.encode(), *text.encode()]).standard_normal(self.dimension)
        return (numbers / np.linalg.norm(numbers)).astype(np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "vectors.sqlite"


def expected(texts: Sequence[str], model_id: str = "counting") -> Vectors:
    return Counting(model_id).embed_passages(texts)


def test_each_passage_is_embedded_once_even_by_another_process(path: Path) -> None:
    first, second = Counting(), Counting()
    assert np.array_equal(CachedEmbedder(first, path).embed_passages(TEXTS[:30]), expected(TEXTS[:30]))
    assert np.array_equal(CachedEmbedder(second, path).embed_passages(TEXTS[::-1]), expected(TEXTS[::-1]))
    assert second.passages == TEXTS[:29:-1]


def test_a_passage_that_comes_twice_is_embedded_once(path: Path) -> None:
    behind = Counting()
    vectors = CachedEmbedder(behind, path).embed_passages(["a", "b", "a"])
    assert np.array_equal(vectors, expected(["a", "b", "a"]))
    assert behind.passages == ["a", "b"]


def test_vectors_of_another_model_are_not_taken(path: Path) -> None:
    CachedEmbedder(Counting("one"), path).embed_passages(TEXTS)
    assert np.array_equal(CachedEmbedder(Counting("two"), path).embed_passages(TEXTS), expected(TEXTS, "two"))


def test_more_passages_than_one_commit_holds_keep_their_order(path: Path) -> None:
    texts = [f"passage {number}" for number in range(600)]
    random.Random(1).shuffle(texts)
    assert np.array_equal(CachedEmbedder(Counting(), path).embed_passages(texts), expected(texts))


def test_what_was_made_before_a_failure_is_kept(path: Path) -> None:
    class Failing(Counting):
        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            if self.passages:
                raise MemoryError
            return super().embed_passages(texts)

    texts = [f"passage {number}" for number in range(600)]
    with pytest.raises(MemoryError):
        CachedEmbedder(Failing(), path).embed_passages(texts)
    behind = Counting()
    CachedEmbedder(behind, path).embed_passages(texts)
    assert 0 < len(behind.passages) < 600


def test_the_same_question_is_embedded_once(path: Path) -> None:
    behind = Counting()
    cached = CachedEmbedder(behind, path)
    vectors = [cached.embed_query(text) for text in ("a", "b", "a")]
    assert behind.queries == ["a", "b"]
    assert np.array_equal(vectors[0], vectors[2])
    with pytest.raises(ValueError, match="read-only"):
        vectors[0][0] = 1


def test_only_the_latest_questions_are_remembered(path: Path) -> None:
    behind = Counting()
    cached = CachedEmbedder(behind, path)
    for number in range(512):
        cached.embed_query(str(number))
    cached.embed_query("0")
    cached.embed_query("one more")
    asked = len(behind.queries)
    cached.embed_query("0")
    assert len(behind.queries) == asked
    cached.embed_query("1")
    assert len(behind.queries) == asked + 1


def damage_header(path: Path) -> None:
    path.write_bytes(b"no database at all" + path.read_bytes()[18:])


def damage_pages(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:100] + os.urandom(len(data) - 100))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:4200])


@pytest.mark.parametrize("damage", [damage_header, damage_pages, cut_short])
def test_a_damaged_file_is_begun_anew_with_a_warning(path: Path, damage, caplog: pytest.LogCaptureFixture) -> None:
    CachedEmbedder(Counting(), path).embed_passages(TEXTS)
    damage(path)
    with caplog.at_level(logging.WARNING):
        assert np.array_equal(CachedEmbedder(Counting(), path).embed_passages(TEXTS), expected(TEXTS))
    assert "is damaged" in caplog.text
    behind = Counting()
    CachedEmbedder(behind, path).embed_passages(TEXTS)
    assert behind.passages == []


def test_one_flipped_bit_of_a_vector_is_noticed(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    CachedEmbedder(Counting(), path).embed_passages(TEXTS)
    with closing(sqlite3.connect(path)) as database, database:
        ((row, stored),) = database.execute("SELECT rowid, vector FROM vectors LIMIT 1").fetchall()
        changed = bytearray(stored)
        changed[-3] ^= 1
        database.execute("UPDATE vectors SET vector = ? WHERE rowid = ?", (bytes(changed), row))
    with caplog.at_level(logging.WARNING):
        assert np.array_equal(CachedEmbedder(Counting(), path).embed_passages(TEXTS), expected(TEXTS))
    assert "made anew" in caplog.text
    behind = Counting()
    CachedEmbedder(behind, path).embed_passages(TEXTS)
    assert behind.passages == []


def test_vectors_that_changed_places_are_noticed(path: Path) -> None:
    CachedEmbedder(Counting(), path).embed_passages(TEXTS)
    with closing(sqlite3.connect(path)) as database, database:
        (first, one), (second, other) = database.execute("SELECT rowid, vector FROM vectors LIMIT 2").fetchall()
        database.execute("UPDATE vectors SET vector = ? WHERE rowid = ?", (other, first))
        database.execute("UPDATE vectors SET vector = ? WHERE rowid = ?", (one, second))
    assert np.array_equal(CachedEmbedder(Counting(), path).embed_passages(TEXTS), expected(TEXTS))


def test_without_a_place_to_write_nothing_is_kept_and_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    cached = CachedEmbedder(Counting(), tmp_path / "file" / "vectors.sqlite")
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            assert np.array_equal(cached.embed_passages(TEXTS), expected(TEXTS))
    assert caplog.text.count("nothing is kept") == 1


def test_readers_and_a_writer_share_the_file(path: Path) -> None:
    failures: list[str] = []
    stop = threading.Event()

    def read() -> None:
        cached = CachedEmbedder(Counting(), path)
        while not stop.is_set():
            if not np.array_equal(cached.embed_passages(TEXTS), expected(TEXTS)):
                failures.append("torn")

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    writer = CachedEmbedder(Counting(), path)
    for number in range(30):
        writer.embed_passages([f"new {number} {part}" for part in range(20)])
    stop.set()
    for reader in readers:
        reader.join()
    assert failures == []


WRITER = """
import sys, itertools
from pathlib import Path
import numpy as np
from index.embedding_cache import CachedEmbedder

class Ones:
    model_id, dimension = "ones", 16
    def embed_passages(self, texts):
        return np.full((len(texts), 16), 0.25, dtype=np.float32)

cached = CachedEmbedder(Ones(), Path(sys.argv[1]))
for number in itertools.count():
    cached.embed_passages([f"{number} {part}" for part in range(50)])
    print(number, flush=True)
"""


def test_what_was_kept_outlives_a_killed_process(path: Path) -> None:
    for seconds in (0.02, 0.05, 0.11):
        program = [sys.executable, "-c", WRITER, str(path)]
        process = subprocess.Popen(program, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        told = [0, *(int(line) for line in process.stdout.read().split())]
        process.wait()
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            ((kept,),) = database.execute("SELECT count(*) FROM vectors").fetchall()
        assert kept >= 50 * len(told)
        path.unlink()


def test_nothing_is_asked_of_the_embedder_when_all_is_kept(path: Path) -> None:
    CachedEmbedder(Counting(), path).embed_passages(TEXTS)

    class Unloadable(Counting):
        def embed_passages(self, texts: Sequence[str]) -> Vectors:
            raise AssertionError("the weights would be loaded here")

    assert np.array_equal(CachedEmbedder(Unloadable(), path).embed_passages(TEXTS), expected(TEXTS))
