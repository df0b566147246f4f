"""Plain words for what a page shows: counts, places, authors and references."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from corpus.document import Document, Locator, page_wording
from corpus.former import Fate
from index.ranking import PassageInContext

_AUTHORS_SHOWN = 3


def counted(number: int, noun: str) -> str:
    """`1 passage`, `1,204 passages`; `noun` is the singular."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def total(passages: int, documents: int) -> str:
    """`37 passages from 12 documents`."""
    return f"{counted(passages, 'passage')} from {counted(documents, 'document')}"


def authors(names: Sequence[str]) -> str:
    """The first authors, with `and others` for the rest."""
    shown = ", ".join(names[:_AUTHORS_SHOWN])
    return f"{shown} and others" if len(names) > _AUTHORS_SHOWN else shown


def place(locator: Locator) -> str:
    """`page 12`, or the paragraph where the format has no pages."""
    if locator.page is not None:
        return page_wording(locator.page, locator.page_label, is_recognised=locator.is_recognised)
    return f"paragraph {locator.paragraph}" if locator.paragraph is not None else ""


def reference(document: Document, locator: Locator) -> str:
    """What is known of the source, in the order of a reference: who, what, where, when, and the place."""
    where = place(locator).replace("page ", "p. ").replace("paragraph ", "para. ")
    parts = [authors(document.authors), document.title, document.publisher, str(document.year or ""), where]
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def percent(share: float) -> str:
    """`86 %` for .86."""
    return f"{round(share * 100)} %"


def web_address(written: str) -> str:
    """The address, if following it does nothing but open a web page; empty otherwise."""
    return written if re.match(r"https?://[^\s/]", written, re.IGNORECASE) else ""


def doi_address(doi: str) -> str:
    """Where a DOI is resolved."""
    return f"https://doi.org/{quote(doi.strip(), safe='/')}" if doi.strip().startswith("10.") else ""


_FATES = {
    Fate.STANDS: "The same words still stand in the present one.",
    Fate.CHANGED: "It has been changed since.",
    Fate.GONE: "It does not stand in the present one any more.",
}


def fate(found: PassageInContext) -> str:
    """What became of a passage that its document does not hold any more."""
    if found.former is None:
        return ""
    if found.former.fate is Fate.STANDS and found.successor is None:
        said = (
            "The same words still stand in the present one, in a part that is not searched, such as a list of sources."
        )
    else:
        said = _FATES[found.former.fate]
    earlier = "version" if found.is_of_former else "reading"
    return f"This passage is from an earlier {earlier} of the document. {said}"
