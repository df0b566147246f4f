"""Generations: the index of one state of the ledger, built beside the old one and published by moving one pointer."""

import re
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from corpus.disk_errors import disk_errors
from corpus.document import Document, TaggedPassage
from corpus.durable import make_folder, sync_folder, write_durably
from corpus.errors import DamagedError, EmptyError
from corpus.works import Beside
from index.embedding import Embedded, embed
from index.english import build_english
from index.facets import Facets, values_of
from index.late import TokenWriter
from index.manifest import Manifest, read_manifest, write_manifest
from index.meaning import build_meaning
from index.payloads import build_payloads
from index.protocols import Embedder
from index.token_embedder import coder_of, tokens_of
from index.words import IndexedText, build_words

_POINTER = "current"
_KEPT = 2
"""The published generation and the one before it, which readers may still hold open."""
_NAME = re.compile(r"\d{8}")


class Generations:
    """The generations of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> Path:
        """The folder of the published generation. Raises `EmptyError` if there is none yet."""
        try:
            name = (self._folder / _POINTER).read_text("ascii").strip()
        except FileNotFoundError as error:
            raise EmptyError(folder=str(self._folder.parent)) from error
        if not _NAME.fullmatch(name):
            raise DamagedError(
                path=str(self._folder / _POINTER),
                problem="it does not name a generation",
                remedy="Run `cadre rebuild` to make the index anew from the ledger.",
            )
        return self._folder / name

    def fallbacks(self) -> list[Path]:
        """The other generations that are there, newest first: what can answer when the published one is damaged."""
        try:
            published = self.current().name
        except (DamagedError, EmptyError):
            published = ""
        names = [f"{number:08d}" for number in sorted(self._numbers(), reverse=True)]
        return [self._folder / name for name in names if name != published]

    def manifest(self) -> Manifest | None:
        """The manifest of the published generation; None if there is none yet."""
        try:
            return read_manifest(self.current())
        except EmptyError:
            return None

    def publish(
        self,
        *,
        documents: Sequence[Document],
        passages: Sequence[TaggedPassage],
        revision: int,
        model: str,
        embedder: Embedder,
        on_progress: Callable[[int, int], None],
        beside: Beside | None = None,
    ) -> int:
        """Builds a generation from `documents` and `passages` (by ascending id), publishes it and gives its number.

        `on_progress(done, total)` is told of passages embedded, by each encoder of a pair. Until the last step, readers
        see the old generation. The passages are those that are ranked; what only has an address comes `beside`.
        """
        # Numbered by title, so that lists of documents need no sorting.
        documents = sorted(documents, key=lambda document: (document.title.casefold(), document.doc_id))
        languages = Counter(tagged.passage.language for tagged in passages)
        with ExitStack() as undo:
            number, building = self._begin()
            # On a full disk, half a generation takes the room that people need to go on.
            undo.callback(shutil.rmtree, building, ignore_errors=True)
            embedded = _embedded(building, documents, passages, embedder, on_progress)
            manifest = Manifest(
                generation=number,
                revision=revision,
                model=model,
                model_id=embedder.model_id,
                dimension=embedder.dimension,
                background=embedded.meaning.background,
                documents=len(documents),
                passages=len(passages),
                languages=tuple(sorted(languages, key=lambda language: (-languages[language], language))),
            )
            with disk_errors(self._folder):
                _build(building, documents, passages, embedded)
                build_payloads(building / "payloads.sqlite", documents, passages, beside or Beside())
                write_manifest(building, manifest)
            undo.pop_all()
        with disk_errors(self._folder):
            published = self._folder / f"{number:08d}"
            building.rename(published)
            sync_folder(self._folder)
            write_durably(self._folder / _POINTER, published.name.encode("ascii"))
            self._forget_old(number)
        return number

    def _begin(self) -> tuple[int, Path]:
        """The next number, and an empty folder to build in."""
        with disk_errors(self._folder):
            make_folder(self._folder)
            self._sweep()
            number = max(self._numbers(), default=0) + 1
            building = self._folder / f".building-{number:08d}"
            building.mkdir()
        return number, building

    def _numbers(self) -> list[int]:
        return [int(path.name) for path in self._folder.iterdir() if _NAME.fullmatch(path.name)]

    def _sweep(self) -> None:
        """Removes what a build that was cut off left behind."""
        for path in self._folder.glob(".building-*"):
            shutil.rmtree(path)
        for path in self._folder.glob(".new-*"):
            path.unlink()

    def _forget_old(self, newest: int) -> None:
        for path in self._folder.iterdir():
            if _NAME.fullmatch(path.name) and int(path.name) <= newest - _KEPT:
                shutil.rmtree(path)


def _embedded(
    folder: Path,
    documents: Sequence[Document],
    passages: Sequence[TaggedPassage],
    embedder: Embedder,
    on_progress: Callable[[int, int], None],
) -> Embedded:
    """Embeds the passages; their tokens, which are too many for memory, go to the folder at once."""
    tokens = tokens_of(embedder)
    if tokens is None:
        return embed(documents, passages, embedder, on_progress)
    with disk_errors(folder.parent):
        writer = TokenWriter(folder, coder_of(tokens), embedder.model_id)
    embedded = embed(documents, passages, embedder, on_progress, (tokens, writer))
    with disk_errors(folder.parent):
        writer.finish()
    return embedded


def _build(
    folder: Path,
    documents: Sequence[Document],
    passages: Sequence[TaggedPassage],
    embedded: Embedded,
) -> None:
    """Writes what is searched."""
    numbers = {document.doc_id: number for number, document in enumerate(documents)}
    owners = [documents[numbers[tagged.passage.doc_id]] for tagged in passages]
    build_meaning(folder, embedded.meaning)
    if embedded.english is not None:
        build_english(folder, *embedded.english)
    build_words(
        folder / "words",
        (
            IndexedText(
                title=owner.title,
                headings=tagged.passage.locator.headings,
                text=tagged.passage.text,
                language=tagged.passage.language,
            )
            for owner, tagged in zip(owners, passages, strict=True)
        ),
    )
    Facets.of(
        [values_of(tagged, owner) for owner, tagged in zip(owners, passages, strict=True)],
        [numbers[owner.doc_id] for owner in owners],
    ).write(folder / "facets.npz")
