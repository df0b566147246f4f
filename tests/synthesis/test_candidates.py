"""What counts as a whole sentence, and what it is."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.document import Document, TaggedPassage
from index.ranking import Hit
from synthesis.candidates import candidates, is_statement
from synthesis.sentence_marks import sentence_marks


def hit(tagged: TaggedPassage) -> Hit:
    return Hit(passage=tagged, document=Document(doc_id=tagged.passage.doc_id, title="T"), rank=1, score=1.0)


@pytest.fixture
def quotable(make_passage: Callable[..., TaggedPassage]) -> Callable[..., list[str]]:
    def found(text: str, language: str = "en") -> list[str]:
        return [candidate.text for candidate in candidates(hit(make_passage("d", text, language=language)))]

    return found


@pytest.mark.parametrize(
    "text",
    [
        "Nurses stay where colleagues stay and pay is fair.",
        'She said: "Nurses stay where colleagues stay."',
        "Nurses stay where colleagues stay and pay is fair.12",
        "eHealth monitoring kept nurses in their rural posts.",
        "Οι νοσηλευτές μένουν εκεί όπου μένουν οι συνάδελφοι.",
        "नर्सें वहीं रहती हैं जहाँ उनके सहकर्मी रहते हैं।",
    ],
)
def test_whole_sentences_are_statements(text: str) -> None:
    assert is_statement(text)


@pytest.mark.parametrize(
    "text",
    [
        "Nurses stay.",
        "Evaluation and result of the programme in the county",
        "What keeps nurses in their rural posts for years?",
        "Country | Nurses | Doctors | Midwives | Year | Source.",
        "and colleagues stay in their posts for many years.",
        "Nurses stay where colleagues stay and pay is fair ...",
        "Nurses stay where colleagues stay: see https://example.org for more.",
        "Smith A, Jones B. Keeping nurses. Example Journal 2019;12:3-9.",
        "2019 12 13 14 15 16 17 18 19 20 21 22 23 a 24 25.",
        "Nurses stay \ue000 where colleagues stay and pay is fair.",
        " ".join(["nurses"] * 100).capitalize() + ".",
    ],
)
def test_fragments_are_not(text: str) -> None:
    assert not is_statement(text)


def test_a_sentence_that_leans_comes_with_the_one_before_it(quotable: Callable[..., list[str]]) -> None:
    text = "The county paid for the housing of nurses. They stayed for five years on average."
    assert quotable(text) == ["The county paid for the housing of nurses.", text]


def test_quotations_keep_to_a_paragraph(quotable: Callable[..., list[str]]) -> None:
    text = "The county paid for the housing of nurses.\n\nThey stayed for five years on average."
    assert quotable(text) == ["The county paid for the housing of nurses.", "They stayed for five years on average."]


def test_marks_of_lists_are_not_quoted(quotable: Callable[..., list[str]]) -> None:
    assert quotable("• The county paid for the housing of nurses.") == ["The county paid for the housing of nurses."]


def test_an_entry_of_a_list_of_sources_is_left_out(quotable: Callable[..., list[str]]) -> None:
    text = "Keeping nurses in rural posts for many years: an invented report. Example, 2020. https://example.org/x"
    assert quotable(text) == []


def test_what_only_points_elsewhere_is_left_out(make_passage: Callable[..., TaggedPassage]) -> None:
    tagged = make_passage("d", "The county paid for the housing of nurses.")
    pointing = replace(tagged, passage=replace(tagged.passage, is_evidence=False))
    assert candidates(hit(tagged))
    assert candidates(hit(pointing)) == ()


@pytest.mark.parametrize(
    ("language", "leaning", "standing"),
    [
        ("en", "They stayed for years.", "The nurses stayed for years."),
        ("en", "The office also looks back.", "The office looks back."),
        ("en-GB", "By contrast, doctors left.", "Contrasts are small."),
        ("fr", "Ils sont restés.", "Ilse est restée."),
        ("de", "Sie blieben viele Jahre.", "Siebzig Pflegekräfte blieben."),
        ("ro", "Acestea au rămas.", "Asistentele au rămas."),
        ("hu", "Ezek a nővérek maradtak.", "A nővérek maradtak."),
        ("pl", "Oni zostali na wsi.", "Onkolodzy zostali na wsi."),
    ],
)
def test_leaning_sentences_are_known_by_their_beginning(language: str, leaning: str, standing: str) -> None:
    marks = sentence_marks(language)
    assert marks.leans(leaning)
    assert not marks.leans(standing)


def test_purposes_meetings_and_results_are_told_apart() -> None:
    marks = sentence_marks("en")
    assert marks.tells_purpose("The aim of the study was to see who stays.")
    assert marks.tells_purpose("METHODS: Nurses were asked twice.")
    assert marks.tells_purpose("BackgroundNurses leave rural posts.")
    assert not marks.tells_purpose("Patients stayed with nurses they knew.")
    assert marks.tells_event("The workshop brought five countries together.")
    assert marks.tells_result("Turnover fell in all wards.")
    assert marks.tells_result("It was 12 % in all wards.")
    assert not marks.tells_result("The law covers all wards.")


def test_languages_without_marks_have_none() -> None:
    marks = sentence_marks("und")
    assert not marks.leans("They stayed.")
    assert marks.tells_result("12%")
