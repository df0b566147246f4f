"""Markdown: a document cannot leave its place in it, and a reader can copy what it said."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from synthesis.brief import Brief
from synthesis.render.markdown import brief_markdown, escaped

QUESTION = "What keeps rural nurses in their posts?"
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
HOSTILE = [
    "# not a heading",
    "- not a list",
    "+ not a list",
    "1. not a list",
    "12) not a list",
    "--- not a rule",
    "> not a quotation in a quotation",
    "```not code```",
    "    not code",
    "[not a link](https://example.org)",
    "![not a picture](https://example.org/x.png)",
    "<script>alert(1)</script>",
    "<https://example.org>",
    "https://example.org is not linked",
    "*not* _stressed_ **at** __all__ ~~here~~",
    "a | b",
    "|---|---|",
    "&amp; &lt;b&gt; &#35;",
    "back\\slash \\* \\",
    "[^1] and [1]: x",
    ": not a definition",
    "=== not a heading",
    "$x$ ==y== ^z^ `code",
    "mail@example.org",
    "www.example.org",
]


def plain(tokens: list[Token]) -> str:
    """The text that a reader sees."""
    return "".join(child.content if child.type == "text" else f"<{child.type}>" for child in tokens[0].children or [])


def shown(markdown: str) -> str:
    tokens = PARSER.parse(markdown)
    assert [token.type for token in tokens] == [
        "blockquote_open", "paragraph_open", "inline", "paragraph_close", "blockquote_close",
    ]  # fmt: skip
    return plain([token for token in tokens if token.type == "inline"])


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_show_as_they_are(text: str) -> None:
    assert shown(f"> {escaped(text)}") == text.strip()


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=60))
def test_any_line_shows_as_it_is(text: str) -> None:
    line = " ".join(text.split())
    if line:
        assert shown(f"> {escaped(line)}") == line


@given(st.text(st.sampled_from("#*_-+>`[]()!<>&\\|~:.1= a\n"), min_size=1, max_size=40))
def test_any_markup_shows_as_it_is(text: str) -> None:
    line = " ".join(text.split())
    if line:
        assert shown(f"> {escaped(line)}") == line


def test_addresses_are_not_linked_by_readers_who_link_bare_ones() -> None:
    assert "https\\://" in escaped("https://example.org")
    assert "www\\.e" in escaped("www.example.org")
    assert "\\@" in escaped("a@example.org")


def test_a_brief_has_the_structure_of_its_findings(ask: Callable[..., Brief]) -> None:
    brief = ask(QUESTION)
    tokens = PARSER.parse(brief_markdown(brief))
    headings = [
        (token.tag, tokens[place + 1].content) for place, token in enumerate(tokens) if token.type == "heading_open"
    ]
    assert headings == [
        ("h1", QUESTION),
        ("h2", "Retention and recruitment"),
        ("h3", "Norway"),
        ("h2", "What was searched"),
        ("h2", "References"),
    ]
    quotes = [plain([tokens[place + 2]]) for place, token in enumerate(tokens) if token.type == "blockquote_open"]
    assert quotes == [finding.citation.quote for finding in brief.findings]


def test_hostile_documents_stay_in_their_place(ask: Callable[..., Brief], put: Callable[..., object]) -> None:
    sentence = "Rural nurses keep their posts # <b>where</b> [colleagues](javascript:alert)|are *near* `them`."
    put(sentence, doc_id="d000000000000001", title="# Title\n\n## Not a heading <img src=x onerror=alert(1)>")
    markdown = brief_markdown(ask(QUESTION))
    tokens = PARSER.parse(markdown)
    assert sentence in [plain([t]) for t in tokens if t.type == "inline"]
    assert "Not a heading" not in [t.content for t in tokens if t.type == "inline"]
    assert not any(t.type in ("html_block", "fence") for t in tokens)
    kinds = {child.type for t in tokens for child in t.children or []}
    assert kinds <= {"text", "link_open", "link_close"}


def test_no_evidence_is_said_first(ask: Callable[..., Brief]) -> None:
    markdown = brief_markdown(ask("price of copper in Chile in 1997"))
    assert markdown.splitlines()[2] == "**No evidence in this collection**"
    assert "price, copper, chile, 1997" in markdown
    assert "not appraised" in markdown
    assert "## References" not in markdown
