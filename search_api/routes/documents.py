"""`GET /v1/documents`: the documents of the collection, one document, and its original file."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from corpus.errors import NotFoundError
from corpus.filters import parse_filters
from search_api.answers import document_answer, documents_answer
from search_api.freshness import Current, json_answer
from search_api.original_file import original_response
from search_api.parameters import DocId, NoParameters, PageParameters, only
from search_api.record_schemas import DocumentAnswer, DocumentsAnswer
from search_api.routes.documented import FAILED, NOT_FOUND, NOT_UNDERSTOOD, UNCHANGED
from search_api.services import Served

router = APIRouter(tags=["Documents"])


@router.get(
    "/v1/documents",
    summary="List documents",
    response_description="One page of the documents.",
    response_model=DocumentsAnswer,
    responses={**UNCHANGED, **NOT_UNDERSTOOD, **FAILED},
    dependencies=[Depends(only(PageParameters))],
)
def list_documents(parameters: Annotated[PageParameters, Query()], snapshot: Current, services: Served) -> Response:
    """The documents with at least one passage that the filter allows, by title."""
    filters = parse_filters(parameters.filter, services.vocabulary)
    answer = documents_answer(
        snapshot.searcher.documents(filters, k=parameters.k, cursor=parameters.cursor or None),
        filters=filters,
        k=parameters.k,
        generation=snapshot.searcher.generation,
        labels=services.labels,
    )
    return json_answer(answer, snapshot.headers)


@router.get(
    "/v1/documents/{doc_id}",
    summary="One document",
    response_description="The document.",
    response_model=DocumentAnswer,
    responses={**UNCHANGED, **NOT_FOUND, **NOT_UNDERSTOOD, **FAILED},
    dependencies=[Depends(only(NoParameters))],
)
def one_document(doc_id: DocId, snapshot: Current, services: Served) -> Response:
    """What is known of a document, and where each value came from."""
    entry = snapshot.searcher.document(doc_id)
    return json_answer(document_answer(entry, snapshot.searcher.generation, services.labels), snapshot.headers)


@router.get(
    "/v1/documents/{doc_id}/file",
    summary="The original file",
    response_class=Response,
    responses={
        200: {"description": "The bytes as they were taken in.", "content": {"application/octet-stream": {}}},
        206: {"description": "The range of bytes that was asked for."},
        416: {"description": "The file is shorter than the range."},
        **UNCHANGED,
        **NOT_FOUND,
        **NOT_UNDERSTOOD,
        **FAILED,
    },
    dependencies=[Depends(only(NoParameters))],
)
def original_of_document(doc_id: DocId, request: Request, services: Served) -> Response:
    """The file that the document was read from. A PDF opens in the browser; everything else is only downloaded."""
    document = services.collection.searcher().document(doc_id).document
    if not document.original:
        raise NotFoundError(kind="file", id=doc_id)
    return original_response(request, document, services.originals.path(document.original))
