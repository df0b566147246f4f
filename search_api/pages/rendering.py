"""Makes pages from templates. What comes from a document or a person is escaped, and nowhere marked safe."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from corpus.filters import Filters
from search_api import addresses
from search_api.explanations import ordinal, sentence
from search_api.labels import FIELD_NAMES, Labels, direction, kind_name, language_name
from search_api.pages import wording
from search_api.services import services_of

PACKAGE = Path(__file__).parent.parent
STATIC = PACKAGE / "static"


def page_templates(labels: Labels) -> Environment:
    """The templates, with the words and addresses that they use. An unknown name in a template is an error."""
    templates = Environment(
        loader=FileSystemLoader(PACKAGE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        code_spans=code_spans,
        because=sentence,
        counted=wording.counted,
        direction=direction,
        kind=kind_name,
        language=language_name,
        marked=marked,
        ordinal=ordinal,
    )
    templates.globals.update(
        addresses=addresses,
        everything=Filters(),
        field_names=FIELD_NAMES,
        labels=labels,
        styles=[_style_address(name) for name in ("cadre.css", "results.css")],
        wording=wording,
    )
    return templates


def render(request: Request, name: str, *, headers: dict[str, str], status: int = 200, **context: Any) -> HTMLResponse:
    """The page that a template makes."""
    services = services_of(request)
    base = services.settings.public_address or str(request.base_url).rstrip("/")
    html = services.templates.get_template(name).render(base=base, path=request.url.path, **context)
    return HTMLResponse(html, status_code=status, headers=headers)


def marked(text: str, highlights: Sequence[tuple[int, int]]) -> Markup:
    """The text, escaped, with the stretches `[start, end)` in `<mark>`; one that overlaps an earlier one is not."""
    parts: list[Markup] = []
    position = 0
    for start, end in highlights:
        if position <= start < end <= len(text):
            parts += [escape(text[position:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
            position = end
    return Markup("").join([*parts, escape(text[position:])])


def code_spans(text: str) -> Markup:
    """The text, escaped, with what stands between backticks as code."""
    parts = [escape(part) for part in text.split("`")]
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else part for number, part in enumerate(parts)
    )


def _style_address(name: str) -> str:
    version = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={version}"
