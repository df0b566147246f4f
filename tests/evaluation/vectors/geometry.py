"""Vectors with the geometry of an encoder's, in any number, the same for the same seed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.protocols import Vectors

_SLICE = 20_000
_NEIGHBOURS, _MIXED = 12, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Passages and questions to them; both of shape `(count, dimension)`."""

    passages: Vectors
    questions: Vectors


def anisotropic(count: int, dimension: int, *, questions: int, seed: int = 0) -> Collected:
    """As multilingual e5 has them: unrelated passages have a cosine of .82, and questions lie apart from all passages."""
    return _themed(count, dimension, questions, seed, common=0.905, asked=0.86, drift=0.6)


def isotropic(count: int, dimension: int, *, questions: int, seed: int = 0) -> Collected:
    """As MiniLM and MPNet have them: unrelated passages have a cosine of .1, questions lie among passages."""
    return _themed(count, dimension, questions, seed, common=0.3, asked=0.3, drift=0.3)


def _themed(
    count: int, dimension: int, questions: int, seed: int, *, common: float, asked: float, drift: float
) -> Collected:
    """Themes hold documents, documents hold passages. `common` is how much of a passage all share, `asked` of a question;
    `drift` is how far a question lies from every passage."""
    chance = np.random.default_rng(seed)
    # As of e5 over real passages: the fifth direction has a third of the variance of the first, the hundredth a fortieth.
    spectrum = (1.0 / np.arange(1, dimension + 1) ** 0.4).astype(np.float32)
    shared = _units(chance.standard_normal((1, dimension)))[0]
    shift = _apart(_units(chance.standard_normal((1, dimension))), shared)[0]
    themes = _units(chance.standard_normal((max(8, count // 2000), dimension)) * spectrum)
    documents = _mixed(themes, max(16, count // 40), chance, spectrum, 0.75)
    passages = np.empty((count, dimension), dtype=np.float32)
    for start in range(0, count, _SLICE):
        part = _mixed(documents, min(_SLICE, count - start), chance, spectrum, 0.75)
        passages[start : start + len(part)] = _joined(shared, _apart(part, shared), common)
    wanted = _apart(_mixed(documents, questions, chance, spectrum, 0.5), shared)
    wanted = _units(np.sqrt(1 - drift**2) * wanted + drift * shift)
    return Collected(passages=passages, questions=_joined(shared, wanted, asked))


def grown(vectors: Vectors, count: int, seed: int = 0, noise: float = 0.02) -> Vectors:
    """More vectors like these: each is mixed with near neighbours, and differs by noise of the shape of those differences.

    `noise` is its squared length; .02 puts the nearest of a million e5 passages where those of real ones would be.
    """
    chance = np.random.default_rng(seed)
    nearest = _nearest(vectors)
    local = vectors - vectors[nearest[:, : _NEIGHBOURS // 2]].mean(axis=1)
    covariance = np.cov(local.T).astype(np.float64)
    shape = np.linalg.cholesky(covariance + 1e-9 * np.eye(len(covariance))).astype(np.float32)
    shape *= np.float32(np.sqrt(noise / np.square(shape).sum()))
    found = np.empty((count, vectors.shape[1]), dtype=np.float32)
    for start in range(0, count, _SLICE):
        size = min(_SLICE, count - start)
        origin = chance.integers(0, len(vectors), size)
        which = np.argsort(chance.random((size, _NEIGHBOURS)), axis=1)[:, :_MIXED]
        others = np.take_along_axis(nearest[origin], which, axis=1)
        weights = chance.dirichlet(np.ones(_MIXED), size) * chance.random((size, 1)) * 0.8
        mixed = vectors[origin] * (1 - weights.sum(axis=1, keepdims=True))
        mixed = mixed + np.einsum("ij,ijk->ik", weights, vectors[others])
        found[start : start + size] = _units(mixed + chance.standard_normal(mixed.shape, dtype=np.float32) @ shape.T)
    return found


def _nearest(vectors: Vectors) -> NDArray[np.int64]:
    found = np.empty((len(vectors), _NEIGHBOURS), dtype=np.int64)
    for start in range(0, len(vectors), 2000):
        scores = vectors[start : start + 2000] @ vectors.T
        scores[np.arange(len(scores)), np.arange(start, start + len(scores))] = -np.inf
        found[start : start + len(scores)] = np.argpartition(-scores, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
    return found


def _mixed(
    origins: Vectors, count: int, chance: np.random.Generator, spectrum: NDArray[np.float32], weight: float
) -> Vectors:
    """So many vectors about `origins`, of which each has `weight`."""
    noise = _units(chance.standard_normal((count, origins.shape[1]), dtype=np.float32) * spectrum)
    return _units(weight * origins[chance.integers(0, len(origins), count)] + np.sqrt(1 - weight**2) * noise)


def _apart(vectors: Vectors, direction: Vectors) -> Vectors:
    return _units(vectors - (vectors @ direction)[:, None] * direction)


def _joined(shared: Vectors, apart: Vectors, common: float) -> Vectors:
    return _units(common * shared + np.sqrt(1 - common**2) * apart)


def _units(vectors: NDArray[np.floating]) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
