"""The shapes of an evidence brief."""

from pydantic import Field

from search_api.answer_shape import Answer
from search_api.schemas import DOC_ID, PASSAGE_ID


class QuestionWord(Answer):
    """A word of the question that counts, and how many of the ranked passages hold it."""

    word: str = Field(examples=["nurses"])
    passages: int = Field(ge=0, examples=[37])


class BriefUnderstood(Answer):
    """The question as it was understood."""

    q: str = Field(examples=["What keeps nurses in rural posts?"])
    language: str = Field(examples=["en"])
    words: list[QuestionWord]
    filter: str = Field(examples=["country:RO"])


class BriefTheme(Answer):
    """The theme that a finding stands under; `value` is null for other evidence."""

    value: str | None = Field(examples=["retention"])
    label: str = Field(examples=["Retention and recruitment"])


class NamedCountry(Answer):
    """A country by code and name."""

    country: str = Field(examples=["NO"])
    name: str = Field(examples=["Norway"])


class CitationShape(Answer):
    """A quotation that stands byte for byte in the document's original, and where."""

    quote: str
    passage_id: str = Field(examples=[PASSAGE_ID])
    doc_id: str = Field(examples=[DOC_ID])
    start: int = Field(ge=0, description="First character of the quotation in the document's reading, from 0.")
    end: int = Field(ge=0)
    page: int | None = Field(examples=[12])
    page_label: str = Field(examples=["x"], description="What the page calls itself, where that is not its number.")
    headings: list[str]
    paragraph: int | None
    is_recognised: bool = Field(description="True for text read by OCR on a picture of the page.")
    language: str = Field(examples=["en"])
    title: str
    authors: list[str]
    publisher: str
    year: int | None = Field(examples=[2023])
    url: str
    licence: str


class FindingShape(Answer):
    """One finding: one or two whole sentences, and why they are here."""

    theme: BriefTheme
    country_group: str = Field(examples=["Norway"])
    countries: list[NamedCountry]
    citation: CitationShape
    reference: int = Field(ge=1, examples=[1], description="The number of its document among the references.")
    score: float
    similarity: float
    coverage: float = Field(description="The share of the question's words that the sentence holds, by their weight.")


class ReferenceShape(Answer):
    """A quoted document."""

    number: int = Field(ge=1, examples=[1])
    text: str = Field(description="Authors. Title. Publisher; year. Address: what is known of it.")
    doc_id: str = Field(examples=[DOC_ID])
    title: str
    authors: list[str]
    publisher: str
    year: int | None
    kind: str | None
    url: str
    doi: str
    licence: str
    completeness: str
    reason: str
    sources: int = Field(ge=0, description="How many sources the document names.")


class CountedValue(Answer):
    """A value and how many of the searched passages carry it."""

    value: str
    label: str
    passages: int = Field(ge=0)


class CoverageShape(Answer):
    """What was searched, and what the collection does not hold."""

    documents: int = Field(ge=0)
    passages: int = Field(ge=0)
    considered: int = Field(ge=0)
    relevant: int = Field(ge=0)
    languages: list[CountedValue]
    themes: list[CountedValue]
    countries: list[CountedValue]
    first_year: int | None
    last_year: int | None
    region_countries: int = Field(examples=[53], description="Member States of the WHO European Region.")
    countries_without: list[NamedCountry]
    statement: list[str]


class BriefAnswer(Answer):
    """An evidence brief: verbatim sentences, never generated text."""

    question: str
    understood: BriefUnderstood
    no_evidence: bool = Field(description="True where the collection holds no evidence on the question.")
    summary: str
    findings: list[FindingShape]
    references: list[ReferenceShape]
    stopped: list[str] = Field(
        description="Ids of passages whose sentences were not quoted: their originals do not hold them word for word."
    )
    coverage: CoverageShape
    generation: int = Field(ge=0, examples=[7])
    model: str
