"""Keeps vectors on disk, so that a rebuild pays only for the passages that changed."""

import hashlib
import logging
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from corpus.durable import make_folder
from index.protocols import Embedder, Vectors

_log = logging.getLogger(__name__)

_QUERIES = 512
_SLICE = 256
"""Passages embedded between two commits: the most that a kill can cost."""
_BUSY_SECONDS = 20.0
_CHECK_BYTES = 8
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_LAYOUT = """
CREATE TABLE IF NOT EXISTS vectors (
    model_id TEXT NOT NULL,
    passage BLOB NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (model_id, passage)
)
"""


class CachedEmbedder:
    """An embedder that embeds each passage once: vectors are kept under the model id and the SHA-256 of the passage.

    Call `embed_passages` in slices to learn of progress: each call keeps what it made. The cache is never needed: where
    the file is damaged, full, locked or read-only, a warning is logged and passages are embedded again. Threads and
    processes may share the file. The last 512 queries are remembered too, while the process lasts.
    """

    def __init__(self, embedder: Embedder, path: Path) -> None:
        """`embedder` should load its weights when first asked for a vector: for what is kept, it is not asked."""
        self._embedder, self._path = embedder, path
        self._queries: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()
        self._warned: set[str] = set()

    @property
    def model_id(self) -> str:
        """The model id of the embedder behind."""
        return self._embedder.model_id

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        return self._embedder.dimension

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape `(len(texts), dimension)`, in the order of `texts`. Raises what the embedder behind raises."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        keys = [_key(text) for text in texts]
        vectors = self._kept(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in vectors}
        for start in range(0, len(missing), _SLICE):
            some = list(missing)[start : start + _SLICE]
            made = dict(zip(some, self._embedder.embed_passages([missing[key] for key in some]), strict=True))
            self._keep(made)
            vectors |= made
        return np.stack([vectors[key] for key in keys])

    def embed_query(self, text: str) -> Vectors:
        """Shape `(dimension,)`, read-only. Raises what the embedder behind raises."""
        with self._lock:
            found = self._queries.get(text)
            if found is not None:
                self._queries.move_to_end(text)
                return found
        found = self._embedder.embed_query(text)
        found.flags.writeable = False
        with self._lock:
            self._queries[text] = found
            if len(self._queries) > _QUERIES:
                self._queries.popitem(last=False)
        return found

    def _kept(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        vectors: dict[bytes, Vectors] = {}

        def read(database: sqlite3.Connection) -> None:
            for key in keys:
                wanted = (self.model_id, key)
                row = database.execute(
                    "SELECT vector FROM vectors WHERE model_id = ? AND passage = ?", wanted
                ).fetchone()
                if row is None:
                    continue
                vector = _unpacked(key, row[0])
                if vector is None:
                    self._warn(f"Damaged vectors in {self._path} are made anew")
                else:
                    vectors[key] = vector

        self._use(read)
        return vectors

    def _keep(self, vectors: Mapping[bytes, Vectors]) -> None:
        def write(database: sqlite3.Connection) -> None:
            rows = [(self.model_id, key, _packed(key, vector)) for key, vector in vectors.items()]
            with database:
                database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

        self._use(write)

    def _use(self, action: Callable[[sqlite3.Connection], None]) -> None:
        """Does it, or logs why it could not be done: a lost entry only costs time."""
        try:
            make_folder(self._path.parent)
            with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS)) as database:
                database.execute(_LAYOUT)
                action(database)
        except (sqlite3.Error, OSError) as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
                self._warn(f"The cache of vectors {self._path} is damaged ({error}): it is begun anew")
                with suppress(OSError):
                    self._path.unlink(missing_ok=True)
            else:
                self._warn(f"The cache of vectors {self._path} cannot be used ({error}): nothing is kept")

    def _warn(self, message: str) -> None:
        if message not in self._warned:
            self._warned.add(message)
            _log.warning(message)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _packed(key: bytes, vector: Vectors) -> bytes:
    numbers = np.ascontiguousarray(vector, dtype="<f4").tobytes()
    return _check(key, numbers) + numbers


def _unpacked(key: bytes, stored: object) -> Vectors | None:
    """The vector, or None if it is not, to the bit, the one that was kept for this passage."""
    if not isinstance(stored, bytes) or stored[:_CHECK_BYTES] != _check(key, stored[_CHECK_BYTES:]):
        return None
    return np.frombuffer(stored, dtype="<f4", offset=_CHECK_BYTES).astype(np.float32)


def _check(key: bytes, numbers: bytes) -> bytes:
    return hashlib.blake2b(numbers, digest_size=_CHECK_BYTES, key=key).digest()
