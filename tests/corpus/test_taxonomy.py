"""The taxonomy's data are whole, each language is its own, and a slip in the files is refused with its place."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest
import yaml

from corpus.errors import NotFoundError
from corpus.taxonomy import DATA, Strength, Taxonomy, Theme, load_taxonomy, parse_taxonomy

THEMES = [
    "retention",
    "violence",
    "migration",
    "skill-mix",
    "gender-equity",
    "mental-health",
    "working-conditions",
    "governance",
    "planning",
    "data",
    "education",
    "equity-inclusion",
]
LANGUAGES = ["en", "fr", "de", "es", "pt", "it", "ro", "hu", "pl", "el", "nl", "sv"]
FRAMES = {"framework-2030": 5, "bucharest-2023": 5, "time-to-act-2022": 10, "panel-recommendations": 6, "heroes": 9}
LETTERS = {
    "en": "",
    "fr": "àâæçèéêëîïôœùûü",
    "de": "äöüß",
    "es": "áéíñóúü",
    "pt": "áàâãçéêíóõú",
    "it": "àèéìòù",
    "ro": "ăâîșț",
    "hu": "áéíóöőúüű",
    "pl": "ąćęłńóśźż",
    "el": "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ",
    "nl": "áéëïóöü",
    "sv": "åäöé",
}
SHARED_WITH_ENGLISH = """
    advanced practice nurse, advanced practice nurses, advanced practice nursing, aggression, brain drain, brain
    gain, bullying, burn-out, burnout, case manager, chief nursing officer, compassion fatigue, curricula,
    curriculum, de-escalation, delegation, depersonalisation, discrimination, e-learning, emigration, exploitation,
    fte, gender pay gap, governance, immigration, intimidation, leadership, mentoring, migration, mobbing, moral
    distress, moral injury, numerus clausus, part-time, peer support, personnel, physician assistant, physician
    assistants, projection, projections, register, registers, second victim, second victims, sexism, simulation,
    skill mix, skill-mix, skillmix, stress, task shifting, task-shifting, turnover, violence
"""
"""Loanwords and cognates, each looked at: what English and another language may share."""
ENGLISH_ONLY = """
    the and from their which workers worker workforce shortage retention recruitment staffing doctors physicians
    midwives healthcare wellbeing well-being harassment abroad registry pay women leaving staff
"""
SENTENCES = yaml.safe_load((Path(__file__).parent / "taxonomy_sentences.yaml").read_text("utf-8"))
NOT_OURS = {
    "retention": "Nurses saw patients retained in care, urinary retention and high bone turnover.",
    "violence": "Midwives screened women for domestic violence and intimate partner violence.",
    "migration": "Doctors measured cell migration, and physiotherapists improved joint mobility and patient mobility.",
    "skill-mix": "Physicians were told of a delegated act and of a delegation of powers.",
    "gender-equity": "Nurses saw the gender gap in mortality, and women in nursing homes.",
    "mental-health": "Nurses measured oxidative stress and the well-being of patients.",
    "working-conditions": "Doctors estimated the cardiac workload and the willingness to pay of patients.",
    "governance": "Nurses wrote an asthma action plan under clinical governance rules.",
    "planning": "Midwives read population projections, and doctors a maximum intensity projection.",
    "data": "Doctors entered the cases in the cancer registry and the hospital information system.",
    "education": "Nurses gave strength training sessions and an educational intervention for patients.",
    "equity-inclusion": "Doctors discussed health equity and equity in access for ethnic minority patients.",
}


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


def tokens(text: str) -> list[str]:
    return re.findall(r"\w+(?:[-'’.]\w+)*|[^\w\s]", text.lower().replace("’", "'"))


def spans(needles: tuple[str, ...], sentence: list[str]) -> Iterator[range]:
    for needle in needles:
        wanted = tokens(needle)
        for start in range(len(sentence) - len(wanted) + 1):
            if sentence[start : start + len(wanted)] == wanted:
                yield range(start, start + len(wanted))


def found(taxonomy: Taxonomy, theme: Theme, language: str, text: str) -> list[str]:
    """The terms that stand for a theme in a sentence, by the rules that the data files are written for."""
    sentence = tokens(text)
    has_worker = any(True for _ in spans(taxonomy.workforce_words(language), sentence))
    trapped = [set(span) for span in spans(theme.traps.get(language, ()), sentence)]
    return [
        term.text
        for term in theme.terms[language]
        if has_worker or term.strength is Strength.STRONG
        for span in spans(term.forms, sentence)
        if not any(trap & set(span) for trap in trapped)
    ]


def every_word(taxonomy: Taxonomy, language: str) -> Iterator[str]:
    for term in taxonomy.terms(language):
        yield from term.forms
    for traps in taxonomy.traps(language).values():
        yield from traps
    yield from taxonomy.workforce_words(language)


def test_themes_frames_and_languages_are_those_of_the_field(taxonomy: Taxonomy) -> None:
    assert list(taxonomy.theme_ids) == THEMES
    assert list(taxonomy.languages) == LANGUAGES
    assert {frame.id: len(frame.elements) for frame in taxonomy.frames} == FRAMES
    assert load_taxonomy() is taxonomy


@pytest.mark.parametrize("theme_id", THEMES)
def test_a_theme_is_described_and_has_terms_in_every_language(taxonomy: Taxonomy, theme_id: str) -> None:
    theme = taxonomy.theme(theme_id)
    assert theme.label == theme.labels["en"]
    assert len(set(theme.labels.values())) == len(LANGUAGES)
    assert 2 <= len(re.findall(r"[.](?: |$)", theme.description)) <= 4
    assert 2 <= len(theme.facets) <= 3
    for language in LANGUAGES:
        strengths = [term.strength for term in theme.terms[language]]
        assert len(strengths) >= (25 if language == "en" else 18), language
        assert min(strengths.count(strength) for strength in Strength) >= 7, language


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_folded_in_their_own_letters_and_listed_once(taxonomy: Taxonomy, language: str) -> None:
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789 -'./" + LETTERS[language])
    for word in every_word(taxonomy, language):
        assert word == unicodedata.normalize("NFC", word.lower())
        assert set(word) <= allowed, word
    for theme in taxonomy.themes:
        forms = [form for term in theme.terms[language] for form in term.forms]
        assert len(forms) == len(set(forms))
        assert all(term.text == term.forms[0] and term.theme_id == theme.id for term in theme.terms[language])


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_english_is_left_over_in_another_language(taxonomy: Taxonomy, language: str) -> None:
    english = {form for term in taxonomy.terms("en") for form in term.forms}
    words = set(every_word(taxonomy, language))
    shared = {" ".join(word.split()) for word in SHARED_WITH_ENGLISH.split(",")}
    assert words & english <= shared
    assert [word for word in words - shared if set(word.split()) & set(ENGLISH_ONLY.split())] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trap_can_catch_something(taxonomy: Taxonomy, language: str) -> None:
    for theme in taxonomy.themes:
        forms = [form.split() for term in theme.terms[language] for form in term.forms]
        idle = [
            trap for trap in theme.traps.get(language, ()) if not any(overlap(trap.split(), form) for form in forms)
        ]
        assert not idle, theme.id


def overlap(trap: list[str], form: list[str]) -> bool:
    for shift in range(1 - len(form), len(trap)):
        shared = range(max(0, shift), min(len(trap), shift + len(form)))
        if all(trap[place] == form[place - shift] for place in shared):
            return True
    return False


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_weak_term_does_not_bring_its_own_worker(taxonomy: Taxonomy, language: str) -> None:
    workers = taxonomy.workforce_words(language)
    weak = [form for term in taxonomy.terms(language) if term.strength is Strength.WEAK for form in term.forms]
    texts = "\n".join(f" {form} " for form in weak)
    assert [word for word in workers if f" {word} " in texts] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme_id", THEMES)
def test_a_ministry_s_sentence_is_recognised(taxonomy: Taxonomy, theme_id: str, language: str) -> None:
    assert found(taxonomy, taxonomy.theme(theme_id), language, SENTENCES[theme_id][language])


@pytest.mark.parametrize("theme_id", sorted(NOT_OURS))
def test_clinical_sentences_are_not_taken_for_the_theme(taxonomy: Taxonomy, theme_id: str) -> None:
    theme = taxonomy.theme(theme_id)
    assert found(taxonomy, theme, "en", NOT_OURS[theme_id]) == []
    assert found(taxonomy, replace(theme, traps={}), "en", NOT_OURS[theme_id]), "without its traps it would be"


def test_links_resolve_both_ways_and_no_element_is_left_without_a_theme(taxonomy: Taxonomy) -> None:
    for theme in taxonomy.themes:
        assert {element.id for element in taxonomy.elements_of(theme.id)} == set(theme.element_ids)
    for frame in taxonomy.frames:
        for element in frame.elements:
            assert element.frame_id == frame.id
            assert taxonomy.themes_of(element.id), element.id


def test_what_is_not_known_is_said_and_disagreement_is_kept(taxonomy: Taxonomy) -> None:
    for frame in taxonomy.frames:
        assert all(source.url.startswith("http") and source.read_on == "2026-11-22" for source in frame.sources)
        for thing in (frame, *frame.elements):
            assert thing.verified != bool(thing.unknown)
    panel, heroes = taxonomy.frame("panel-recommendations"), taxonomy.frame("heroes")
    assert (panel.date, panel.verified) == ("", False)
    countries = {said.value: said.source.url for said in heroes.statements if said.subject == "countries taking part"}
    assert {re.findall(r"\b1[89]\b", value)[0] for value in countries} == {"18", "19"}


def test_languages_are_looked_up_by_their_first_part(taxonomy: Taxonomy) -> None:
    assert taxonomy.terms("pt-BR") == taxonomy.terms("pt") != ()
    assert "nurses" in taxonomy.workforce_words("en-GB")
    assert (taxonomy.terms("und"), dict(taxonomy.traps("und")), taxonomy.workforce_words("und")) == ((), {}, ())


def test_unknown_ids_and_changes_are_refused(taxonomy: Taxonomy) -> None:
    for lookup in (taxonomy.theme, taxonomy.frame, taxonomy.elements_of):
        with pytest.raises(NotFoundError):
            lookup("retentions")
    with pytest.raises(FrozenInstanceError):
        taxonomy.themes[0].id = "other"  # type: ignore[misc]  # mypy forbids what is to fail here
    with pytest.raises(TypeError):
        taxonomy.themes[0].labels["en"] = "other"  # type: ignore[index]  # mypy forbids what is to fail here


SLIPS = [
    ("themes.yaml", "  - id: violence\n", "  - id: retention\n", r"theme: the id 'retention' is given twice"),
    ("themes.yaml", "      fr: Violences et harcèlement\n", "", r"theme violence, label: fr is missing"),
    ("themes.yaml", "      fr: Violences", "      da: Vold\n      fr: Violences", r"violence, label: da is unknown"),
    (
        "themes.yaml",
        "- framework-2030.invest",
        "- framework-2030.inwest",
        r"retention, elements: .* 'framework-2030.inwest'",
    ),
    ("themes.yaml", "- mobbing\n", "- Mobbing\n", r"theme violence, terms, .*: 'Mobbing' is not lower case"),
    (
        "themes.yaml",
        "- emotional exhaustion\n",
        "- emotional exhaustion\n          - emotional exhaustion\n",
        r"listed twice",
    ),
    ("themes.yaml", "- emotional exhaustion\n", "- emotional|emotional exhaustion\n", r"the same form twice"),
    ("themes.yaml", "- emotional exhaustion\n", "- emotional  exhaustion\n", r"single spaces"),
    ("themes.yaml", "- emotional exhaustion\n", f"- {'|'.join(map(str, range(130)))} exhaustion\n", r"makes 130 forms"),
    (
        "themes.yaml",
        "languages: [en,",
        "languages: [en, fr,",
        r"languages: English is missing, or a language is listed",
    ),
    (
        "themes.yaml",
        "workforce_words:\n",
        "workforce_words: {}\nworkforce_words:\n",
        r"'workforce_words' is given twice",
    ),
    ("themes.yaml", "workforce_words:\n", "workforce_words: [\n", r"^themes.yaml: "),
    ("frames.yaml", '    date: "2022-09-14"\n', "", r"frame time-to-act-2022: date is missing"),
    ("frames.yaml", "    verified: true\n", "    verified: false\n", r"either `verified: true`, or"),
    (
        "frames.yaml",
        "      - id: supply\n",
        "      - id: planning\n",
        r"bucharest-2023, element: the id 'planning' is given",
    ),
]


@pytest.mark.parametrize(("file", "right", "wrong", "place"), SLIPS)
def test_a_slip_in_the_files_is_refused_with_its_place(file: str, right: str, wrong: str, place: str) -> None:
    files = {name: (DATA / name).read_text("utf-8") for name in ("themes.yaml", "frames.yaml")}
    assert right in files[file]
    files[file] = files[file].replace(right, wrong, 1)
    with pytest.raises(ValueError, match=place):
        parse_taxonomy(files["themes.yaml"], files["frames.yaml"])
