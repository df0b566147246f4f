"""Words for stored values."""

import pytest

from corpus.errors import NotFoundError
from search_api.labels import Labels, direction, kind_name, language_name, years


@pytest.mark.parametrize(
    ("tag", "name", "side"),
    [
        ("en", "English", "ltr"),
        ("ar", "Arabic", "rtl"),
        ("he", "Hebrew", "rtl"),
        ("el", "Greek", "ltr"),
        ("pt-BR", "Portuguese (Brazil)", "ltr"),
        ("und", "Language not known", "auto"),
        ("", "", "auto"),
        ("no such tag", "no such tag", "auto"),
    ],
)
def test_languages_have_a_name_and_a_direction(tag, name, side):
    assert language_name(tag) == name
    assert direction(tag) == side


@pytest.mark.parametrize(
    ("written", "words"),
    [("2021", "2021"), ("2019-2024", "2019–2024"), ("2019-", "2019 or later"), ("-2024", "2024 or earlier")],
)
def test_ranges_of_years_have_words(written, words):
    assert years(written) == words


def test_kinds_are_written_as_words():
    assert kind_name("action-plan") == "Action plan"


def test_values_without_words_are_shown_as_stored(taxonomy):
    class NoCountries:
        def name(self, code: str, language: str = "en") -> str:
            raise NotFoundError(kind="country", id=code)

    labels = Labels(taxonomy=taxonomy, countries=NoCountries())
    assert labels.of("country", "ZZ") == "ZZ"
    assert labels.of("theme", "gone") == "gone"
    assert labels.of("theme", "retention") == "Retention and recruitment"
