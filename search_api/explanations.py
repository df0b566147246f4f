"""Explanations of hits: as shapes of the API, and in a sentence for people."""

from dataclasses import asdict

from index.explanation import Explanation, StagePart
from index.ranking import SearchResults
from search_api.explain_schemas import ExplainedQuestion, ExplanationShape, MatchedWordShape, StageShape


def question_shape(results: SearchResults) -> ExplainedQuestion | None:
    """How the question was understood; None where no explanations were asked for."""
    found = results.understanding
    if found is None:
        return None
    return ExplainedQuestion(
        language=found.language, mode=results.query.mode.value, words=list(found.words), ignored=list(found.ignored)
    )


def explanation_shape(explanation: Explanation) -> ExplanationShape:
    """Why a hit stands where it does."""
    return ExplanationShape(
        plain_rank=explanation.plain_rank,
        lexical=_stage_shape(explanation.lexical),
        dense=_stage_shape(explanation.dense),
        english=_stage_shape(explanation.english),
        late=_stage_shape(explanation.late),
        matched=[
            MatchedWordShape(
                word=match.word, text=list(match.text), title=list(match.title), headings=list(match.headings)
            )
            for match in explanation.matched
        ],
        missing=list(explanation.missing),
    )


def _stage_shape(part: StagePart | None) -> StageShape | None:
    return StageShape(**asdict(part)) if part is not None else None


def sentence(explanation: Explanation) -> str:
    """`4th by words (nurse, retention), 3rd by meaning, 1st on close reading; not in it: rural.`

    Empty for what was only listed.
    """
    stages = [_by_words(explanation), _by_meaning(explanation), _on_close_reading(explanation)]
    said = ", ".join(stage for stage in stages if stage)
    if not said:
        return ""
    missing = f"; not in it: {', '.join(explanation.missing)}" if explanation.missing else ""
    return f"{said[0].upper()}{said[1:]}{missing}."


def _by_words(explanation: Explanation) -> str:
    part = explanation.lexical
    if part is None:
        return ""
    ways = (way for match in explanation.matched for way in (*match.text, *match.title, *match.headings))
    words = ", ".join({way.casefold(): way for way in ways}.values())
    if not words:
        return "none of your words"
    return f"{_place(part, 'words')} ({words})"


def _by_meaning(explanation: Explanation) -> str:
    return _place(explanation.dense, "meaning") if explanation.dense is not None else ""


def _on_close_reading(explanation: Explanation) -> str:
    part = explanation.late
    return f"{ordinal(part.rank)} on close reading" if part is not None and part.rank is not None else ""


def _place(part: StagePart, by: str) -> str:
    return f"{ordinal(part.rank)} by {by}" if part.rank is not None else f"not among the first 1,000 by {by}"


def ordinal(number: int) -> str:
    """`1st`, `22nd`, `113th`, `1,000th`."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{'th' if number % 100 in (11, 12, 13) else ending}"
