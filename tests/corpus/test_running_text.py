"""How much of a text is stop words of a language."""

import pytest

from corpus.running_text import share_of_stop_words


@pytest.mark.parametrize(
    ("text", "language", "share"),
    [
        ("The nurses of the region", "en", 3 / 5),
        ("The nurses of the region", "de", 0.0),
        ("L'infirmière d’une région", "fr", 3 / 5),
        ("Les infirmières 12 34.5 (2020)", "fr", 1 / 2),
        ("Kofi Annan 14 Cape Coast", "pcm", 0.0),
        ("12 | 34 | 56 %", "en", 0.0),
        ("", "en", 0.0),
    ],
)
def test_the_share_counts_words_alone(text: str, language: str, share: float) -> None:
    assert share_of_stop_words(text, language) == pytest.approx(share)
