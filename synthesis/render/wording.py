"""The texts around the quotations: fixed phrases, filled with names and numbers. What is given here is plain text."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError

from corpus.document import page_wording
from index.ranking import FacetCount
from synthesis.brief import Brief, CountryGroup, ThemeGroup
from synthesis.finding import Citation, Finding
from synthesis.question import UNKNOWN_LANGUAGE
from synthesis.references import Reference

OTHER_EVIDENCE = "Other evidence"
NO_COUNTRY = "No country stated"
SEVERAL_COUNTRIES = "Several countries"
NO_EVIDENCE = "No evidence in this collection"
NO_EVIDENCE_MEANS = (
    "No passage that was searched is near enough to the question to be quoted. That says something about this "
    "collection, not about what is known elsewhere."
)
NOTHING_TO_QUOTE = (
    "The passages nearest to the question hold no whole sentence that could be quoted; tables, headings and lists are "
    "not. Search for the question to see these passages."
)
ALL_STOPPED = (
    "There are sentences on the question, but none that stands word for word in the stored original of its document, "
    "so none is quoted."
)
VERBATIM = (
    "Each quotation stands word for word in its document and is given in the document's own language: nothing is "
    "translated, shortened, joined or generated."
)
CAVEAT = (
    "Only the documents of this collection were searched. The sentences are quoted, not appraised: neither the "
    "documents nor the studies behind them were judged for their quality, and other documents may say otherwise."
)
WHAT_WAS_SEARCHED = "What was searched"
REFERENCES = "References"
_LINKED = ("http", "https")


def title(brief: Brief) -> str:
    """The title of the brief: its question."""
    return " ".join(brief.question.text.split())


def summary(brief: Brief) -> str:
    """How much the brief holds, in a sentence."""
    if brief.is_without_evidence and brief.stopped:
        return ALL_STOPPED
    if brief.is_without_evidence:
        return NOTHING_TO_QUOTE if brief.coverage.relevant else NO_EVIDENCE_MEANS
    return (
        f"{_counted(len(brief.findings), 'quotation')} from {_counted(len(brief.references), 'document')}. {VERBATIM}"
    )


def theme_heading(brief: Brief, group: ThemeGroup) -> str:
    """The name of a theme."""
    return OTHER_EVIDENCE if group.theme is None else brief.theme_names[group.theme]


def country_heading(brief: Brief, group: CountryGroup) -> str:
    """The name of a country, or what stands in its place."""
    if group.country is None:
        return SEVERAL_COUNTRIES
    return brief.country_names[group.country] if group.country else NO_COUNTRY


def source(brief: Brief, finding: Finding) -> str:
    """Where a quotation stands: title, year and place, and what else a reader needs to weigh it."""
    citation = finding.citation
    named = [_folded(citation.title), str(citation.year or "")]
    parts = [", ".join(part for part in named if part), place(citation)]
    if len(finding.countries) > 1:
        parts.append(f"on {_listed(sorted(brief.country_names[code] for code in finding.countries))}")
    if citation.language not in (UNKNOWN_LANGUAGE, "en"):
        parts.append(f"in {language_name(citation.language)}")
    return "; ".join(part for part in parts if part)


def place(citation: Citation) -> str:
    """The page, the path of headings below the title, or the paragraph; "" where the original has none of them."""
    path = [_folded(heading) for heading in citation.headings]
    below = path[1:] if path[:1] == [_folded(citation.title)] else path
    page = page_wording(citation.page, citation.page_label, is_recognised=citation.is_recognised)
    under = f"under “{' › '.join(below)}”" if below else ""
    paragraph = f"paragraph {citation.paragraph}" if citation.paragraph is not None else ""
    return ", ".join(part for part in (page, under) if part) or paragraph


def link(citation: Citation) -> str:
    """The web address of the document, at the page if it is a PDF there; "" where none is stated that can be opened."""
    address = web_address(citation.url)
    if citation.page is None or not address or not urlsplit(address).path.lower().endswith(".pdf"):
        return address
    return f"{address.partition('#')[0]}#page={citation.page}"


def web_address(url: str) -> str:
    """The address if a browser may follow it, else ""."""
    try:
        scheme, host = urlsplit(url).scheme.lower(), urlsplit(url).netloc
    except ValueError:
        return ""
    is_one_word = url.isprintable() and not any(character.isspace() or character in '<>"\\' for character in url)
    return url if scheme in _LINKED and host and is_one_word else ""


def reference_notes(reference: Reference) -> str:
    """What to know of a quoted document: its licence, whether text of it is missing, and how many sources it names."""
    document = reference.document
    notes = []
    if document.licence:
        notes.append(f"Licence: {_folded(document.licence)}.")
    if reference.is_partial:
        notes.append(f"Read in part: {_folded(document.reason).rstrip('.')}.")
    if document.sources:
        notes.append(f"Names {_counted(len(document.sources), 'source')} of its own.")
    return " ".join(notes)


def coverage_lines(brief: Brief) -> Iterator[str]:
    """What was searched, and what the collection does not hold, a sentence or two each."""
    extent = brief.coverage
    allowed = f" that the filter {brief.filters} allows" if brief.filters.clauses else ""
    yield f"Searched: {_counted(extent.passages, 'passage')} of {_counted(extent.documents, 'document')}{allowed}."
    yield (
        f"Considered: the {_counted(extent.considered, 'passage')} ranked highest for the question; "
        f"{extent.relevant or 'none'} of them near enough to it to be quoted from."
    )
    if brief.stopped:
        yield (
            f"Left out: {_counted(len(brief.stopped), 'sentence')} not found word for word in the stored originals. "
            "Whoever runs this collection should read the originals again with `cadre ingest`, and check with "
            "`cadre verify`."
        )
    if unknown := [word.text for word in brief.question.words if not word.passages]:
        yield f"Words of the question that no passage of the collection holds: {', '.join(unknown)}."
    yield from _held(
        "Languages of the passages", extent.languages, {f.value: language_name(f.value) for f in extent.languages}
    )
    yield _years(extent.first_year, extent.last_year)
    yield from _held("Themes", extent.themes, brief.theme_names)
    yield from _held("Countries", extent.countries, brief.country_names)
    aside = ", the filter on countries left aside" if any(c.field == "country" for c in brief.filters.clauses) else ""
    missing = [brief.country_names[code] for code in extent.countries_without]
    yield (
        f"Countries of the WHO European Region ({extent.region}) that no passage is about{aside}: "
        f"{', '.join(missing) if missing else 'none, there is at least one on each'}."
    )
    yield CAVEAT


def origin(brief: Brief) -> str:
    """Which state of the collection gave the brief."""
    return f"Generation {brief.generation} of the collection, encoder {brief.model_id}."


def language_name(tag: str) -> str:
    """The English name of a language, or the tag where it has none."""
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (UnknownLocaleError, ValueError):
        return tag


def _held(what: str, facets: Sequence[FacetCount], names: Mapping[str, str]) -> Iterator[str]:
    if facets:
        yield f"{what}: {', '.join(f'{names.get(f.value, f.value)} ({f.count})' for f in facets)}."


def _years(first: int | None, last: int | None) -> str:
    if first is None:
        return "Years of publication: no document states one."
    return f"Years of publication: {first}." if first == last else f"Years of publication: {first} to {last}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _folded(text: str) -> str:
    return " ".join(text.split())
