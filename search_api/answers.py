"""From the domain's types to the shapes of the API. The command line prints the same shapes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from corpus.document import Document, Locator, TaggedPassage
from corpus.filters import FIELDS, Filters
from index.proven_languages import is_experimental
from index.ranking import (
    DocumentEntry,
    FacetCount,
    Hit,
    PassageInContext,
    Relations,
    Relative,
    SearchResults,
)
from index.relevance import Match
from search_api import addresses
from search_api.explanations import explanation_shape, question_shape
from search_api.labels import Labels
from search_api.record_schemas import (
    DocumentAnswer,
    DocumentRecord,
    DocumentsAnswer,
    DocumentsTotal,
    DocumentsUnderstood,
    FileShape,
    SourceShape,
    ThemeCount,
    WorkShape,
)
from search_api.schemas import (
    Condition,
    CountryTag,
    Facets,
    FacetValue,
    Links,
    MatchShape,
    Neighbour,
    PassageAnswer,
    PassageDocument,
    PlaceInDocument,
    RelativeShape,
    Result,
    SearchAnswer,
    SearchTotal,
    ThemeTag,
    Understood,
)

CURRENT = "current"


def search_answer(
    results: SearchResults, labels: Labels, *, group_by: str | None = None, select: Sequence[str] | None = None
) -> SearchAnswer:
    """The body of `/v1/search`. With `group_by` it holds groups and no results; `select` is only reported here."""
    query = results.query
    return SearchAnswer(
        query=Understood(
            q=query.text,
            language=results.language,
            language_is_experimental=is_experimental(results.language),
            filter=str(query.filters),
            conditions=conditions(query.filters),
            k=query.k,
            mode=query.mode.value,
            per_document=query.diversity.per_document,
            spread=query.diversity.spread.value if query.diversity.spread else None,
            group_by=group_by,
            select=list(select) if select is not None else None,
        ),
        total=SearchTotal(passages=results.total_passages, documents=results.total_documents),
        match=_match(results.match),
        facets=Facets(**{field: _facet(field, results.facets, labels) for field in FIELDS}),
        results=[] if group_by else [_result(hit, labels) for hit in results.hits],
        groups=_facet(group_by, results.facets, labels) if group_by else None,
        next_cursor=None if group_by else results.next_cursor,
        generation=results.generation,
        explain=question_shape(results),
    )


def search_json(answer: SearchAnswer) -> str:
    """The answer as JSON: groups and explanations only where they were asked for, of each result the selected keys."""
    left_out = {name for name in ("groups", "explain") if getattr(answer, name) is None}
    unwanted = {"explain"} if answer.explain is None else set()
    if answer.query.select is not None:
        unwanted |= set(Result.model_fields) - set(answer.query.select)
    return answer.model_dump_json(exclude={**dict.fromkeys(left_out, True), "results": {"__all__": unwanted}})


def passage_answer(found: PassageInContext, generation: int, labels: Labels) -> PassageAnswer:
    """The body of `/v1/passages/{passage_id}`."""
    return PassageAnswer(
        **_passage(found.passage, labels),
        document=_short(found.document, found.relations, is_former=found.is_of_former),
        links=_links(found.passage, found.document, is_former=found.former is not None),
        state=found.former.fate.value if found.former else CURRENT,
        successor=_neighbour(found.successor),
        before=_neighbour(found.before),
        after=_neighbour(found.after),
        generation=generation,
    )


def document_record(entry: DocumentEntry, labels: Labels) -> DocumentRecord:
    """One document of `/v1/documents`."""
    document = entry.document
    return DocumentRecord(
        **_short(document, entry.relations, is_former=entry.is_former).model_dump(),
        doc_id=document.doc_id,
        source_id=document.source_id,
        sources=[
            SourceShape(title=s.title, url=s.url, publisher=s.publisher, year=s.year, read_on=s.read_on)
            for s in document.sources
        ],
        origins=dict(document.origins),
        file=FileShape(
            name=document.file_name,
            media_type=document.media_type,
            sha256=document.original,
            href=None if entry.is_former else addresses.original_file(document),
            record=document.record,
        ),
        reason=document.reason,
        pages=document.pages,
        pages_missing=list(document.pages_missing),
        passages=entry.passages,
        themes=[ThemeCount(theme=t.value, label=labels.theme(t.value), passages=t.count) for t in entry.themes],
        supersedes=_relatives(entry.relations.supersedes),
        superseded_by=_relatives(entry.relations.superseded_by),
        work=WorkShape(id=document.work, part=document.part, documents=_relatives(entry.relations.work)),
    )


def document_answer(entry: DocumentEntry, generation: int, labels: Labels) -> DocumentAnswer:
    """The body of `/v1/documents/{doc_id}`."""
    return DocumentAnswer(**document_record(entry, labels).model_dump(), generation=generation)


def documents_answer(
    page: tuple[Sequence[DocumentEntry], int, str | None], *, filters: Filters, k: int, generation: int, labels: Labels
) -> DocumentsAnswer:
    """The body of `/v1/documents`; `page` is what `Searcher.documents` gave."""
    entries, total, next_cursor = page
    return DocumentsAnswer(
        query=DocumentsUnderstood(filter=str(filters), conditions=conditions(filters), k=k),
        total=DocumentsTotal(documents=total),
        results=[document_record(entry, labels) for entry in entries],
        next_cursor=next_cursor,
        generation=generation,
    )


def conditions(filters: Filters) -> list[Condition]:
    """The clauses of a filter, one by one."""
    return [
        Condition(field=clause.field, include=list(clause.include), exclude=list(clause.exclude))
        for clause in filters.clauses
    ]


def _facet(field: str, facets: Mapping[str, Sequence[FacetCount]], labels: Labels) -> list[FacetValue]:
    return [
        FacetValue(value=entry.value, label=labels.of(field, entry.value), count=entry.count)
        for entry in facets.get(field, ())
    ]


def _match(match: Match | None) -> MatchShape | None:
    return MatchShape(good=match.is_good, probability=match.probability) if match is not None else None


def _result(hit: Hit, labels: Labels) -> Result:
    return Result(
        **_passage(hit.passage, labels),
        rank=hit.rank,
        score=hit.score,
        similarity=hit.similarity,
        highlights=list(hit.highlights),
        document=_short(hit.document, hit.relations),
        links=_links(hit.passage, hit.document),
        explain=explanation_shape(hit.explanation) if hit.explanation else None,
    )


def _passage(tagged: TaggedPassage, labels: Labels) -> dict[str, Any]:
    passage = tagged.passage
    return {
        "passage_id": passage.passage_id,
        "doc_id": passage.doc_id,
        "text": passage.text,
        "language": passage.language,
        "locator": _place(passage.locator),
        "themes": [
            ThemeTag(theme=tag.value, label=labels.theme(tag.value), confidence=tag.confidence, reason=tag.reason)
            for tag in tagged.tags
            if tag.label == "theme"
        ],
        "countries": [
            CountryTag(country=tag.value, name=labels.country(tag.value), confidence=tag.confidence, reason=tag.reason)
            for tag in tagged.tags
            if tag.label == "country"
        ],
    }


def _place(locator: Locator) -> PlaceInDocument:
    return PlaceInDocument(
        start=locator.start,
        end=locator.end,
        page=locator.page,
        page_label=locator.page_label,
        boxes=[(box.x0, box.y0, box.x1, box.y1) for box in locator.boxes],
        boxes_on_next_page=[(box.x0, box.y0, box.x1, box.y1) for box in locator.boxes_on_next_page],
        headings=list(locator.headings),
        paragraph=locator.paragraph,
        prefix=locator.prefix,
        suffix=locator.suffix,
        is_recognised=locator.is_recognised,
    )


def state_of(relations: Relations, *, is_former: bool = False) -> str:
    """`current`, `superseded`, `copy` or `former`."""
    if is_former:
        return "former"
    if relations.superseded_by:
        return "superseded"
    return CURRENT if relations.is_ranked else "copy"


def _relatives(relatives: Sequence[Relative]) -> list[RelativeShape]:
    return [RelativeShape(**asdict(relative), href=addresses.document_data(relative.doc_id)) for relative in relatives]


def _short(document: Document, relations: Relations, *, is_former: bool = False) -> PassageDocument:
    return PassageDocument(
        title=document.title,
        authors=list(document.authors),
        publisher=document.publisher,
        year=document.year,
        language=document.language,
        kind=document.kind,
        countries=list(document.countries),
        url=document.url,
        doi=document.doi,
        licence=document.licence,
        media_type=document.media_type,
        completeness=document.completeness.value,
        version=document.version,
        state=state_of(relations, is_former=is_former),
        also=_relatives(relations.also),
    )


def _links(tagged: TaggedPassage, document: Document, *, is_former: bool = False) -> Links:
    passage = tagged.passage
    return Links(
        passage=addresses.passage_data(passage.passage_id),
        page=addresses.passage_page(passage.passage_id),
        document=addresses.document_data(document.doc_id),
        original=None if is_former else addresses.original_file(document, passage),
    )


def _neighbour(tagged: TaggedPassage | None) -> Neighbour | None:
    if tagged is None:
        return None
    passage = tagged.passage
    return Neighbour(
        passage_id=passage.passage_id,
        text=passage.text,
        language=passage.language,
        locator=_place(passage.locator),
    )
