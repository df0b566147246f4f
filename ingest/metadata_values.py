"""Values as files state them, brought into the form of a document's fields; what has no such form is None or empty."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from corpus.countries import load_countries
from corpus.document import KINDS, Source
from ingest.readers.blocks import fold
from ingest.readers.fields import plain_value

_YEAR = re.compile(r"(?<!\d)(\d{4})(?=\d{4}(?!\d)|(?!\d))")
_YEARS = range(1000, 2101)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?\s*(10\.\d{4,9}/\S+)", re.IGNORECASE)
_KINDS: Mapping[str, str] = {
    **{kind: kind for kind in KINDS},
    "article-abstract": "abstract",
    "conference-abstract": "abstract",
    "workshop-abstract": "abstract",
    "law": "policy",
    "act": "policy",
    "legislation": "policy",
    "regulation": "policy",
    "strategy": "policy",
    "policy-document": "policy",
    "national-action-plan": "action-plan",
    "roadmap": "action-plan",
    "guidelines": "guideline",
    "guidance": "guideline",
    "policy-brief": "evidence-brief",
    "brief": "evidence-brief",
    "meta-analysis": "systematic-review",
    "research-article": "primary-study",
    "study": "primary-study",
    "trial": "primary-study",
    "case-study": "country-case",
    "country-case-study": "country-case",
    "best-practice": "good-practice",
    "promising-practice": "good-practice",
    "meeting-report": "event-report",
    "conference-report": "event-report",
    "workshop-report": "event-report",
    "data": "dataset",
    "data-set": "dataset",
    "statistics": "dataset",
    "press-release": "news",
    "news-item": "news",
}
# Two to five words in capitals, particles between them: not "Smith", and not "Ministry of Health".
_FULL_NAME = re.compile(
    r"[^\W\d_a-zà-ÿ][\w.'’-]*(?:\s(?:d[aeiou]|d[eo]s|du|del|della|den|der|di|el|la|le|ten|ter|van|von|zu|[^\W\d_a-zà-ÿ][\w.'’-]*)){1,5}"
)
_READ_ON = ("read_on", "read", "accessed")
_LISTED = re.compile(r"[;|\n]")
_AND = re.compile(r"\s(?:and|&|und|et|y|e)\s")


def text_of(value: object) -> str:
    """A text or number as one line; "" for anything else."""
    plain = plain_value(value)
    return fold(plain) if isinstance(plain, str) else ""


def year_of(value: object) -> int | None:
    """The first year from 1000 to 2100 in a date of any form: 2020, 2020-11-09, 9.11.2020, 20201109, 2020 Jan-Feb."""
    for digits in _YEAR.findall(text_of(value)):
        if int(digits) in _YEARS:
            return int(digits)
    return None


def authors_of(value: object) -> tuple[str, ...]:
    """Names in their order, each once. A text is cut at semicolons; at commas only where each part is a full name."""
    plain = plain_value(value)
    if isinstance(plain, str):
        plain = _names_in(plain)
    names = (fold(name).strip(" ,;") for name in plain or [])
    return tuple(dict.fromkeys(name for name in names if name))


def kind_of(value: object) -> str | None:
    """One of `KINDS`, also for its usual other names and in any spelling; None for what is neither."""
    words = re.sub(r"[\s_/-]+", "-", text_of(value).lower()).strip("-")
    return _KINDS.get(words) or _KINDS.get(words.removesuffix("s"))


def country_codes(value: object) -> tuple[str, ...]:
    """ISO 3166-1 alpha-2 codes of the countries named by code or name; names that no country has are left out."""
    plain = plain_value(value)
    named = [plain] if isinstance(plain, str) else plain or []
    countries = load_countries()
    found: dict[str, None] = {}
    for name in named:
        # Whole first: "Korea, Republic of" has a comma in its name.
        parts = [name] if countries.find(name) else re.split(r"[;|,/\n]", name)
        found.update((country.code, None) for part in parts if (country := countries.find(part)) is not None)
    return tuple(found)


def url_of(value: object) -> str:
    """An address with http or https and a host; "" for any other scheme, which nobody should be led to click."""
    address = text_of(value)
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.hostname and " " not in address else ""


def doi_of(value: object) -> str:
    """A DOI without its resolver: `10.1186/s12960-017-0179-2`; "" for what is none."""
    found = _DOI.fullmatch(text_of(value))
    return found.group(1).rstrip(".,;") if found else ""


def sources_of(value: object) -> tuple[Source, ...]:
    """Sources from a list of mappings with a title and a web address, and what else is known of each."""
    items = value if isinstance(value, list | tuple) else ()
    sources: list[Source] = []
    for item in items:
        if isinstance(item, Mapping) and text_of(item.get("title")) and url_of(item.get("url")):
            sources.append(
                Source(
                    title=text_of(item.get("title")),
                    url=url_of(item.get("url")),
                    publisher=text_of(item.get("publisher")),
                    year=year_of(item.get("year")),
                    read_on=next((day for name in _READ_ON if (day := text_of(item.get(name)))), ""),
                )
            )
    return tuple(sources)


def humanised(stem: str) -> str:
    """The name of a file as words: `heroes_interim-event` is `heroes interim event`; years 2022-2025 stay together."""
    return fold(re.sub(r"%20|[_+]|-(?!\d)|(?<!\d)-", " ", stem))


def _names_in(text: str) -> list[str]:
    if _LISTED.search(text):
        return _LISTED.split(text)
    parts = [part for piece in text.split(",") for part in _AND.split(piece.strip())]
    return parts if len(parts) > 1 and all(_FULL_NAME.fullmatch(part.strip()) for part in parts) else [text]
