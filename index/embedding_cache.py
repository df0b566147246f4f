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
from index.protocols import Embedder, TokenCodes, Vectors
from index.token_coder import TokenCoder
from index.token_embedder import coder_of, tokens_of

_log = logging.getLogger(__name__)

_Make = Callable[[list[str]], list[tuple[bytes, ...]]]

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
    """An embedder that embeds each passage once.

    Vectors are kept under the model id and the SHA-256 of the passage, codes of tokens under the coder's name, too.

    Call `embed_passages` in slices to learn of progress: each call keeps what it made. The cache is never needed: where
    the file is damaged, full, locked or read-only, a warning is logged and passages are embedded again. Threads and
    processes may share the file. The last 512 queries are remembered too, while the process lasts.
    """

    def __init__(self, embedder: Embedder, path: Path) -> None:
        """`embedder` should load its weights when first asked for a vector: for what is kept, it is not asked."""
        self._embedder, self._path = embedder, path
        self._queries: OrderedDict[str, tuple[Vectors, Vectors | None]] = OrderedDict()
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

    @property
    def coder(self) -> TokenCoder | None:
        """How the embedder behind codes the vectors of tokens; None where it gives none."""
        tokens = tokens_of(self._embedder)
        return tokens.coder if tokens is not None else None

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape `(len(texts), dimension)`, in the order of `texts`. Raises what the embedder behind raises."""

        def made(some: list[str]) -> list[tuple[bytes, ...]]:
            return [(_bytes_of(vector),) for vector in self._embedder.embed_passages(some)]

        return _vectors([kept[0] for kept in self._each(texts, (self.model_id,), made)], self.dimension)

    def embed_passages_coded(self, texts: Sequence[str]) -> tuple[Vectors, list[TokenCodes]]:
        """What the embedder behind gives. Raises what it raises."""
        tokens = tokens_of(self._embedder)
        if tokens is None:
            raise ValueError(f"{self.model_id} gives no vectors of tokens")

        def made(some: list[str]) -> list[tuple[bytes, ...]]:
            vectors, codes = tokens.embed_passages_coded(some)
            return [(_bytes_of(vector), code.tobytes()) for vector, code in zip(vectors, codes, strict=True)]

        coder = coder_of(tokens)
        found = self._each(texts, (self.model_id, f"{self.model_id}/{coder.name}"), made)
        codes = [np.frombuffer(code, dtype=np.uint8).reshape(-1, coder.width) for _, code in found]
        return _vectors([vector for vector, _ in found], self.dimension), codes

    def embed_query(self, text: str) -> Vectors:
        """Shape `(dimension,)`, read-only. Raises what the embedder behind raises."""
        return self._query(text)[0]

    def embed_query_tokens(self, text: str) -> tuple[Vectors, Vectors]:
        """What the embedder behind gives, read-only. Raises what it raises."""
        vector, tokens = self._query(text)
        if tokens is None:
            raise ValueError(f"{self.model_id} gives no vectors of tokens")
        return vector, tokens

    def _query(self, text: str) -> tuple[Vectors, Vectors | None]:
        with self._lock:
            found = self._queries.get(text)
            if found is not None:
                self._queries.move_to_end(text)
                return found
        tokens = tokens_of(self._embedder)
        found = tokens.embed_query_tokens(text) if tokens is not None else (self._embedder.embed_query(text), None)
        for vectors in found:
            if vectors is not None:
                vectors.flags.writeable = False
        with self._lock:
            self._queries[text] = found
            if len(self._queries) > _QUERIES:
                self._queries.popitem(last=False)
        return found

    def _each(self, texts: Sequence[str], names: tuple[str, ...], make: _Make) -> list[tuple[bytes, ...]]:
        """For each text what is kept of it under each of `names`; what is not there is made, and kept."""
        keys = [_key(text) for text in texts]
        kept = [self._kept(name, keys) for name in names]
        found = {key: tuple(some[key] for some in kept) for key in keys if all(key in some for some in kept)}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        for start in range(0, len(missing), _SLICE):
            some = list(missing)[start : start + _SLICE]
            made = dict(zip(some, make([missing[key] for key in some]), strict=True))
            self._keep(names, made)
            found |= made
        return [found[key] for key in keys]

    def _kept(self, name: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}

        def read(database: sqlite3.Connection) -> None:
            for key in keys:
                row = database.execute(
                    "SELECT vector FROM vectors WHERE model_id = ? AND passage = ?", (name, key)
                ).fetchone()
                if row is None:
                    continue
                numbers = _unpacked(key, row[0])
                if numbers is None:
                    self._warn(f"Damaged vectors in {self._path} are made anew")
                else:
                    found[key] = numbers

        self._use(read)
        return found

    def _keep(self, names: tuple[str, ...], made: Mapping[bytes, tuple[bytes, ...]]) -> None:
        def write(database: sqlite3.Connection) -> None:
            rows = [
                (name, key, _check(key, numbers) + numbers)
                for key, some in made.items()
                for name, numbers in zip(names, some, strict=True)
            ]
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


def _bytes_of(vector: Vectors) -> bytes:
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def _vectors(kept: Sequence[bytes], dimension: int) -> Vectors:
    return np.frombuffer(b"".join(kept), dtype="<f4").astype(np.float32).reshape(-1, dimension)


def _unpacked(key: bytes, stored: object) -> bytes | None:
    """The numbers, or None if they are not, to the bit, the ones that were kept for this passage."""
    if not isinstance(stored, bytes) or stored[:_CHECK_BYTES] != _check(key, stored[_CHECK_BYTES:]):
        return None
    return stored[_CHECK_BYTES:]


def _check(key: bytes, numbers: bytes) -> bytes:
    return hashlib.blake2b(numbers, digest_size=_CHECK_BYTES, key=key).digest()
