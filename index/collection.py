"""The newest whole generation of a data folder, for as long as a process runs."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from corpus.errors import DamagedError
from index.generation import Generations
from index.manifest import read_manifest
from index.protocols import Embedder
from index.searcher import Searcher

_log = logging.getLogger(__name__)


class Collection:
    """Gives the searcher of the newest generation, opening a new one when it was published. Threads may share it."""

    def __init__(self, generations: Generations, open_embedder: Callable[[str], Embedder]) -> None:
        """`open_embedder` opens the encoder that a manifest asks for; it is called once for each encoder."""
        self._generations = generations
        self._open_embedder = open_embedder
        self._embedders: dict[str, Embedder] = {}
        self._open: tuple[str, Searcher] | None = None
        self._notice = ""
        self._lock = threading.Lock()

    @property
    def notice(self) -> str:
        """What people should know of the answers: empty while the published generation gives them."""
        return self._notice

    def searcher(self) -> Searcher:
        """The searcher of the published generation; of an older one, with a `notice`, where that one is damaged.

        A searcher that is in use stays whole when a newer generation is published: its files are open. Raises
        `EmptyError`, `ModelError`, or `DamagedError` where no generation is whole.
        """
        with self._lock:
            published = self._published()
            name = published.name if isinstance(published, Path) else ""
            if self._open is None or self._open[0] != name:
                self._open = name, self._newest_whole(published)
            return self._open[1]

    def _published(self) -> Path | DamagedError:
        try:
            return self._generations.current()
        except DamagedError as error:
            return error

    def _newest_whole(self, published: Path | DamagedError) -> Searcher:
        try:
            if isinstance(published, DamagedError):
                raise published
            searcher = self._opened(published)
        except DamagedError as damage:
            for folder in self._generations.fallbacks():
                try:
                    searcher = self._opened(folder)
                except DamagedError as error:
                    _log.warning("Generation %s is damaged too: %s", folder.name, error)
                    continue
                _log.warning("Generation %d answers, because the newest cannot: %s", searcher.generation, damage)
                self._notice = (
                    f"The newest generation is damaged, so generation {searcher.generation} answers. "
                    "The operator can mend it with `cadre rebuild`."
                )
                return searcher
            raise
        self._notice = ""
        return searcher

    def _opened(self, folder: Path) -> Searcher:
        manifest = read_manifest(folder)
        if manifest.model not in self._embedders:
            self._embedders[manifest.model] = self._open_embedder(manifest.model)
        return Searcher(folder, self._embedders[manifest.model])
