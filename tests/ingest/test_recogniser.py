"""Which language a scanned page is recognised in, and what is said where it cannot be."""

from pathlib import Path

import pytest

from ingest import recogniser
from ingest.language_packs import LanguagePacks, installed_packs, is_known, to_install
from ingest.recogniser import Recogniser
from ingest.recognition import RecognisedLine, RecognisedPage, Recognition, recognition_from

ENGLISH = "The nurses of the district stay in their posts because the municipality pays for housing and for training. "
GERMAN = "Die Pflegekräfte des Kreises bleiben auf ihren Stellen, weil die Gemeinde Wohnung und Ausbildung bezahlt. "


def page(number: int, language: str, text: str, confidence: int = 95) -> RecognisedPage:
    line = RecognisedLine(text=text, confidence=confidence, size=11, box=(72, 72, 500, 84))
    lines = (line,) if text else ()
    return RecognisedPage(page=number, language=language, turn=0, width=595, height=842, unread=0.0, lines=lines)


@pytest.fixture
def packs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LanguagePacks:
    monkeypatch.setattr(recogniser, "engine", lambda: "Tesseract of a test")
    for name in ("eng", "deu", "rus", "osd"):
        (tmp_path / f"{name}.traineddata").write_bytes(name.encode())
    return installed_packs(tmp_path)


class Pages:
    """Tesseract of a test: what each page gives with each pack."""

    def __init__(self, given: dict[tuple[int, str], RecognisedPage | str]) -> None:
        self.given, self.asked = given, []

    def __call__(self, number: int, language: str, pack: bytes) -> RecognisedPage | str:
        assert pack == language.encode()
        self.asked.append((number, language))
        return self.given[number, language]


def recognised(packs: LanguagePacks, pages: Pages, numbers: list[int], language: str, before=None):
    return Recogniser(packs, pages, language=language).recognise(numbers, before, lambda: True)


def test_the_language_of_the_document_is_the_language_of_its_scans(packs: LanguagePacks) -> None:
    pages = Pages({(3, "deu"): page(3, "deu", 4 * GERMAN)})
    found = recognised(packs, pages, [3], "de-AT")
    assert pages.asked == [(3, "deu")]
    assert found.note == ""
    assert [item.language for item in found.recognition.pages] == ["deu"]
    assert set(found.recognition.packs) == {"deu"}


def test_an_unknown_language_is_told_from_the_first_page(packs: LanguagePacks) -> None:
    given = {(1, "eng"): page(1, "eng", 4 * GERMAN, 88), (1, "deu"): page(1, "deu", 4 * GERMAN)}
    pages = Pages({**given, (2, "deu"): page(2, "deu", 4 * GERMAN)})
    found = recognised(packs, pages, [1, 2], "und")
    assert pages.asked == [(1, "eng"), (1, "deu"), (2, "deu")]
    assert [item.language for item in found.recognition.pages] == ["deu", "deu"]


def test_a_script_that_is_not_read_is_tried_with_the_next(packs: LanguagePacks) -> None:
    russian = "Медицинские сёстры остаются в сельских районах, потому что муниципалитет оплачивает жильё и обучение. "
    pages = Pages({(1, "eng"): page(1, "eng", "Meonuunckne cectpbi", 30), (1, "rus"): page(1, "rus", 4 * russian)})
    assert recognised(packs, pages, [1], "und").recognition.pages[0].language == "rus"


@pytest.mark.parametrize("language", ["ro", "ro-MD"])
def test_a_pack_that_is_missing_is_named_and_nothing_is_read_with_another(packs: LanguagePacks, language: str) -> None:
    found = recognised(packs, Pages({}), [4, 5], language)
    assert found.recognition is None
    assert found.note == (
        "page 4 and 1 more: install the language pack for Romanian (Debian: tesseract-ocr-ron) "
        "and ingest the file again"
    )


def test_a_page_in_a_language_without_a_pack_is_not_read_with_another(packs: LanguagePacks) -> None:
    french = "Les infirmières du district restent à leur poste parce que la commune paie le logement et la formation. "
    found = recognised(packs, Pages({(1, "eng"): page(1, "eng", 4 * french)}), [1], "und")
    assert found.recognition is None
    assert "tesseract-ocr-fra" in found.note


def test_what_fails_is_said_and_the_others_go_on(packs: LanguagePacks) -> None:
    pages = Pages({(1, "eng"): "reading it took longer than 90 s", (2, "eng"): page(2, "eng", 4 * ENGLISH)})
    found = recognised(packs, pages, [1, 2], "en")
    assert [item.page for item in found.recognition.pages] == [2]
    assert found.note == "page 1: reading it took longer than 90 s"


def test_what_was_recognised_before_is_kept(packs: LanguagePacks) -> None:
    before = Recognition(engine="earlier", packs={"fra": "0" * 64}, pages=(page(7, "fra", "Bonjour"),))
    found = recognised(packs, Pages({(9, "eng"): page(9, "eng", 4 * ENGLISH)}), [9], "en", before)
    assert [item.page for item in found.recognition.pages] == [7, 9]
    assert set(found.recognition.packs) == {"eng", "fra"}


def test_of_very_many_scans_the_first_are_recognised(packs: LanguagePacks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recogniser, "RECOGNISED_PAGES", 2)
    pages = Pages({(number, "eng"): page(number, "eng", 4 * ENGLISH) for number in range(1, 6)})
    found = recognised(packs, pages, [1, 2, 3, 4], "en")
    assert pages.asked == [(1, "eng"), (2, "eng")]
    assert found.note == "page 3: only the first 2 scanned pages of a file are recognised"


def test_a_run_that_ends_asks_for_no_more_pages(packs: LanguagePacks) -> None:
    pages = Pages({})
    assert Recogniser(packs, pages, language="en").recognise([1, 2], None, lambda: False).recognition is None
    assert pages.asked == []


def test_without_packs_the_advice_names_both_packages() -> None:
    note = recognised(LanguagePacks(), Pages({}), [1], "de").note
    assert "tesseract-ocr)" in note or "PyMuPDF" in note
    assert "tesseract-ocr-deu" in note or "PyMuPDF" in note


def test_what_was_recognised_is_kept_to_the_byte() -> None:
    kept = Recognition(engine="e", packs={"eng": "1" * 64}, pages=(page(1, "eng", "Größe [a] “b”"),))
    assert recognition_from(kept.to_bytes()) == kept
    with pytest.raises(ValueError, match="format 9"):
        recognition_from(kept.to_bytes().replace(b'"format":2', b'"format":9'))


def test_pages_that_were_kept_without_rules_are_read() -> None:
    kept = Recognition(engine="e", packs={}, pages=(page(1, "eng", "Nurses"),), format=1)
    assert b'"rules":[]' in kept.to_bytes()
    assert recognition_from(kept.to_bytes().replace(b',"rules":[]', b"")) == kept


def test_packs_are_known_by_name_and_size(tmp_path: Path) -> None:
    assert installed_packs(tmp_path).files == {}
    (tmp_path / "tessdata").mkdir()
    for name in ("eng", "osd", "../x", "chi_sim"):
        (tmp_path / "tessdata" / f"{Path(name).name}.traineddata").write_bytes(b"1")
    found = installed_packs(tmp_path)
    assert set(found.files) == {"eng", "chi_sim"}
    before = found.identity
    (tmp_path / "tessdata" / "eng.traineddata").write_bytes(b"22")
    assert installed_packs(tmp_path).identity != before


def test_advice_names_the_package_of_each_language() -> None:
    assert to_install("sr") == "the language pack for Serbian (Debian: tesseract-ocr-srp)"
    assert is_known("pt-BR")
    assert not is_known("zh")
    assert not is_known("und")
