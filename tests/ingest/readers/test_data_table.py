"""Tables of data."""

from pathlib import Path

import pytest

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.data_table import DataTableReader
from ingest.readers.table_columns import column_of, sorted_out

TABLE = """Code,Indicator,Unit,RegionCode,Region,Place,Year,Number,Value,Empty,Changed
D1,Doctors (per 10 000),rate,AFR,Africa,Niger,2020,0.3512,0.35 [0.3-0.4],,2022-01-24T08:00:00Z
D1,Doctors (per 10 000),rate,AFR,Africa,Niger,2019,0.3,0.3,,2022-01-24T08:00:00Z
D1,Doctors (per 10 000),rate,EUR,Europe,Latvia,2020,33.6,33.6,,2022-01-10T08:00:00Z
D2,Nurses (number),rate,EUR,Europe,Latvia,2020,8012,8 012,,2022-01-10T08:00:00Z
D2,Nurses (number),rate,EUR,Europe,Latvia,2018,8200,8 200,,2022-01-10T08:00:00Z
D2,Nurses (number),rate,EUR,Europe,Estonia,2018,8000,,,2022-01-10T08:00:00Z
"""


def read(text: str, file_name: str = "health_workers-2020.csv") -> Reading:
    [reading] = DataTableReader().read(text.encode(), file_name=file_name)
    return reading


def test_every_row_is_a_block_in_the_order_of_the_file():
    reading = read(TABLE.replace(",8000,,", ",8000,8 000,"))
    rows = [block for block in reading.blocks if block.paragraph is not None]
    assert [row.paragraph for row in rows] == [1, 2, 3, 4, 5, 6]
    assert (
        rows[0].text
        == "Indicator: Doctors (per 10 000); Region: Africa; Place: Niger; Year: 2020; Value: 0.35 [0.3-0.4]"
    )
    assert rows[3].text == "Indicator: Nurses (number); Region: Europe; Place: Latvia; Year: 2020; Value: 8 012"
    assert {row.headings for row in rows} == {("Doctors (per 10 000), and 1 more",)}


def test_what_the_table_covers_is_said_once():
    reading = read(TABLE.replace(",8000,,", ",8000,8 000,"))
    assert [block.text for block in reading.blocks if block.paragraph is None] == [
        "6 rows with: Indicator, Region, Place, Year, Value",
        "In every row: Unit: rate",
        "Changed: 2022-01-10T08:00:00Z to 2022-01-24T08:00:00Z",
        "Not repeated: Code (as Indicator); RegionCode (as Region); Number (as Value)",
        "Empty: Empty",
        "Indicator: Doctors (per 10 000); Year: 2019 to 2020",
        "Indicator: Nurses (number); Year: 2018 to 2020",
    ]


def test_places_are_listed_where_they_repeat():
    rows = "".join(f"{place},{year},{year - 2000}\n" for place in ("Niger", "Chad") for year in (2018, 2019))
    texts = [block.text for block in read("Country,Year,Value\n" + rows).blocks]
    assert "Country (2): Chad, Niger; Year: 2018 to 2019" in texts


def test_a_number_that_its_display_does_not_show_is_no_double():
    assert "Number: 8000" in read(TABLE).text


def test_title_and_kind():
    reading = read(TABLE)
    assert (reading.metadata["kind"], reading.origins["title"]) == ("dataset", "text")
    named = read("Place,Value\nNiger,1\nChad,2\n")
    assert (named.metadata["title"], named.origins["title"]) == ("health workers-2020", "file name")
    coded = read("INDICATOR,Place,Value\nDOC,Niger,1\nDOC,Chad,2\n")
    assert coded.metadata["title"] == "health workers-2020"


def test_lines_above_the_header_are_kept():
    reading = read("Data Source,A ministry\n\nPlace,Year,Value\nNiger,2020,1\nChad,2020,2\n")
    assert reading.blocks[0].text == "Data Source A ministry"
    assert reading.blocks[-1].text == "Place: Chad; Value: 2"


def test_rows_that_cannot_be_read_make_it_partial_and_keep_the_numbers_of_the_others():
    reading = read("Place,Value\nNiger,1\nChad,2,3\nMali,4\n")
    assert reading.completeness is Completeness.PARTIAL
    assert reading.reason == "1 rows could not be read: line 3"
    assert [(block.text, block.paragraph) for block in reading.blocks[-2:]] == [
        ("Place: Niger; Value: 1", 1),
        ("Place: Mali; Value: 4", 3),
    ]


@pytest.mark.parametrize("text", ["", "Place,Value\n", "\n\n"])
def test_tables_without_rows_are_refused(text):
    with pytest.raises(UnreadableError, match="no rows"):
        read(text)


def test_columns_that_go_together_by_chance_both_stay():
    codes, values = column_of("Place", ["AA", "BB", "CC"]), column_of("Value", ["x y", "p q", "r s"])
    assert sorted_out([codes, values]).doubles == ()
    named = column_of("Place code", ["AA", "BB", "CC"])
    assert [(double.name, same.name) for double, same in sorted_out([named, values]).doubles] == [
        ("Place code", "Value")
    ]


def test_the_shared_tables_keep_every_value(shared: Path):
    file = shared / "data" / "documents" / "who_gho_workforce" / "HWF_0001_medical_doctors_per10000.csv"
    [reading] = DataTableReader().read(file.read_bytes(), file_name=file.name)
    rows = [block for block in reading.blocks if block.paragraph is not None]
    assert len(rows) == 11508
    assert rows[0].text.startswith("Indicator: Medical doctors (per 10,000); ParentLocation: Africa; Location: Niger;")
    assert sum(len(row.text.split()) for row in rows) / len(rows) < 25
