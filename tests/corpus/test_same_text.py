"""Which texts are the same, and which only look so."""

import random
import re

import pytest

from corpus import same_text
from corpus.same_text import LONG, SHORT, Signatures, contradict, signature_of, stands_for, text_id_of, words_of

VOCABULARY = [
    f"{first}{last}"
    for first in ("nur", "pay", "rur", "wor", "hos", "mid")
    for last in ("se", "ing", "al", "ers", "ly")
]


def prose(words: int, seed: int, *, numbers: bool = True) -> str:
    drawn = random.Random(seed)
    return " ".join(
        str(drawn.randint(2, 99_999))
        if numbers and drawn.random() < 0.05
        else drawn.choice(VOCABULARY) + drawn.choice("aeiouxyz")
        for _ in range(words)
    )


ABSTRACT = "Pay rose by 12.5 percent in 2021. " + prose(250, 1)
REPORT = "Report on the workforce. " + prose(3000, 2)


def both(one: str, other: str) -> tuple[bool, bool]:
    first, second = words_of(one), words_of(other)
    return stands_for(first, second), stands_for(second, first)


@pytest.mark.parametrize(
    "made",
    [
        lambda text: text.upper(),
        lambda text: re.sub(r"[.,]\s", " – ", text),
        lambda text: "BACKGROUND: " + text.replace("payinga", "payinga METHODS:", 1),
        lambda text: text.replace("12.5", "12·5"),
    ],
)
def test_another_spelling_is_the_same_text(made) -> None:
    assert both(ABSTRACT, made(ABSTRACT)) == (True, True)


def test_a_text_that_was_cut_off_is_stood_for_and_does_not_stand_for_the_whole() -> None:
    cut = " ".join(ABSTRACT.split()[:150])
    assert both(ABSTRACT, cut) == (True, False)
    assert both(ABSTRACT, " ".join(ABSTRACT.split()[:100])) == (False, False), "an excerpt"


def test_another_cover_is_the_same_report() -> None:
    covers = ("Published in March 2019. ISBN 978-0-00-000000-1. ", "Published in April 2021. ISBN 978-0-00-000000-2. ")
    assert both(*(cover + REPORT for cover in covers)) == (True, True)


@pytest.mark.parametrize("text", [ABSTRACT, REPORT], ids=["abstract", "report"])
def test_another_number_in_the_same_words_is_another_text(text: str) -> None:
    middle = re.search(r"\d+", text[len(text) // 2 :])
    assert middle is not None
    start = len(text) // 2 + middle.start()
    changed = text[:start] + str(int(middle.group()) + 1) + text[start + len(middle.group()) :]
    assert both(text, changed) == (False, False)


def test_numbers_are_compared_by_value_as_they_are_written() -> None:
    assert words_of("ISBN 978-92-4-155099-1.") == ["isbn", "9789241550991"]
    assert words_of("1,234 and .05, 0·05 and 0,05; H1N1") == [
        "1234",
        "and",
        "0.05",
        "0.05",
        "and",
        "0.05",
        "h",
        "1",
        "n",
        "1",
    ]
    assert not contradict(words_of("p was 0.05 in both arms"), words_of("p was .05 in both arms"))
    assert contradict(words_of("p was 0.05 in both arms"), words_of("p was .06 in both arms"))


def test_a_figure_on_the_first_page_of_a_long_text_counts() -> None:
    facts = "Median pay 2024: 98,910 a year. "
    assert both(facts + REPORT, facts.replace("98,910", "99,910") + REPORT) == (False, False)


def test_a_number_that_only_the_longer_text_has_is_no_contradiction() -> None:
    table = "rate of nurses 12 rate of nurses 14 rate of nurses 16"
    assert not contradict(words_of(table), words_of(table[:38]))


def test_a_number_in_a_short_text_counts_wherever_it_stands() -> None:
    assert len(words_of(REPORT)) >= LONG
    short = prose(300, 9, numbers=False)
    assert contradict(words_of(f"{short} in 2019"), words_of(f"{short} in 2020"))


def test_other_words_are_another_text() -> None:
    assert both(ABSTRACT, prose(260, 3)) == (False, False)


def test_signatures_are_the_same_on_every_machine() -> None:
    signature = signature_of(words_of("one two three " * 3 + " ".join(f"word{n}" for n in range(60))))
    assert signature[:40] == "4mkRAI0J9ABRAosBZ1tNAcCbKwJDziACO7aCAlnH"
    assert len(signature) == 126 * 4 / 3 * 4
    assert signature_of(words_of(" ".join(["word"] * (SHORT - 1)))) == ""


def test_near_texts_meet_in_their_signatures_and_others_do_not() -> None:
    found = Signatures()
    for name, text in (("abstract", ABSTRACT), ("other", prose(260, 3)), ("report", REPORT)):
        found.add(name, signature_of(words_of(text)))
    cut = " ".join(ABSTRACT.split()[:150])
    assert found.near(signature_of(words_of(cut))) == ["abstract"]
    assert found.near(signature_of(words_of(prose(260, 4)))) == []


def test_all_pairs_that_are_the_same_meet() -> None:
    """A signature is a guess: of 200 pairs at the very edge (half of the words) none may be lost here."""
    lost = 0
    for seed in range(200):
        text = prose(240, 1000 + seed)
        found = Signatures()
        found.add("whole", signature_of(words_of(text)))
        lost += not found.near(signature_of(words_of(" ".join(text.split()[:125]))))
    assert lost <= 2


def test_texts_are_named_by_their_words() -> None:
    assert text_id_of(words_of("Pay, kept!")) == text_id_of(words_of("pay kept")) != text_id_of(words_of("pay keeps"))


def test_without_the_look_at_numbers_two_years_would_be_one_text(monkeypatch) -> None:
    """The planted twin."""
    monkeypatch.setattr(same_text, "contradict", lambda one, other: False)
    assert both(ABSTRACT, ABSTRACT.replace("12.5", "14.5")) == (True, True)
