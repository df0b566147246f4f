"""The newest published generation of a data folder, for as long as a process runs."""

import threading
from collections.abc import Callable

from index.generation import Generations
from index.protocols import Embedder
from index.searcher import Searcher


class Collection:
    """Gives the searcher of the newest generation, opening a new one when it was published. Threads may share it."""

    def __init__(self, generations: Generations, open_embedder: Callable[[str], Embedder]) -> None:
        """`open_embedder` opens the encoder that a manifest asks for; it is called once for each encoder."""
        self._generations = generations
        self._open_embedder = open_embedder
        self._embedders: dict[str, Embedder] = {}
        self._open: tuple[str, Searcher] | None = None
        self._lock = threading.Lock()

    def searcher(self) -> Searcher:
        """The searcher of the newest generation. Raises `EmptyError`, `DamagedError` or `ModelError`.

        A searcher that is in use stays whole when a newer generation is published: its files are open.
        """
        folder = self._generations.current()
        with self._lock:
            if self._open is None or self._open[0] != folder.name:
                manifest = self._generations.manifest()
                if manifest is None:
                    raise RuntimeError("a generation that was current a moment ago has no manifest")
                if manifest.model not in self._embedders:
                    self._embedders[manifest.model] = self._open_embedder(manifest.model)
                self._open = folder.name, Searcher(folder, self._embedders[manifest.model])
            return self._open[1]
