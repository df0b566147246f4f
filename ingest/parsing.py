"""From the bytes of a file to its documents and passages: a plain sequence of calls, without side effects."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from corpus.document import Completeness, Document, Passage
from corpus.errors import UnreadableError
from corpus.json_form import to_json
from corpus.language import UNKNOWN, identify, normalise
from corpus.reading import Reading
from ingest.apparatus import mark_apparatus
from ingest.metadata import document_of
from ingest.readers.choice import reader_for
from ingest.splitter import split

RECIPE = "11"
"""Changes whenever readers or splitter give another text for the same bytes: files are then read again."""

_ID_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDocument:
    """A document and its passages, not yet tagged."""

    document: Document
    passages: tuple[Passage, ...]
    pages_pictured: tuple[int, ...] = ()
    """Missing pages on which text might be recognised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """What a file gave. `refusals` holds a sentence for each record that could not be read."""

    documents: tuple[ParsedDocument, ...]
    refusals: tuple[str, ...] = ()
    recognition: bytes = b""
    """What was recognised on its scanned pages: without it, the file does not read as it did."""

    @property
    def pages_pictured(self) -> tuple[int, ...]:
        """Missing pages on which text might be recognised."""
        return tuple(page for item in self.documents for page in item.pages_pictured)


def parse(data: bytes, *, file_name: str, sidecar: Mapping[str, object], recognition: bytes = b"") -> ParsedFile:
    """Reads a file and cuts its documents into passages; `recognition` is what was recognised on its scanned pages.

    Raises `UnreadableError` where it holds nothing to read.
    """
    reader = reader_for(data, file_name, recognition)
    original = hashlib.sha256(data).hexdigest()
    documents: dict[str, ParsedDocument] = {}
    refusals: list[str] = []
    for reading in reader.read(data, file_name=file_name):
        if reading.completeness is Completeness.REFUSED:
            refusals.append(reading.reason)
            continue
        parsed = _document(reading, original, file_name, reader.media_type, sidecar)
        if recognition:
            kept = hashlib.sha256(recognition).hexdigest()
            parsed = replace(parsed, document=replace(parsed.document, recognition=kept))
        documents.setdefault(parsed.document.doc_id, parsed)
    if not documents:
        raise UnreadableError(path=file_name, reason=refusals[0] if refusals else "it holds no text")
    return ParsedFile(documents=tuple(documents.values()), refusals=tuple(refusals))


def doc_id_of_file(sha256: str) -> str:
    """The id of the document that is a whole file, not a record in it."""
    return sha256[:_ID_LENGTH]


def _document(
    reading: Reading, original: str, file_name: str, media_type: str, sidecar: Mapping[str, object]
) -> ParsedDocument:
    text = reading.text
    language = _language(reading, sidecar, text)
    document = document_of(
        reading,
        doc_id=_doc_id(reading, original),
        original=original,
        file_name=file_name,
        media_type=media_type,
        sidecar=sidecar,
        language=language,
    )
    passages = split(reading, doc_id=document.doc_id, language=document.language)
    return ParsedDocument(document=document, passages=mark_apparatus(passages), pages_pictured=reading.pages_pictured)


def _language(reading: Reading, sidecar: Mapping[str, object], text: str) -> str:
    """What somebody states, else what the text looks like."""
    for stated in (sidecar.get("language"), reading.metadata.get("language")):
        if stated and (known := normalise(str(stated))):
            return known
    found = identify(text)
    declared = normalise(str(reading.metadata.get("text_language") or ""))
    return declared if found == UNKNOWN and declared else found


def _doc_id(reading: Reading, original: str) -> str:
    """From the file's bytes, or from the record's own content: a record keeps its id when others join its file."""
    if reading.record is None:
        return doc_id_of_file(original)
    content = to_json({key: str(value) for key, value in reading.metadata.items()}) + reading.text
    return hashlib.sha256(content.encode()).hexdigest()[:_ID_LENGTH]
