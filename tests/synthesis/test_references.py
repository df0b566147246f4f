"""References say what a document states about itself, and nothing else."""

import pytest

from corpus.document import Document
from synthesis.references import references


def text(**stated: object) -> str:
    (reference,) = references([Document(doc_id="d", **{"title": "Keeping nurses", **stated})])  # type: ignore[arg-type]
    return reference.text


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        ({}, "Keeping nurses."),
        ({"title": "Who stays?"}, "Who stays?"),
        ({"title": "  Keeping\n nurses. "}, "Keeping nurses."),
        ({"year": 2020}, "Keeping nurses. 2020."),
        ({"publisher": "WHO"}, "Keeping nurses. WHO."),
        ({"publisher": "WHO", "year": 2020}, "Keeping nurses. WHO; 2020."),
        ({"authors": ("Smith A", "Jones B")}, "Smith A, Jones B. Keeping nurses."),
        ({"authors": tuple("ABCDEFG")}, "A, B, C, D, E, F, et al. Keeping nurses."),
        ({"doi": "10.1/x", "url": "https://example.org"}, "Keeping nurses. doi:10.1/x https://example.org"),
    ],
)
def test_missing_parts_are_left_out(stated: dict[str, object], written: str) -> None:
    assert text(**stated) == written


def test_documents_are_numbered_once_as_they_first_come() -> None:
    first, second = Document(doc_id="b", title="B"), Document(doc_id="a", title="A")
    numbered = references([first, second, first])
    assert [(reference.number, reference.document.title) for reference in numbered] == [(1, "B"), (2, "A")]
