"""Markup that publishers leave in the abstracts and titles of records: HTML and JATS tags, named characters."""

import html
import re

from ingest.readers.blocks import superscript

_ATTRIBUTES = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*\s*/?"""
_RAISED = re.compile(rf"<(?:jats:)?sup{_ATTRIBUTES}>([^<>]*)</(?:jats:)?sup>", re.IGNORECASE)
_INLINE = re.compile(
    rf"</?(?:jats:)?(?:a|b|bold|em|i|italic|sc|small|span|strong|sub|sup|u|underline|xref){_ATTRIBUTES}>", re.IGNORECASE
)
_BLOCK = re.compile(
    rf"</?(?:jats:)?(?:abstract|br|div|h[1-6]|label|li|list|list-item|ol|p|sec|title|ul){_ATTRIBUTES}>", re.IGNORECASE
)
_NAMED = re.compile(r"&(?:(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{2,7}|#[xX][0-9a-fA-F]{2,6});|(?:amp|gt|lt)(?![\w;=]))")


def without_markup(text: str) -> str:
    """The text that the markup shows: tags that begin or end a paragraph as blank lines, the others gone.

    Only names of HTML and JATS tags with well-formed attributes are tags: `p<0.05` and `a <b and c> d` stay.
    """
    if "<" in text:
        text = _RAISED.sub(lambda raised: superscript(raised[1]), text)
        text = _BLOCK.sub("\n\n", _INLINE.sub("", text))
    return _NAMED.sub(lambda named: html.unescape(named[0]), text) if "&" in text else text
