"""The starter documents that are not Markdown: a PDF, a DOCX, an HTML page and a RIS record, made from Markdown.

`python -m corpus.starter_twins` writes them beside the other starter documents. Each carries title, authors and
language in the way of its format; what a format cannot carry stands in `<file name>.meta.yaml`. Equal sources give
equal bytes.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

import docx
import pymupdf
import yaml
from docx.oxml.ns import qn
from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus import strict_yaml

SOURCES = Path(__file__).parent / "starter_sources"
STARTER = Path(__file__).parent / "starter"

_MADE = datetime(2026, 11, 22, tzinfo=UTC)
_COLLECTION = "Cadre: country good practices"
_FRONT = re.compile(r"---\n(.*?)\n---\n(.*)", re.DOTALL)
_mupdf: Any = pymupdf  # its functions have no types
_A4 = _mupdf.paper_rect("a4")
_TEXT_AREA = _mupdf.Rect(_A4.x0 + 64, _A4.y0 + 72, _A4.x1 - 64, _A4.y1 - 72)
_PDF_STYLE = """
body { font-family: sans-serif; font-size: 10.5pt; line-height: 1.4 }
h1 { font-size: 18pt; margin-bottom: 10pt } h2 { font-size: 13pt; margin-top: 14pt; margin-bottom: 4pt }
p, li { margin-bottom: 6pt }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinSource:
    """A Markdown document: its front matter, and its body from the title on."""

    front: Mapping[str, Any]
    body: str

    @property
    def html(self) -> str:
        """The body as HTML, the title as its only h1."""
        return str(MarkdownIt().render(self.body))

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Heading and Markdown text of each section in order; the last one lists the sources."""
        parts = re.split(r"^## (.+)\n", self.body, flags=re.MULTILINE)[1:]
        return tuple((heading, text.strip()) for heading, text in zip(parts[::2], parts[1::2], strict=True))


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        """Equal dates are written out each time, not once and then referred to."""
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recipe:
    source: str
    suffix: str
    make: Callable[[TwinSource], bytes]
    carried: tuple[str, ...]
    """The keys of the front matter that the format itself states."""


def read_source(path: Path) -> TwinSource:
    """The document in a Markdown file. Raises `ValueError` where the front matter is missing or no mapping."""
    found = _FRONT.fullmatch(path.read_text(encoding="utf-8"))
    front = strict_yaml.parse(found.group(1), path.name) if found else None
    if found is None or not isinstance(front, dict):
        raise ValueError(f"{path.name}: it does not begin with front matter between two lines of ---")
    return TwinSource(front=front, body=found.group(2).strip() + "\n")


def twins(sources: Path = SOURCES) -> dict[str, bytes]:
    """The twins and their sidecars: file name to bytes."""
    made: dict[str, bytes] = {}
    for twin in _TWINS:
        source = read_source(sources / f"{twin.source}.md")
        name = twin.source + twin.suffix
        made[name] = twin.make(source)
        rest = {key: value for key, value in source.front.items() if key not in twin.carried}
        sidecar = yaml.dump(rest, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1000)
        made[f"{name}.meta.yaml"] = sidecar.encode()
    return made


def write_twins(folder: Path = STARTER) -> tuple[Path, ...]:
    """Writes the twins and their sidecars into `folder`, over older ones; gives their paths."""
    paths = []
    for name, data in twins().items():
        (folder / name).write_bytes(data)
        paths.append(folder / name)
    return tuple(paths)


def _pdf(source: TwinSource) -> bytes:
    """A4 pages with running head, page numbers and an outline of the headings."""
    laid, pages = _lay_out(source.html)
    headings = [(1, source.front["title"]), *((2, heading) for heading, _ in source.sections)]
    with _mupdf.open("pdf", laid) as document:
        for number, page in enumerate(document, start=1):
            page.insert_text((_TEXT_AREA.x0, 44), _COLLECTION, fontsize=8)
            page.insert_text((_TEXT_AREA.x1 - 44, _A4.y1 - 40), f"Page {number} of {len(document)}", fontsize=8)
        document.set_toc([[*heading, page] for heading, page in zip(headings, pages, strict=True)])
        document.set_language(source.front["language"])
        stamp = f"{_MADE:D:%Y%m%d%H%M%SZ}"
        document.set_metadata(
            {
                "title": source.front["title"],
                "author": "; ".join(source.front["authors"]),
                "subject": _COLLECTION,
                "creationDate": stamp,
                "modDate": stamp,
            }
        )
        document.subset_fonts()
        return bytes(document.tobytes(garbage=4, deflate=False, no_new_id=True))


def _lay_out(html: str) -> tuple[bytes, list[int]]:
    """The pages without furniture, and the page of each heading in order."""
    story = _mupdf.Story(html=html, user_css=_PDF_STYLE)
    stream = io.BytesIO()
    writer = _mupdf.DocumentWriter(stream)
    pages: list[int] = []
    page = 0

    def note(position: Any) -> None:
        if position.heading and position.open_close & 1:
            pages.append(page)

    more = True
    while more:
        page += 1
        device = writer.begin_page(_A4)
        more, _ = story.place(_TEXT_AREA)
        story.element_positions(note)
        story.draw(device)
        writer.end_page()
    writer.close()
    return stream.getvalue(), pages


def _docx(source: TwinSource) -> bytes:
    """Real heading and list styles, core properties, and the language of the text in the default style."""
    document = docx.Document()
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    defaults.set(qn("w:val"), source.front["language"])
    core = document.core_properties
    core.title, core.author, core.language = (
        source.front["title"], "; ".join(source.front["authors"]), source.front["language"],
    )  # fmt: skip
    core.created = core.modified = _MADE
    core.last_modified_by, core.comments, core.subject = core.author, "", _COLLECTION
    for style, text in _paragraphs(MarkdownIt().parse(source.body)):
        document.add_paragraph(text, style=style)
    stream = io.BytesIO()
    document.save(stream)
    return _without_clock(stream.getvalue())


def _paragraphs(tokens: list[Token]) -> list[tuple[str, str]]:
    """Word's style name and the plain text of each heading, paragraph and list item."""
    found: list[tuple[str, str]] = []
    style = "Normal"
    for token in tokens:
        if token.type == "heading_open":
            style = f"Heading {token.tag[1:]}"
        elif token.type == "list_item_open":
            style = "List Bullet"
        elif token.type in ("heading_close", "list_item_close"):
            style = "Normal"
        elif token.type == "inline":
            found.append((style, "".join(_plain(child) for child in token.children or ())))
    return found


def _plain(token: Token) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else token.content


def _without_clock(package: bytes) -> bytes:
    """The same ZIP package with one fixed time for all parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            part.create_system = 3
            new.writestr(part, old.read(name), compress_type=zipfile.ZIP_DEFLATED, compresslevel=9)
    return stream.getvalue()


def _page(source: TwinSource) -> bytes:
    """A full web page: the text stands in an article between header, navigation, aside and footer."""
    front = source.front
    links = "".join(
        f'<li><a href="#part-{n}">{escape(h)}</a></li>' for n, (h, _) in enumerate(source.sections, start=1)
    )
    numbers = iter(range(1, len(source.sections) + 1))
    article = re.sub(r"<h2>", lambda _: f'<h2 id="part-{next(numbers)}">', source.html)
    named = {
        "dcterms.title": [front["title"]],
        "dcterms.creator": front["authors"],
        "dcterms.publisher": [front["publisher"]],
        "dcterms.issued": [str(front["year"])],
        "dcterms.language": [front["language"]],
        "dcterms.license": [front["licence"]],
    }
    meta = "\n".join(
        f'<meta name="{name}" content="{escape(str(value))}">' for name, values in named.items() for value in values
    )
    return _PAGE.format(
        language=front["language"],
        title=escape(front["title"]),
        meta=meta,
        article=article.strip(),
        links=links,
        publisher=escape(front["publisher"]),
        year=front["year"],
        licence=escape(front["licence"]),
    ).encode()


_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} | {publisher}</title>
{meta}
<style>body {{ font-family: sans-serif; margin: 1rem auto; max-width: 48rem }}</style>
</head>
<body>
<header class="site-header"><p><strong>{publisher}</strong></p></header>
<nav class="main-navigation"><ul>{links}</ul></nav>
<main>
<article>
{article}
</article>
</main>
<aside class="sidebar"><p>{publisher}, {year}</p><ul>{links}</ul></aside>
<footer class="site-footer"><p>{publisher}, {year}. {licence}</p></footer>
</body>
</html>
"""


def _ris(source: TwinSource) -> bytes:
    """One report with its text as the abstract. Its address is that of the principal source, as the abstract says."""
    front = source.front
    told = " ".join(f"{heading}: {' '.join(text.split())}" for heading, text in source.sections[:-1])
    lines = (
        ("TY", "RPRT"),
        ("TI", front["title"]),
        *(("AU", author) for author in front["authors"]),
        ("PY", front["year"]),
        ("PB", front["publisher"]),
        ("LA", front["language"]),
        ("UR", front["sources"][0]["url"]),
        ("AB", f"{told} The address of this record is that of its principal source."),
        ("ER", ""),
    )
    return "".join(f"{tag}  - {value}\n" for tag, value in lines).encode()


_TWINS = (
    _Recipe(
        source="good-practice-norway-finnmark-internship", suffix=".pdf", make=_pdf,
        carried=("title", "authors", "language"),
    ),
    _Recipe(
        source="good-practice-deutschland-triple-win", suffix=".docx", make=_docx,
        carried=("title", "authors", "language"),
    ),
    _Recipe(
        source="good-practice-france-violences-plan-securite", suffix=".html", make=_page,
        carried=("title", "authors", "publisher", "year", "language", "licence"),
    ),
    _Recipe(
        source="good-practice-slovenia-model-practices", suffix=".ris", make=_ris,
        carried=("title", "authors", "publisher", "year", "language"),
    ),
)  # fmt: skip


if __name__ == "__main__":
    write_twins()
