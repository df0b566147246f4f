"""The language of a text, and one code for each language."""

import pytest

from corpus.language import identify, identify_question, normalise

SENTENCES = {
    "en": "Nurses leave rural hospitals because of low pay.",
    "de": "Pflegekräfte verlassen ländliche Krankenhäuser wegen der Bezahlung.",
    "fr": "Les infirmières quittent les hôpitaux ruraux à cause du salaire.",
    "es": "Las enfermeras abandonan los hospitales rurales por el bajo salario.",
    "pt": "Os enfermeiros deixam os hospitais rurais por causa do salário.",
    "it": "Gli infermieri lasciano gli ospedali rurali per il basso stipendio.",
    "ro": "Asistenții medicali pleacă din spitalele rurale din cauza salariului.",
    "hu": "Az ápolók az alacsony fizetés miatt hagyják el a vidéki kórházakat.",
    "pl": "Pielęgniarki odchodzą z wiejskich szpitali z powodu niskich płac.",
    "el": "Οι νοσηλευτές φεύγουν από τα αγροτικά νοσοκομεία λόγω αμοιβής.",
    "ru": "Медсёстры уходят из сельских больниц из-за низкой зарплаты.",
    "zh": "由于工资低，护士离开农村医院。",
}


@pytest.mark.parametrize(("code", "sentence"), SENTENCES.items())
def test_a_sentence_tells_its_language(code: str, sentence: str) -> None:
    assert identify(sentence) == code


@pytest.mark.parametrize("text", ["", "   ", "Nurses", "12 34 56.7 | 89 % | 33", "Table 3", "https://www.who.int/europe/a/b",
                                  "WHO HIV PrEP TDF/FTC STI ART"])  # fmt: skip
def test_too_little_text_tells_nothing(text: str) -> None:
    assert identify(text) == "und"


def test_a_long_text_is_judged_as_a_whole() -> None:
    beginning = SENTENCES["en"] + " "
    text = beginning * 3 + (SENTENCES["de"] + " ") * 2000
    assert identify(text) == "de"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("nurse shortage", "en"), ("health workforce planning", "en"), ("personnel infirmier", "fr"),
        ("Pflegekräftemangel", "de"), ("médicos rurales incentivos", "es"), ("ápolók elvándorlása", "hu"),
        ("verpleegkundigen tekort", "nl"), (SENTENCES["zh"], "zh"), (SENTENCES["en"], "en"),
    ],
)  # fmt: skip
def test_a_short_question_is_in_the_likeliest_language_of_the_interface(question: str, code: str) -> None:
    assert identify_question(question) == code


@pytest.mark.parametrize("question", ["", "  ", "2024", "skill mix", "https://www.who.int/europe/nurses"])
def test_a_question_that_could_be_in_any_language_is_in_none(question: str) -> None:
    assert identify_question(question) == "und"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("en", "en"), ("EN", "en"), ("eng", "en"), ("en-GB", "en"), ("en_US", "en"), ("English", "en"), (" english ", "en"),
        ("Deutsch", "de"), ("German", "de"), ("ger", "de"), ("deu", "de"), ("français", "fr"), ("Français", "fr"),
        ("Română", "ro"), ("magyar", "hu"), ("Ελληνικά", "el"), ("rumänisch", "ro"), ("zh-Hans", "zh"), ("nb", "no"),
        ("nb-NO", "no"), ("no", "no"), ("nn", "nn"), ("iw", "he"), ("sr-Latn", "sr"),
    ],
)  # fmt: skip
def test_codes_and_names_become_one_code(written: str, code: str) -> None:
    assert normalise(written) == code


@pytest.mark.parametrize("written", ["", "xx", "und", "mul", "zxx", "e", "123", "no language at all", "q"])
def test_what_names_no_language_is_none(written: str) -> None:
    assert normalise(written) is None


def test_what_is_identified_is_a_code_that_normalises_to_itself() -> None:
    assert all(normalise(identify(sentence)) == code for code, sentence in SENTENCES.items())


def test_single_sentences_of_many_languages_are_told(shared) -> None:
    codes = {"deu": "de", "fra": "fr", "spa": "es", "por": "pt", "ron": "ro", "hun": "hu", "pol": "pl", "ell": "el",
             "ita": "it", "nld": "nl", "swe": "sv", "tur": "tr"}  # fmt: skip
    right = wrong = silent = 0
    for name, code in codes.items():
        for line in (shared / f"data/ir/tatoeba_laser/{name}-eng.tsv").read_text().splitlines()[:300]:
            found = identify(line.split("\t")[0])
            right, wrong, silent = (
                right + (found == code),
                wrong + (found not in (code, "und")),
                silent + (found == "und"),
            )
    assert wrong < 0.015 * (right + wrong)
    assert silent < 0.35 * (right + wrong + silent)


def test_a_long_table_has_the_language_of_the_stretches_that_show_one() -> None:
    sentence = "Includes nurses who work abroad, and those who have left the register of the country."
    table = "".join(f"Country {number}: {number * 7.31:.2f} | 19{number % 90 + 10} | NA\n" for number in range(4000))
    parts = [table[at : at + 3000] for at in range(0, len(table), 3000)]
    assert identify(table) == "und"
    assert identify((sentence * 3).join(parts)) == "en"
