"""The names under which records, front matter and sidecars state a document's fields."""

from collections.abc import Mapping

from ingest.readers.statements import Statements

FIELDS: Mapping[str, str] = {
    "id": "source_id",
    "source_id": "source_id",
    "title": "title",
    "titel": "title",
    "author": "authors",
    "authors": "authors",
    "year": "year",
    "date": "year",
    "published": "year",
    "publication_date": "year",
    "publication_year": "year",
    "lang": "language",
    "language": "language",
    "kind": "kind",
    "type": "kind",
    "publisher": "publisher",
    "journal": "publisher",
    "institution": "publisher",
    "country": "countries",
    "countries": "countries",
    "url": "url",
    "link": "url",
    "doi": "doi",
    "licence": "licence",
    "license": "licence",
    "sources": "sources",
    "version": "version",
    "edition": "version",
    "supersedes": "supersedes",
    "replaces": "supersedes",
    "work": "work",
    "part": "part",
}
"""Name as written, in lower case, to field of `Document`."""


def state_fields(written: Mapping[str, object], statements: Statements, origin: str) -> None:
    """States each field that `written` names, in any case; the first of two names for one field counts."""
    for name, value in written.items():
        field = FIELDS.get(str(name).strip().lower().replace("-", "_").replace(" ", "_"))
        if field == "sources":
            statements.say_sources(value, origin)
        elif field:
            statements.say(field, plain_value(value), origin)


def plain_value(value: object) -> str | list[str] | None:
    """Text and numbers as text, lists of them (or of `{"name": ...}`) as lists of text; None for anything else."""
    if isinstance(value, list | tuple):
        return [text for item in value if isinstance(text := plain_value(item), str)]
    if isinstance(value, Mapping):
        return _person(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)


def _person(value: Mapping[str, object]) -> str | None:
    family, given = value.get("family"), value.get("given")
    if isinstance(family, str):
        return f"{family}, {given}" if isinstance(given, str) and given else family
    name = value.get("name")
    return name if isinstance(name, str) else None
