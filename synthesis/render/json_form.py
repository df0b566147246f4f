"""A brief as JSON values: everything that it says, each quotation with its exact characters and offsets."""

import json
from typing import Any

from index.ranking import FacetCount
from synthesis.brief import Brief, CountryGroup, ThemeGroup
from synthesis.coverage import Coverage
from synthesis.finding import Citation, Finding
from synthesis.references import Reference
from synthesis.render import wording


def brief_json(brief: Brief) -> str:
    """The brief as JSON text: equal briefs give equal text."""
    return json.dumps(brief_form(brief), ensure_ascii=False, indent=2)


def brief_form(brief: Brief) -> dict[str, Any]:
    """The brief as JSON values; `GET /v1/briefs` answers them."""
    return {
        "question": brief.question.text,
        "understood": {
            "q": brief.question.wished,
            "language": brief.question.language,
            "words": [{"word": word.text, "passages": word.passages} for word in brief.question.words],
            "filter": str(brief.filters),
        },
        "no_evidence": brief.is_without_evidence,
        "summary": wording.summary(brief),
        "findings": [
            _finding(brief, theme, group, finding)
            for theme in brief.themes
            for group in theme.countries
            for finding in group.findings
        ],
        "references": [_reference(reference) for reference in brief.references],
        "stopped": list(brief.stopped),
        "coverage": _coverage(brief, brief.coverage),
        "generation": brief.generation,
        "model": brief.model_id,
    }


def _finding(brief: Brief, theme: ThemeGroup, group: CountryGroup, finding: Finding) -> dict[str, Any]:
    return {
        "theme": {"value": theme.theme, "label": wording.theme_heading(brief, theme)},
        "country_group": wording.country_heading(brief, group),
        "countries": [{"country": code, "name": brief.country_names[code]} for code in finding.countries],
        "citation": _citation(finding.citation),
        "reference": brief.number_of(finding),
        "score": finding.score,
        "similarity": finding.similarity,
        "coverage": finding.coverage,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "quote": citation.quote,
        "passage_id": citation.passage_id,
        "doc_id": citation.doc_id,
        "start": citation.start,
        "end": citation.end,
        "page": citation.page,
        "page_label": citation.page_label,
        "headings": list(citation.headings),
        "paragraph": citation.paragraph,
        "is_recognised": citation.is_recognised,
        "language": citation.language,
        "title": citation.title,
        "authors": list(citation.authors),
        "publisher": citation.publisher,
        "year": citation.year,
        "url": citation.url,
        "licence": citation.licence,
    }


def _reference(reference: Reference) -> dict[str, Any]:
    document = reference.document
    return {
        "number": reference.number,
        "text": reference.text,
        "doc_id": document.doc_id,
        "title": document.title,
        "authors": list(document.authors),
        "publisher": document.publisher,
        "year": document.year,
        "kind": document.kind,
        "url": document.url,
        "doi": document.doi,
        "licence": document.licence,
        "completeness": document.completeness.value,
        "reason": document.reason,
        "sources": len(document.sources),
    }


def _coverage(brief: Brief, extent: Coverage) -> dict[str, Any]:
    def counted(facets: tuple[FacetCount, ...], names: dict[str, str]) -> list[dict[str, Any]]:
        return [{"value": f.value, "label": names.get(f.value, f.value), "passages": f.count} for f in facets]

    languages = {facet.value: wording.language_name(facet.value) for facet in extent.languages}
    return {
        "documents": extent.documents,
        "passages": extent.passages,
        "considered": extent.considered,
        "relevant": extent.relevant,
        "languages": counted(extent.languages, languages),
        "themes": counted(extent.themes, dict(brief.theme_names)),
        "countries": counted(extent.countries, dict(brief.country_names)),
        "first_year": extent.first_year,
        "last_year": extent.last_year,
        "region_countries": extent.region,
        "countries_without": [
            {"country": code, "name": brief.country_names[code]} for code in extent.countries_without
        ],
        "statement": list(wording.coverage_lines(brief)),
    }
