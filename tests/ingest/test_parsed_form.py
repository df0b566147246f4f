"""Readings go through JSON from the process that parses and come back the same."""

import json

from corpus.document import Box, PageBreak
from corpus.reading import Block, Reading
from ingest.parsed_form import readings_form, readings_from

BOXES = (Box(x0=1, y0=2, x1=3, y1=4), Box(x0=5, y0=6, x1=7, y1=8.5))


def test_blocks_come_back_with_the_places_of_their_lines() -> None:
    blocks = (
        Block(text="A heading", page=1, is_heading=True),
        Block(
            text="Nurses leave.",
            page=1,
            page_label="i",
            boxes=BOXES,
            box_starts=(0, 7),
            page_break=PageBreak(at=9, boxes=BOXES[:1], box_starts=(9,), page_label="ii"),
            headings=("A heading",),
            paragraph=2,
            is_recognised=True,
        ),
    )
    readings = (Reading(blocks=blocks, record=3), Reading(blocks=()))
    assert readings_from(json.loads(json.dumps(readings_form(readings)))) == readings
