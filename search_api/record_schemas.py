"""The shapes of what a collection holds: documents, themes, countries and the state of the service."""

from pydantic import Field

from search_api.answer_shape import Answer
from search_api.schemas import DOC_ID, Condition, PassageDocument, RelativeShape


class SourceShape(Answer):
    """Where a document says that its facts come from."""

    title: str
    url: str
    publisher: str
    year: int | None
    read_on: str


class FileShape(Answer):
    """The original file."""

    name: str = Field(examples=["report.pdf"])
    media_type: str = Field(examples=["application/pdf"])
    sha256: str
    href: str | None = Field(examples=[f"/v1/documents/{DOC_ID}/file"])
    record: int | None = Field(description="Which record of the file this document is, counted from 0.")


class ThemeCount(Answer):
    """How many passages carry a theme."""

    theme: str = Field(examples=["retention"])
    label: str = Field(examples=["Retention and recruitment"])
    passages: int = Field(ge=0, examples=[14])


class WorkShape(Answer):
    """The work that a document is part of: a report with its summary, annexes and languages."""

    id: str = Field(examples=["heroes-handbook"], description="As it is stated; empty where only the DOI is shared.")
    part: str = Field(examples=["annex 2"], description="What this document is of it, as it is stated.")
    documents: list[RelativeShape] = Field(description="The other documents of the work.")


class DocumentRecord(PassageDocument):
    """A document with what is known of it, and where each value came from."""

    doc_id: str = Field(examples=[DOC_ID])
    source_id: str
    sources: list[SourceShape]
    origins: dict[str, str] = Field(
        examples=[{"title": "file", "year": "sidecar"}], description="Field name to where its value came from."
    )
    file: FileShape
    reason: str = Field(description="Why the document is partial; empty when it is complete.")
    pages: int | None
    pages_missing: list[int]
    passages: int = Field(ge=0, examples=[120])
    themes: list[ThemeCount]
    supersedes: list[RelativeShape] = Field(description="Older versions, as this document states it.")
    superseded_by: list[RelativeShape] = Field(description="Newer versions; for a former document what took its place.")
    work: WorkShape


class DocumentAnswer(DocumentRecord):
    """A document at its address."""

    generation: int = Field(ge=0, examples=[7])


class DocumentsUnderstood(Answer):
    """The request as it was understood."""

    filter: str
    conditions: list[Condition]
    k: int = Field(ge=1, le=100)


class DocumentsTotal(Answer):
    """How many documents have a passage that the filter allows."""

    documents: int = Field(ge=0, examples=[12])


class DocumentsAnswer(Answer):
    """One page of the documents, by title."""

    query: DocumentsUnderstood
    total: DocumentsTotal
    results: list[DocumentRecord]
    next_cursor: str | None
    generation: int = Field(ge=0, examples=[7])


class FrameShape(Answer):
    """An element of a policy frame that a theme maps to, in short words."""

    id: str
    frame: str
    wording: str
    verified: bool = Field(description="Whether the wording was held against a source of the frame.")


class ThemeShape(Answer):
    """A theme of the taxonomy, and how many passages carry it."""

    theme: str = Field(examples=["retention"])
    label: str = Field(examples=["Retention and recruitment"])
    labels: dict[str, str] = Field(description="Language tag to label.")
    definition: str
    frames: list[FrameShape]
    passages: int = Field(ge=0, examples=[214])


class ThemesAnswer(Answer):
    """All themes, in the order in which they are shown."""

    themes: list[ThemeShape]
    generation: int = Field(ge=0, examples=[7])


class CountryShape(Answer):
    """A country, and how many passages are about it."""

    country: str = Field(examples=["RO"])
    name: str = Field(examples=["Romania"])
    passages: int = Field(ge=0, examples=[58])


class CountriesAnswer(Answer):
    """All countries that a filter may name, most passages first, then by name."""

    countries: list[CountryShape]
    generation: int = Field(ge=0, examples=[7])


class HealthAnswer(Answer):
    """The service answers, and this is what it answers from."""

    status: str = Field(examples=["ok"])
    generation: int = Field(ge=0, examples=[7])
    model: str = Field(examples=["multilingual-e5-small"])
    counts: dict[str, int] = Field(examples=[{"documents": 12, "passages": 214, "languages": 5, "countries": 9}])
    notice: str = Field(
        examples=[""], description="What to know of the answers, such as that an older generation gives them."
    )
