"""Documents, passages and tags as JSON values, for the ledger, the generations and the API alike."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from corpus.document import Box, Completeness, Document, Locator, Source, Tag


def to_json(value: object) -> str:
    """One line of JSON with sorted keys: equal values give equal text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def document_form(document: Document) -> dict[str, Any]:
    """The document as JSON values."""
    return asdict(document)


def document_from(form: Mapping[str, Any]) -> Document:
    """The inverse of `document_form`."""
    fields = dict(form)
    for name in ("authors", "countries", "pages_missing"):
        fields[name] = tuple(fields[name])
    fields["sources"] = tuple(Source(**source) for source in fields["sources"])
    fields["completeness"] = Completeness(fields["completeness"])
    return Document(**fields)


def boxes_form(boxes: Iterable[Box]) -> list[list[float]]:
    """The boxes as JSON values: `[x0, y0, x1, y1]` each."""
    return [[box.x0, box.y0, box.x1, box.y1] for box in boxes]


def boxes_from(form: Iterable[Iterable[float]]) -> tuple[Box, ...]:
    """The inverse of `boxes_form`."""
    return tuple(Box(x0=x0, y0=y0, x1=x1, y1=y1) for x0, y0, x1, y1 in form)


def locator_form(locator: Locator) -> dict[str, Any]:
    """The locator as JSON values; a box is `[x0, y0, x1, y1]`."""
    return {
        "start": locator.start,
        "end": locator.end,
        "page": locator.page,
        "page_label": locator.page_label,
        "boxes": boxes_form(locator.boxes),
        "boxes_on_next_page": boxes_form(locator.boxes_on_next_page),
        "headings": list(locator.headings),
        "paragraph": locator.paragraph,
        "prefix": locator.prefix,
        "suffix": locator.suffix,
        "is_recognised": locator.is_recognised,
    }


def locator_from(form: Mapping[str, Any]) -> Locator:
    """The inverse of `locator_form`."""
    return Locator(
        start=form["start"],
        end=form["end"],
        page=form["page"],
        page_label=form.get("page_label", ""),
        boxes=boxes_from(form["boxes"]),
        boxes_on_next_page=boxes_from(form.get("boxes_on_next_page", ())),
        headings=tuple(form["headings"]),
        paragraph=form["paragraph"],
        prefix=form.get("prefix", ""),
        suffix=form.get("suffix", ""),
        is_recognised=form.get("is_recognised", False),
    )


def tags_form(tags: tuple[Tag, ...]) -> list[list[Any]]:
    """Each tag as `[label, value, confidence, reason]`."""
    return [[tag.label, tag.value, tag.confidence, tag.reason] for tag in tags]


def tags_from(form: list[list[Any]]) -> tuple[Tag, ...]:
    """The inverse of `tags_form`."""
    return tuple(Tag(label=label, value=value, confidence=conf, reason=reason) for label, value, conf, reason in form)
