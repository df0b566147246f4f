"""The shapes of searches and passages. Keys may be added; none is renamed or removed without a deprecation."""

from typing import Annotated, Any

from pydantic import ConfigDict, Field

from search_api.answer_shape import Answer
from search_api.explain_schemas import ExplainedQuestion, ExplanationShape

PASSAGE_ID = "3f2a9c41d07be586.00001840-00002713"
DOC_ID = "3f2a9c41d07be586"


def _nothing_required(schema: dict[str, Any]) -> None:
    schema.pop("required", None)


class FacetValue(Answer):
    """One value of a field, what it is called, and how many of the ranked passages carry it."""

    value: str = Field(examples=["retention"])
    label: str = Field(examples=["Retention and recruitment"])
    count: int = Field(ge=0, examples=[37])


class Facets(Answer):
    """Counts over the whole ranking, most frequent first; years newest first."""

    theme: list[FacetValue]
    country: list[FacetValue]
    year: list[FacetValue]
    language: list[FacetValue]
    kind: list[FacetValue]


class Condition(Answer):
    """One condition of a filter: any of `include` (everything when empty) and none of `exclude`."""

    field: str = Field(examples=["theme"])
    include: list[str] = Field(examples=[["retention", "migration"]])
    exclude: list[str] = Field(examples=[[]])


class Understood(Answer):
    """The request as it was understood: canonical values instead of the spellings that were written."""

    q: str = Field(examples=["What keeps nurses in rural posts?"])
    language: str = Field(examples=["en"], description="Of the question, BCP 47; `und` where it is not known.")
    language_is_experimental: bool = Field(
        examples=[False],
        description="True where questions in this language find less than 90 % of what English ones find, or were not "
        "measured.",
    )
    filter: str = Field(examples=["theme:retention|migration,year:2019-2024"])
    conditions: list[Condition]
    k: int = Field(ge=1, le=100, examples=[10])
    mode: str = Field(examples=["hybrid"])
    per_document: int | None = Field(examples=[None])
    spread: str | None = Field(examples=[None])
    group_by: str | None = Field(examples=[None])
    select: list[str] | None = Field(examples=[None])


class SearchTotal(Answer):
    """How many passages the ranking holds, and from how many documents."""

    passages: int = Field(ge=0, examples=[37])
    documents: int = Field(ge=0, examples=[12])


class PlaceInDocument(Answer):
    """Where the passage stands. `page` is null for formats that have no pages."""

    start: int = Field(ge=0, examples=[1840], description="First character in the document's reading, counted from 0.")
    end: int = Field(ge=0, examples=[2713], description="The character after the last one.")
    page: int | None = Field(examples=[12], description="Page of the original, counted from 1.")
    page_label: str = Field(examples=["x"], description="What the page calls itself, where that is not its number.")
    boxes: list[tuple[float, float, float, float]] = Field(
        examples=[[[72.0, 310.5, 523.0, 402.0]]],
        description="Rectangles `[x0, y0, x1, y1]` on the page, in PDF points from its top left corner.",
    )
    boxes_on_next_page: list[tuple[float, float, float, float]] = Field(
        examples=[[]], description="The same on the page after it, for a passage that runs over a page break."
    )
    headings: list[str] = Field(
        examples=[["Chapter 3", "Rural posts"]], description="Headings above it, outermost first."
    )
    paragraph: int | None = Field(examples=[41], description="The passage's first paragraph (or row), counted from 1.")
    is_recognised: bool = Field(
        examples=[False], description="True for text read by OCR on a picture of the page: single letters may be wrong."
    )
    prefix: str = Field(
        examples=["over two winters. "],
        description="With `text` as `exact` and `suffix` a W3C text-quote selector: what stands before the passage.",
    )
    suffix: str = Field(examples=[" Housing was paid"], description="What stands after the passage.")


class ThemeTag(Answer):
    """A theme of a passage, and why it has it."""

    theme: str = Field(examples=["retention"])
    label: str = Field(examples=["Retention and recruitment"])
    confidence: float = Field(ge=0, le=1, examples=[0.86])
    reason: str = Field(examples=["the words 'intention to leave'"])


class CountryTag(Answer):
    """A country that a passage is about, and why."""

    country: str = Field(examples=["RO"])
    name: str = Field(examples=["Romania"])
    confidence: float = Field(ge=0, le=1, examples=[0.95])
    reason: str = Field(examples=["the word 'Romania'"])


class RelativeShape(Answer):
    """Another document, as it is named beside this one."""

    doc_id: str = Field(examples=[DOC_ID])
    title: str
    year: int | None
    language: str = Field(examples=["ro"])
    version: str = Field(examples=["2nd edition"])
    part: str = Field(examples=["annex 2"], description="What it is of the work.")
    href: str = Field(examples=[f"/v1/documents/{DOC_ID}"])


class PassageDocument(Answer):
    """The document of a passage, in short."""

    title: str = Field(examples=["Keeping nurses in rural posts"])
    authors: list[str] = Field(examples=[["A. Author"]])
    publisher: str = Field(examples=["Example Institute"])
    year: int | None = Field(examples=[2023])
    language: str = Field(examples=["en"], description="BCP 47; `und` where it is not known.")
    kind: str | None = Field(examples=["policy"])
    countries: list[str] = Field(examples=[["RO"]], description="ISO 3166-1 alpha-2: what the document is about.")
    url: str = Field(examples=["https://example.org/report"])
    doi: str
    licence: str = Field(examples=["CC BY 4.0"])
    media_type: str = Field(examples=["application/pdf"])
    completeness: str = Field(examples=["complete"], description="`complete`, or `partial` when text is missing.")
    version: str = Field(examples=["2nd edition"], description="The edition, as it is stated.")
    state: str = Field(
        examples=["current"],
        description="`current`; `superseded` by a newer version; `copy` of a document that is ranked in its place; or "
        "`former`: its file was read again with other content. Only what is current is ranked.",
    )
    also: list[RelativeShape] = Field(
        description="Copies of the same text from other sources: not ranked. For a copy, the document that is."
    )


class Links(Answer):
    """Addresses on this service: they begin with a slash."""

    passage: str = Field(examples=[f"/v1/passages/{PASSAGE_ID}"])
    page: str = Field(examples=[f"/passages/{PASSAGE_ID}"], description="The permanent address of the quotation.")
    document: str = Field(examples=[f"/v1/documents/{DOC_ID}"])
    original: str | None = Field(
        examples=[f"/v1/documents/{DOC_ID}/file#page=12"],
        description="The original file, at the page where it has one.",
    )


class PassageShape(Answer):
    """A passage that can be quoted: `text` stands word for word in the document at `locator`."""

    passage_id: str = Field(examples=[PASSAGE_ID])
    doc_id: str = Field(examples=[DOC_ID])
    text: str = Field(description="Plain text, never HTML.")
    language: str = Field(examples=["en"], description="The passage's own language, BCP 47.")
    locator: PlaceInDocument
    themes: list[ThemeTag]
    countries: list[CountryTag]


class Result(PassageShape):
    """One ranked passage.

    All keys are present, unless `select` names those that are wanted; `explain` only with `explain=true`.
    """

    model_config = ConfigDict(json_schema_extra=_nothing_required)

    rank: int = Field(ge=1, examples=[1])
    score: float = Field(examples=[0.83], description="Higher is better; comparable within one search only.")
    similarity: float | None = Field(
        examples=[0.79], description="Cosine of question and passage; null where meaning was not searched."
    )
    highlights: list[tuple[int, int]] = Field(
        examples=[[[0, 6]]],
        description="Offsets `[start, end)` in `text` of matching words, in Unicode code points (not UTF-16 units).",
    )
    document: PassageDocument
    links: Links
    explain: Annotated[ExplanationShape | None, Field(description="Only with `explain=true`.")] = None


class MatchShape(Answer):
    """Whether the best passage of the whole ranking answers the question: the same on every page."""

    good: bool = Field(
        examples=[True],
        description="False where nothing within the filter seems to answer the question: what is listed then are the "
        "nearest passages. Nothing is left out for it.",
    )
    probability: float = Field(
        ge=0,
        le=1,
        examples=[0.93],
        description="That the best passage is of use, as measured on judged collections whose questions were swapped.",
    )


class SearchAnswer(Answer):
    """One page of a search. Totals and facets speak of the whole ranking, as `per_document` leaves it."""

    query: Understood
    total: SearchTotal
    match: MatchShape | None = Field(
        description="Null where there is nothing to judge: without a question, and where the question is nothing but "
        "conditions (phrases, `title:`, AND, OR, NOT), which each result fulfils."
    )
    facets: Facets
    results: list[Result]
    groups: Annotated[
        list[FacetValue] | None, Field(description="Only with `group_by`: its values with their counts; no results.")
    ] = None
    next_cursor: str | None = Field(
        examples=[None], description="Give it as `cursor` for the next page; null on the last."
    )
    generation: int = Field(ge=0, examples=[7], description="The state of the collection that answered.")
    explain: Annotated[ExplainedQuestion | None, Field(description="Only with `explain=true`.")] = None


class Neighbour(Answer):
    """A passage beside the one that was asked for."""

    passage_id: str
    text: str
    language: str
    locator: PlaceInDocument


class PassageAnswer(PassageShape):
    """A passage at its permanent address, with the passages before and after it."""

    document: PassageDocument
    links: Links
    state: str = Field(
        examples=["current"],
        description="`current`; or what became of a passage that its document does not hold any more: it `stands` word "
        "for word in the present one, has `changed`, or is `gone`.",
    )
    successor: Neighbour | None = Field(
        description="The present passage in the place of one that is not current; null where there is none."
    )
    before: Neighbour | None
    after: Neighbour | None
    generation: int = Field(ge=0, examples=[7])
