"""The notes tell what is missing, and which encoders were used."""

from typing import Any

from tests.bench.encoding import EncoderTimes, Rates
from tests.bench.filtered import NAME
from tests.bench.notes import notes_of

GIVEN = EncoderTimes(
    model_id="many",
    plain=Rates(passages_a_second=16.5, question_milliseconds=10.8),
    with_tokens=Rates(passages_a_second=15.25, question_milliseconds=11.1),
)
ENGLISH = EncoderTimes(
    model_id="english", plain=Rates(passages_a_second=40.0, question_milliseconds=2.3), with_tokens=None
)


def measured(questions: int) -> dict[str, Any]:
    found = {str(number): ["a"] for number in range(questions)}
    cases = [{"kind": kind, "flag": None, "milliseconds": [1.0], "found": found} for kind in ("search", "nearest")]
    return {"cases": cases, "index_encoding_seconds": 1.25}


def test_both_encoders_and_what_they_take_are_named() -> None:
    notes = "\n".join(notes_of(GIVEN, ENGLISH, {"cadre": {NAME: measured(100)}}))
    assert "Vectors by many, made once and given to every system: one for each text" in notes
    assert "Cadre alone is also given the vectors of single tokens" in notes
    assert "in English it also uses english" in notes
    assert "10.8 ms (11.1 ms with its tokens, Cadre's way), and an English one with Cadre's pair 2.3 ms more" in notes
    assert "16.5 (15.2 with the codes of their tokens, Cadre's way), and for the pair another time at 40.0" in notes
    assert "1.2 s however large" in notes
    assert "so slow" not in notes


def test_what_failed_and_what_was_cut_short_is_told() -> None:
    results = {"chroma": {"scifact": {"failed": "no room"}, NAME: measured(12)}}
    notes = notes_of(GIVEN, ENGLISH, results)
    assert "Chroma, scifact: not measured, no room." in notes
    assert f"Chroma, {NAME}: so slow that it was timed with 12 questions only." in notes
    assert f"Chroma, {NAME}: so slow that it has its recall of 12 questions only." in notes
