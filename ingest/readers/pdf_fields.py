"""Form fields of a PDF page that hold more text than they show."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ingest.lines import Line
from ingest.readers.pdf_file import MUPDF

_WRITTEN_IN = (MUPDF.PDF_WIDGET_TYPE_TEXT, MUPDF.PDF_WIDGET_TYPE_LISTBOX, MUPDF.PDF_WIDGET_TYPE_COMBOBOX)
_WORD = re.compile(r"\w{2,}")
_LETTER = re.compile(r"\w")


def hides_text(page: Any, lines: Iterable[Line]) -> bool:
    """Whether a word of what was written into a field is not among the `lines` of the page. Raises what MuPDF does."""
    values = list(_values(page))
    if not values:
        return False
    shown = " ".join(line.text for line in lines).casefold()
    words, letters = set(_WORD.findall(shown)), _letters(shown)
    # The letters of a word can stand in boxes of their own.
    return any(not words.issuperset(_WORD.findall(value)) and _letters(value) not in letters for value in values)


def _values(page: Any) -> Iterator[str]:
    for widget in page.widgets(types=_WRITTEN_IN):
        value = widget.field_value
        is_secret = widget.field_type == _WRITTEN_IN[0] and widget.field_flags & MUPDF.PDF_TX_FIELD_IS_PASSWORD
        if value and not is_secret:
            yield " ".join(map(str, value if isinstance(value, list | tuple) else [value])).casefold()


def _letters(text: str) -> str:
    return "".join(_LETTER.findall(text))
