"""Parsed files as JSON values: what a parser process may say, and nothing else (no pickles from a parser)."""

from collections.abc import Mapping
from typing import Any

from corpus.document import Passage
from corpus.json_form import document_form, document_from, locator_form, locator_from
from ingest.parsing import ParsedDocument, ParsedFile


def parsed_form(parsed: ParsedFile) -> dict[str, Any]:
    """The parsed file as JSON values."""
    return {
        "refusals": list(parsed.refusals),
        "documents": [
            {
                "document": document_form(item.document),
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
