"""The shapes of explanations: why a result stands where it does. They are there only with `explain=true`."""

from pydantic import Field

from search_api.answer_shape import Answer


class ExplainedQuestion(Answer):
    """How the question was understood."""

    language: str = Field(examples=["en"], description="BCP 47; `und` where the question is too short to tell.")
    mode: str = Field(examples=["hybrid"], description="Which stages rank.")
    words: list[str] = Field(examples=[["keeps", "nurses", "rural", "posts"]], description="The words that count.")
    ignored: list[str] = Field(
        examples=[["what", "in"]],
        description="The words that do not count, since they say nothing in that language (in English for `und`).",
    )


class StageShape(Answer):
    """What one stage made of the passage."""

    rank: int | None = Field(
        ge=1,
        examples=[4],
        description="Its place among the stage's own first 1,000; null where another stage found it.",
    )
    score: float = Field(examples=[13.4], description="BM25 for words; aligned cosines for meaning.")
    share: float = Field(
        le=1,
        examples=[0.42],
        description="The score on the scale of all stages: for words, of the most that any passage could get; for "
        "meaning, of the way from the cosine of unrelated passages to 1.",
    )
    weight: float = Field(
        examples=[0.5],
        description="What the stage counts for this passage, which depends on its language and the question's; 1 where "
        "it ranks alone.",
    )
    contribution: float = Field(
        examples=[0.21],
        description="Added to the result's `score`: weight times share; its score as it is where it ranks alone.",
    )


class MatchedWordShape(Answer):
    """A word of the question that the passage has, and how it is written there."""

    word: str = Field(examples=["nurses"])
    text: list[str] = Field(examples=[["Nurses", "nurse"]], description="In the passage.")
    title: list[str] = Field(examples=[[]], description="In the document's title, which words are searched in, too.")
    headings: list[str] = Field(examples=[["nursing"]], description="In the headings above the passage.")


class ExplanationShape(Answer):
    """Why a result stands where it does. The contributions add up to its `score`, but for the sixth decimal."""

    plain_rank: int = Field(ge=1, examples=[4], description="Its rank without `per_document` and `spread`.")
    lexical: StageShape | None = Field(description="By words; null where words were not asked.")
    dense: StageShape | None = Field(description="By meaning; null where meaning was not asked.")
    english: StageShape | None = Field(
        description="By the encoder that reads English alone, for English passages and questions; null elsewhere."
    )
    late: StageShape | None = Field(
        description="By what its single words mean beside those of the question (late interaction), for the first 100; "
        "for those after them what sets them behind these, with a `rank` of null; null where it was not asked."
    )
    matched: list[MatchedWordShape]
    missing: list[str] = Field(examples=[["keeps"]], description="The question's words that it does not have anywhere.")
