"""Plain text to paragraphs."""

from ingest.readers.paragraphs import paragraphs_of


def test_blank_lines_and_form_feeds_end_paragraphs():
    assert paragraphs_of("one\n\ntwo\n  \n\nthree\ffour") == ["one", "two", "three", "four"]


def test_wrapped_lines_are_joined():
    text = (
        "Nurses and midwives play a critical role in achieving universal\n"
        "coverage of healthcare services. They are on the front lines of\n"
        "care in every country.\n"
    )
    assert paragraphs_of(text) == [" ".join(text.split())]


def test_items_stay_apart():
    assert paragraphs_of("We ask for:\n- more posts\n- better pay\n2. housing") == [
        "We ask for:",
        "- more posts",
        "- better pay",
        "2. housing",
    ]


def test_a_line_that_stops_early_at_the_end_of_a_sentence_ends_its_paragraph():
    text = "A first paragraph of two wrapped lines that fill most of\nthe width.\nThe second paragraph begins here."
    assert paragraphs_of(text)[1] == "The second paragraph begins here."


def test_long_lines_are_paragraphs():
    assert paragraphs_of("word " * 60 + "\n" + "other " * 60) == [("word " * 60).strip(), ("other " * 60).strip()]


def test_every_kind_of_line_end_counts():
    assert paragraphs_of("one\r\n\r\ntwo\r\rthree\u2029four") == ["one", "two", "three", "four"]


def test_a_soft_hyphen_at_the_end_of_a_line_joins_the_word():
    joined = paragraphs_of("the people of the health work\u00ad\nforce in every country stay longer")
    assert joined == ["the people of the health work\u00adforce in every country stay longer"]
