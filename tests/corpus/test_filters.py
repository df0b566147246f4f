import pytest

from corpus.errors import FilterError
from corpus.filters import FilterVocabulary, in_years, parse_filters

VOCABULARY = FilterVocabulary(
    themes=("retention", "violence", "migration", "skill-mix"),
    countries={"RO": "RO", "ROU": "RO", "HU": "HU", "GR": "GR", "EL": "GR"},
    languages=("en", "de", "ro"),
)
PASSAGE = {"theme": ["retention"], "country": ["RO", "HU"], "year": ["2021"], "language": ["en"], "kind": ["policy"]}


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("theme:retention|migration", True),
        ("theme:migration", False),
        ("theme:!violence", True),
        ("theme:!retention", False),
        ("country:ro|el", True),
        ("country:EL", False),
        ("country:RO,country:HU", True),
        ("country:RO,country:GR", False),
        ("country:RO|!HU", False),
        ("year:2019-2024", True),
        ("year:2022-", False),
        ("year:-2021", True),
        ("year:!2021", False),
        ("THEME: Retention , kind:policy,language:EN", True),
    ],
)
def test_filters_say_what_they_say(text: str, allowed: bool) -> None:
    assert parse_filters(text, VOCABULARY).allow(PASSAGE) is allowed


def test_a_passage_without_a_year_is_not_in_any_range() -> None:
    assert not parse_filters("year:1000-2100", VOCABULARY).allow({})
    assert parse_filters("year:!2021", VOCABULARY).allow({})


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("thema:retention", "theme"),
        ("theme:retension", "retention"),
        ("country:ROO", "RO"),
        ("kind:polcy", "policy"),
        ("year:20x1", ""),
        ("year:2024-2019", ""),
        ("year:20192024", ""),
        ("theme", "theme:…"),
        ("theme:a||b", ""),
        ("theme:!", ""),
    ],
)
def test_what_is_unknown_is_refused_with_the_nearest(text: str, nearest: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse_filters(text, VOCABULARY)
    assert nearest in " ".join(caught.value.nearest)


def test_filters_are_written_as_they_are_read() -> None:
    text = "theme:retention|migration,country:RO|!HU,year:2019-2024"
    assert str(parse_filters(text, VOCABULARY)) == text


def test_year_ranges() -> None:
    assert [in_years(2020, written) for written in ("2020", "2019-2021", "2021-", "-2019", "-2020")] == [
        True,
        True,
        False,
        False,
        True,
    ]
