"""Which sentences a brief quotes: the best of the best passages, few a document, none twice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from index.passage_text import passage_text
from index.ranking import Hit
from synthesis.candidates import Candidate, candidates
from synthesis.question import Held, Question, stem_set
from synthesis.redundancy import Redundancy
from synthesis.relevance import (
    BESIDE,
    LEAST_SCORE,
    RELATIVE_FIT,
    RELATIVE_SCORE,
    Scale,
    fit,
    is_near,
    meaning,
    scale_of,
    supports,
)
from synthesis.searching import EvidenceSearcher
from synthesis.weighing import Weighed, Weigher

QUOTES = 12
PER_DOCUMENT = 2
MEASURED = 48
"""Of so many sentences the meaning is measured: those that are best by all else."""
_SENTENCES_A_QUOTE = 2
_DOCUMENT = 0.85
"""What the best passage of a document counts for its other passages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A quotation to make: a candidate, and how well it fits the question."""

    candidate: Candidate
    score: float
    similarity: float
    held: Held
    countries: tuple[str, ...]
    """Those that it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The quotations to make, best first, and the passages near enough to the question to be quoted; none of either
    where nothing supports a brief."""

    chosen: tuple[Chosen, ...]
    relevant: tuple[Hit, ...]


def select(question: Question, hits: Sequence[Hit], searcher: EvidenceSearcher, weigher: Weigher) -> Selection:
    """The quotations that answer a question best, of ranked passages; none unless one of them supports a brief."""
    scale = scale_of(searcher.model_id)
    relevant = _relevant([_Read.of(question, hit, scale) for hit in hits], len(question.words), scale)
    fits = _with_their_documents(relevant)
    weighed = [weigher.weigh(candidate, fits[read.hit.rank]) for read in relevant for candidate in candidates(read.hit)]
    scored = _scored(weighed, question, searcher, scale)
    return Selection(chosen=_best(scored, Redundancy(searcher, scale)), relevant=tuple(read.hit for read in relevant))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A passage, and how it stands to the question."""

    hit: Hit
    held: Held
    is_foreign: bool
    fit: float

    @classmethod
    def of(cls, question: Question, hit: Hit, scale: Scale | None) -> Self:
        passage = hit.passage.passage
        held = question.held_by(stem_set(passage_text(hit.document, passage), passage.language), passage.language)
        is_foreign = question.is_foreign_to(passage.language)
        return cls(
            hit=hit, held=held, is_foreign=is_foreign, fit=fit(hit.similarity, held, scale, is_foreign=is_foreign)
        )


def _relevant(reads: Sequence[_Read], words: int, scale: Scale | None) -> list[_Read]:
    """The passages that may be quoted; none unless one of them supports a brief on a question of so many words."""
    if not any(supports(read.hit.similarity, read.held, words, scale, is_foreign=read.is_foreign) for read in reads):
        return []
    least = RELATIVE_FIT * max(read.fit for read in reads)
    nearest = max((read.hit.similarity for read in reads if read.hit.similarity is not None), default=None)
    return [
        read
        for read in reads
        if read.fit >= least and is_near(read.hit.similarity, nearest, read.held, scale, is_foreign=read.is_foreign)
    ]


def _with_their_documents(reads: Sequence[_Read]) -> dict[int, float]:
    """How well each passage, by its rank, fits beside the best one, 0 to 1: alone or by its document."""
    top = max((read.fit for read in reads), default=0.0)
    best: dict[str, float] = {}
    for read in reads:
        doc_id = read.hit.document.doc_id
        best[doc_id] = max(best.get(doc_id, 0.0), read.fit / top)
    return {read.hit.rank: max(read.fit / top, _DOCUMENT * best[read.hit.document.doc_id]) for read in reads}


def _scored(
    weighed: Sequence[Weighed], question: Question, searcher: EvidenceSearcher, scale: Scale | None
) -> list[Chosen]:
    """The sentences whose meaning was measured, best first; ties by place."""
    measured = sorted(weighed, key=lambda found: (-found.before_meaning, found.candidate.place))[:MEASURED]
    cosines = searcher.similarity(question.wished, [found.candidate.text for found in measured]).tolist()
    scored = [
        Chosen(
            candidate=found.candidate,
            score=round(found.score(meaning(cosine, scale)), 6),
            similarity=cosine,
            held=found.held,
            countries=found.countries,
        )
        for found, cosine in zip(measured, cosines, strict=True)
    ]
    return sorted(scored, key=lambda chosen: (-chosen.score, chosen.candidate.place))


def _best(scored: Sequence[Chosen], redundancy: Redundancy) -> tuple[Chosen, ...]:
    best: list[Chosen] = []
    quoted: Counter[str] = Counter()
    for found in scored:
        if found.score < max(LEAST_SCORE, RELATIVE_SCORE * scored[0].score):
            break
        neighbour = next((at for at, kept in enumerate(best) if _touch(kept.candidate, found.candidate)), None)
        if neighbour is not None:
            if found.score >= BESIDE * best[neighbour].score:
                best[neighbour] = _joined(best[neighbour], found)
            continue
        doc_id = found.candidate.hit.document.doc_id
        if len(best) == QUOTES or quoted[doc_id] == PER_DOCUMENT:
            continue
        if not any(redundancy.says_the_same(kept.candidate, found.candidate) for kept in best):
            best.append(found)
            quoted[doc_id] += 1
    return tuple(best)


def _touch(one: Candidate, other: Candidate) -> bool:
    """True if the second overlaps the first, or stands beside it in the same paragraph."""
    same_paragraph = one.hit.passage == other.hit.passage and one.block == other.block
    return same_paragraph and one.first <= other.last + 1 and other.first <= one.last + 1


def _joined(kept: Chosen, found: Chosen) -> Chosen:
    """Both as one quotation where that is short enough, else the first."""
    one, other = kept.candidate, found.candidate
    first, last = min(one.first, other.first), max(one.last, other.last)
    if last - first + 1 > _SENTENCES_A_QUOTE:
        return kept
    begins = one if one.first == first else other
    joined = replace(
        one,
        start=begins.start,
        end=max(one.end, other.end),
        first=first,
        last=last,
        is_leaning=begins.is_leaning,
        is_purpose=one.is_purpose and other.is_purpose,
        is_event=one.is_event and other.is_event,
        is_short=False,
        is_result=one.is_result or other.is_result,
    )
    return replace(kept, candidate=joined)
