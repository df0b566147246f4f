"""Whole sentences that could be quoted: passages are cut, and what is no statement is left out."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.reading import BLOCK_SEPARATOR
from corpus.sentences import sentence_spans
from index.ranking import Hit
from index.tokens import words
from synthesis.boundaries import is_whole
from synthesis.sentence_marks import sentence_marks

SHORTEST = 6
"""Words. Below it, a sentence is taken for a heading, a label or the rest of a table."""
_SHORT = 10
LONGEST = 90
"""Words. Beyond it, it is taken for a list or table whose structure was lost."""
_REFERENCE = 80
"""Words. A shorter paragraph with an address in it is an entry of a list of sources."""
_LEAST_LETTERS = 0.6
_ADDRESS = re.compile(r"https?:|www\.|\bdoi\b|\b10\.\d{4,}/|\b(?:19|20)\d\d;\s?\d+", re.IGNORECASE)
_ENDED = re.compile(r"[.!。！।۔]['\"’”»)\]]*[\d⁰¹²³⁴⁵⁶⁷⁸⁹,\-\[\]]*$")
_CUT_OFF = re.compile(r"\.\.\.['\"’”»)\]]*$")
_MARK = re.compile(r"(?:[•▪‣◦●○■□➢✓·*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
_UNWRITTEN = frozenset({"Cc", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One whole sentence of a passage, or two in sequence where the second leans on the first."""

    hit: Hit
    start: int
    end: int
    """Characters `[start, end)` of the passage's text."""
    block: int
    """Which paragraph of the passage, from 0."""
    first: int
    last: int
    """Which sentences of the paragraph, from 0."""
    is_leaning: bool
    """Begins with a pronoun or a connecting word, and nothing that could be quoted stands before it."""
    is_purpose: bool
    """Speaks of its own text, or of what a study set out to do."""
    is_short: bool
    is_event: bool
    """Tells of a meeting."""
    is_result: bool
    """Reports what was found, or how much, or stands under a heading such as Results."""

    @property
    def text(self) -> str:
        """The sentence as it stands in the passage."""
        return self.hit.passage.passage.text[self.start : self.end]

    @property
    def place(self) -> tuple[str, int]:
        """Orders candidates: by passage, then by where they stand."""
        return self.hit.passage.passage.passage_id, self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    start: int
    end: int
    is_statement: bool
    is_leaning: bool


def candidates(hit: Hit) -> tuple[Candidate, ...]:
    """The sentences of a passage that could be quoted, in order; none of a passage that only points elsewhere."""
    passage = hit.passage.passage
    if not passage.is_evidence:
        return ()
    found: list[Candidate] = []
    offset = 0
    for number, block in enumerate(passage.text.split(BLOCK_SEPARATOR)):
        if not _is_reference(block):
            sentences = _sentences(passage.text, block, offset, passage.language)
            found += _of_block(hit, number, sentences)
        offset += len(block) + len(BLOCK_SEPARATOR)
    return tuple(found)


def _of_block(hit: Hit, number: int, sentences: list[_Sentence]) -> Iterator[Candidate]:
    passage = hit.passage.passage
    marks = sentence_marks(passage.language)
    heading = passage.locator.headings[-1] if passage.locator.headings else ""
    for at, sentence in enumerate(sentences):
        if not sentence.is_statement:
            continue
        before = sentences[at - 1] if at and sentence.is_leaning and sentences[at - 1].is_statement else None
        begins = before or sentence
        text = passage.text[begins.start : sentence.end]
        yield Candidate(
            hit=hit,
            start=begins.start,
            end=sentence.end,
            block=number,
            first=at - 1 if before else at,
            last=at,
            is_leaning=begins.is_leaning,
            is_purpose=marks.tells_purpose(text),
            is_short=sum(1 for _ in words(text)) < _SHORT,
            is_event=marks.tells_event(text),
            is_result=marks.tells_result(text) or marks.tells_result(heading),
        )


def _sentences(text: str, block: str, offset: int, language: str) -> list[_Sentence]:
    sentences = []
    marks = sentence_marks(language)
    for start, end in sentence_spans(block, language):
        mark = _MARK.match(block, start, end)
        begins = mark.end() if mark else start
        sentence = block[begins:end]
        sentences.append(
            _Sentence(
                start=offset + begins,
                end=offset + end,
                is_statement=is_statement(sentence) and is_whole(text, offset + begins, offset + end),
                is_leaning=marks.leans(sentence),
            )
        )
    return sentences


def is_statement(sentence: str) -> bool:
    """True if a text looks like a whole sentence: long enough, ended (not by a question mark), not cut off, no row."""
    count = sum(1 for _ in words(sentence))
    if not SHORTEST <= count <= LONGEST or " | " in sentence or _ADDRESS.search(sentence):
        return False
    if not _ENDED.search(sentence) or _CUT_OFF.search(sentence) or _begins_inside(sentence):
        return False
    if any(unicodedata.category(character) in _UNWRITTEN for character in sentence):
        return False
    written = [character for character in sentence if not character.isspace()]
    return sum(character.isalpha() or unicodedata.category(character)[0] == "M" for character in written) >= (
        _LEAST_LETTERS * len(written)
    )


def _begins_inside(sentence: str) -> bool:
    """True if it begins in lower case, as the rest of a sentence from another page does; eHealth may begin so."""
    letters = [character for character in sentence[:12] if character.isalpha()]
    return bool(letters) and letters[0].islower() and not (len(letters) > 1 and letters[1].isupper())


def _is_reference(block: str) -> bool:
    return bool(_ADDRESS.search(block)) and sum(1 for _ in words(block)) < _REFERENCE
