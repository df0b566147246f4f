"""How well it is told that nothing answers: the figures of `measure_no_match`, and the curves that fit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.relevance import Curve, Match

_STEPS = 50

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question to one collection in one mode."""

    collection: str
    source: str
    is_answered: bool
    number: int
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One case: the shares and the AUC on every second question, and the curve that the others ask for."""

    auc: float
    told: float
    kept: float
    answered: int
    swapped: int
    fitted: Curve | None


def cases(asked: Sequence[Asked]) -> dict[str, Measured]:
    """What was measured for each curve, over all collections."""
    keys = sorted({one.match.case for one in asked if one.match.case is not None})
    return {case_name(key): measured([one for one in asked if one.match.case == key]) for key in keys}


def case_name(key: tuple[str, bool]) -> str:
    return f"{key[0]}, {'across languages' if key[1] else 'one language'}"


def pairs(asked: Sequence[Asked]) -> dict[str, dict[str, Measured]]:
    """The same for each collection, case by case."""
    names = dict.fromkeys(one.collection for one in asked)
    return {name: cases([one for one in asked if one.collection == name]) for name in names}


def measured(asked: Sequence[Asked]) -> Measured:
    """The figures of one case. A share of nothing is not a number."""
    even = [one for one in asked if one.number % 2 == 0]
    answered = [one.match for one in even if one.is_answered]
    swapped = [one.match for one in even if not one.is_answered]
    return Measured(
        auc=auc([match.relevance for match in answered], [match.relevance for match in swapped]),
        told=share([not match.is_good for match in swapped]),
        kept=share([match.is_good for match in answered]),
        answered=len(answered),
        swapped=len(swapped),
        fitted=fitted([one for one in asked if one.number % 2]),
    )


def share(holds: Sequence[bool]) -> float:
    return float(np.mean(holds)) if holds else float("nan")


def auc(higher: Sequence[float], lower: Sequence[float]) -> float:
    """How often one of `higher` is above one of `lower`, a tie counting half."""
    if not higher or not lower:
        return float("nan")
    one, other = np.array(higher)[:, None], np.array(lower)[None, :]
    return float(np.mean(one > other) + np.mean(one == other) / 2)


def fitted(asked: Sequence[Asked]) -> Curve | None:
    """The logistic curve of most likelihood, by Newton's steps; None where only one side was asked."""
    groups: dict[tuple[str, bool], int] = {}
    for one in asked:
        groups[one.collection, one.is_answered] = groups.get((one.collection, one.is_answered), 0) + 1
    if len({is_answered for _, is_answered in groups}) < 2:
        return None
    sides = {side: sum(is_answered == side for _, is_answered in groups) for side in (True, False)}
    truth = np.array([one.is_answered for one in asked], dtype=np.float64)
    weights = np.array(
        [1.0 / (groups[one.collection, one.is_answered] * sides[one.is_answered]) for one in asked], dtype=np.float64
    )
    features = np.array([[one.match.relevance, 1.0] for one in asked], dtype=np.float64)
    slope, offset = _newton(features, truth, weights)
    return Curve(middle=round(-offset / slope, 3), slope=round(slope, 1))


def _newton(features: Floats, truth: Floats, weights: Floats) -> tuple[float, float]:
    # So little that it changes no digit that is written down; it keeps the steps finite where the sides do not overlap.
    ridge = 1e-5 * np.eye(features.shape[1])
    found = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        likely = 1.0 / (1.0 + np.exp(-np.clip(features @ found, -500, 500)))
        gradient = features.T @ (weights * (likely - truth)) + ridge @ found
        curvature = (features * (weights * likely * (1 - likely))[:, None]).T @ features + ridge
        found = found - np.linalg.solve(curvature, gradient)
    return float(found[0]), float(found[1])
