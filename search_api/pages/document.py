"""The document page: what is known of a document, where each value came from, and its passages."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from corpus.document import Document
from search_api import addresses
from search_api.freshness import Current
from search_api.labels import Labels, kind_name, language_name
from search_api.pages import wording
from search_api.pages.rendering import render
from search_api.services import Served

router = APIRouter(include_in_schema=False)

PASSAGES_SHOWN = 20

_ORIGINS = {
    "front matter": "the document's front matter",
    "sidecar": "a note beside the file",
    "file": "the file itself",
    "title page": "the title page",
    "imprint": "the imprint",
    "record": "the record in its source",
    "text": "the text",
    "file name": "the name of the file",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One value that is known of a document. `link` is empty where there is nothing safe to follow."""

    name: str
    value: str
    origin: str
    link: str = ""


@router.get("/documents/{doc_id}")
def document_page(doc_id: str, request: Request, snapshot: Current, services: Served) -> Response:
    """A document, and a stretch of its passages in order, beginning with the one that `from` counts to."""
    entry = snapshot.searcher.document(doc_id)
    passages = snapshot.searcher.passages_of(doc_id)
    first = _first(request.query_params.get("from", ""), len(passages))
    shown = passages[first - 1 : first - 1 + PASSAGES_SHOWN]
    after = first + len(shown)
    return render(
        request,
        "document.html",
        headers=snapshot.headers,
        document=entry.document,
        entry=entry,
        facts=facts(entry.document, services.labels),
        passages=shown,
        first=first,
        next_page=addresses.document_page(doc_id, after) if after <= len(passages) else None,
        previous_page=addresses.document_page(doc_id, max(1, first - PASSAGES_SHOWN)) if first > 1 else None,
    )


def _first(written: str, passages: int) -> int:
    """The number that `from` gives, within the document; 1 where it gives none."""
    wanted = int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 1
    return min(max(wanted, 1), max(passages, 1))


def facts(document: Document, labels: Labels) -> list[Fact]:
    """What somebody stated about a document; what nobody stated is left out."""
    values = {
        "authors": ("Authors", "; ".join(document.authors)),
        "publisher": ("Publisher", document.publisher),
        "year": ("Year", str(document.year or "")),
        "language": ("Language", language_name(document.language)),
        "kind": ("Kind", kind_name(document.kind) if document.kind else ""),
        "countries": ("About", ", ".join(labels.country(code) for code in document.countries)),
        "url": ("Published at", document.url),
        "doi": ("DOI", document.doi),
        "licence": ("Licence", document.licence),
        "version": ("Version", document.version),
        "supersedes": ("Supersedes", document.supersedes),
        "work": ("Work", document.work),
        "part": ("Part", document.part),
        "source_id": ("Id at the source", document.source_id),
        "file_name": ("File", document.file_name),
        "pages": ("Pages", str(document.pages or "")),
    }
    links = {"url": wording.web_address(document.url), "doi": wording.doi_address(document.doi)}
    return [
        Fact(name=name, value=value, origin=_origin(document, field), link=links.get(field, ""))
        for field, (name, value) in values.items()
        if value
    ]


def _origin(document: Document, field: str) -> str:
    origin = document.origins.get(field, "")
    return _ORIGINS.get(origin, origin)
