"""Finds the passages of an earlier reading again in the present one.

A passage *stands* where its words follow one another unaltered, punctuation and numbers included; only white space may
differ. Else it has *changed* into the passage that shares most of its runs of three words, if that shares enough of
them: words in which another passage of the same former document stands do not count, or every paragraph of a form would
have changed into the next. Else it is *gone*.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from corpus.document import Document, Passage
from corpus.former import Fate, Finding

LEAST_SHARED = 0.3
"""A changed passage shares at least so many of the former one's runs of three words, as a fraction: see ADR 7."""
_RUN = 3
_CONTEXT = 8
_WORD = re.compile(r"\S+")
_PLAIN_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A document and its passages in the order of their places."""

    document: Document
    passages: Sequence[Passage]


def refind(former: Sequence[Content], present: Sequence[Content]) -> tuple[dict[str, str], dict[str, Finding]]:
    """What became of former documents (id to the id of the successor, "" for none) and of their evidence passages.

    A file that is one document is followed by the document that is there now. Records of a file are held against the
    record with the same id at the source, else with the same DOI, else with the closest text.
    """
    following = _Successors(present)
    successors = {content.document.doc_id: following.of(content) for content in former}
    passages = {content.document.doc_id: content.passages for content in present}
    texts = {doc_id: PresentText(passages[doc_id]) for doc_id in set(successors.values()) if doc_id}
    findings: dict[str, Finding] = {}
    for content in former:
        text = texts.get(successors[content.document.doc_id])
        evidence = [passage for passage in content.passages if passage.is_evidence]
        gone = {passage.passage_id: Finding(fate=Fate.GONE) for passage in evidence}
        findings |= text.find(evidence) if text else gone
    return successors, findings


class PresentText:
    """The words of a document as it is now."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._words: list[str] = []
        self._spans: list[tuple[int, int]] = []
        self._owners: list[int] = []
        self._places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for number, passage in enumerate(passages):
            for word in _WORD.finditer(passage.text):
                self._words.append(word.group())
                self._spans.append((passage.locator.start + word.start(), passage.locator.start + word.end()))
                self._owners.append(number)
        for place in range(len(self._words)):
            for length in range(1, _RUN + 1):
                self._places[tuple(self._words[place : place + length])].append(place)

    def find(self, former: Sequence[Passage]) -> dict[str, Finding]:
        """Where the passages of a former document are now, by id."""
        findings: dict[str, Finding] = {}
        is_taken = [False] * len(self._words)
        for passage in former:
            words = passage.text.split()
            if places := self._standing(words):
                place = self._best(places, len(words), passage)
                is_taken[place : place + len(words)] = [True] * len(words)
                findings[passage.passage_id] = self._stands(place, len(words))
        rest = [passage for passage in former if passage.passage_id not in findings]
        holders = self._holders(is_taken) if rest else {}
        return findings | {passage.passage_id: self._closest(passage, holders) for passage in rest}

    def _standing(self, words: Sequence[str]) -> list[int]:
        """The places at which the words follow one another."""
        if not words:
            return []
        length = min(_RUN, len(words))
        offsets = range(len(words) - length + 1)
        rarest = min(offsets, key=lambda at: len(self._places.get(tuple(words[at : at + length]), ())))
        starts = (place - rarest for place in self._places.get(tuple(words[rarest : rarest + length]), ()))
        return [at for at in starts if at >= 0 and self._words[at : at + len(words)] == words]

    def _best(self, places: Sequence[int], length: int, former: Passage) -> int:
        """Of places with equal words the one between the same words, then the nearest."""
        before, after = former.locator.prefix.split(), former.locator.suffix.split()

        def badness(place: int) -> tuple[int, int]:
            around = [
                *zip(reversed(before), reversed(self._words[max(0, place - _CONTEXT) : place]), strict=False),
                *zip(after, self._words[place + length : place + length + _CONTEXT], strict=False),
            ]
            return -sum(one == other for one, other in around), abs(self._spans[place][0] - former.locator.start)

        return min(places, key=badness)

    def _holders(self, is_taken: Sequence[bool]) -> Mapping[tuple[str, ...], Sequence[int]]:
        """The numbers of the passages that have a run of words, of those that are not taken."""
        holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        stretches = groupby(range(len(self._words)), key=lambda place: (self._owners[place], is_taken[place]))
        for (owner, taken), places in stretches:
            if self._passages[owner].is_evidence and not taken:
                for run in _runs(" ".join(self._words[place] for place in places)):
                    holders[run].append(owner)
        return holders

    def _stands(self, place: int, length: int) -> Finding:
        owners = self._owners[place : place + length]
        held = Counter(owner for owner in owners if self._passages[owner].is_evidence)
        passage = self._passages[max(held, key=lambda owner: (held[owner], -owner))] if held else None
        return Finding(
            fate=Fate.STANDS,
            doc_id=self._passages[self._owners[place]].doc_id,
            passage_id=passage.passage_id if passage else "",
            place=(self._spans[place][0], self._spans[place + length - 1][1]),
        )

    def _closest(self, former: Passage, holders: Mapping[tuple[str, ...], Sequence[int]]) -> Finding:
        runs = _runs(former.text)
        shared = Counter(number for run in runs for number in set(holders.get(run, ())))
        best = min(
            shared,
            key=lambda number: (-shared[number], abs(self._passages[number].locator.start - former.locator.start)),
            default=None,
        )
        if best is None or shared[best] < LEAST_SHARED * len(runs):
            return Finding(fate=Fate.GONE)
        passage = self._passages[best]
        return Finding(fate=Fate.CHANGED, doc_id=passage.doc_id, passage_id=passage.passage_id)


class _Successors:
    """Which present document follows a former one."""

    def __init__(self, present: Sequence[Content]) -> None:
        documents = [content.document for content in present]
        self._present = present
        self._ids = {document.doc_id for document in documents}
        self._whole = documents[0].doc_id if len(documents) == 1 and documents[0].record is None else ""
        self._by_source = _once((document.source_id, document.doc_id) for document in documents)
        self._by_doi = _once((document.doi.lower(), document.doc_id) for document in documents)

    def of(self, content: Content) -> str:
        """Its id; "" where none does."""
        former = content.document
        if former.doc_id in self._ids:
            return former.doc_id
        if former.record is None and self._whole:
            return self._whole
        same = self._by_source.get(former.source_id) or self._by_doi.get(former.doi.lower())
        return same or self._nearest(content)

    def _nearest(self, content: Content) -> str:
        runs = _runs_of(content)
        shared = Counter(doc_id for run in runs for doc_id in self._holders.get(run, ()))
        best = min(shared, key=lambda doc_id: (-shared[doc_id], doc_id), default="")
        return best if best and shared[best] >= LEAST_SHARED * len(runs) else ""

    @cached_property
    def _holders(self) -> Mapping[tuple[str, ...], Sequence[str]]:
        """The ids of the documents that have a run of words."""
        holders: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for content in self._present:
            for run in _runs_of(content):
                holders[run].append(content.document.doc_id)
        return holders


def _once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The ids by a name that is not empty and that no two share."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, doc_id in pairs:
        found[name].append(doc_id)
    return {name: ids[0] for name, ids in found.items() if name and len(ids) == 1}


def _runs_of(content: Content) -> set[tuple[str, ...]]:
    return {run for passage in content.passages for run in _runs(passage.text)}


def _runs(text: str) -> set[tuple[str, ...]]:
    """The runs of three words, without case and punctuation; of fewer words all of them."""
    words = _PLAIN_WORD.findall(text.casefold())
    return {tuple(words[place : place + _RUN]) for place in range(max(1, len(words) - _RUN + 1))} if words else set()
