"""Which pages of a PDF are not, or not wholly, in its reading, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.limits import PAGES
from ingest.recognition import RecognisedPage

_MOST_NAMED = 100_000
"""A file can claim to have billions of pages; of those that are not read, so many are listed."""


@dataclass(slots=True)
class Losses:
    """Pages (1-based) whose text is not, or not wholly, in the reading, by what is wrong with them."""

    no_text: list[int] = field(default_factory=list)
    unsure: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    in_part: list[int] = field(default_factory=list)
    garbled: list[int] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)
    wordless: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    beyond: range = range(0)
    """Pages after the last that is read."""

    @property
    def pages(self) -> tuple[int, ...]:
        """All of them, ascending."""
        return tuple(
            sorted(
                {
                    *self.pictured,
                    *self.in_part,
                    *self.unclear,
                    *self.wordless,
                    *self.damaged,
                    *self.hidden,
                    *self.beyond[:_MOST_NAMED],
                }
            )
        )

    @property
    def pictured(self) -> tuple[int, ...]:
        """Pages on which text might be recognised."""
        return tuple(sorted({*self.no_text, *self.unsure, *self.blank, *self.garbled}))

    def account_for(self, recognised: Mapping[int, RecognisedPage], *, has_text: bool) -> None:
        """Sorts what stayed without text; between pages with text, an empty sheet is no page that is missing."""
        known = [recognised[page] for page in self.no_text if page in recognised]
        self.no_text = [page for page in self.no_text if page not in recognised]
        self.unsure = [page.page for page in known if page.lines]
        self.blank = [page.page for page in known if not page.lines and not (page.is_blank and has_text)]
        self.in_part = [page.page for page in recognised.values() if page.is_read and not page.is_whole]

    @property
    def reason(self) -> str:
        """What is wrong with which pages, in words; "" for nothing."""
        said = (
            (self.no_text, "has no text layer (scanned?)", "have no text layer (scanned?)"),
            (self.unsure, "is scanned and not clear enough to be read", "are scanned and not clear enough to be read"),
            (self.blank, "is a picture on which no text was found", "are pictures on which no text was found"),
            (self.in_part, "is scanned and was read in part only", "are scanned and were read in part only"),
            (self.garbled, "has text that cannot be decoded", "have text that cannot be decoded"),
            (self.unclear, "has letters that cannot be decoded", "have letters that cannot be decoded"),
            (self.wordless, "has signs but no words", "have signs but no words"),
            (self.damaged, "is damaged, its text may be lost", "are damaged, their text may be lost"),
            (
                self.hidden,
                "has form fields that hold more than they show",
                "have form fields that hold more than they show",
            ),
        )
        reasons = [
            f"page {pages[0]} {one}" if len(pages) == 1 else f"pages {_listed(pages)} {many}"
            for pages, one, many in said
            if pages
        ]
        if self.beyond:
            reasons.append(f"it has {self.beyond[-1]} pages, of which the first {PAGES} are read")
        return "; ".join(reasons)


def _listed(pages: Sequence[int]) -> str:
    """Page numbers as people write them: `3, 7, 10-14`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    parts = (f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
    return ", ".join(parts)
