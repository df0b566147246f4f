"""Parsed files and readings as JSON values: what a parser process may say, and nothing else (no pickles from one)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corpus.document import PageBreak, Passage
from corpus.json_form import boxes_form, boxes_from, document_form, document_from, locator_form, locator_from
from corpus.reading import Block, Reading
from ingest.parsing import ParsedDocument, ParsedFile


def parsed_form(parsed: ParsedFile) -> dict[str, Any]:
    """The parsed file as JSON values."""
    return {
        "refusals": list(parsed.refusals),
        "documents": [
            {
                "document": document_form(item.document),
                "pages_pictured": list(item.pages_pictured),
                "passages": [
                    [
                        passage.passage_id,
                        passage.text,
                        locator_form(passage.locator),
                        passage.language,
                        passage.is_evidence,
                    ]
                    for passage in item.passages
                ],
            }
            for item in parsed.documents
        ],
    }


def parsed_from(form: Mapping[str, Any]) -> ParsedFile:
    """The inverse of `parsed_form`."""
    return ParsedFile(
        refusals=tuple(form["refusals"]),
        documents=tuple(
            ParsedDocument(
                document=document_from(item["document"]),
                pages_pictured=tuple(item["pages_pictured"]),
                passages=tuple(
                    Passage(
                        passage_id=passage_id,
                        doc_id=item["document"]["doc_id"],
                        text=text,
                        locator=locator_from(locator),
                        language=language,
                        is_evidence=is_evidence,
                    )
                    for passage_id, text, locator, language, is_evidence in item["passages"]
                ),
            )
            for item in form["documents"]
        ),
    )


def readings_form(readings: Iterable[Reading]) -> dict[str, Any]:
    """The blocks of readings as JSON values: what a quotation is held against."""
    return {
        "readings": [
            [
                reading.record,
                [
                    [
                        block.text,
                        block.page,
                        block.page_label,
                        boxes_form(block.boxes),
                        list(block.box_starts),
                        _break_form(block.page_break),
                        list(block.headings),
                        block.paragraph,
                        block.is_heading,
                        block.heads_table,
                        block.is_recognised,
                    ]
                    for block in reading.blocks
                ],
            ]
            for reading in readings
        ]
    }


def readings_from(form: Mapping[str, Any]) -> tuple[Reading, ...]:
    """The inverse of `readings_form`: readings without metadata."""
    return tuple(Reading(record=record, blocks=tuple(map(_block_from, blocks))) for record, blocks in form["readings"])


def _block_from(form: Sequence[Any]) -> Block:
    text, page, page_label, boxes, starts, page_break, headings, paragraph, is_heading, heads_table, recognised = form
    return Block(
        text=text,
        page=page,
        page_label=page_label,
        boxes=boxes_from(boxes),
        box_starts=tuple(starts),
        page_break=_break_from(page_break),
        headings=tuple(headings),
        paragraph=paragraph,
        is_heading=is_heading,
        heads_table=heads_table,
        is_recognised=recognised,
    )


def _break_form(found: PageBreak | None) -> list[Any] | None:
    return [found.at, boxes_form(found.boxes), list(found.box_starts), found.page_label] if found else None


def _break_from(form: Sequence[Any] | None) -> PageBreak | None:
    if form is None:
        return None
    at, boxes, starts, page_label = form
    return PageBreak(at=at, boxes=boxes_from(boxes), box_starts=tuple(starts), page_label=page_label)
