"""Where a quotation may begin and end."""

import pytest

from synthesis.boundaries import is_boundary, is_whole


@pytest.mark.parametrize(
    "marked",
    [
        "|Nurses| |stay|.|",
        "Of 12 nurses|,| 5| stayed",
        "pay rose|.|12 The next",
        "wards|—|the rest|",
        "In 2019| |400 nurses left",
        "“|Nurses| stay|”",
        "看護師|。|医師",
    ],
)
def test_between_words_is_a_boundary(marked: str) -> None:
    text, places = _unmarked(marked)
    assert all(is_boundary(text, place) for place in places)


@pytest.mark.parametrize(
    "marked",
    [
        "nur|ses", "non|-|medical", "don|'|t", "don|’|t", "1|2", "1|.|5", "1|,|000", "10| |000", "10|\u00a0|000",
        "24|/|7", "10|–|15", "12|%", "12| |%", "12|\u202f|‰", " −|5", "(-|5", "<|5", "€|5", "e|\u0301", "क|ि",
        "a|\u200d", "a\u200d|b", "x_|y",
    ],
)  # fmt: skip
def test_inside_words_and_numbers_is_none(marked: str) -> None:
    text, places = _unmarked(marked)
    assert not any(is_boundary(text, place) for place in places)


def test_a_stretch_lies_inside_its_text() -> None:
    assert is_whole("Nurses stay.", 0, 6)
    assert not is_whole("Nurses stay.", 0, 0)
    assert not is_whole("Nurses stay.", -6, 6)
    assert not is_whole("Nurses stay.", 0, 99)


def _unmarked(marked: str) -> tuple[str, list[int]]:
    pieces = marked.split("|")
    places = [sum(map(len, pieces[:number])) for number in range(1, len(pieces))]
    return "".join(pieces), places
