"""Whether a data folder is whole: ledger, originals and the published generation, each and against each other."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CadreError, DamagedError, EmptyError
from corpus.holdings import ranked_passages
from corpus.ledger import Ledger
from corpus.originals import Originals
from index.facets import Facets
from index.generation import Generations
from index.manifest import check_files
from index.vectors import open_vectors
from index.words import WordsIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was found: a damage, or a notice about a folder that is whole."""

    is_damage: bool
    text: str


def verify(folder: Path) -> list[Finding]:
    """Everything that is wrong or worth saying; damages first. An empty list means: whole and up to date."""
    originals = Originals(folder / "originals")
    try:
        with Ledger.to_read(folder) as ledger:
            generations = Generations(folder / "generations")
            # What a damaged ledger says of originals and generations means nothing.
            found = [Finding(is_damage=True, text=f"The ledger is damaged: {text}.") for text in ledger.problems()]
            found = found or [*_originals(ledger, originals), *_generation(ledger, generations)]
    except DamagedError as error:
        found = [Finding(is_damage=True, text=str(error))]
    except EmptyError as error:
        found = [Finding(is_damage=False, text=str(error))]
    return sorted(found, key=lambda finding: not finding.is_damage)


def _originals(ledger: Ledger, originals: Originals) -> Iterator[Finding]:
    needed = {kept for document in ledger.documents() for kept in document.kept}
    for sha256 in sorted(needed):
        try:
            originals.bytes(sha256)
        except CadreError as error:
            yield Finding(is_damage=True, text=f"An original cannot be used: {error}")
    unused = sum(1 for sha256 in originals if sha256 not in needed)
    if unused:
        yield Finding(is_damage=False, text=f"Originals of documents that were replaced or never ended: {unused}.")


def _generation(ledger: Ledger, generations: Generations) -> Iterator[Finding]:
    try:
        manifest = generations.manifest()
        if manifest is None:
            if ledger.counts()["documents"]:
                yield Finding(
                    is_damage=False, text="No generation is published yet: run `cadre ingest` or `cadre rebuild`."
                )
            return
        folder = generations.current()
        check_files(folder, manifest)
    except DamagedError as error:
        yield Finding(is_damage=True, text=str(error))
        return
    rows = {
        "vectors": len(open_vectors(folder)),
        "lexical rows": len(WordsIndex(folder / "words", languages=manifest.languages)),
        "facet rows": len(Facets.read(folder / "facets.npz")),
    }
    for name, count in rows.items():
        if count != manifest.passages:
            text = f"Generation {manifest.generation} has {count} {name} for {manifest.passages} passages."
            yield Finding(is_damage=True, text=text)
    if manifest.revision != ledger.revision:
        text = f"The ledger is newer than generation {manifest.generation}: run `cadre ingest` or `cadre rebuild`."
        yield Finding(is_damage=False, text=text)
    elif manifest.passages != (counted := ranked_passages(ledger)):
        text = f"Generation {manifest.generation} has {manifest.passages} passages, the ledger {counted}."
        yield Finding(is_damage=True, text=text)
