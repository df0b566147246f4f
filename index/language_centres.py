"""Where an encoder puts each language: the means of the same texts in each, as questions and as passages.

`python -m index.language_centres` measures them for the bundled encoder that reads many languages and writes them
beside the code; those of any other encoder are measured when a collection is indexed with it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

import numpy as np
import yaml

from index.bundled_models import open_bundled
from index.protocols import Embedder, Vectors

_DATA = Path(__file__).parent / "data"
_MEASURED = _DATA / "language-centres.npz"
_BUNDLED = "e5"
_MOST = 20
"""The widest directions; more cost meaning: docs/decisions/0010-alignment-and-weights.md."""
_SHARE = 8
"""Of a small encoder's dimensions at most one in so many is given up."""
_LEAST = 0.001


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageCentres:
    """How an encoder places the parallel texts; means have the shape `(dimension,)` and are not of unit length."""

    questions: Vectors
    """Their mean as questions, over all languages."""
    passages: Vectors
    """Their mean as passages, over all languages."""
    directions: Vectors
    """Orthonormal directions in which the means of the languages lie apart, shape `(directions, dimension)`."""

    @classmethod
    def measured(cls, embedder: Embedder, languages: Collection[str] | None = None) -> Self:
        """Those of an encoder, from the parallel texts in `languages` (all when None). Raises what it raises."""
        texts = [some for language, some in parallel_texts().items() if languages is None or language in languages]
        questions = np.stack([np.mean([embedder.embed_query(text) for text in some], axis=0) for some in texts])
        passages = np.stack([embedder.embed_passages(some).mean(axis=0) for some in texts])
        return cls(questions=questions.mean(axis=0), passages=passages.mean(axis=0), directions=_directions(questions))


def _directions(means: Vectors) -> Vectors:
    _, lengths, directions = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)
    wide = directions[lengths > _LEAST * max(lengths[0], _LEAST)]
    found: Vectors = wide[: min(_MOST, means.shape[1] // _SHARE)].astype(np.float32)
    return found


_known: dict[str, LanguageCentres] = {}


def language_centres(embedder: Embedder) -> LanguageCentres:
    """Those of an encoder: the ones kept for it, else measured, once in a process. Raises what the encoder raises."""
    model_id = embedder.model_id.partition("+")[0]
    if model_id not in _known:
        _known[model_id] = _kept(model_id) or LanguageCentres.measured(embedder)
    return _known[model_id]


def _kept(model_id: str) -> LanguageCentres | None:
    with np.load(_MEASURED, allow_pickle=False) as kept:
        if str(kept["model_id"]) != model_id:
            return None
        return LanguageCentres(questions=kept["questions"], passages=kept["passages"], directions=kept["directions"])


@cache
def parallel_texts() -> Mapping[str, Sequence[str]]:
    """Language code to texts: the same ones in each language, in the same order."""
    texts: dict[str, list[str]] = yaml.safe_load((_DATA / "parallel_texts.yaml").read_text("utf-8"))
    return texts


def main() -> None:
    """Measures the bundled encoder of many languages. Raises `ModelError` where it is not installed."""
    embedder = open_bundled(_BUNDLED)
    found = LanguageCentres.measured(embedder)
    np.savez(
        _MEASURED,
        allow_pickle=False,
        model_id=np.array(embedder.model_id),
        questions=found.questions,
        passages=found.passages,
        directions=found.directions,
    )


if __name__ == "__main__":
    main()
