"""A passage's selector leads to the passage, and to nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from corpus import quote_selector
from corpus.quote_selector import CONTEXT, LONGEST_CONTEXT, Contexts, find_quote
from corpus.reading import BLOCK_SEPARATOR

BLOCKS = st.lists(st.text("ab ", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=12)


@st.composite
def placed(draw) -> tuple[str, int, int]:
    """A text of blocks that repeat, and a stretch of it that begins and ends inside blocks."""
    blocks = draw(BLOCKS)
    text = BLOCK_SEPARATOR.join(blocks)
    inside = [offset for offset, letter in enumerate(text) if letter != "\n"]
    start, last = sorted((draw(st.sampled_from(inside)), draw(st.sampled_from(inside))))
    return text, start, last + 1


@given(placed())
def test_the_selector_finds_exactly_the_place(found: tuple[str, int, int]) -> None:
    text, start, end = found
    prefix, suffix = Contexts(text).around(start, end)
    # Contexts grow over the whole of so short a text, so no hint is needed.
    for near in (0, start, len(text)):
        assert find_quote(text, text[start:end], prefix=prefix, suffix=suffix, near=near) == (start, end)


def test_a_context_has_up_to_32_characters_with_breaks_as_spaces() -> None:
    text = BLOCK_SEPARATOR.join(["One.", "The passage that is quoted.", "x" * 50])
    start = text.index("The")
    assert Contexts(text).around(start, start + 27) == ("One. ", " " + "x" * (CONTEXT - 1))


def test_a_quotation_over_two_blocks_is_found_again() -> None:
    text = BLOCK_SEPARATOR.join(["Before.", "One.", "Two.", "After."])
    assert find_quote(text, "One.\n\nTwo.", prefix="Before. ", suffix=" After.") == (9, 19)
    assert find_quote(text, "One. Two.", prefix="Before. ", suffix=" After.") == (9, 19)


def test_of_equal_places_the_nearest_counts_and_contexts_stop_growing() -> None:
    text = BLOCK_SEPARATOR.join(["Same words."] * 200)
    prefix, suffix = Contexts(text).around(1300, 1311)
    assert len(prefix) == len(suffix) == LONGEST_CONTEXT
    assert find_quote(text, "Same words.", prefix=prefix, suffix=suffix, near=1300) == (1300, 1311)
    assert find_quote(text, "Same words.", prefix=prefix, suffix=suffix) != (1300, 1311)


def test_words_that_do_not_stand_there_are_not_found() -> None:
    assert find_quote("Pay kept midwives.", "Pay kept nurses.", prefix="", suffix="") is None
    assert find_quote("Pay kept midwives.", "kept", prefix="Housing ", suffix="") is None


def test_without_growing_contexts_the_wrong_place_is_found(monkeypatch) -> None:
    """The planted twin: a fixed length of context does not tell equal places apart."""
    monkeypatch.setattr(quote_selector, "LONGEST_CONTEXT", 0)
    text = BLOCK_SEPARATOR.join(["First.", *["Same words."] * 20, "Last."])
    prefix, suffix = Contexts(text).around(138, 149)
    assert find_quote(text, "Same words.", prefix=prefix, suffix=suffix) != (138, 149)
    monkeypatch.undo()
    prefix, suffix = Contexts(text).around(138, 149)
    assert find_quote(text, "Same words.", prefix=prefix, suffix=suffix) == (138, 149)
