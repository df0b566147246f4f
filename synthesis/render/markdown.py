"""A brief as Markdown (CommonMark). What a document says cannot leave its place: its characters are escaped."""

import re
from collections.abc import Iterator

from synthesis.brief import Brief
from synthesis.finding import Finding
from synthesis.references import Reference
from synthesis.render import wording

_ACTIVE = re.compile(r"[\\`*_{}\[\]<>#|~$&^=@]|(?<=\w):(?=/)|(?<=[Ww]{3})\.")
_AT_THE_BEGINNING = re.compile(r"^(\d{0,9})([-+:.)])")


def brief_markdown(brief: Brief) -> str:
    """The brief as a Markdown text that ends with a line break."""
    return "\n\n".join(_parts(brief)) + "\n"


def escaped(text: str) -> str:
    """A text as one line of Markdown that shows its characters, and nothing but them; line breaks become spaces."""
    line = _ACTIVE.sub(r"\\\g<0>", " ".join(text.splitlines()).strip())
    return _AT_THE_BEGINNING.sub(r"\1\\\2", line)


def _parts(brief: Brief) -> Iterator[str]:
    yield f"# {escaped(wording.title(brief))}"
    if brief.is_without_evidence:
        yield f"**{wording.NO_EVIDENCE}**"
    yield escaped(wording.summary(brief))
    for theme in brief.themes:
        yield f"## {escaped(wording.theme_heading(brief, theme))}"
        for group in theme.countries:
            yield f"### {escaped(wording.country_heading(brief, group))}"
            for finding in group.findings:
                yield f"> {escaped(finding.citation.quote)}"
                yield _source(brief, finding)
    yield f"## {wording.WHAT_WAS_SEARCHED}"
    yield "\n".join(f"- {escaped(line)}" for line in wording.coverage_lines(brief))
    if brief.references:
        yield f"## {wording.REFERENCES}"
        yield "\n".join(_reference(reference) for reference in brief.references)
    yield escaped(wording.origin(brief))


def _source(brief: Brief, finding: Finding) -> str:
    address = wording.link(finding.citation)
    linked = f" [Open](<{address}>)" if address else ""
    return f"\\[{brief.number_of(finding)}\\] {escaped(wording.source(brief, finding))}.{linked}"


def _reference(reference: Reference) -> str:
    address = wording.web_address(reference.document.url)
    parts = [escaped(reference.description), f"<{address}>" if address else escaped(reference.document.url)]
    notes = escaped(wording.reference_notes(reference))
    return f"{reference.number}. {' '.join(part for part in (*parts, notes) if part)}"
