"""The parts of a data folder, each with its concrete class: what the commands are made of."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import cadre_terminal as terminal
from corpus.countries import load_countries
from corpus.document import Document, Passage
from corpus.errors import DamagedError, SettingError
from corpus.filters import FilterVocabulary, filter_vocabulary
from corpus.holdings import holdings_of
from corpus.ledger import FILE_NAME, Ledger
from corpus.originals import Originals
from corpus.taxonomy import load_taxonomy
from index.collection import Collection
from index.embedder import default_model_name, default_model_reason, open_embedder
from index.embedding_cache import CachedEmbedder
from index.generation import Generations
from index.manifest import read_manifest
from index.paired import PairedEmbedder
from index.passage_text import passage_text
from index.protocols import Embedder
from ingest.taggers.countries import CountryTagger
from ingest.taggers.themes import ThemeTagger
from ingest.tagging import Taggers

_SLICE = 128
_MARKS = (FILE_NAME, "originals", "generations")


def check_data_folder(folder: Path) -> None:
    """Raises `SettingError` for a folder in which nothing was ever ingested: a mistyped name is no damage."""
    if not any((folder / mark).exists() for mark in _MARKS):
        problem = "it is no data folder" if folder.exists() else "there is no such data folder"
        remedy = "Name another with --data or CADRE_DATA, or make one with `cadre ingest PATH`."
        raise SettingError(setting=str(folder), problem=problem, remedy=remedy)


class Front:
    """The parts of one data folder, opened as they are needed."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.folder: Path = arguments.data
        self.model: str | None = arguments.model
        self.threads: int | None = arguments.threads
        self.originals = Originals(self.folder / "originals")
        self.generations = Generations(self.folder / "generations")

    def embedder(self, model: str) -> Embedder:
        """The encoder, with the vectors of known passages kept in the data folder."""
        opened = open_embedder(model, model_cache(), self.threads)
        return opened.each(self._cached) if isinstance(opened, PairedEmbedder) else self._cached(opened)

    def _cached(self, embedder: Embedder) -> Embedder:
        return CachedEmbedder(embedder, self.folder / "cache" / "embeddings.sqlite")

    def model_for_writing(self) -> str:
        """The encoder asked for, else the one that the folder already uses, else the default."""
        manifest = self.generations.manifest()
        return self.model or (manifest.model if manifest else default_model())

    def collection(self) -> Collection:
        """What is searched: the newest generation, with the encoder that made it."""
        return Collection(self.generations, lambda model: open_embedder(model, model_cache(), self.threads))

    def vocabulary(self) -> FilterVocabulary:
        """What filters may name."""
        return filter_vocabulary(load_taxonomy(), load_countries())

    def publish(self, ledger: Ledger, model: str, embedder: Embedder) -> int:
        """Makes and publishes a generation of all that the ledger holds."""
        ledger.match_texts()
        holdings = holdings_of(ledger)
        with terminal.progress("Indexing passages") as advance:
            return self.generations.publish(
                documents=holdings.documents,
                passages=holdings.passages,
                beside=holdings.beside,
                revision=ledger.revision,
                model=model,
                embedder=embedder,
                on_progress=advance,
            )

    def is_current(self, ledger: Ledger, model: str) -> bool:
        """True if the published generation holds what the ledger holds, in vectors of this encoder."""
        manifest = self.generations.manifest()
        return manifest is not None and (manifest.revision, manifest.model) == (ledger.revision, model)


def taggers(embedder: Embedder) -> Taggers:
    """The taggers, reading passages as the index will."""

    def vectors(passages: Sequence[tuple[Document, Passage]]) -> NDArray[np.float32]:
        texts = [passage_text(document, passage) for document, passage in passages]
        found = np.empty((len(texts), embedder.dimension), dtype=np.float32)
        with terminal.progress("Embedding passages", at_least=2 * _SLICE) as advance:
            for start in range(0, len(texts), _SLICE):
                found[start : start + _SLICE] = embedder.embed_passages(texts[start : start + _SLICE])
                advance(min(start + _SLICE, len(texts)), len(texts))
        return found

    return Taggers(
        themes=ThemeTagger(load_taxonomy(), embedder.embed_query, embedder.model_id),
        countries=CountryTagger(load_countries()),
        vectors=vectors,
    )


def default_model() -> str:
    """The encoder that is used where nobody names one; says why where it is not the best."""
    if reason := default_model_reason():
        terminal.complain(reason)
    return default_model_name()


def readable_model(generations: Generations) -> str | None:
    """The encoder of the published generation, or of the one before it where that is too damaged to say."""
    try:
        manifest = generations.manifest()
        return manifest.model if manifest else None
    except DamagedError:
        for folder in generations.fallbacks():
            try:
                return read_manifest(folder).model
            except DamagedError:
                continue
    return None


def model_cache() -> Path:
    """Where unpacked encoders are kept, for all data folders of this user."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("CADRE_CACHE") or Path(cache) / "cadre")
