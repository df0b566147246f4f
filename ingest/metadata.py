"""What is known about a document: what a sidecar, the file, its text and its name state, brought into one form."""

import json
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from corpus.document import Document
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.kinds import kind_told
from ingest.metadata_values import (
    authors_of,
    country_codes,
    doi_of,
    humanised,
    kind_of,
    sources_of,
    text_of,
    url_of,
    year_of,
)
from ingest.readers.fields import FIELDS
from ingest.readers.yaml_source import read_yaml

LONGEST_SIDECAR = 1024 * 1024
"""Bytes."""
_FRONT = 25
"""How many blocks can stand on a title page."""
_FORMS = {
    "title": text_of,
    "authors": authors_of,
    "publisher": text_of,
    "year": year_of,
    "kind": kind_of,
    "countries": country_codes,
    "url": url_of,
    "doi": doi_of,
    "licence": text_of,
    "source_id": text_of,
    "sources": sources_of,
    "version": text_of,
    "supersedes": text_of,
    "work": text_of,
    "part": text_of,
}
"""Field of `Document` to the function that brings a stated value into its form; None or empty where it has none."""


def document_of(
    reading: Reading,
    *,
    doc_id: str,
    original: str,
    file_name: str,
    media_type: str,
    sidecar: Mapping[str, object],
    language: str,
) -> Document:
    """The document of a reading; `language` is the BCP 47 tag that was stated or identified, `und` for none.

    What the sidecar states counts for more than what the file states. A stated value without a usable form (a year
    "n. d.", a kind that is none of `KINDS`) states nothing. The title is the name of the file where nothing else is.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for field, form in _FORMS.items():
        for stated, origin in ((sidecar.get(field), "sidecar"), (reading.metadata.get(field), _origin(reading, field))):
            if field not in values and stated is not None and (value := form(stated)):
                values[field], origins[field] = value, origin
    _tell_kind(reading, values, origins)
    if "title" not in values:
        values["title"], origins["title"] = humanised(PurePath(file_name).stem) or "Untitled", "file name"
    if language != "und":
        origins["language"] = "sidecar" if sidecar.get("language") else _origin(reading, "language")
    return Document(
        doc_id=doc_id,
        language=language,
        origins=origins,
        original=original,
        file_name=file_name,
        media_type=media_type,
        record=reading.record,
        completeness=reading.completeness,
        reason=reading.reason,
        pages=reading.pages,
        pages_missing=reading.pages_missing,
        **values,
    )


def _tell_kind(reading: Reading, values: dict[str, object], origins: dict[str, str]) -> None:
    """The kind by what the document says, where nobody states it. A record is a reference to what its title says."""
    if "kind" in values or reading.record is not None:
        return
    first = [block.text for block in reading.blocks[:_FRONT] if block.page in (None, 1)]
    if told := kind_told(str(values.get("title", "")), first, reading.blocks):
        values["kind"], origins["kind"] = told.kind, told.reason


def read_sidecar(data: bytes, *, file_name: str) -> Mapping[str, object]:
    """The fields that a sidecar (`<file name>.meta.yaml`, `.meta.yml` or `.meta.json`) states, by field of `Document`.

    Raises `UnreadableError` that names what is wrong: no mapping, a name that is no field, a value without a form.
    """
    try:
        if len(data) > LONGEST_SIDECAR:
            raise ValueError(f"it is longer than {LONGEST_SIDECAR // 1024} KiB")
        text = data.decode("utf-8-sig")
        written = json.loads(text) if PurePath(file_name).suffix.lower() == ".json" else read_yaml(text)
        if not isinstance(written, dict):
            raise ValueError("it holds no `name: value` pairs")
        return _checked(written)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(path=file_name, reason=f"the sidecar cannot be used: {error}") from error


def _checked(written: Mapping[str, object]) -> Mapping[str, object]:
    stated: dict[str, object] = {}
    for name, value in written.items():
        field = FIELDS.get(str(name).strip().lower())
        if field is None:
            raise ValueError(f"{name!r} is no field; the fields are {', '.join(sorted({*FIELDS.values()}))}")
        if field in stated:
            raise ValueError(f"{field} is stated twice")
        if value in (None, "", [], {}):
            continue
        if field in _FORMS and not _has_form(field, value):
            raise ValueError(f"{field} cannot be {value!r}")
        stated[field] = value
    return stated


def _has_form(field: str, value: object) -> bool:
    """True where the whole value has the form of its field, each item of a list included."""
    formed = _FORMS[field](value)
    items = len(value) if isinstance(value, list | tuple) else 1
    return bool(formed) and (not isinstance(formed, tuple) or len(formed) >= items)


def _origin(reading: Reading, field: str) -> str:
    return reading.origins.get(field, "text")
