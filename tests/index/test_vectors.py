import hashlib
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import faiss
import numpy as np
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import DamagedError
from index.partition import LISTS_FILE, SHAPES_FILE
from index.vectors import EXACT_UP_TO, FlatVectors, PartitionedVectors, build_vectors, open_vectors
from tests.evaluation.vectors.geometry import anisotropic

COUNT = 20_000


@pytest.fixture(scope="module")
def collected():
    return anisotropic(COUNT, 32, questions=40)


@pytest.fixture(scope="module")
def partitioned(collected, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("partitioned")
    build_vectors(folder, collected.passages, exact_up_to=0)
    return folder


def test_a_partition_is_built_beside_pymupdf(tmp_path: Path) -> None:
    # Both are made with SWIG, which has one table of C++ types for a whole process.
    program = (
        "import pymupdf, sys; from pathlib import Path; from index.vectors import build_vectors; import numpy as np; "
        "vectors = np.random.default_rng(0).normal(size=(3000, 16)).astype(np.float32); "
        "build_vectors(Path(sys.argv[1]), vectors, exact_up_to=0)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, timeout=120)
    assert (tmp_path / LISTS_FILE).exists()


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_the_size_chooses_the_kind(collected, tmp_path: Path) -> None:
    assert EXACT_UP_TO >= 10_000
    for count, kind in ((2000, FlatVectors), (2001, PartitionedVectors)):
        folder = tmp_path / str(count)
        folder.mkdir()
        build_vectors(folder, collected.passages[:count], exact_up_to=2000)
        assert type(open_vectors(folder)) is kind


def test_what_release_0_1_0_wrote_is_what_a_small_collection_has(collected, tmp_path: Path) -> None:
    index = faiss.IndexFlatIP(32)
    index.add(collected.passages[:500])
    faiss.write_index(index, str(tmp_path / "before"))
    build_vectors(tmp_path, collected.passages[:500])
    assert (tmp_path / "vectors.faiss").read_bytes() == (tmp_path / "before").read_bytes()


def test_a_large_collection_opens_without_its_partition(collected, partitioned: Path, tmp_path: Path) -> None:
    """So that release 0.1.0 opens it too: more slowly, with the same answers."""
    (tmp_path / "vectors.faiss").symlink_to(partitioned / "vectors.faiss")
    whole, without = open_vectors(partitioned), open_vectors(tmp_path)
    assert isinstance(without, FlatVectors)
    every = np.arange(COUNT)
    for question in collected.questions:
        assert np.array_equal(whole.similarities(question, every), without.similarities(question, every))


def test_equal_vectors_give_equal_files(collected, partitioned: Path, tmp_path: Path) -> None:
    build_vectors(tmp_path, collected.passages, exact_up_to=0)
    assert hashes(tmp_path) == hashes(partitioned)
    assert set(hashes(tmp_path)) == {"vectors.faiss", LISTS_FILE, SHAPES_FILE}


def test_another_kind_of_index_is_refused(collected, tmp_path: Path) -> None:
    index = faiss.IndexFlatL2(32)
    index.add(collected.passages[:10])
    faiss.write_index(index, str(tmp_path / "vectors.faiss"))
    with pytest.raises(DamagedError, match=r"IndexFlatL2, which Cadre does not write.*cadre rebuild"):
        open_vectors(tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full to write to")
@pytest.mark.parametrize("name", ["vectors.faiss", LISTS_FILE, SHAPES_FILE])
def test_a_full_disk_is_told(collected, tmp_path: Path, name: str) -> None:
    (tmp_path / name).symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        build_vectors(tmp_path, collected.passages[:3000], exact_up_to=0)


@pytest.mark.parametrize("allowed", [None, np.arange(0, COUNT, 2)], ids=["all", "half"])
def test_threads_share_an_index(collected, partitioned: Path, allowed) -> None:
    index = open_vectors(partitioned)
    wanted = [index.search(question, 10, allowed) for question in collected.questions]
    wrong: list[int] = []

    def ask(shift: int) -> None:
        for place in range(len(wanted)):
            number = (place + shift) % len(wanted)
            found = index.search(collected.questions[number], 10, allowed)
            if not all(map(np.array_equal, found, wanted[number])):
                wrong.append(number)

    readers = [threading.Thread(target=ask, args=(10 * number,)) for number in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert wrong == []


def test_a_search_uses_the_thread_that_asks_and_no_other(collected, partitioned: Path) -> None:
    index, half = open_vectors(partitioned), np.arange(0, COUNT, 2)
    every = np.arange(0, COUNT, 7)
    time.sleep(0.3)
    process, thread = time.process_time(), time.thread_time()
    for _ in range(5):
        for question in collected.questions:
            for k in (10, 1000):
                index.search(question, k)
                index.search(question, k, half)
            index.similarities(question, every)
    # What other tests left running may take a little.
    assert time.process_time() - process < 1.3 * (time.thread_time() - thread)


def test_searches_leave_nothing_in_memory(collected, partitioned: Path) -> None:
    index, half = open_vectors(partitioned), np.arange(0, COUNT, 2)

    def search() -> None:
        for question in collected.questions:
            index.search(question, 10)
            index.search(question, 10, half)

    for _ in range(10):
        search()
    before = psutil.Process().memory_info().rss
    for _ in range(50):
        search()
    assert psutil.Process().memory_info().rss - before < 8 * 2**20


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_flat_answers_equal_brute_force(data) -> None:
    count, dimension = data.draw(st.integers(1, 40)), data.draw(st.integers(1, 9))
    chance = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    # Small whole numbers: every product is exact, and many scores are equal.
    vectors = chance.integers(-2, 3, (count, dimension)).astype(np.float32)
    question = chance.integers(-2, 3, dimension).astype(np.float32)
    allowed = data.draw(st.none() | st.lists(st.integers(0, count - 1), unique=True).map(sorted).map(np.array))
    rows = np.arange(count) if allowed is None else allowed.astype(np.int64)
    k = data.draw(st.integers(0, 50))
    with tempfile.TemporaryDirectory() as folder:
        build_vectors(Path(folder), vectors)
        index = open_vectors(Path(folder))
        found = index.search(question, k, None if allowed is None else rows)
        scores = (vectors @ question)[rows]
        order = np.lexsort((rows, -scores))[:k]
        assert found[0].tolist() == rows[order].tolist()
        assert found[1].tolist() == scores[order].tolist()
        assert index.similarities(question, rows).tolist() == scores.tolist()
