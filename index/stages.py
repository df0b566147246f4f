"""The stages that rank passages for a question, and how they become one ranking.

Each stage finds candidates of its own, then each scores every candidate of all, and `fuse` adds up what they say. The
first of the fused ranking are then read token by token. A further stage is one more class with the methods of `Stage`,
one more line in `Stages._asked`, and its weights; one that reads only the first is one more step in `Stages.rank`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.english import EnglishMeaning
from index.fusion import fuse, share_of_ceiling, share_over_background
from index.late import LateInteraction
from index.meaning import Meaning
from index.paired import ENGLISH, english_of
from index.protocols import Embedder, Rows, Scores, Vectors
from index.query import SearchMode
from index.question import Question
from index.ranked import Ranked, StageScores
from index.token_embedder import tokens_of
from index.weights import PassageLanguages, StageName
from index.words import WordsIndex

READ_CLOSELY = 100
"""So many passages, the first of the fused ranking, are read token by token; the others stay behind them."""
_LEAST = 1e-5
"""The last of the former stands so much above the first of the latter, if it has to be lifted at all."""


class Stage(Protocol):
    """One way to rank passages for one question."""

    @property
    def name(self) -> StageName:
        """Which it is."""
        ...

    def candidates(self, k: int, allowed: Rows | None) -> tuple[Rows, Scores]:
        """The best `k` of `allowed` (all when None), best first, ties by ascending row."""
        ...

    def scores(self, rows: Rows) -> Scores:
        """The scores of these rows (ascending), in their order, also of those that it would not have found."""
        ...

    def shares(self, scores: Scores) -> Scores:
        """Its scores on the scale of all stages: at most 1, and 0 for what has nothing to do with the question."""
        ...


class LexicalStage:
    """BM25 over the words of a question."""

    name = StageName.LEXICAL

    def __init__(self, words: WordsIndex, question: Question) -> None:
        self._words, self._question = words, question

    def candidates(self, k: int, allowed: Rows | None) -> tuple[Rows, Scores]:
        return self._words.search(self._question.tree, k, allowed, ignored=self._question.ignored)

    def scores(self, rows: Rows) -> Scores:
        found, scores = self.candidates(len(rows), rows)
        scored = np.zeros(len(rows), dtype=np.float32)
        scored[np.searchsorted(rows, found)] = scores
        return scored

    def shares(self, scores: Scores) -> Scores:
        return share_of_ceiling(scores, self._words.ceiling(self._question.tree, ignored=self._question.ignored))


class DenseStage:
    """Aligned cosines with the vector of a question."""

    name = StageName.DENSE

    def __init__(self, meaning: Meaning, vector: Vectors, *, background: float) -> None:
        self._meaning, self._vector, self._background = meaning, vector, background

    def candidates(self, k: int, allowed: Rows | None) -> tuple[Rows, Scores]:
        return self._meaning.search(self._vector, k, allowed)

    def scores(self, rows: Rows) -> Scores:
        return self._meaning.similarities(self._vector, rows)

    def shares(self, scores: Scores) -> Scores:
        return share_over_background(scores, self._background)


class EnglishStage:
    """Aligned cosines of English passages with the vector that an English encoder gave a question; it finds none."""

    name = StageName.ENGLISH

    def __init__(self, english: EnglishMeaning, vector: Vectors) -> None:
        self._english, self._vector = english, vector

    def candidates(self, k: int, allowed: Rows | None) -> tuple[Rows, Scores]:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)

    def scores(self, rows: Rows) -> Scores:
        return self._english.similarities(self._vector, rows)

    def shares(self, scores: Scores) -> Scores:
        return share_over_background(scores, self._english.background)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the encoder made of a question."""

    vector: Vectors | None = None
    """None where meaning is not asked."""
    tokens: Vectors | None = None
    """None where passages are not read token by token."""


class Stages:
    """The stages over one generation."""

    def __init__(
        self,
        *,
        words: WordsIndex,
        meaning: Meaning,
        english: EnglishMeaning | None,
        late: LateInteraction | None,
        languages: PassageLanguages,
        embedder: Embedder,
        background: float,
    ) -> None:
        """`english` and `late` are used only with an embedder that has a second encoder, or gives vectors of tokens."""
        self._words, self._meaning, self._languages = words, meaning, languages
        self._embedder, self._background = embedder, background
        second = english_of(embedder)
        self._english = (english, second) if english is not None and second is not None else None
        reader = tokens_of(embedder)
        self._late = (late, reader) if late is not None and reader is not None else None

    def rank(self, question: Question, allowed: Rows | None, *, mode: SearchMode, depth: int) -> Ranked:
        """The passages of `allowed` (ascending; all when None) that one of the stages finds among its best `depth`.

        Best first, ties by ascending row. A stage alone ranks by its own scores; several are fused.
        """
        asked = self._ask(question, mode)
        stages = self._asked(question, mode, asked.vector)
        found = [stage.candidates(depth, allowed) for stage in stages]
        if len(stages) == 1:
            rows, scores = found[0]
            return Ranked(rows=rows, scores=scores, stages=(_alone(stages[0], scores),), vector=asked.vector)
        pool = np.unique(np.concatenate([rows for rows, _ in found]))
        has_english = self._english[0].held(pool) if self._english is not None else None
        weights = self._languages.weights(question.language, pool, has_english)
        said = [_said(stage, rows, pool, weights[stage.name]) for stage, (rows, _) in zip(stages, found, strict=True)]
        order, scores = fuse(pool, [one.contributions for one in said])
        fused = Ranked(
            rows=pool[order], scores=scores, stages=tuple(one.taken(order) for one in said), vector=asked.vector
        )
        return self._read_closely(fused, question, asked.tokens) if asked.tokens is not None else fused

    def cosines(self, ranked: Ranked, rows: Rows) -> Scores | None:
        """The cosines of some rows as the encoder gave them, in their order; None where meaning was not asked."""
        return self._meaning.cosines(ranked.vector, rows) if ranked.vector is not None else None

    def _ask(self, question: Question, mode: SearchMode) -> _Asked:
        if mode is SearchMode.LEXICAL:
            return _Asked()
        if mode is SearchMode.DENSE or self._late is None:
            return _Asked(vector=self._embedder.embed_query(question.wished))
        vector, tokens = self._late[1].embed_query_tokens(question.wished)
        return _Asked(vector=vector, tokens=tokens)

    def _read_closely(self, fused: Ranked, question: Question, tokens: Vectors) -> Ranked:
        """The ranking with its first passages in the order that their tokens, too, speak for."""
        rows = fused.rows[:READ_CLOSELY]
        if self._late is None or not len(rows):
            return fused
        late, has_english = self._late[0], self._english[0].held(rows) if self._english is not None else None
        weights = self._languages.close_weights(question.language, rows, has_english)
        places = np.arange(len(rows))
        first = [stage.taken(places).weighed(weights[stage.name]) for stage in fused.stages]
        first.append(_read(late, late.aligned(tokens), rows, weights[StageName.LATE]))
        order, scores = fuse(rows, [stage.contributions for stage in first])
        return _before_others(fused, order, scores, [stage.taken(order) for stage in first])

    def _asked(self, question: Question, mode: SearchMode, vector: Vectors | None) -> Sequence[Stage]:
        """The stages that a mode asks, in the order of `StageName`; `vector` is the question's where meaning is."""
        stages: list[Stage] = []
        if mode is not SearchMode.DENSE:
            stages.append(LexicalStage(self._words, question))
        if vector is not None:
            stages.append(DenseStage(self._meaning, self._meaning.aligned(vector), background=self._background))
        if mode is SearchMode.HYBRID and self._english is not None and question.language == ENGLISH:
            english, embedder = self._english
            stages.append(EnglishStage(english, embedder.embed_query(question.wished)))
        return stages


def _said(stage: Stage, best: Rows, pool: Rows, weights: Scores) -> StageScores:
    """What a stage, whose own list is `best`, says of all candidates (ascending), for each of which it has a weight."""
    ranks = np.zeros(len(pool), dtype=np.int32)
    ranks[np.searchsorted(pool, best)] = np.arange(1, len(best) + 1)
    scores = stage.scores(pool)
    shares = stage.shares(scores)
    return StageScores(
        name=stage.name, ranks=ranks, scores=scores, shares=shares, weights=weights, contributions=weights * shares
    )


def _alone(stage: Stage, scores: Scores) -> StageScores:
    """What the only stage says of its own list."""
    ranks = np.arange(1, len(scores) + 1, dtype=np.int32)
    shares = stage.shares(scores)
    return StageScores(
        name=stage.name, ranks=ranks, scores=scores, shares=shares, weights=np.ones_like(scores), contributions=scores
    )


def _read(late: LateInteraction, question: Vectors, rows: Rows, weights: Scores) -> StageScores:
    """What the tokens of `rows` say; `question` are the question's, aligned."""
    scores = late.scores(question, rows)
    shares = np.maximum(share_over_background(scores, late.background(question)), 0.0)
    ranks = np.empty(len(rows), dtype=np.int32)
    ranks[np.lexsort((rows, -scores))] = np.arange(1, len(rows) + 1)
    return StageScores(
        name=StageName.LATE, ranks=ranks, scores=scores, shares=shares, weights=weights, contributions=weights * shares
    )


def _before_others(fused: Ranked, order: NDArray[np.intp], scores: Scores, first: Sequence[StageScores]) -> Ranked:
    """The first rows of a ranking in their new order, then the others, whose scores are all below the last of these.

    What the others lose by it stands as what their tokens add: they were not read.
    """
    count = len(order)
    others = fused.taken(np.arange(count, len(fused.rows)))
    lost = max(0.0, float(others.scores[0] - scores[-1]) + _LEAST) if len(others.rows) else 0.0
    nothing = np.zeros(len(others.rows), dtype=np.float32)
    unread = StageScores(
        name=StageName.LATE,
        ranks=nothing.astype(np.int32),
        scores=nothing,
        shares=nothing,
        weights=nothing,
        contributions=nothing - np.float32(lost),
    )
    return Ranked(
        rows=np.concatenate([fused.rows[:count][order], others.rows]),
        scores=np.concatenate([scores, np.round(others.scores - np.float32(lost), 6)]),
        stages=tuple(one.followed_by(other) for one, other in zip(first, [*others.stages, unread], strict=True)),
        vector=fused.vector,
    )
