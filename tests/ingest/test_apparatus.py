import pytest

from corpus.document import Locator, Passage
from ingest.apparatus import mark_apparatus


@pytest.mark.parametrize(
    ("headings", "is_evidence"),
    [
        (("Retention", "Sources"), False),
        (("7. REFERENCES:",), False),
        (("VII. Quellen",), False),
        (("Références bibliographiques", "Articles"), False),
        (("Πηγές",), False),
        (("Data sources of the registry",), True),
        (("Results",), True),
        ((), True),
    ],
)
def test_lists_of_sources_are_no_evidence(headings: tuple[str, ...], is_evidence: bool) -> None:
    passage = Passage(passage_id="d.0-4", doc_id="d", text="Text", locator=Locator(start=0, end=4, headings=headings))
    (marked,) = mark_apparatus([passage])
    assert marked.is_evidence is is_evidence
    assert marked.passage_id == passage.passage_id
