"""JSON lines, and CSV or TSV of records."""

import html
import json
from pathlib import Path

import pytest

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.reader import DocumentReader
from ingest.readers.records import JsonlReader, SeparatedRecordsReader, is_record_header

GLUED = "BackgroundAge-related alterations matter.Methods/designApproximately 80 groups."


def read(reader: DocumentReader, text: str, file_name: str = "a") -> list[Reading]:
    return list(reader.read(text.encode(), file_name=file_name))


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_all_fields_of_a_record():
    record = {
        "id": "r1",
        "title": "T",
        "text": "The text.",
        "authors": ["A", {"name": "B"}, {"family": "C", "given": "D"}],
        "year": 2020,
        "language": "en",
        "kind": "article abstract",
        "journal": "J",
        "countries": ["NO"],
        "url": "https://example.org",
        "doi": "10.1000/x",
        "licence": "CC BY",
        "keywords": ["ignored"],
        "sections": [["ignored", "too"]],
    }
    [reading] = read(JsonlReader(), lines(record))
    assert reading.metadata == {
        "source_id": "r1",
        "title": "T",
        "authors": ("A", "B", "C, D"),
        "year": "2020",
        "language": "en",
        "kind": "article abstract",
        "publisher": "J",
        "countries": ("NO",),
        "url": "https://example.org",
        "doi": "10.1000/x",
        "licence": "CC BY",
    }
    assert set(reading.origins.values()) == {"record"}
    assert (reading.text, reading.record, reading.completeness) == ("The text.", 0, Completeness.COMPLETE)


def test_labels_glued_in_the_source_stand_apart():
    [reading] = read(JsonlReader(), lines({"id": "1", "title": "T", "abstract": f"  {GLUED} \u2028"}))
    assert [block.text for block in reading.blocks if block.is_heading] == ["Background", "Methods/design"]
    assert "".join(reading.text.split()) == "".join(GLUED.split())
    assert reading.metadata["kind"] == "abstract"


def test_the_title_is_the_text_of_a_record_without_any():
    [reading] = read(JsonlReader(), lines({"title": "Only a title", "abstract": ""}))
    assert reading.text == "Only a title"


def test_a_line_that_is_no_record_is_refused_by_its_number_and_the_others_are_read():
    text = lines({"text": "one"}) + "\n{broken\n[1]\n" + lines({"id": "x"}, {"text": "two"}) + "[" * 100_000 + "\n"
    readings = read(JsonlReader(), text)
    assert [reading.completeness.value for reading in readings] == [
        "complete", "refused", "refused", "refused", "complete", "refused",
    ]  # fmt: skip
    assert [reading.record for reading in readings] == [0, 1, 2, 3, 4, 5]
    assert readings[1].reason.startswith("line 3 is not JSON: ")
    assert readings[2].reason == "line 4 is not a JSON object"
    assert readings[3].reason == "line 5 has neither text nor title"
    assert not readings[1].blocks


def test_a_text_may_be_a_list_of_paragraphs():
    [reading] = read(JsonlReader(), lines({"text": ["one", "two\n\nthree"]}))
    assert [block.text for block in reading.blocks] == ["one", "two", "three"]


def test_half_a_character_is_told():
    [reading] = read(JsonlReader(), '{"text": "a \\ud800 b"}')
    assert reading.text == "a \ufffd b"
    reading.text.encode()


def test_separated_records():
    text = 'id;Title;Abstract;Year\n1;A;"one;\n\ntwo";2020\n2;B;three\n\n3;C;four;2021;extra\n4;D;five;2022\n'
    one, two, wide, last = read(SeparatedRecordsReader(), text, "a.csv")
    assert [block.text for block in one.blocks] == ["one;", "two"]
    assert one.metadata == {"source_id": "1", "title": "A", "year": "2020", "kind": "abstract"}
    assert (two.text, two.record) == ("three", 1)
    assert wide.reason == "line 7 cannot be read: it has 5 cells for 4 columns"
    assert (last.text, last.record) == ("five", 3)


def test_quotes_that_do_not_end_are_refused_with_the_lines_they_swallow():
    readings = read(SeparatedRecordsReader(), 'id,text\n1,fine\n2,"never\n3,closed\n', "a.csv")
    assert readings[0].text == "fine"
    assert readings[1].reason == "line 3 cannot be read: unexpected end of data, up to line 4"


def test_tabs_with_quotation_marks_inside():
    [reading] = read(SeparatedRecordsReader(), 'id\ttext\n1\t"Stay," she said\n', "a.tsv")
    assert reading.text == '"Stay," she said'


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("id", "title", "text"), True),
        (("ID", " Abstract "), True),
        (("title", "authors", "year"), True),
        (("title", "value"), False),
        (("Country", "Year", "Value"), False),
    ],
)
def test_which_tables_are_records(names, expected):
    assert is_record_header(names) is expected


@pytest.mark.parametrize("reader", [JsonlReader(), SeparatedRecordsReader()])
def test_files_without_records_are_refused(reader):
    with pytest.raises(UnreadableError):
        read(reader, "\n\n")


def test_every_shared_abstract_is_its_own_words(shared: Path):
    data = (shared / "data" / "documents" / "workforce_abstracts.jsonl").read_bytes()
    records = [json.loads(line) for line in data.decode().splitlines()]
    readings = list(JsonlReader().read(data, file_name="a.jsonl"))
    assert len(readings) == len(records)
    for reading, record in zip(readings, records, strict=True):
        assert reading.metadata["source_id"] == record["id"]
        # Two of them hold control characters where a sign was lost.
        written = html.unescape(record["text"].replace("\x01", "\ufffd"))
        written = written.replace("<p>", " ").replace("</p>", " ")
        # Labels that were glued to their sentences stand apart, without their colon.
        assert "".join(reading.text.split()).replace(":", "") == "".join(written.split()).replace(":", "")
