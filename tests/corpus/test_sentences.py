"""Sentences are sentences: abbreviations, ordinals, notes and list marks end none."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sentences import sentence_spans


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text, language)]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["Nurses left.", "Why?", "Pay fell!", "No one knew"]),
        ("en", ["Dr. Smith et al. (2019) found 3.5 nurses, i.e. too few, vs. 4.2 before (Fig. 3).", "It is so."]),
        ("en", ["J. K. Rowling of the U.S. Department came at 5 p.m. yesterday.", "The answer is no.", "See No. 5."]),
        ("en", ["It was written by J. Smith.", "Staff have hepatitis C.", "They also lack vitamin D.", "None left the U.S.", "The end."]),
        ("en", ["It rose in 2019.", "25 nurses left.", "Costs grew (OR 1.5; 95% CI 1.1-2.0; p<0.05).", "Of 25, 3 left."]),
        ("en", ["Staff were safe.[34]", "After that they left.[3,4]", "[35] See annex."]),
        ("en", ["This is so.", "(See annex.)", "Then he said “no.”", "“Why?” she asked."]),
        ("en", ["1. First item.", "2. Second item.", "a) Third.", "• Fourth."]),
        ("en", ["They met, organized ii. Meetings and iii. Reports.", "mRNA vaccines work.", "Really?!", "Yes... maybe."]),
        ("de", ["Nach § 3 Abs. 1 Nr. 2 des Gesetzes vom 1. Januar 2020 (BGBl. I S. 123) gilt dies.", "Der 3. Abschnitt bleibt."]),
        ("de", ["Das ist z. B. so, d. h. auch Dr. med. Meier bzw. Prof. Schulz ca. 3,5 Mio. Euro erhalten.", "Das gilt nach Abs. 1.", "Die Kosten usw.", "Alles andere entfällt."]),
        ("fr", ["L’art. 5, p. ex. pour M. Dupont, vaut env. 300 euros.", "Et alors ?", "Oui !"]),
        ("es", ["Según el art. 3, párr. 2, p. ej. los médicos, etc.", "El Sr. Pérez llegó.", "¿Qué pasó?", "¡Nada!"]),
        ("pt", ["Conforme o art. 5, p. ex. os médicos.", "O Dr. Silva saiu."]),
        ("pl", ["Zgodnie z art. 5 ust. 2 pkt 3 (Dz. U. z 2011 r. Nr 44, poz. 227) tj. nowe.", "Np. w 2019 r. było 5.", "Koniec."]),
        ("ro", ["Potrivit art. 3 alin. (2) lit. b) din Legea nr. 95/2006, medicii pleacă.", "Dl. Popescu rămâne."]),
        ("hu", ["A törvény szerint pl. az orvosok, ill. az ápolók.", "Vége."]),
        ("ja", ["これは文です。", "「はい。」と言った。", "次の文です！"]),
        ("zh", ["这是一句话。", "这是第二句！", "还有？"]),
        ("und", ["Uno.", "Due.", "Tre"]),
    ],
)  # fmt: skip
def test_sentences_of_a_language(language: str, parts: list[str]) -> None:
    glue = "" if language in ("ja", "zh") else " "
    assert sentences(glue.join(parts), language) == parts


@pytest.mark.parametrize(
    "language", ["ar", "hi", "el", "ru", "th", "ko", "vi", "xx", "", "no", "nn", "bs", "qqq", "en-GB"]
)
def test_every_language_has_a_way(language: str) -> None:
    assert sentences("One two. Three four!\n\nFive", language)[-1] == "Five"


def test_a_blank_line_always_ends_a_sentence() -> None:
    assert sentences("Health\n\nworkforce e.g.\n \nplans\nand aims") == ["Health", "workforce e.g.", "plans\nand aims"]


def test_nothing_is_a_sentence_in_nothing() -> None:
    assert sentence_spans("", "en") == sentence_spans(" \n\n ", "en") == ()


def test_long_texts_are_no_trouble_and_their_pieces_leave_no_trace() -> None:
    text = "Nurses leave rural hospitals because of low pay and long nights. " * 20_000
    assert set(sentences(text)) == {"Nurses leave rural hospitals because of low pay and long nights."}
    unbroken = "word " * 60_000
    assert sentences(unbroken) == [unbroken.strip()]


def test_no_text_takes_long() -> None:
    began = time.process_time()
    for text in (
        "a" * 200_000,
        "." * 200_000,
        "a." * 100_000,
        "( " * 100_000,
        "1. " * 60_000,
        "? " * 90_000,
        "A.B " * 50_000,
        "[1" * 90_000,
    ):
        sentence_spans(text, "en")
    assert time.process_time() - began < 60


TEXTS = st.lists(
    st.sampled_from(["e.g.", "§ 3", "Abs.", "1.", "Dr.", "A.", "nurses", "Pay", "left.", "why?", "[3]", "(", ")", "“", "”", "\n\n",
                     "\n", "•", "…", "U.S.", "3.5", "。", "。」", "é", "-", "'", '"', "...", "\u00a0", "ii."]),
    max_size=40,
).map(" ".join)  # fmt: skip


@settings(deadline=None)
@given(TEXTS | st.text(max_size=200), st.sampled_from(["en", "de", "zh", "xx", "fr"]))
def test_nothing_is_lost_and_nothing_overlaps(text: str, language: str) -> None:
    end = 0
    for start, stop in sentence_spans(text, language):
        assert end <= start < stop <= len(text)
        assert not text[end:start].strip()
        assert text[start:stop] == text[start:stop].strip()
        assert "\n\n" not in text[start:stop]
        end = stop
    assert not text[end:].strip()


def test_it_is_fast(shared) -> None:
    folder = shared / "data/documents/ghana_ministry_policies/text"
    text = "\n\n".join(path.read_text() for path in sorted(folder.glob("*.txt"))[:4])
    sentence_spans(text[:2000], "en")
    began = time.process_time()
    sentence_spans(text, "en")
    assert len(text.split()) / (time.process_time() - began) > 20_000
