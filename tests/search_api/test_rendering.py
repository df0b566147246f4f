"""Marking words keeps the text: taken together, the pieces are the text."""

from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from search_api.pages.rendering import code_spans, marked

SPANS = st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=6)


@given(st.text(max_size=50), SPANS)
def test_marking_adds_nothing_but_marks(text, spans):
    html = str(marked(text, spans))
    assert unescape(html.replace("<mark>", "").replace("</mark>", "")) == read_back(text)


def read_back(text: str) -> str:
    """The text as a browser reads it back: escaping is undone exactly once."""
    return unescape(str(escape(text)))


@given(st.text(alphabet="<>&\"'a ", max_size=40), SPANS)
def test_only_marks_are_elements(text, spans):
    bare = str(marked(text, spans)).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare


def test_words_are_marked_where_the_offsets_say():
    assert marked("a < b & c", [(0, 1), (4, 5)]) == "<mark>a</mark> &lt; <mark>b</mark> &amp; c"


def test_stretches_outside_the_text_or_over_each_other_are_left_out():
    assert marked("nurses", [(0, 3), (2, 5), (4, 99), (5, 5), (-2, 2)]) == "<mark>nur</mark>ses"


def test_code_spans_escape_what_they_hold():
    assert code_spans("a `<b>` & c") == "a <code>&lt;b&gt;</code> &amp; c"
