"""From a reading to its passages: long enough to be understood alone, short enough to be quoted.

A passage has about 120 to 200 words. It follows sentences; it never crosses a page, and goes on from one section into
the next only where both are tiny. More than 240 words it has only if it is a single sentence, and a sentence of more
than 300 words is cut between words. A record, or any reading without sections, of up to 300 words stays whole. A
heading belongs to the passage that it opens, so that a quotation says what it is about.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from corpus.document import Locator, Passage, passage_id
from corpus.language import UNKNOWN, identify
from corpus.quote_selector import Contexts
from corpus.reading import Block, Reading
from corpus.running_text import share_of_stop_words
from corpus.sentences import sentence_spans
from ingest.passage_boxes import PageBoxes
from ingest.sections import PlacedBlock, Section, placed_blocks, sections_of, whole
from ingest.segments import LONGEST, Unit, best_segments
from ingest.word_count import count_words, even_pieces

WHOLE_WORDS = 300
"""A short record stays one passage up to here; a longer sentence is cut."""
TINY_WORDS = 60
"""Neighbouring sections below this are merged."""
LANGUAGE_WORDS = 20
"""From here on a passage may have a language of its own."""
OWN_STOP_WORDS = 0.14
"""And only if so many of its words are stop words of that language, twice as many as of the document's: lists of names
and tables look like languages that nobody wrote. Of passages in their document's language 95 in 100 have more."""


def split(reading: Reading, *, doc_id: str, language: str) -> tuple[Passage, ...]:
    """The passages of a reading, in order; each word is in exactly one. `language` is the document's, BCP 47."""
    placed = placed_blocks(reading)
    if not placed:
        return ()
    text = reading.text
    boxes = PageBoxes(placed)
    sentences = _Sentences(text, language)
    if _stays_whole(reading, placed):
        passages = [_passage(text, _units(sentences, whole(placed)), placed, boxes, doc_id, language)]
    else:
        passages = [
            _passage(text, segment, section.blocks, boxes, doc_id, language)
            for section in sections_of(placed, tiny=TINY_WORDS)
            for segment in best_segments(_units(sentences, section))
        ]
    contexts = Contexts(text)
    return tuple(_in_context(passage, contexts) for passage in passages)


def _in_context(passage: Passage, contexts: Contexts) -> Passage:
    prefix, suffix = contexts.around(passage.locator.start, passage.locator.end)
    return replace(passage, locator=replace(passage.locator, prefix=prefix, suffix=suffix))


class _Sentences:
    """The sentences of a whole text, asked for block by block."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self._spans = sentence_spans(text, language)
        self._starts = [start for start, _ in self._spans]

    def inside(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The sentences of `text[start:end]`, those that are too long in even pieces."""
        number = max(0, bisect_right(self._starts, start) - 1)
        while number < len(self._spans) and self._spans[number][0] < end:
            first, last = max(self._spans[number][0], start), min(self._spans[number][1], end)
            number += 1
            if first >= last:
                continue
            if count_words(self.text[first:last]) <= WHOLE_WORDS:
                yield first, last
            else:
                yield from ((first + a, first + b) for a, b in even_pieces(self.text[first:last], LONGEST))


def _stays_whole(reading: Reading, placed: Sequence[PlacedBlock]) -> bool:
    if sum(item.words for item in placed) > WHOLE_WORDS or len({item.block.page for item in placed}) > 1:
        return False
    paths = {item.block.headings for item in placed if not item.block.opens}
    return reading.record is not None or len(paths) <= 1


def _units(sentences: _Sentences, section: Section) -> list[Unit]:
    """What a section is cut into at the finest."""
    units: list[Unit] = []
    for number, placed in enumerate(section.blocks):
        is_heading = placed.block.opens
        opens = number > 0 and _opens(section.blocks[number - 1].block, placed.block)
        for start, end in sentences.inside(placed.start, placed.end):
            sentence = sentences.text[start:end]
            units.append(
                Unit(
                    start=start,
                    end=end,
                    words=count_words(sentence),
                    block=number,
                    opens_section=opens,
                    is_heading=is_heading,
                    ends_in_colon=sentence.endswith(":"),
                    is_open=sentence[-1:].isalpha() or sentence.endswith((",", ";")),
                )
            )
            opens = False
    return units


def _opens(before: Block, block: Block) -> bool:
    """Whether a section begins with `block`: where sections are merged, the best place for a cut."""
    return not before.opens and (block.opens or block.headings != before.headings)


def _passage(
    text: str, units: Sequence[Unit], blocks: Sequence[PlacedBlock], boxes: PageBoxes, doc_id: str, language: str
) -> Passage:
    start, end = units[0].start, units[-1].end
    lying = [placed for placed in blocks if placed.start < end and start < placed.end]
    touched = [placed.block for placed in lying]
    page, page_label = _page(lying[0], start)
    bodies = [block.headings for block in touched if not block.opens] or [touched[0].headings]
    quoted = text[start:end]
    return Passage(
        passage_id=passage_id(doc_id, start, end),
        doc_id=doc_id,
        text=quoted,
        locator=Locator(
            start=start,
            end=end,
            page=page,
            page_label=page_label,
            boxes=boxes.of(start, end, page),
            boxes_on_next_page=boxes.of(start, end, page + 1) if page is not None else (),
            headings=_shared(bodies),
            paragraph=touched[0].paragraph,
            is_recognised=any(block.is_recognised for block in touched),
        ),
        language=_language(quoted, sum(unit.words for unit in units), language),
    )


def _page(first: PlacedBlock, start: int) -> tuple[int | None, str]:
    """The page on which a passage begins that starts in `first`, with its label."""
    block = first.block
    page = block.page_at(start - first.start)
    label = block.page_break.page_label if block.page_break and page != block.page else block.page_label
    return page, label


def _shared(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The path that all have in common: where small sections share a passage, its text names the rest."""
    return tuple(level[0] for level in takewhile(lambda level: len(set(level)) == 1, zip(*paths, strict=False)))


def _language(text: str, words: int, of_document: str) -> str:
    """The document's language, or the passage's own where it is running text in another one."""
    own = identify(text) if words >= LANGUAGE_WORDS else UNKNOWN
    if own in (UNKNOWN, of_document.partition("-")[0]):
        return of_document
    least = max(OWN_STOP_WORDS, 2 * share_of_stop_words(text, of_document))
    return own if share_of_stop_words(text, own) >= least else of_document
