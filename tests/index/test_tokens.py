import pytest

from index.highlights import highlights
from index.tokens import stem, stems, words


def test_words_keep_their_places() -> None:
    text = "L’infirmière — and the nurse's 24-hour shift."
    assert [text[start:end].lower() for start, end, _ in words(text)] == [word for _, _, word in words(text)]
    assert [word for _, _, word in words(text)] == ["l’infirmière", "and", "the", "nurse's", "24", "hour", "shift"]


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("nurses", "nurse", "en"),
        ("pflegekräfte", "pflegekräften", "de"),
        ("infirmières", "infirmière", "fr"),
        ("médicos", "médico", "es"),
        ("sănătatea", "sanatate", "ro"),
        ("νοσηλευτές", "νοσηλευτών", "el"),
        ("ápolók", "ápolókat", "hu"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str, language: str) -> None:
    assert stem(one, language) == stem(other, language)


def test_unspaced_scripts_are_cut_in_pairs() -> None:
    assert stems("护士短缺", "zh") == ["护士", "士短", "短缺"]


def test_highlights_mark_the_words_of_the_question() -> None:
    text = "Rural nurses stay; the nursing posts are rural."
    marked = highlights(text, "en", frozenset(stems("rural nurse", "en")))
    assert [text[start:end] for start, end in marked] == ["Rural nurses", "nursing", "rural"] or [
        text[start:end] for start, end in marked
    ] == ["Rural nurses", "rural"]
