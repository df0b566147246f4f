"""Signs of fonts that are no letters come out as they are seen, or as unreadable: never as another sign."""

import pytest

from ingest.characters import clean, pictures


@pytest.mark.parametrize("font", ["SymbolMT", "Symbol", "ABCDEF+SymbolMT"])
def test_signs_of_the_symbol_font_are_read(font: str) -> None:
    assert pictures("ClCr \uf03c 60, \uf0b3 5 \uf06d\uf067, \uf0b1 2\uf0b0", font) == "ClCr < 60, ≥ 5 μγ, ± 2°"
    assert pictures("\uf0b7 item", font) == "• item"


def test_letters_beside_them_and_other_fonts_stay() -> None:
    assert pictures("ClCr < 60", "SymbolMT") == "ClCr < 60"
    assert pictures("\uf03c", "Calibri") == "\uf03c"
    assert pictures("\uf03c", "SegoeUISymbol") == "\uf03c"


def test_an_unknown_sign_is_a_list_mark_only_before_the_text() -> None:
    assert clean("\uf0a8 housing").strip() == "• housing"
    assert clean("at most \uf03c 60 ml") == "at most \ufffd 60 ml"
