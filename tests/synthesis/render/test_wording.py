"""The fixed phrases around quotations."""

from collections.abc import Callable

import pytest

from synthesis.brief import Brief
from synthesis.render import wording


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("https://", False),
        ("https://exa mple.org", False),
        ('https://example.org/"><script>', False),
        ("https://example.org/\u202e", False),
        ("https://[", False),
        ("", False),
    ],
)
def test_only_addresses_of_the_web_are_followed(url: str, followed: bool) -> None:
    assert wording.web_address(url) == (url if followed else "")


def test_a_place_is_page_headings_or_paragraph(ask: Callable[..., Brief]) -> None:
    headed = ask("What keeps rural nurses in their posts?").findings[0].citation
    assert wording.place(headed) == "under “Evaluation and result”"
    paged = ask("Who reduced violence against hospital staff by telephone?").findings[0].citation
    assert wording.place(paged) in ("page 1", "page 2")
    assert wording.link(paged) == f"https://example.org/code.pdf#page={paged.page}"


def test_the_coverage_statement_names_what_is_missing(ask: Callable[..., Brief]) -> None:
    lines = "\n".join(wording.coverage_lines(ask("What keeps rural nurses in their posts?")))
    assert "Searched: 5 passages of 3 documents." in lines
    assert "English (4), German (1)" in lines
    assert "Years of publication: 2019 to 2023." in lines
    assert "WHO European Region (53) that no passage is about: Albania, Andorra" in lines
    assert "Norway," not in lines.partition("no passage is about")[2]
    assert "not appraised" in lines


def test_partial_documents_say_so(ask: Callable[..., Brief]) -> None:
    (reference,) = ask("Who reduced violence against hospital staff by telephone?").references
    assert wording.reference_notes(reference) == "Read in part: page 3 is a picture."
