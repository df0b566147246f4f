"""A form field that holds more than it shows makes its page partial; one that shows all of it, or a secret, does not."""

import pymupdf
import pytest

from corpus.document import Completeness
from tests.ingest.pdf_drawing import Draw, lines, pdf, read, together

LONG = "The county pays for training, and asks for three years of work in return from whoever takes part in it."


def field(value: str, *, width: float = 400, flags: int = 0, largest: int = 0) -> Draw:
    def draw(page: pymupdf.Page) -> None:
        widget = pymupdf.Widget()
        widget.field_name, widget.field_type = "remark", pymupdf.PDF_WIDGET_TYPE_TEXT
        widget.field_value, widget.field_flags, widget.text_maxlen = value, flags, largest
        widget.rect, widget.text_fontsize = pymupdf.Rect(72, 300, 72 + width, 320), 11
        page.add_widget(widget)

    return draw


@pytest.mark.parametrize(
    ("drawn", "is_whole"),
    [
        (field("paid for by the county"), True),
        (field(LONG, width=120), False),
        (field("secret words", flags=1 << 13), True),
        (field(""), True),
    ],
)
def test_a_page_is_partial_where_a_field_hides_text(drawn: Draw, is_whole: bool) -> None:
    reading = read(pdf(together(lines("Remarks on the programme for nurses:"), drawn)))
    assert (reading.completeness is Completeness.COMPLETE) == is_whole
    assert reading.reason == ("" if is_whole else "page 1 has form fields that hold more than they show")
    assert reading.pages_missing == (() if is_whole else (1,))
