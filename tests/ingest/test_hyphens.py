"""What a line break parted is joined as the document itself writes it."""

import pytest

from ingest.hyphens import Vocabulary

HYPHENATED = Vocabulary(
    [
        "the workforce is measured by an inter-",
        "national long-term care of extra budgetary funds that plan-",
        "ning needs",
    ]
)
RAGGED = Vocabulary(
    ["lines of a text that was never hyphenated at all"] * 60 + ["but for one of them here that is self-"]
)


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("the work-", "force grows", "the workforce grows"),
        ("an inter-", "national team", "an international team"),
        ("in long-", "term care", "in long-term care"),
        ("by extra-", "budgetary means", "by extra-budgetary means"),
        ("der Kranken-", "und Altenpflege", "der Kranken- und Altenpflege"),
        ("for COVID-", "19 patients", "for COVID-19 patients"),
        ("the HIV-", "Negative group", "the HIV-Negative group"),
        ("from 2023–", "2030 on", "from 2023–2030 on"),
        ("nurses –", "and doctors", "nurses – and doctors"),
        ("soft\u00ad", "ware", "software"),
        ("see https://www.who.int/publications/", "item/978", "see https://www.who.int/publications/item/978"),
        ("两行", "文字", "两行文字"),
        ("two", "words", "two words"),
        ("", "start", "start"),
    ],
)
def test_joins(before: str, after: str, joined: str) -> None:
    assert HYPHENATED.joined(before, after) == joined


def test_in_a_document_without_hyphenation_every_hyphen_is_its_words_own() -> None:
    assert RAGGED.joined("a self-", "assessment tool") == "a self-assessment tool"
    assert HYPHENATED.joined("a self-", "assessment tool") == "a selfassessment tool"
