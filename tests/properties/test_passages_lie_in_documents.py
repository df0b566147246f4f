"""Whatever a reading looks like, its passages lie in it: in order, apart, and with every word in exactly one."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus.document import Box, Passage, passage_id
from corpus.reading import Block, Reading
from ingest.segments import LIMIT
from ingest.splitter import WHOLE_WORDS, split
from ingest.word_count import count_words

WORDS = st.sampled_from(
    ["nurses", "leave", "hospitals.", "Pay", "is", "low.", "e.g.", "§", "3", "Abs.", "1.", "Dr.", "why?", "(see", "annex)", "•",
     "[12]", "„ja“.", "护士短缺。", "พยาบาล", "été", "U.S.", "…", "|", "12.5", "“No.”", "ii.", "A.", "الصحة", "care:", "\u00a0x"]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(WORDS, min_size=1, max_size=12),
    st.lists(WORDS, min_size=1, max_size=12).map(lambda words: words * 20),
    st.lists(st.sampled_from(["word", "护士"]), min_size=200, max_size=700),
).map(" ".join)
PATHS = st.lists(st.sampled_from(["A", "B", "C"]), max_size=3).map(tuple)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Readings with pages that ascend or with none, and headings in any order, also such that open nothing."""
    count = draw(st.integers(0, 12))
    paged = draw(st.booleans())
    page = 1
    blocks = []
    for number in range(count):
        page += draw(st.integers(0, 1)) if paged else 0
        is_heading = draw(st.booleans()) and draw(st.booleans())
        blocks.append(
            Block(
                text="A heading of some words" if is_heading else draw(TEXTS),
                page=page if paged else None,
                boxes=(Box(x0=0, y0=number, x1=1, y1=number + 1),) if paged else (),
                headings=draw(PATHS),
                paragraph=number + 1,
                is_heading=is_heading,
            )
        )
    return Reading(blocks=tuple(blocks), record=draw(st.sampled_from([None, 3])))


def check(reading: Reading, passages: Sequence[Passage]) -> None:
    """Fails unless the passages are in order and apart, have their text at their place, and leave no word out."""
    text = reading.text
    end = 0
    for passage in passages:
        locator = passage.locator
        assert end <= locator.start < locator.end <= len(text)
        assert not text[end : locator.start].strip(), "words between two passages are in none"
        assert reading.text_at(locator) == passage.text == text[locator.start : locator.end]
        assert passage.text == passage.text.strip()
        assert passage.passage_id == passage_id("doc", locator.start, locator.end)
        end = locator.end
    assert not text[end:].strip(), "words after the last passage are in none"
    ids = [passage.passage_id for passage in passages]
    assert ids == sorted(set(ids))


@settings(deadline=None)
@given(readings(), st.sampled_from(["en", "de", "zh", "und"]))
def test_passages_lie_in_their_document(reading: Reading, language: str) -> None:
    check(reading, split(reading, doc_id="doc", language=language))


@settings(deadline=None)
@given(readings(), st.data())
def test_a_lost_a_doubled_and_a_moved_passage_are_noticed(reading: Reading, data: st.DataObject) -> None:
    passages = list(split(reading, doc_id="doc", language="en"))
    assume(passages)
    place = data.draw(st.integers(0, len(passages) - 1))
    moved = passages[place]
    later = replace(moved, locator=replace(moved.locator, start=moved.locator.start + 1, end=moved.locator.end + 1))
    for bad in ([], [moved, moved], [later]):
        with pytest.raises(AssertionError):
            check(reading, [*passages[:place], *bad, *passages[place + 1 :]])


@settings(deadline=None)
@given(readings())
def test_passages_are_as_long_as_promised(reading: Reading) -> None:
    for passage in split(reading, doc_id="doc", language="en"):
        words = count_words(passage.text)
        body = passage.text.replace("A heading of some words", "")
        is_record = words <= WHOLE_WORDS
        is_one_sentence = count_words(body) <= WHOLE_WORDS
        assert words <= LIMIT or is_record or is_one_sentence


@settings(deadline=None)
@given(readings())
def test_locators_agree_with_the_blocks_they_touch(reading: Reading) -> None:
    offsets: list[tuple[int, int, Block]] = []
    start = 0
    for block in reading.blocks:
        offsets.append((start, start + len(block.text), block))
        start += len(block.text) + 2
    for passage in split(reading, doc_id="doc", language="en"):
        locator = passage.locator
        touched = [block for first, last, block in offsets if first < locator.end and locator.start < last]
        assert {block.page for block in touched} == {locator.page}
        assert locator.boxes == tuple(box for block in touched for box in block.boxes)
        assert locator.paragraph == touched[0].paragraph
        paths = [block.headings for block in touched if not block.opens] or [touched[0].headings]
        assert all(path[: len(locator.headings)] == locator.headings for path in paths)
        longer = {path[: len(locator.headings) + 1] for path in paths}
        assert len(longer) > 1 or longer == {locator.headings}
