"""Abstracts in parts: publishers' exports glue the labels to the sentences around them (`sepsis.MethodsForty`)."""

import re
from collections.abc import Iterator

from ingest.readers.blocks import BlockList
from ingest.readers.markup import without_markup
from ingest.readers.paragraphs import paragraphs_of

_LABELS = (
    "Abstract", "Aim", "Aims", "Analysis", "Animals", "Background", "Background and Aims",
    "Background and Objectives", "Background/Aims", "Conclusion", "Conclusions", "Context", "Data sources", "Design",
    "Design and setting", "Discussion", "Dissemination", "Electronic supplementary material", "Ethics",
    "Ethics and dissemination", "Findings", "Funding", "Hypothesis", "Implications", "Importance", "Interpretation",
    "Intervention", "Interventions", "Introduction", "Limitations", "Main outcome measures", "Materials and methods",
    "Measurements", "Measures", "Method", "Methodology", "Methods", "Methods and analysis", "Methods/Design",
    "Objective", "Objectives", "Outcome", "Outcomes", "Participants", "Patients", "Patients and methods",
    "Population", "Purpose", "Rationale", "Registration", "Research design and methods", "Result", "Results",
    "Sample", "Setting", "Settings", "Significance", "Study design", "Subjects", "Subjects and methods", "Summary",
    "Synopsis", "Trial registration", "Trial registration number",
)  # fmt: skip
# At the beginning or right behind the end of a sentence, and right before the beginning of the next one.
_GLUED = re.compile(
    r"(?:\A\s*|(?<=[.!?)\]%]))(?i:(?P<label>"
    + "|".join(re.escape(label) for label in sorted(_LABELS, key=len, reverse=True))
    + r"))(?::\s*|(?=[A-Z0-9“\"(\[]))"
)


def add_abstract(text: str, blocks: BlockList) -> None:
    """Adds the paragraphs of an abstract, or of a record's text; a label that is glued to them becomes a heading."""
    for label, part in _parts(without_markup(text)):
        if label:
            blocks.heading(label, 1)
        for paragraph in paragraphs_of(part):
            blocks.add(paragraph)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The parts with their labels; "" for what stands before the first one."""
    found = [match for match in _GLUED.finditer(text) if match["label"][0].isupper()]
    if len(found) == 1 and ":" in found[0][0] and not found[0].start():
        # "Background: ..." with nothing glued anywhere is how it was written.
        found = []
    yield "", text[: found[0].start()] if found else text
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        yield match["label"], text[match.end() : end]
