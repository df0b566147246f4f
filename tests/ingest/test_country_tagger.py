"""The country tagger: what it finds in twelve languages, what it must not find, and what a document is about."""

import json
import unicodedata
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.countries import Countries, load_countries
from corpus.document import Locator, Passage, Tag
from ingest.taggers.countries import CountryTagger

COUNTRIES = load_countries()
TAGGER = CountryTagger(COUNTRIES)


def codes(text: str, language: str = "en", tagger: CountryTagger = TAGGER) -> str:
    """The codes tagged with a confidence of at least .5, in one string that reads well in a failure."""
    return " ".join(tag.value for tag in tagger.tags_in(text, language) if tag.confidence >= 0.5)


def tag(code: str, confidence: float = 0.95) -> Tag:
    return Tag(label="country", value=code, confidence=confidence, reason="name in a test")


def without_traps(countries: Countries) -> Countries:
    """The same countries with the words removed that keep other meanings out."""
    words = {language: replace(held, phrases={}, refutes={}) for language, held in countries.words.items()}
    return replace(countries, words=MappingProxyType(words))


NAIVE = CountryTagger(without_traps(COUNTRIES))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Norwegian GPs and nurses in Czechia", "CZ NO"),
        ("en", "the UK, the U.S., the USA and the Republic of Moldova", "GB MD US"),
        ("en", "Türkiye, North Macedonia, Bosnia and Herzegovina, the Kyrgyz Republic", "BA KG MK TR"),
        ("en", "Scottish and Welsh nurses; Northern Ireland", "GB"),
        ("en", "Papua New Guinea, Guinea-Bissau and Equatorial Guinea", "GQ GW PG"),
        ("en", "the Democratic Republic of the Congo and the Dominican Republic", "CD DO"),
        ("en", "Niger and Nigeria", "NE NG"),
        ("en", "doctors from NORWAY", "NO"),
        ("de", "Pflegekräfte aus Rumänien und den Philippinen in deutschen Krankenhäusern", "DE PH RO"),
        ("de", "polnische und syrische Ärzte im Vereinigten Königreich, auch in Island", "GB IS PL SY"),
        ("fr", "infirmières belges et norvégiennes en Suisse, aux Pays-Bas et aux États-Unis", "BE CH NL NO US"),
        ("fr", "l’Allemagne, la République tchèque et La Réunion", "CZ DE RE"),
        ("es", "enfermeras filipinas y marroquíes en Alemania, EE. UU. y el Perú", "DE MA PE PH US"),
        ("pt", "enfermeiros portugueses na Noruega, no Irão e nos EUA; médicos espanhóis", "ES IR NO PT US"),
        ("it", "infermieri rumeni negli ospedali svizzeri, in Gran Bretagna e in Perù", "CH GB PE RO"),
        ("ro", "medici români din Germania, Franţa și Republica Moldova; asistenți spanioli", "DE ES FR MD RO"),
        ("ro", "Statele Unite, Regatul Unit, Țările de Jos, spitale românești", "GB NL RO US"),
        ("hu", "Németországban, Ausztriából, Csehországgal és az Egyesült Államokban", "AT CZ DE US"),
        ("hu", "a magyarországi kórházak és a svéd ápolók", "HU SE"),
        ("pl", "w Niemczech i Wielkiej Brytanii; polskich pielęgniarek z Ukrainy i Węgier", "DE GB HU PL UA"),
        ("el", "στην Ελλάδα και της Γερμανίας, στις ΗΠΑ", "DE GR US"),
        ("el", "των ελληνικών και κυπριακών νοσοκομείων", "CY GR"),
        ("el", "ΕΛΛΑΔΑ ΚΑΙ ΡΟΥΜΑΝΙΑ", "GR RO"),
        ("nl", "Poolse en Duitse verpleegkundigen in Nederland, België en het VK", "BE DE GB NL PL"),
        ("sv", "norska och finska sjuksköterskor i Sverige och Storbritannien", "FI GB NO SE"),
        ("de-AT", "in Ungarn", "HU"),
        ("und", "Danish nurses", "DK"),
        ("cs", "Danish nurses", "DK"),
        ("hu", "Germany and Sweden", "DE SE"),
    ],
)
def test_countries_are_found(language: str, text: str, expected: str) -> None:
    assert codes(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "They told us to polish the china, eat turkey and grow a swede.", ""),
        ("en", "Roman law and a jersey", ""),
        ("en", "PLEASE TELL US ABOUT IT", ""),
        ("en", "the ESS-CHAD scale", ""),
        ("en", "Nurses in Northern Ireland", "GB"),
        ("en", "reported by Norwegians, not by norwegian", "NO"),
        ("fr", "deux médecins ont écrit que maurice et chypre", ""),
        ("ro", "un roman de dragoste", ""),
        ("hu", "levelet ír és orvos lett", ""),
        ("pl", "mali pacjenci", ""),
        ("pt", "ira, peru e DRC", ""),
        ("nl", "Dokter Frans Hals, indien nodig", ""),
        ("fr", "Maurice et Dominique parlent", ""),
        ("es", "Universidad de Granada", ""),
        ("de", "polish und us", ""),
        ("en", "les infirmières norvégiennes", ""),
    ],
)
def test_other_words_are_not_countries(language: str, text: str, expected: str) -> None:
    assert codes(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected", "naive"),
    [
        ("en", "Hospitals in Atlanta, Georgia", "", "GE"),
        ("en", "Georgia State and the University of Georgia", "", "GE"),
        ("en", "In Georgia, Medicaid pays for it", "", "GE"),
        ("en", "South Georgia and Southern Georgia", "", "GE"),
        ("en", "as Dr Jordan and Michael Jordan said", "", "JO"),
        ("en", "Spanish flu and German measles", "", "DE ES"),
        ("en", "Brazil nuts, Malta fever, Nail Polish and Turkey breast", "", "BR MT PL TR"),
        ("en", "Latin American and South American women", "", "US"),
        ("en", "the Gulf of Mexico", "", "MX"),
        ("en", "the New England Journal of Medicine", "", "US"),
        ("en", "Indian Ocean, Swiss cheese model", "", "CH IN"),
        ("en", "(American Society of Anesthesiologists class II)", "", "US"),
        ("en", "French-speaking and Spanish speaking patients", "", "ES FR"),
        ("en", "in Arabic, Chinese, English, French and Spanish", "", "CN ES FR"),
        ("en", "counselling is rarely delivered in Spanish.", "", "ES"),
        ("en", "as Ireland et al. found", "", "IE"),
        ("fr", "Réunion de travail sur la langue allemande", "", "DE RE"),
        ("de", "Kenntnisse der deutschen Sprache; Rhode Island", "", "DE IS"),
        ("hu", "magyar nyelvű képzés, latin-amerikai", "", "HU US"),
        ("pl", "znajomość języka polskiego", "", "PL"),
        ("ro", "cursuri de limba română", "", "RO"),
        ("el", "Υπουργείο Γεωργίας, στα ελληνικά", "", "GE GR"),
        ("es", "océano Índico, en español, Nuevo México", "", "ES MX"),
    ],
)
def test_traps_cancel_what_a_naive_tagger_finds(language: str, text: str, expected: str, naive: str) -> None:
    assert codes(text, language, NAIVE) == naive
    assert codes(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in New Mexico", "US"),
        ("American Indian women", "US"),
        ("Niger State", "NG"),
        ("New South Wales", "AU"),
        ("British Columbia", "CA"),
    ],
)
def test_a_part_stands_for_its_own_country(text: str, expected: str) -> None:
    assert codes(text) == expected


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("Nurses in Georgia", 0.5),
        ("Nurses in Georgia and Armenia", 0.9),
        ("Georgia, Ukraine and Moldova", 0.9),
        ("Nurses in Georgia; the Ministry in Tbilisi", 0.9),
        ("Georgia: a Georgian hospital", 0.9),
        ("Nurses in Georgia and Alabama", None),
        ("Nurses in Georgia. The United States", None),
        ("Georgian nurses", 0.8),
    ],
)
def test_a_doubtful_name_counts_by_what_stands_near(text: str, confidence: float | None) -> None:
    found = {tag.value: tag.confidence for tag in TAGGER.tags_in(text, "en")}
    assert found.get("GE") == confidence


def test_a_doubtful_adjective_needs_its_country() -> None:
    assert codes("an English questionnaire") == ""
    assert TAGGER.tags_in("English trusts of the NHS", "en")[0].confidence == 0.7


def test_a_tag_says_why_and_where() -> None:
    text = "Work in Norway: Norwegian nurses in Georgia and Armenia"
    passage = Passage(passage_id="p", doc_id="d", text=text, locator=Locator(start=0, end=len(text)), language="en")
    assert TAGGER.tags(passage) == (
        Tag(label="country", value="AM", confidence=0.95, reason='name "Armenia" at 48-55'),
        Tag(
            label="country",
            value="GE",
            confidence=0.9,
            reason='name "Georgia" at 36-43, also another word, supported by "Armenia"',
        ),
        Tag(label="country", value="NO", confidence=0.95, reason='name "Norway" at 8-14; 2 mentions'),
    )
    assert text[48:55] == "Armenia"


def test_offsets_count_the_characters_of_the_passage_also_when_accents_stand_apart() -> None:
    text = unicodedata.normalize("NFD", "É. Müller, Österreich")
    (found,) = TAGGER.tags_in(text, "de")
    start = text.index("O")
    assert found.reason == f'name "{text[start:]}" at {start}-{len(text)}'


@given(
    st.lists(st.sampled_from(["Norway", "é", "e\u0301", "ﬁ", "ß", "İ", " ", "\n", "Τουρκία", "us", "US"]), max_size=12)
)
def test_every_mention_lies_in_its_text(parts: list[str]) -> None:
    text = " ".join(parts)
    for mention in TAGGER._finder("en").find(text):
        assert text[mention.start : mention.end] == mention.text


def test_tagging_is_the_same_every_time() -> None:
    text = "Nurses from Romania, Hungary, Georgia, Jordan and English hospitals in the NHS"
    assert TAGGER.tags_in(text, "en") == CountryTagger(load_countries()).tags_in(text, "en")


def test_a_document_is_about_the_countries_of_its_title() -> None:
    assert TAGGER.document_countries("Nurses in Ghana", [()], "en") == ("GH",)
    assert TAGGER.document_countries("Ápolók Magyarországon", [()], "hu") == ("HU",)


def test_a_document_is_about_the_countries_that_recur() -> None:
    passages = [(tag("RO"),)] * 3 + [(tag("HU"),)] * 2 + [()] * 10
    assert TAGGER.document_countries("Nurses", passages) == ("RO",)
    assert TAGGER.document_countries("Nurses", [*passages, ()]) == ()
    assert TAGGER.document_countries("Nurses in Peru", passages) == ("PE", "RO")


def test_unsure_tags_do_not_make_a_document() -> None:
    assert TAGGER.document_countries("Nurses in Georgia", [(tag("GE", 0.5),)] * 5, "en") == ()


def test_a_short_document_is_about_the_few_countries_it_names() -> None:
    assert TAGGER.document_countries("Nurses", [(tag("TR"),), ()]) == ("TR",)
    assert TAGGER.document_countries("Nurses in Peru", [(tag("TR"),), ()], "en") == ("PE",)
    assert TAGGER.document_countries("Nurses", [tuple(map(tag, ("TR", "GR", "CY", "IT")))]) == ()
    assert TAGGER.document_countries("Nurses", [(tag("TR"),), (), (), ()]) == ()
    assert TAGGER.document_countries("Nurses", []) == ()


def test_themes_are_no_countries() -> None:
    theme = Tag(label="theme", value="retention", confidence=1.0, reason="rule")
    assert TAGGER.document_countries("Nurses", [(theme,)]) == ()


def test_real_abstracts(shared: Path) -> None:
    abstracts = shared / "data" / "documents" / "workforce_abstracts.jsonl"
    records = [json.loads(line) for line in abstracts.read_text(encoding="utf-8").splitlines()]
    tagged = [TAGGER.tags_in(record["text"], "en") for record in records]
    found = {tag.value for tags in tagged for tag in tags}
    assert {"GB", "US", "NL", "NO", "AU", "KE"} <= found
    naive = sum("US" in record["text"].split() for record in records)
    assert sum(any(tag.value == "US" for tag in tags) for tags in tagged) >= naive > 0
