"""Tables as rows under their caption and head."""

import pytest

from corpus.reading import Block
from ingest.readers.blocks import BlockList
from ingest.readers.html import HtmlReader
from ingest.readers.table_text import Cell, add_table, expanded, head_text, span


def cells(*texts: str) -> list[Cell]:
    return [Cell(text=text) for text in texts]


def html_blocks(table: str) -> tuple[Block, ...]:
    (reading,) = HtmlReader().read(f"<h1>Pay</h1><p>Before.</p>{table}<p>After.</p>".encode(), file_name="a.html")
    return reading.blocks


HEAD = [
    [Cell(text="Group", rows=2), Cell(text="Intervention", columns=2), Cell(text="n", rows=2)],
    [Cell(text="before"), Cell(text="after")],
]


def test_a_head_of_several_rows_names_each_column_in_full() -> None:
    assert head_text(HEAD) == "Group | Intervention before | Intervention after | n"
    assert head_text([[Cell(text="Nurses by year", columns=3)], cells("a", "b", "")]) == (
        "Nurses by year a | Nurses by year b | Nurses by year"
    )
    assert head_text([[Cell(text="Quick facts", columns=2)]]) == "Quick facts"


def test_cells_that_reach_over_rows_stand_in_each() -> None:
    rows = [[Cell(text="Norway", rows=2), *cells("2019", "5")], cells("2020", "6"), cells("Chad", "2020", "1")]
    assert expanded(rows) == [["Norway", "2019", "5"], ["Norway", "2020", "6"], ["Chad", "2020", "1"]]
    wide = [[Cell(text="all", columns=2, rows=2), Cell(text="1")], cells("2")]
    assert expanded(wide) == [["all", "", "1"], ["all", "", "2"]]
    assert expanded([[Cell(text="a", rows=3)], [], cells("b")]) == [["a"], ["a"], ["a", "b"]]


def test_rows_stand_below_caption_and_head() -> None:
    blocks = BlockList()
    blocks.heading("Results", 1)
    add_table(blocks, [*HEAD, cells("Rural", "0.4", "0.6", "30")], caption="Table 1 Posts kept", head=2)
    found = [(block.text, block.headings, block.heads_table) for block in blocks.blocks[1:]]
    path = "Table 1 Posts kept: Group | Intervention before | Intervention after | n"
    assert found == [
        ("Table 1 Posts kept", ("Results",), True),
        ("Group | Intervention | | n", ("Results",), True),
        ("before | after", ("Results",), True),
        ("Rural | 0.4 | 0.6 | 30", ("Results", path), False),
    ]


def test_a_table_without_head_or_caption_has_plain_rows() -> None:
    blocks = BlockList()
    add_table(blocks, [cells("Niger", "0.35"), cells("", "")])
    assert [(block.text, block.headings, block.heads_table) for block in blocks.blocks] == [("Niger | 0.35", (), False)]


def test_a_table_of_nothing_but_a_head_heads_nothing() -> None:
    blocks = BlockList()
    add_table(blocks, [cells("Country", "Rate")], caption="Rates", head=1)
    assert [(block.text, block.heads_table) for block in blocks.blocks] == [("Rates", False), ("Country | Rate", False)]


def test_a_long_caption_is_cut_in_the_path_alone() -> None:
    blocks = BlockList()
    caption = "Table 2 " + "very " * 60 + "long"
    add_table(blocks, [cells("Country"), cells("Chad")], caption=caption, head=1)
    assert blocks.blocks[0].text == caption
    assert blocks.blocks[-1].headings[0].endswith("very …: Country")
    assert len(blocks.blocks[-1].headings[0]) < 200


def test_html_heads_are_told_by_thead_and_by_cells() -> None:
    by_cells = html_blocks("<table><tr><th>Year<th>Nurses<tr><th>2019<td>5</table>")
    by_thead = html_blocks("<table><thead><tr><td>Year<td>Nurses</thead><tr><td>2019<td>5</table>")
    for blocks in (by_cells, by_thead):
        assert [block.headings for block in blocks if block.text == "2019 | 5"] == [("Pay", "Year | Nurses")]
        assert blocks[-1].headings == ("Pay",)


@pytest.mark.parametrize(("stated", "reach"), [("2", 2), ("0", 1), ("-1", 1), ("two", 1), ("", 1), (None, 1), ("٣", 1)])
def test_a_span_is_a_number_of_at_least_one(stated: str | None, reach: int) -> None:
    assert span(stated) == reach


def test_an_absurd_span_is_cut() -> None:
    assert len(expanded([[Cell(text="a", columns=10_000_000)]])[0]) == 100
