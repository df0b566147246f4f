"""Paragraphs that run on over a page break, in one piece: a sentence cut in two says nothing on either page."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.document import PageBreak
from ingest.hyphens import Vocabulary
from ingest.layout import Paragraph, ends_like_a_sentence, runs_on
from ingest.placed_text import moved_on

_SAME_SIZE = 1.12
_MOST_NOTES = 8
_FEWEST_ROWS = 2


def joined_over_page_breaks(pages: Sequence[Sequence[Paragraph]], vocabulary: Vocabulary) -> list[list[Paragraph]]:
    """The paragraphs of each page; one that goes on at the top of the next page stands whole on the page it begins on.

    Notes at the foot may stand between its halves. A paragraph that would fill more than two pages stays in parts, for
    a passage lies on one page or on two.
    """
    whole = [list(paragraphs) for paragraphs in pages]
    # From the end, so that the second half is seen before it could become a first half.
    for before, after in reversed(list(pairwise(whole))):
        place = _last_of_text(before)
        if not after or place is None or after[0].page_break or not _goes_on(before[place], after[0]):
            continue
        first, second = before[place], after.pop(0)
        text = vocabulary.joined(first.text, second.text)
        at = len(text) - len(second.text)
        before[place] = replace(
            first,
            text=text,
            rows=first.rows + second.rows,
            page_break=PageBreak(at=at, boxes=second.boxes, box_starts=moved_on(second.box_starts, at)),
        )
    return whole


def _last_of_text(paragraphs: Sequence[Paragraph]) -> int | None:
    """The place of the last paragraph that is no note at the foot; None where the page ends with a table."""
    last = paragraphs[-_MOST_NOTES:]
    text = [paragraph for paragraph in last if not paragraph.is_row]
    if not text or last[-1].is_row:
        return None
    largest = max(paragraph.size for paragraph in text)
    first = len(paragraphs) - len(last)
    return max(
        first + place for place, each in enumerate(last) if not each.is_row and each.size * _SAME_SIZE >= largest
    )


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether `after` is the rest of `before`: it begins inside a sentence, or could where the row before is full."""
    if runs_on(before, after):
        return True
    if before.is_row or after.is_row or before.is_item or after.is_item or before.is_contents or after.is_contents:
        return False
    alike = 1 / _SAME_SIZE < before.size / after.size < _SAME_SIZE and before.bold == after.bold
    has_stopped = ends_like_a_sentence(before.text) or not (before.text[-1:].islower() or before.text.endswith(","))
    return alike and not has_stopped and not before.bold and before.fills_last_row and after.rows >= _FEWEST_ROWS
