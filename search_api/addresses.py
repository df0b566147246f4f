"""Addresses on this service, as paths that begin with a slash."""

from urllib.parse import quote, urlencode

from corpus.document import Document, Passage
from corpus.filters import Filters
from index.query import Diversity

PDF = "application/pdf"
_PLAIN = Diversity()


def passage_data(passage_id: str) -> str:
    """A passage in the API."""
    return f"/v1/passages/{quote(passage_id, safe='')}"


def passage_page(passage_id: str) -> str:
    """A passage for people: the permanent address of the quotation."""
    return f"/passages/{quote(passage_id, safe='')}"


def document_data(doc_id: str) -> str:
    """A document in the API."""
    return f"/v1/documents/{quote(doc_id, safe='')}"


def document_page(doc_id: str, first: int = 1) -> str:
    """A document for people, with its passages from the `first` on (counted from 1)."""
    query = f"?from={first}#passages" if first > 1 else ""
    return f"/documents/{quote(doc_id, safe='')}{query}"


def original_file(document: Document, passage: Passage | None = None) -> str | None:
    """The original, at the passage's page where the format has pages; None if no original is kept."""
    if not document.original:
        return None
    page = passage.locator.page if passage is not None and document.media_type == PDF else None
    return f"{document_data(document.doc_id)}/file" + (f"#page={page}" if page else "")


def search_page(text: str, filters: Filters, diversity: Diversity = _PLAIN, cursor: str | None = None) -> str:
    """A search for people."""
    return _with_query("/", {**_search(text, filters, diversity), "cursor": cursor or ""})


def search_data(text: str, filters: Filters, diversity: Diversity = _PLAIN) -> str:
    """The same search in the API."""
    return _with_query("/v1/search", _search(text, filters, diversity))


def _search(text: str, filters: Filters, diversity: Diversity) -> dict[str, str]:
    return {
        "q": text,
        "filter": str(filters),
        "per_document": str(diversity.per_document or ""),
        "spread": diversity.spread.value if diversity.spread else "",
    }


def _with_query(path: str, parameters: dict[str, str]) -> str:
    given = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(given)}" if given else path
