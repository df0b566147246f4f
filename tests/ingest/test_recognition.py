"""Scanned pages come out as text with their places, the same each time; what cannot be read is never invented."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pymupdf
import pytest

from corpus.backup import write_backup
from corpus.document import Completeness, Document, TaggedPassage
from corpus.errors import DamagedError
from corpus.ledger import DocumentPassages, Ledger
from corpus.originals import Originals
from corpus.reading import Reading
from index.verification import verify
from ingest import landlock, page_recognition, pipeline, rereading
from ingest.language_packs import LanguagePacks, installed_packs
from ingest.page_recognition import recognised_page
from ingest.parsing import ParsedDocument, ParsedFile
from ingest.pipeline import FileOutcome, ingest
from ingest.recognition import recognition_from
from ingest.rereading import StoredOriginals
from ingest.sandbox import ParseRequest, Sandbox
from ingest.tesseract import engine

LOCKED = landlock.version() > 0


ENGLISH = (
    "Nurses leave rural hospitals for many reasons, and pay is only one of them.",
    "Housing, schools and the work of a partner decide whether a family stays.",
    "The district paid for training, and three of four nurses were still there after five years.",
)
LEFT = (
    "Pflegekräfte verlassen ländliche Krankenhäuser aus vielen Gründen. Die Bezahlung ist nur einer davon. "
    "Ebenso zählen gute Wohnungen, Schulen in der Nähe und eine Stelle für den Partner."
)
RIGHT = (
    "Der Landkreis übernahm die Kosten der Fortbildung. Nach fünf Jahren waren drei von vier Pflegekräften "
    "noch immer an ihrem Arbeitsplatz, und die Zufriedenheit war größer."
)


def written(*columns: tuple[str, ...], size: float = 12) -> pymupdf.Document:
    """A page of paragraphs in columns beside one another."""
    document = pymupdf.open()
    page = document.new_page()
    width = (page.rect.width - 120) / len(columns)
    for number, column in enumerate(columns):
        top, left = 90.0, 60 + number * width
        for paragraph in column:
            box = pymupdf.Rect(left, top, left + width - 24, top + 500)
            top += 500 - page.insert_textbox(box, paragraph, fontsize=size) + 14
    return document


def scan(*documents: pymupdf.Document, turn: int = 0, dpi: int = 200) -> bytes:
    """The pages as pictures, turned clockwise: a PDF without a text layer."""
    made = pymupdf.open()
    for document in documents:
        for page in document:
            drawn = page.get_pixmap(
                matrix=pymupdf.Matrix(dpi / 72, dpi / 72).prerotate(turn), colorspace=pymupdf.csGRAY
            )
            sheet = made.new_page(width=drawn.width * 72 / dpi, height=drawn.height * 72 / dpi)
            sheet.insert_image(sheet.rect, pixmap=drawn)
    return bytes(made.tobytes())


def noise() -> bytes:
    """A page of grey grain, as a photograph of gravel."""
    grain = np.random.default_rng(3).integers(0, 256, (700, 500)).astype(np.uint8)
    picture = pymupdf.Pixmap(pymupdf.csGRAY, 500, 700, grain.tobytes(), False)
    made = pymupdf.open()
    sheet = made.new_page()
    sheet.insert_image(sheet.rect, pixmap=picture)
    return bytes(made.tobytes())


def appended(first: bytes, second: bytes) -> bytes:
    """The pages of both files."""
    document = pymupdf.open(stream=first, filetype="pdf")
    document.insert_pdf(pymupdf.open(stream=second, filetype="pdf"))
    return bytes(document.tobytes())


class NoTags:
    """In the place of the taggers, which need an encoder."""

    version = "none"

    def tag(self, documents: Sequence[ParsedDocument]) -> list[DocumentPassages]:
        return [
            DocumentPassages(
                document=parsed.document,
                passages=tuple(TaggedPassage(passage=passage) for passage in parsed.passages),
            )
            for parsed in documents
        ]


@pytest.fixture(scope="module")
def sandbox(packs: LanguagePacks) -> Iterator[Sandbox]:
    with Sandbox(1, locked=LOCKED, packs=packs) as opened:
        yield opened


def parsed(sandbox: Sandbox, folder: Path, data: bytes, sidecar: str = "") -> ParsedFile:
    path, beside = folder / "scan.pdf", folder / "scan.pdf.meta.yaml"
    path.write_bytes(data)
    beside.write_text(sidecar or "title: A scan")
    (found,) = sandbox.parse_all([ParseRequest(path=path, file_name=path.name, sidecar=beside)])
    assert isinstance(found, ParsedFile), found
    return found


@pytest.fixture
def one_sandbox(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """What opens a sandbox gets that of this module, with the packs it asks for: another takes seconds to start."""

    @contextmanager
    def opened(workers: int, *, locked: bool, packs: LanguagePacks | None = None) -> Iterator[Sandbox]:
        assert (workers, locked) == (1, LOCKED)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sandbox, "_packs", packs or LanguagePacks())
            yield sandbox

    monkeypatch.setattr(pipeline, "Sandbox", opened)
    monkeypatch.setattr(rereading, "Sandbox", opened)


def texts(found: ParsedFile) -> str:
    return "\n".join(passage.text for passage in found.documents[0].passages)


def ingested(folder: Path, files: list[Path], packs: LanguagePacks) -> list[FileOutcome]:
    with Ledger.to_write(folder) as ledger:
        return ingest(
            files,
            ledger=ledger,
            originals=Originals(folder / "originals"),
            taggers=NoTags(),  # type: ignore[arg-type]
            workers=1,
            on_outcome=lambda outcome: None,
            unsandboxed=not LOCKED,
            packs=packs,
        )


def document_in(folder: Path) -> Document:
    with Ledger.to_read(folder) as ledger:
        (document,) = ledger.documents()
    return document


def read_again(folder: Path, document: Document) -> Reading:
    with StoredOriginals(Originals(folder / "originals"), locked=LOCKED) as originals:
        return originals.reading(document)


def test_each_sentence_is_found_with_its_page_and_box(sandbox: Sandbox, tmp_path: Path) -> None:
    page = written(ENGLISH)
    found = parsed(sandbox, tmp_path, appended(page.tobytes(), scan(page)))
    document = found.documents[0].document
    assert (document.completeness, document.pages_missing, document.reason) == (Completeness.COMPLETE, (), "")
    recognised = [item for item in found.documents[0].passages if item.locator.page == 2]
    assert {item.locator.is_recognised for item in recognised} == {True}
    assert {item.locator.is_recognised for item in found.documents[0].passages if item.locator.page == 1} == {False}
    for sentence in ENGLISH:
        (passage,) = [item for item in recognised if sentence in item.text]
        for place in page[0].search_for(sentence):
            middle = ((place.x0 + place.x1) / 2, (place.y0 + place.y1) / 2)
            assert any(box.x0 < middle[0] < box.x1 and box.y0 < middle[1] < box.y1 for box in passage.locator.boxes)


def test_columns_in_german_are_read_one_after_the_other(sandbox: Sandbox, packs: LanguagePacks, tmp_path: Path) -> None:
    if "deu" not in packs.files:
        pytest.skip("Tesseract's German language pack (tesseract-ocr-deu) is not installed")
    found = parsed(sandbox, tmp_path, scan(written((LEFT, LEFT), (RIGHT, RIGHT)), dpi=300))
    text = " ".join(texts(found).split())
    assert found.documents[0].document.language == "de"
    assert recognition_from(found.recognition).pages[0].language == "deu"
    assert LEFT in text
    assert RIGHT in text
    assert text.rindex("Stelle für den Partner") < text.index("Der Landkreis")


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_head_is_turned(sandbox: Sandbox, tmp_path: Path, turn: int) -> None:
    data = scan(written(ENGLISH), turn=turn)
    found = parsed(sandbox, tmp_path, data, "language: en")
    assert ENGLISH[0] in texts(found)
    side = pymupdf.open(stream=data, filetype="pdf")[0].rect
    boxes = [box for passage in found.documents[0].passages for box in passage.locator.boxes]
    assert all(0 <= box.x0 < box.x1 <= side.width and 0 <= box.y0 < box.y1 <= side.height for box in boxes)
    # The text stands in the upper part of the sheet, which the turn moved.
    middle = sum((box.x0 + box.x1) / 2 / side.width for box in boxes) / len(boxes)
    height = sum((box.y0 + box.y1) / 2 / side.height for box in boxes) / len(boxes)
    assert {90: middle > 0.6, 180: height > 0.6, 270: middle < 0.4}[turn]


def test_a_picture_gives_no_words(sandbox: Sandbox, tmp_path: Path) -> None:
    found = parsed(sandbox, tmp_path, appended(written(ENGLISH).tobytes(), noise()))
    document = found.documents[0].document
    assert all(passage.locator.page == 1 for passage in found.documents[0].passages)
    assert (document.completeness, document.pages_missing) == (Completeness.PARTIAL, (2,))
    assert document.reason.startswith("page 2 is ")


def test_a_page_that_is_hardly_legible_is_not_guessed(sandbox: Sandbox, tmp_path: Path) -> None:
    found = parsed(sandbox, tmp_path, appended(written(ENGLISH).tobytes(), scan(written(ENGLISH, ENGLISH), dpi=40)))
    assert found.documents[0].document.pages_missing == (2,)
    assert all(passage.locator.page == 1 for passage in found.documents[0].passages)


def test_a_line_that_cannot_be_read_leaves_a_mark(sandbox: Sandbox, tmp_path: Path) -> None:
    page = written(ENGLISH)
    place = page[0].search_for(ENGLISH[1][:30])[0]
    page[0].draw_line((place.x0, place.y0 + 7), (540, place.y0 + 7), width=7, color=(0.25, 0.25, 0.25))
    found = parsed(sandbox, tmp_path, scan(page))
    text = texts(found)
    assert ENGLISH[0] in text
    assert ENGLISH[2] in text
    assert "Housing, schools" not in text


def test_without_tesseract_the_file_is_partial_and_says_what_to_install(tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(scan(written(ENGLISH)))
    (tmp_path / "scan.pdf.meta.yaml").write_text("language: ro")
    (outcome,) = ingested(tmp_path / "data", [file], installed_packs(tmp_path / "nowhere"))
    assert (outcome.entry.status, outcome.entry.pages_missing) == (Completeness.PARTIAL, (1,))
    assert outcome.entry.reason.startswith("page 1 has no text layer (scanned?); ")
    if engine():
        assert "install Tesseract (Debian: tesseract-ocr) and the language pack for Romanian" in outcome.entry.reason
    assert document_in(tmp_path / "data").recognition == ""


@pytest.mark.usefixtures("one_sandbox")
def test_a_partial_file_is_read_again_when_a_pack_comes_and_others_are_not(
    packs: LanguagePacks, tmp_path: Path
) -> None:
    files = [tmp_path / "a.pdf", tmp_path / "b.txt"]
    files[0].write_bytes(scan(written(ENGLISH)))
    files[1].write_text(" ".join(ENGLISH))
    data = tmp_path / "data"

    def states(with_packs: LanguagePacks) -> list[tuple[str, bool]]:
        return [(item.entry.status.value, item.is_unchanged) for item in ingested(data, files, with_packs)]

    nothing = LanguagePacks()
    assert states(nothing) == [("partial", False), ("complete", False)]
    assert states(nothing) == [("partial", True), ("complete", True)]
    assert states(packs) == [("complete", False), ("complete", True)]
    assert states(packs) == [("complete", True), ("complete", True)]
    assert states(nothing) == [("complete", True), ("complete", True)], "what was recognised stays"


@pytest.mark.usefixtures("one_sandbox")
def test_a_stored_scan_reads_the_same_where_there_is_no_tesseract(packs: LanguagePacks, tmp_path: Path) -> None:
    file, data = tmp_path / "a.pdf", tmp_path / "data"
    file.write_bytes(scan(written(ENGLISH)))
    ingested(data, [file], packs)
    document = document_in(data)
    with Ledger.to_read(data) as ledger:
        passages = [tagged.passage for tagged in ledger.passages()]
    # StoredOriginals has no packs: nothing can be recognised there.
    reading = read_again(data, document)
    assert ENGLISH[0] in reading.text
    assert all(reading.text_at(passage.locator) == passage.text for passage in passages)
    assert all(block.is_recognised for block in reading.blocks)


@pytest.mark.usefixtures("one_sandbox")
def test_without_what_was_recognised_the_stored_scan_does_not_read_as_it_did(
    packs: LanguagePacks, tmp_path: Path
) -> None:
    file, data = tmp_path / "a.pdf", tmp_path / "data"
    file.write_bytes(scan(written(ENGLISH)))
    ingested(data, [file], packs)
    document = document_in(data)
    lost = Document(doc_id=document.doc_id, title="", original=document.original, file_name=document.file_name)
    assert read_again(data, lost).text == ""


@pytest.mark.usefixtures("one_sandbox")
def test_what_was_recognised_is_verified_saved_and_mended(packs: LanguagePacks, tmp_path: Path) -> None:
    file, data = tmp_path / "a.pdf", tmp_path / "data"
    file.write_bytes(scan(written(ENGLISH)))
    ingested(data, [file], packs)
    document = document_in(data)
    saved = write_backup(
        data, tmp_path / "saved.tar", model=None, model_id=None, replace=False, on_progress=lambda done, total: None
    )
    assert set(saved.originals) == {document.original, document.recognition}
    path = Originals(data / "originals").path(document.recognition)
    path.write_bytes(path.read_bytes().replace(b"rural", b"royal"))
    assert any("An original cannot be used" in finding.text for finding in verify(data) if finding.is_damage)
    with pytest.raises(DamagedError):
        read_again(data, document)
    path.unlink()
    (outcome,) = ingested(data, [file], packs)
    assert not outcome.is_unchanged
    assert not [finding for finding in verify(data) if finding.is_damage]
    assert ENGLISH[0] in read_again(data, document_in(data)).text


@pytest.mark.skipif(not LOCKED, reason="this kernel has no Landlock, so no parser can be locked in")
def test_a_scan_reads_inside_the_sandbox_as_outside(sandbox: Sandbox, packs: LanguagePacks, tmp_path: Path) -> None:
    data = scan(written(ENGLISH))
    with Sandbox(1, locked=False, packs=packs) as unlocked:
        outside = parsed(unlocked, tmp_path, data)
    inside = parsed(sandbox, tmp_path, data)
    assert inside == outside
    assert inside.recognition


def test_a_page_that_is_too_large_stays_missing(sandbox: Sandbox, tmp_path: Path) -> None:
    document = pymupdf.open()
    sheet = document.new_page(width=14_000, height=14_000)
    sheet.insert_image(sheet.rect, pixmap=written(ENGLISH)[0].get_pixmap())
    found = parsed(sandbox, tmp_path, document.tobytes(), "language: en")
    assert found.documents[0].document.reason == (
        "page 1 has no text layer (scanned?); page 1: it is too large to be recognised"
    )


def test_a_damaged_pack_is_said(sandbox: Sandbox, packs: LanguagePacks, tmp_path: Path) -> None:
    (tmp_path / "eng.traineddata").write_bytes(b"no pack")
    with Sandbox(1, locked=LOCKED, packs=installed_packs(tmp_path)) as opened:
        found = parsed(opened, tmp_path, scan(written(ENGLISH)))
    assert "the language pack eng cannot be used" in found.documents[0].document.reason


def test_what_is_not_in_lines_is_not_lost_in_silence(packs: LanguagePacks, monkeypatch: pytest.MonkeyPatch) -> None:
    page = scan(written(ENGLISH))
    pack = packs.files["eng"].read_bytes()
    whole = recognised_page(page, file_name="a.pdf", page=1, pack=pack, language="eng")
    assert whole.is_read
    assert whole.is_whole
    upright = page_recognition._upright
    monkeypatch.setattr(page_recognition, "_upright", lambda *asked: (0, upright(*asked)[1][:2]))
    part = recognised_page(page, file_name="a.pdf", page=1, pack=pack, language="eng")
    assert part.is_read
    assert not part.is_whole
