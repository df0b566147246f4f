"""What a reader of the table must know."""

import os
import platform
import time
from collections.abc import Iterator, Mapping
from typing import Any

from tests.bench.encoding import EncoderTimes
from tests.bench.filtered import NAME
from tests.bench.runs import Results
from tests.bench.system import SYSTEMS

_ENOUGH = 100


def notes_of(given: EncoderTimes, english: EncoderTimes, results: Mapping[str, Results]) -> list[str]:
    """How the figures were made, and what is missing among them, a paragraph each."""
    return [
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors, {time.strftime('%Y-%m-%d')}. "
        "One client, k = 10, warm. Ratios are to Cadre's own figures, which stand in full.",
        f"Vectors by {given.model_id}, made once and given to every system: one for each text, which is what all of them "
        "take. Cadre alone is also given the vectors of single tokens, from the same pass of the same encoder; it keeps those of "
        "passages as codes, as it does for its users. Its time to index holds the writing of codes, not their making.",
        f"Cadre, as a user gets it, is a pair of encoders: in English it also uses {english.model_id}. The line "
        f"`{SYSTEMS['cadre_single'].title}` is Cadre without this second encoder, though with the tokens of the first.",
        "No time in the tables holds an encoder. What a question takes besides, with every system that searches by vectors: "
        f"{_question(given)}, and an English one with Cadre's pair {english.plain.question_milliseconds:.1f} ms more. "
        f"Passages (of SciFact and XQuAD) encoded a second: {_passages(given)}, and for the pair another time at "
        f"{english.plain.passages_a_second:.1f}.",
        "A row of the filtered collection, whose vector is a mixture, has the codes of the whole passage that it is mixed from "
        "most: Cadre's disk and time to index hold these codes for every row, though its text is only the passage's beginning.",
        *_encoded_besides(results),
        "What is timed of Cadre is all that its API answers: besides ranking, facets of everything ranked, and the words marked in "
        "the hits. The others give the hits and their texts.",
        "Recall is the share of the true best ten, among the rows allowed, of what the system itself searches: the vectors given, "
        "and for Cadre the same vectors aligned, which is what it stores. The truth is worked out by numpy over all allowed rows.",
        *(f"{SYSTEMS[name].title}: {SYSTEMS[name].searches_by}." for name in results),
        *(
            note
            for system, its in results.items()
            for name, found in its.items()
            for note in _shortfalls(system, name, found)
        ),
    ]


def _question(given: EncoderTimes) -> str:
    said = f"{given.plain.question_milliseconds:.1f} ms"
    if given.with_tokens is not None:
        said += f" ({given.with_tokens.question_milliseconds:.1f} ms with its tokens, Cadre's way)"
    return said


def _passages(given: EncoderTimes) -> str:
    said = f"{given.plain.passages_a_second:.1f}"
    if given.with_tokens is not None:
        said += f" ({given.with_tokens.passages_a_second:.1f} with the codes of their tokens, Cadre's way)"
    return said


def _encoded_besides(results: Mapping[str, Results]) -> Iterator[str]:
    found = results.get("cadre", {}).get(NAME, {})
    if "index_encoding_seconds" in found:
        yield (
            f"While it indexes, Cadre encodes some texts of its own, to align vectors: {found['index_encoding_seconds']:.1f} s "
            "however large the collection is, not in its time to index."
        )


def _shortfalls(system: str, name: str, found: Mapping[str, Any]) -> Iterator[str]:
    title = f"{SYSTEMS[system].title}, {name}"
    if "failed" in found:
        yield f"{title}: not measured, {found['failed']}."
        return
    for kind, said in (("search", "was timed with"), ("nearest", "has its recall of")):
        counts = [len(case["found"]) for case in found["cases"] if case["kind"] == kind]
        if name == NAME and counts and min(counts) < _ENOUGH:
            yield f"{title}: so slow that it {said} {min(counts)} questions only."
