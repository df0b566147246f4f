"""Bytes to text."""

import codecs

import pytest

from corpus.errors import UnreadableError
from ingest.readers.decoding import decode

GERMAN = "Die Pflegekräfte in Österreich und der Schweiz verdienen für ihre Arbeit größere Anerkennung. " * 5


def test_utf_8_is_read_as_such():
    decoded = decode("Pflegekräfte – România".encode(), file_name="a.txt")
    assert (decoded.text, decoded.encoding, decoded.damage) == ("Pflegekräfte – România", "utf-8", "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_character_set_and_is_no_text(encoding):
    assert decode("Νοσηλευτές".encode(encoding), file_name="a.txt").text == "Νοσηλευτές"


def test_big_endian_utf_16_with_a_mark():
    data = codecs.BOM_UTF16_BE + "nurses".encode("utf-16-be")
    assert decode(data, file_name="a.txt").text == "nurses"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_zeros(encoding):
    assert decode("Nurses and midwives".encode(encoding), file_name="a.txt").text == "Nurses and midwives"


def test_a_declared_character_set_is_used_where_the_bytes_are_not_utf_8():
    assert decode("Ärzte".encode("iso8859-2"), file_name="a.html", declared="ISO-8859-2").text == "Ärzte"


def test_utf_8_counts_for_more_than_what_is_declared():
    assert decode("Ärzte".encode(), file_name="a.html", declared="iso-8859-1").text == "Ärzte"


def test_seven_bit_japanese_is_read_as_declared_although_it_is_valid_utf_8():
    data = "看護師".encode("iso2022-jp")
    assert decode(data, file_name="a.html", declared="iso-2022-jp").text == "看護師"


def test_latin_1_is_read_as_the_windows_set_that_it_is_in_practice():
    assert decode(b"time \x96 act", file_name="a.html", declared="iso-8859-1").text == "time – act"


def test_undeclared_western_text_is_guessed():
    assert decode(GERMAN.encode("cp1252"), file_name="a.txt").text == GERMAN


@pytest.mark.parametrize("label", ["no-such-set", "rot13", "unicode_escape", "\0"])
def test_a_label_that_is_no_character_set_is_passed_over(label):
    assert decode(GERMAN.encode("cp1252"), file_name="a.txt", declared=label).text == GERMAN


def test_a_few_bad_bytes_in_utf_8_are_told_and_not_turned_into_another_alphabet():
    data = ("Pflegekräfte " * 30).encode() + b"\xff end"
    decoded = decode(data, file_name="a.txt")
    assert decoded.text.endswith("\ufffd end")
    assert (decoded.damaged, decoded.encoding) == (1, "utf-8")
    assert "1 characters are not valid utf-8" in decoded.damage


def test_replacement_characters_that_the_file_itself_holds_are_not_damage():
    assert decode(codecs.BOM_UTF8 + "a\ufffdb".encode(), file_name="a.txt").damaged == 0


def test_binary_data_is_refused():
    with pytest.raises(UnreadableError, match=r"a\.txt was refused: the file is binary"):
        decode(bytes(range(256)) * 8, file_name="a.txt")
