"""The starter corpus: every document states what it is and rests on named sources; the twins can be made again."""

import re
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import docx
import pymupdf
import pytest
import yaml
from lxml import etree
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from corpus.countries import load_countries
from corpus.document import KINDS
from corpus.starter_twins import SOURCES, STARTER, TwinSource, read_source, twins, write_twins

KEYS = {"title", "authors", "publisher", "year", "language", "kind", "countries", "licence", "sources"}
MARKDOWN = sorted([*STARTER.glob("*.md"), *SOURCES.glob("*.md")])
TWIN_FILES = sorted(path.name for path in STARTER.iterdir() if path.suffix in (".pdf", ".docx", ".html", ".ris"))
MADE = twins()
PDF = next(name for name in TWIN_FILES if name.endswith(".pdf"))
DOCX = next(name for name in TWIN_FILES if name.endswith(".docx"))
HTML = next(name for name in TWIN_FILES if name.endswith(".html"))
RIS = next(name for name in TWIN_FILES if name.endswith(".ris"))


def problems(document: TwinSource) -> list[str]:
    """What is wrong with a document's front matter and its list of sources."""
    front = document.front
    if found := KEYS ^ front.keys():
        return [f"keys missing or unknown: {sorted(found)}"]
    known = load_countries().codes
    checks = {
        "title": front["title"] == document.body.partition("\n")[0].removeprefix("# "),
        "authors": front["authors"] == ["Cadre editors"],
        "publisher": front["publisher"] == "Cadre",
        "year": front["year"] == 2026,
        "language": bool(re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", front["language"])),
        "kind": front["kind"] in KINDS,
        "countries": front["countries"] == sorted(set(front["countries"])) and set(front["countries"]) <= set(known),
        "licence": front["licence"] == "CC-BY-4.0",
        "sources": bool(front["sources"]) and all(is_source(source) for source in front["sources"]),
        "sources section": [s["url"] for s in front["sources"]] == listed(document),
    }
    return [name for name, is_right in checks.items() if not is_right]


def is_source(source: dict[str, object]) -> bool:
    stated = {"title", "publisher", "url", "read"} <= source.keys() <= {"title", "publisher", "year", "url", "read"}
    return stated and is_address(str(source["url"])) and isinstance(source["read"], date)


def is_address(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and "." in host and url.isascii() and not re.search(r"[\s<>\"]", url)


def listed(document: TwinSource) -> list[str]:
    """The addresses in the last section, in order."""
    return re.findall(r"<(https?://[^>]+)>", document.sections[-1][1])


def prose(document: TwinSource) -> str:
    return "\n\n".join(text for _, text in document.sections[:-1])


def sentences(document: TwinSource) -> set[str]:
    """The sentences of six words and more, in lower case."""
    parts = re.split(r"(?<=[.!?])\s+|\n+", prose(document).lower())
    return {" ".join(part.split()) for part in parts if len(part.split()) >= 6}


@pytest.fixture(scope="module")
def identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE)


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: path.stem)
class TestEachDocument:
    def test_front_matter_is_complete_and_agrees_with_the_text(self, path: Path) -> None:
        assert problems(read_source(path)) == []

    def test_length(self, path: Path) -> None:
        assert 250 <= len(prose(read_source(path)).split()) <= 700

    def test_language_is_the_one_declared(self, path: Path, identifier: LanguageIdentifier) -> None:
        document = read_source(path)
        assert identifier.classify(prose(document))[0] == document.front["language"].partition("-")[0]

    def test_nothing_is_called_a_best_practice(self, path: Path) -> None:
        assert not re.search(r"\bbest[- ]practice", prose(read_source(path)), re.IGNORECASE)


def test_a_damaged_front_matter_is_noticed() -> None:
    good = read_source(MARKDOWN[0])
    for key, wrong in (
        ("year", "2026"),
        ("kind", "story"),
        ("countries", ["XX"]),
        ("title", "Another"),
        ("sources", []),
    ):
        assert problems(TwinSource(front={**good.front, key: wrong}, body=good.body)), key
    assert problems(TwinSource(front={k: v for k, v in good.front.items() if k != "licence"}, body=good.body))


@pytest.mark.parametrize(
    "url", ["", "www.who.int", "https://", "https://localhost/x", "ftp://who.int", "https://a.b/ c"]
)
def test_no_address(url: str) -> None:
    assert not is_address(url)


def shared(documents: dict[str, TwinSource]) -> list[str]:
    """The sentences that stand in more than one document, with the documents' names."""
    seen: dict[str, str] = {}
    found = []
    for name, document in documents.items():
        for sentence in sorted(sentences(document)):
            if sentence in seen:
                found.append(f"{seen[sentence]} and {name}: {sentence}")
            seen[sentence] = name
    return found


def test_no_two_documents_share_a_sentence() -> None:
    documents = {path.name: read_source(path) for path in MARKDOWN}
    assert shared(documents) == []
    assert shared(documents | {"copy": documents[MARKDOWN[0].name]})


def test_good_practices_cover_themes_languages_and_countries() -> None:
    good = [read_source(path).front for path in MARKDOWN if path.name.startswith("good-practice-")]
    assert len(good) >= 13
    assert {"en", "fr", "de", "es", "ro", "pt"} <= {front["language"] for front in good}
    assert len({code for front in good for code in front["countries"]}) >= 9


class TestTwins:
    def test_are_the_files_in_the_folder(self) -> None:
        assert {name for name in MADE if not name.endswith(".yaml")} == set(TWIN_FILES)
        for name, data in MADE.items():
            assert content(name, (STARTER / name).read_bytes()) == content(name, data), name

    def test_are_made_with_the_same_bytes_each_time(self) -> None:
        assert twins() == MADE

    def test_are_written_into_a_folder(self, tmp_path: Path) -> None:
        assert {path.name: path.read_bytes() for path in write_twins(tmp_path)} == MADE

    def test_replace_their_markdown(self) -> None:
        assert {Path(name).stem for name in TWIN_FILES} == {path.stem for path in SOURCES.glob("*.md")}
        assert not {path.stem for path in SOURCES.glob("*.md")} & {path.stem for path in STARTER.glob("*.md")}

    @pytest.mark.parametrize("name", TWIN_FILES)
    def test_sidecar_and_file_together_state_everything(self, name: str) -> None:
        source = read_source(SOURCES / f"{Path(name).stem}.md")
        beside = yaml.safe_load((STARTER / f"{name}.meta.yaml").read_text(encoding="utf-8"))
        assert {key: source.front[key] for key in beside} == beside
        assert KEYS - beside.keys() <= {"title", "authors", "publisher", "year", "language", "licence"}

    def test_pdf_has_pages_outline_language_and_no_furniture_in_its_headings(self) -> None:
        source = read_source(SOURCES / f"{Path(PDF).stem}.md")
        with pymupdf.open(STARTER / PDF) as document:
            assert len(document) == 2
            assert document.language == source.front["language"]
            assert document.metadata["title"] == source.front["title"]
            assert document.metadata["author"] == "Cadre editors"
            outline = [heading for _, heading, _ in document.get_toc()]
            assert outline == [source.front["title"], *(heading for heading, _ in source.sections)]
            text = [page.get_text() for page in document]
        assert all(f"Page {n} of 2" in page for n, page in enumerate(text, start=1))
        assert source.sections[-2][0] in text[1]

    def test_docx_has_heading_styles_and_properties(self) -> None:
        source = read_source(SOURCES / f"{Path(DOCX).stem}.md")
        document = docx.Document(str(STARTER / DOCX))
        core = document.core_properties
        assert (core.title, core.author, core.language) == (source.front["title"], "Cadre editors", "de")
        headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 2"]
        assert headings == [heading for heading, _ in source.sections]
        assert [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"] == [
            core.title
        ]

    def test_html_keeps_its_text_apart_from_the_furniture(self) -> None:
        source = read_source(SOURCES / f"{Path(HTML).stem}.md")
        page = etree.HTML((STARTER / HTML).read_bytes())
        assert page.get("lang") == source.front["language"]
        assert page.xpath("//meta[@name='dcterms.title']/@content") == [source.front["title"]]
        assert page.xpath("//article//h2/text()") == [heading for heading, _ in source.sections]
        assert {tag for tag in ("header", "nav", "aside", "footer") if page.xpath(f"//body/{tag}")} == {
            "header", "nav", "aside", "footer",
        }  # fmt: skip
        assert page.xpath("//nav//a/@href") == [f"#{id}" for id in page.xpath("//article//h2/@id")]

    def test_ris_is_one_report_with_an_abstract(self) -> None:
        lines = (STARTER / RIS).read_text(encoding="utf-8").splitlines()
        assert [line[:6] for line in lines] == [
            f"{tag}  - " for tag in ("TY", "TI", "AU", "PY", "PB", "LA", "UR", "AB", "ER")
        ]
        fields = {line[:2]: line[6:] for line in lines}
        source = read_source(SOURCES / f"{Path(RIS).stem}.md")
        assert (fields["TY"], fields["TI"], fields["PY"]) == ("RPRT", source.front["title"], "2026")
        assert all(" ".join(text.split()) in fields["AB"] for _, text in source.sections[:-1])


def content(name: str, data: bytes) -> object:
    """The parts of a DOCX, whose compressed form depends on the zlib at hand; else the bytes."""
    if not name.endswith(".docx"):
        return data
    with zipfile.ZipFile(BytesIO(data)) as package:
        return [(part.filename, part.date_time, package.read(part)) for part in package.infolist()]
