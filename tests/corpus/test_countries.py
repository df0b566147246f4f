"""Countries: their data, how a field of metadata is understood, and what damaged data does."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.countries import DATA, Countries, load_countries
from corpus.country_forms import FormKind, fold
from corpus.errors import DamagedError, NotFoundError


@pytest.fixture(scope="module")
def countries() -> Countries:
    return load_countries()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data that a test may damage."""
    return Path(shutil.copytree(DATA, tmp_path / "countries"))


def test_all_of_iso_3166_1_is_there_once(countries: Countries) -> None:
    assert len(countries) == len(set(countries.codes)) == 249
    assert len({country.alpha3 for country in countries}) == 249
    assert list(countries.codes) == sorted(countries.codes)
    assert [country.code for country in countries] == list(countries.codes)


def test_every_country_has_a_name_in_every_language(countries: Countries) -> None:
    assert countries.languages == ("de", "el", "en", "es", "fr", "hu", "it", "nl", "pl", "pt", "ro", "sv")
    for country in countries:
        assert set(country.names) == set(countries.languages)
        assert not any(mark in name for name in country.names.values() for mark in "~?=!|")


def test_every_member_state_of_the_region_has_an_adjective_in_the_languages_of_the_interface(
    countries: Countries,
) -> None:
    without = {
        language: countries.region("who-european-region")
        - {form.code for form in countries.words[language].forms if form.kind is FormKind.ADJECTIVE}
        for language in countries.languages
    }
    assert {language: codes for language, codes in without.items() if codes} == {"el": {"MC", "SM"}}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NO", "NO"),
        ("nor", "NO"),
        ("EL", "GR"),
        ("UK", "GB"),
        ("GBR", "GB"),
        (" Norway ", "NO"),
        ("NORVÈGE", "NO"),
        ("norvege", "NO"),
        ("Ungarn", "HU"),
        ("Magyarország", "HU"),
        ("Republic of Moldova", "MD"),
        ("Moldova, Republic of", "MD"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Turkiye", "TR"),
        ("Czech Republic", "CZ"),
        ("Česko", None),
        ("The Netherlands", "NL"),
        ("Netherlands (Kingdom of the)", "NL"),
        ("Holland", "NL"),
        ("England", "GB"),
        ("Northern Ireland", "GB"),
        ("Ireland", "IE"),
        ("Georgia", "GE"),
        ("Ελλάδα", "GR"),
        ("ΕΛΛΑΔΑ", "GR"),
        ("Polska", "PL"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("Democratic Republic of the Congo", "CD"),
        ("Congo", "CG"),
        ("Guinea", "GN"),
        ("Guinea-Bissau", "GW"),
        ("Papua New Guinea", "PG"),
        ("Niger", "NE"),
        ("Nigeria", "NG"),
        ("Dominica", "DM"),
        ("Dominican Republic", "DO"),
        ("Maurice", "MU"),
        ("Viet Nam", "VN"),
        ("Côte d’Ivoire", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("Bosnia & Herzegovina", "BA"),
        ("Norwegian", None),
        ("Atlantis", None),
        ("", None),
        ("  ", None),
    ],
)
def test_a_field_of_metadata_is_understood(countries: Countries, text: str, code: str | None) -> None:
    found = countries.find(text)
    assert (found.code if found else None) == code


def test_every_code_and_every_displayed_name_finds_its_country(countries: Countries) -> None:
    for country in countries:
        for text in (country.code, country.alpha3, *country.aliases, *country.names.values()):
            assert countries.find(text) is country, text


def test_names_in_languages(countries: Countries) -> None:
    assert countries.name("DE") == "Germany"
    assert countries.name("DE", "hu") == "Németország"
    assert countries.name("DE", "pt-BR") == "Alemanha"
    assert countries.name("DE", "ja") == "Germany"
    assert countries["GR"].name == "Greece"
    assert countries["GR"].aliases == ("EL",)


def test_regions_are_sets_of_known_codes(countries: Countries) -> None:
    region, union = countries.region("who-european-region"), countries.region("eu")
    assert (len(region), len(union)) == (53, 27)
    assert union < region < set(countries.codes)
    assert {"IL", "KZ", "UZ", "GB"} <= region - union
    assert "LI" not in region


def test_what_does_not_exist_is_an_error(countries: Countries) -> None:
    with pytest.raises(NotFoundError):
        countries.name("XX")
    with pytest.raises(NotFoundError):
        countries.region("atlantis")


def test_paradigms_give_the_forms(countries: Countries) -> None:
    forms = {language: {form.text: form.code for form in words.forms} for language, words in countries.words.items()}
    assert forms["hu"]["Németországban"] == "DE"
    assert forms["hu"]["norvégiai"] == "NO"
    assert forms["pl"]["niemieckich"] == "DE"
    assert forms["pl"]["Niemczech"] == "DE"
    assert forms["el"]["ελληνικών"] == "GR"
    assert forms["ro"]["românești"] == "RO"
    assert forms["de"]["norwegischen"] == "NO"
    assert forms["fr"]["norvégiennes"] == "NO"


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("name", "line", "problem"),
    [
        ("en.tsv", "QQ\tname\tNowhere", "not an ISO"),
        ("en.tsv", "NO\tnickname\tThe north", "not a kind"),
        ("en.tsv", "NO\tname", "expected 3 cells"),
        ("en.tsv", "NO\tname\tNorw~ay", "paradigm"),
        ("en.tsv", "SE\tname\tNorway", "both NO and SE"),
        ("iso3166.tsv", "QQ\tNOR\t-", "no name for QQ"),
        ("regions.tsv", "nordic\tNO QQ", "unknown or repeated"),
        ("regions.tsv", "nordic\tNO NO", "unknown or repeated"),
    ],
)
def test_data_that_cannot_be_right_is_refused(folder: Path, name: str, line: str, problem: str) -> None:
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    with pytest.raises(DamagedError, match=problem):
        load_countries(folder)


def test_two_countries_cannot_share_a_code(folder: Path) -> None:
    path = folder / "iso3166.tsv"
    path.write_text(path.read_text(encoding="utf-8").replace("SE\tSWE", "SE\tNOR"), encoding="utf-8")
    with pytest.raises(DamagedError, match="two countries"):
        load_countries(folder)


def test_the_copy_itself_is_whole(folder: Path) -> None:
    assert load_countries(folder).codes == load_countries().codes
