"""A brief as one HTML page that needs nothing else. What a document says is escaped, and nowhere marked safe."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from synthesis.brief import Brief
from synthesis.render import wording

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def brief_html(brief: Brief) -> str:
    """The brief as an HTML document."""
    return _TEMPLATES.get_template("brief.html").render(brief=brief, wording=wording)
