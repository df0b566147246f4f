"""Folding, raised characters, table rows, and the path of headings."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.blocks import BlockList, fold, rows_text, superscript


def test_white_space_of_every_kind_is_folded():
    assert fold(" a\n\tb\u2028c\u00a0d\x85e\x0cf ") == "a b c d e f"


def test_what_nobody_can_see_is_left_out():
    assert fold("ig\u200bnore\U000e0041\U000e0042 work\u00adforce\ufeff \u202eright\u202c") == "ignore workforce right"


def test_joiners_that_languages_are_spelled_with_stay():
    assert fold("می\u200cخواهم") == "می\u200cخواهم"


def test_what_is_no_character_is_shown_as_lost():
    assert fold("n \x01\x02 74 \ud800") == "n \ufffd 74 \ufffd"


@given(st.text())
def test_folded_text_is_one_line_and_folds_to_itself(text):
    folded = fold(text)
    assert len(folded.splitlines()) <= 1
    assert fold(folded) == folded
    folded.encode()


def test_raised_digits_never_join_the_number_before_them():
    assert "10" + superscript("-3") == "10⁻³"
    assert "5.2" + superscript("12") == "5.2¹²"


def test_raised_words_stay_words():
    assert superscript("th") == "th"
    assert superscript(" ") == " "


def test_rows_keep_the_places_of_empty_cells_inside():
    assert rows_text([["", "2019", "2020"], ["Niger", "", "0.35"], ["Chad", "0.6", ""]]) == [
        "| 2019 | 2020",
        "Niger | | 0.35",
        "Chad | 0.6",
    ]


def test_a_first_column_of_pictures_and_rows_of_nothing_are_dropped():
    assert rows_text([["", "Nurse", "1"], [" ", "Doctor", "2"], ["", "", ""]]) == ["Nurse | 1", "Doctor | 2"]


def test_headings_make_the_path_of_what_stands_below():
    blocks = BlockList()
    blocks.heading("Part", 1)
    blocks.heading("Section", 3)
    blocks.add("one")
    blocks.heading("Other section", 2)
    blocks.add("two")
    blocks.heading("Next part", 1)
    blocks.add("three")
    assert [(block.text, block.headings, block.is_heading) for block in blocks.blocks] == [
        ("Part", (), True),
        ("Section", ("Part",), True),
        ("one", ("Part", "Section"), False),
        ("Other section", ("Part",), True),
        ("two", ("Part", "Other section"), False),
        ("Next part", (), True),
        ("three", ("Next part",), False),
    ]
    assert [block.paragraph for block in blocks.blocks] == [1, 2, 3, 4, 5, 6, 7]


def test_a_paragraph_set_as_a_heading_is_a_paragraph():
    blocks = BlockList()
    blocks.heading("word " * 80, 1)
    blocks.add("text")
    assert [block.is_heading for block in blocks.blocks] == [False, False]
    assert blocks.blocks[1].headings == ()
    assert blocks.opening_heading == ""


def test_empty_text_makes_no_block():
    blocks = BlockList()
    blocks.add(" \u200b\n")
    blocks.heading("", 1)
    assert blocks.blocks == ()
