"""What documents tell about themselves is told as well as is published here; `metadata/measure.py` prints the table.

`gold.csv` was written before the rules. Of its 95 documents the even half was looked at while they were made. The odd half
was measured once before anybody had seen what they make of it: title .74 right and .15 nearly (.11 wrong), authors .67,
publisher .82 (.02 wrong), year .88 (.04 wrong), kind .73 (none wrong). What it showed was then mended, so that its figures
below are no longer those of unseen documents.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

MEASURE = Path(__file__).parent / "metadata" / "measure.py"
# One document of the tuned half has letters that cannot be decoded: it tells nothing unless its pages are recognised.
# Share right of the documents that state the field, and wrong of all; a document is about .02 of a half.
PUBLISHED = {
    "tuned": {
        "title": (0.958, 0.0),
        "authors": (0.923, 0.0),
        "publisher": (0.808, 0.0),
        "year": (0.949, 0.021),
        "language": (0.979, 0.0),
        "kind": (0.867, 0.0),
    },
    "kept": {
        "title": (0.935, 0.0),
        "authors": (0.833, 0.0),
        "publisher": (0.893, 0.0),
        "year": (0.9, 0.0),
        "language": (1.0, 0.0),
        "kind": (0.8, 0.0),
    },
}
TOLERANCE = 0.03


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("measure_metadata", MEASURE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("half", ["tuned", "kept"])
def test_documents_tell_what_a_librarian_would_write(shared: Path, half: str) -> None:
    measure = loaded()
    rows = measure.gold_rows()[0 if half == "tuned" else 1 :: 2]
    table = measure.figures(measure.verdicts(rows, shared / "data"))
    for field, (right, wrong) in PUBLISHED[half].items():
        assert table[field]["right"] >= right - TOLERANCE, f"{field}: {table[field]}"
        assert table[field]["wrong"] <= wrong + TOLERANCE, f"{field}: {table[field]}"


def test_the_gold_has_a_row_a_document() -> None:
    rows = loaded().gold_rows()
    assert len({row["path"] for row in rows}) == len(rows) >= 90
    assert all(row["title"] or "abstract" in row["path"] for row in rows)


def test_values_are_compared_as_people_would() -> None:
    measure = loaded()

    def result(field: str, gold: str, **stated: object) -> str:
        document = measure.Document(doc_id="d", **{"title": "t", "origins": {"title": "title page"}, **stated})
        return str(measure.verdict("p", field, gold, document).result)

    assert result("title", "Safe Staffing | Staff", title="SAFE  staffing.") == "right"
    assert result("title", "Safe staffing: a guide", title="Safe staffing") == "nearly"
    assert result("title", "Nurses", title="Safe staffing") == "wrong"
    assert result("title", "Nurses", title="Nurses", origins={"title": "file name"}) == "empty"
    assert result("authors", "Jane Doe; John Smith", authors=("Smith, John", "Doe, Jane")) == "right"
    assert result("authors", "Jane Doe; John Smith", authors=("Jane Doe",)) == "nearly"
    assert result("authors", "Jane Doe", authors=("Jane Doe", "A Scanner")) == "wrong"
    assert result("publisher", "Ministry of Health", publisher="Ministry of Health, Ghana") == "right"
    assert result("publisher", "Health", publisher="Ministry of Health") == "wrong"
    assert result("year", "", year=2020) == "wrong"
    assert result("year", "(2019)", year=2019) == result("year", "(2019)") == "fine"
    assert result("year", "(2019)", year=2020) == "wrong"
