"""Records of tagged lines, as RIS and NBIB (MEDLINE) have them: a tag, a dash, a value, and lines that continue it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(slots=True, kw_only=True)
class TaggedRecord:
    """One record: the values of each tag in the order of the file, and why it cannot be read (or "")."""

    line: int
    """1-based number of its first line."""
    problem: str = ""
    lines: list[tuple[str, list[str]]] = field(default_factory=list)
    """(tag, the lines of its value) as they are read."""
    values: dict[str, list[str]] = field(default_factory=dict)

    def whole(self) -> Self:
        """The record once all its lines are read."""
        for tag, value in self.lines:
            self.values.setdefault(tag, []).append(" ".join(value).strip())
        return self

    def first(self, *tags: str) -> str:
        """The first value of the first of `tags` that has one, or ""."""
        return next((value for tag in tags for value in self.values.get(tag, []) if value), "")

    def every(self, *tags: str) -> list[str]:
        """All values of the first of `tags` that has any."""
        return next(([value for value in self.values[tag] if value] for tag in tags if self.values.get(tag)), [])


def tagged_records(text: str, *, line_form: re.Pattern[str], opens: str, closes: str = "") -> Iterator[TaggedRecord]:
    """The records of `text`.

    `line_form` matches a tagged line with the groups `tag` and `value`; other lines continue the value above them, and
    outside records (where databases write their name) they are not read. A record begins at the tag `opens`; one that
    begins with another tag has a problem. Where `closes` is given, a record that ends without it is still read.
    """
    record: TaggedRecord | None = None
    value: list[str] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        found = line_form.match(line)
        if found is None:
            if record is not None and line.strip():
                value.append(line.strip())
            continue
        tag = found["tag"]
        if record is not None and tag in (opens, closes):
            yield record.whole()
            record = None
        if tag == closes and closes:
            continue
        if record is None:
            problem = "" if tag == opens else f"line {number}: the record does not begin with {opens}"
            record = TaggedRecord(line=number, problem=problem)
        value = [found["value"].strip()]
        record.lines.append((tag, value))
    if record is not None:
        yield record.whole()


def merged(values: Mapping[str, list[str]], *tags: str) -> list[str]:
    """All values of all of `tags`, in their order."""
    return [value for tag in tags for value in values.get(tag, []) if value]
