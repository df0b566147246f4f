"""A ranking: rows in their order, with what each stage says of them."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from index.protocols import Rows, Scores, Vectors
from index.weights import StageName

Ranks = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageScores:
    """What one stage says of the rows of a ranking; all arrays have its length and order."""

    name: StageName
    ranks: Ranks
    """The place in the stage's own list, from 1; 0 where the passage is not in it."""
    scores: Scores
    """BM25 scores, or cosines."""
    shares: Scores
    """The scores on the common scale of all stages: at most 1, about 0 for what has nothing to do with the question."""
    weights: Scores
    """What the stage counts for each row, 0 to 1; 1 where it ranks alone."""
    contributions: Scores
    """What the stage adds to each row's score: weight times share; where it ranks alone, its score as it is."""

    def taken(self, places: NDArray[np.intp]) -> Self:
        """The same of some places of the ranking, in their order."""
        return type(self)(
            name=self.name,
            ranks=self.ranks[places],
            scores=self.scores[places],
            shares=self.shares[places],
            weights=self.weights[places],
            contributions=self.contributions[places],
        )

    def weighed(self, weights: Scores) -> Self:
        """The same with other weights."""
        return replace(self, weights=weights, contributions=weights * self.shares)

    def followed_by(self, others: Self) -> Self:
        """The same of its rows, then of others."""
        return type(self)(
            name=self.name,
            ranks=np.concatenate([self.ranks, others.ranks]),
            scores=np.concatenate([self.scores, others.scores]),
            shares=np.concatenate([self.shares, others.shares]),
            weights=np.concatenate([self.weights, others.weights]),
            contributions=np.concatenate([self.contributions, others.contributions]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Rows, best first, with their scores and what each stage says of them; no stage for what is only listed."""

    rows: Rows
    scores: Scores
    stages: tuple[StageScores, ...] = ()
    vector: Vectors | None = None
    """What the encoder gave for the question; None where meaning was not asked."""

    def taken(self, places: NDArray[np.intp]) -> Self:
        """Some places of the ranking, in their order."""
        stages = tuple(stage.taken(places) for stage in self.stages)
        return type(self)(rows=self.rows[places], scores=self.scores[places], stages=stages, vector=self.vector)

    @property
    def relevance(self) -> Scores:
        """The scores on a scale with a zero: about 1 at most, 0 for what has nothing to do with the question."""
        return self.stages[0].shares if len(self.stages) == 1 else self.scores

    def stage(self, name: StageName) -> StageScores | None:
        """What one stage says; None where it was not asked."""
        return next((stage for stage in self.stages if stage.name is name), None)
