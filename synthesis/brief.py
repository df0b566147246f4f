"""The evidence brief: verbatim sentences on a question by theme and country, and what was searched for them."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.countries import Countries
from corpus.errors import CitationError, DamagedError, UnreadableError
from corpus.filters import Filters
from corpus.reading import OriginalReader
from corpus.taxonomy import Taxonomy
from index.query import Query
from synthesis.coverage import Coverage, coverage
from synthesis.finding import Citation, Finding
from synthesis.places import Places
from synthesis.question import Question, understand
from synthesis.quotation import cite
from synthesis.references import Reference, references
from synthesis.searching import EvidenceSearcher
from synthesis.selection import Chosen, select
from synthesis.themes import Themes
from synthesis.weighing import Weigher

CONSIDERED = 40
"""So many passages, ranked highest for the question, are read for a brief."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryGroup:
    """Findings on the same country; on several when `countries` is None, on none that is stated when it is empty."""

    country: str | None
    """An alpha-2 code; "" where no country is stated; None for findings on several countries."""
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeGroup:
    """Findings under one theme; None for other evidence."""

    theme: str | None
    countries: tuple[CountryGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a collection says on a question. Equal collections and questions give equal briefs."""

    question: Question
    filters: Filters
    generation: int
    model_id: str
    themes: tuple[ThemeGroup, ...]
    """Those with the best findings first, other evidence last."""
    references: tuple[Reference, ...]
    stopped: tuple[str, ...]
    """The ids of the passages of sentences that were chosen and not quoted: their originals do not hold them."""
    coverage: Coverage
    theme_names: Mapping[str, str]
    """What the themes of findings and coverage are called in English, by id."""
    country_names: Mapping[str, str]
    """The same for countries, by alpha-2 code."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order in which they are shown."""
        return tuple(finding for theme in self.themes for group in theme.countries for finding in group.findings)

    @property
    def is_without_evidence(self) -> bool:
        """True if the collection holds no evidence on the question."""
        return not self.themes

    def number_of(self, finding: Finding) -> int:
        """The number of the reference of a finding's document."""
        doc_id = finding.citation.doc_id
        return next(reference.number for reference in self.references if reference.document.doc_id == doc_id)


def make_brief(
    question: str,
    *,
    searcher: EvidenceSearcher,
    filters: Filters,
    originals: OriginalReader,
    taxonomy: Taxonomy,
    countries: Countries,
) -> Brief:
    """The brief that a generation gives on a question, each quotation held against its original.

    A sentence that its original does not hold, or whose original cannot be read, is left out and named under
    `stopped`. Raises `QueryError` for a question without words.
    """
    understood = understand(question, searcher)
    hits = searcher.search(Query(text=question, filters=filters, k=CONSIDERED)).hits
    themes = Themes(understood, hits, taxonomy, searcher)
    selection = select(understood, hits, searcher, Weigher(understood, themes, Places(countries)))
    cited = [(chosen, _citation(chosen, originals)) for chosen in selection.chosen]
    findings = [_finding(chosen, citation, themes) for chosen, citation in cited if citation]
    groups = _grouped(findings)
    extent = coverage(searcher, filters, countries, considered=len(hits), relevant=len(selection.relevant))
    documents = {chosen.candidate.hit.document.doc_id: chosen.candidate.hit.document for chosen in selection.chosen}
    shown = (f for theme in groups for group in theme.countries for f in group.findings)
    return Brief(
        question=understood,
        filters=filters,
        generation=searcher.generation,
        model_id=searcher.model_id,
        themes=groups,
        references=references(documents[finding.citation.doc_id] for finding in shown),
        stopped=tuple(chosen.candidate.hit.passage.passage.passage_id for chosen, citation in cited if not citation),
        coverage=extent,
        theme_names={theme.id: theme.label for theme in taxonomy.themes},
        country_names={code: countries.name(code) for code in _codes(extent, findings)},
    )


def _codes(extent: Coverage, findings: Sequence[Finding]) -> list[str]:
    held = (facet.value for facet in extent.countries)
    return sorted({*held, *extent.countries_without, *(code for finding in findings for code in finding.countries)})


def _citation(chosen: Chosen, originals: OriginalReader) -> Citation | None:
    """The sentence held against its original; None, and a warning in the log, where it does not stand there."""
    candidate = chosen.candidate
    try:
        return cite(
            candidate.text,
            passage=candidate.hit.passage.passage,
            document=candidate.hit.document,
            originals=originals,
            start=candidate.start,
        )
    except (CitationError, UnreadableError, DamagedError) as error:
        _log.warning("A sentence was left out of a brief: %s", error)
        return None


def _finding(chosen: Chosen, citation: Citation, themes: Themes) -> Finding:
    return Finding(
        citation=citation,
        theme=themes.of(chosen.candidate.hit, citation.quote),
        countries=chosen.countries,
        score=chosen.score,
        similarity=round(chosen.similarity, 6),
        coverage=round(chosen.held.coverage, 6),
    )


def _grouped(findings: Sequence[Finding]) -> tuple[ThemeGroup, ...]:
    """Themes, and countries in them, by their best finding; other evidence last. `findings` come best first."""
    found = list(dict.fromkeys(finding.theme for finding in findings))
    groups = []
    for theme in sorted(found, key=lambda theme: (theme is None, found.index(theme))):
        under = [finding for finding in findings if finding.theme == theme]
        shown = dict.fromkeys(_country(finding) for finding in under)
        countries = tuple(
            CountryGroup(country=country, findings=tuple(f for f in under if _country(f) == country))
            for country in shown
        )
        groups.append(ThemeGroup(theme=theme, countries=countries))
    return tuple(groups)


def _country(finding: Finding) -> str | None:
    if len(finding.countries) > 1:
        return None
    return finding.countries[0] if finding.countries else ""
