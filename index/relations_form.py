"""How documents stand to each other, and what became of former passages, as rows of a generation."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from corpus.document import Document, Passage
from corpus.former import Fate, Finding, FormerPassage
from corpus.json_form import locator_form, locator_from, to_json
from corpus.works import Standing
from index.ranking import Relations, Relative

_LISTS = ("supersedes", "superseded_by", "also", "work")


def relations_form(standing: Standing, documents: Mapping[str, Document]) -> dict[str, Any]:
    """The standing as JSON values, with what names the other documents."""
    form: dict[str, Any] = {"is_ranked": standing.is_ranked}
    for name in _LISTS:
        if doc_ids := getattr(standing, name):
            form[name] = [asdict(relative) for relative in _relatives(doc_ids, documents)]
    return form


def relations_from(form: Mapping[str, Any]) -> Relations:
    """The inverse of `relations_form`."""
    lists = {name: tuple(Relative(**item) for item in form.get(name, ())) for name in _LISTS}
    return Relations(is_ranked=form["is_ranked"], **lists)


def relative_of(document: Document) -> Relative:
    """What names a document beside another."""
    return Relative(
        doc_id=document.doc_id,
        title=document.title,
        year=document.year,
        language=document.language,
        version=document.version,
        part=document.part,
    )


def former_passage_row(former: FormerPassage) -> tuple[object, ...]:
    """A row of the table of former passages."""
    passage = former.passage
    locator, finding = to_json(locator_form(passage.locator)), to_json(asdict(former.finding))
    return passage.passage_id, passage.doc_id, passage.text, locator, passage.language, finding


def former_passage_from(row: Sequence[Any]) -> FormerPassage:
    """The inverse of `former_passage_row`."""
    passage_id, doc_id, text, locator, language, written = row
    passage = Passage(
        passage_id=passage_id, doc_id=doc_id, text=text, locator=locator_from(json.loads(locator)), language=language
    )
    form = json.loads(written)
    finding = Finding(**form | {"fate": Fate(form["fate"]), "place": tuple(form["place"]) if form["place"] else None})
    return FormerPassage(passage=passage, finding=finding)


def _relatives(doc_ids: Iterable[str], documents: Mapping[str, Document]) -> list[Relative]:
    return [relative_of(documents[doc_id]) for doc_id in doc_ids]
