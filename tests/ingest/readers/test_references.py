"""RIS, NBIB and BibTeX: a document a reference."""

import pytest

from corpus.document import Completeness
from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.bibtex import BibtexReader
from ingest.readers.nbib import NbibReader
from ingest.readers.reader import DocumentReader
from ingest.readers.ris import RisReader

RIS = """Provider: A database

TY  - JOUR
ID  - r1
AU  - Smith, John
AU  - Doe, Anna
PY  - 2019/05/01/
TI  - Retention of nurses
JF  - Human Resources
AB  - Background: turnover.
 continued here.
DO  - 10.1000/x
LA  - en
UR  - https://example.org/a
ER  - \r
TY  - RPRT
T1  - A report
PB  - A ministry
ER  -

TY  - JOUR
N2  - Only N2.
"""

NBIB = """
PMID- 123
OWN - NLM
TI  - Title one
      goes on.
FAU - Smith, John
AU  - Smith J
LID - S0140 [pii]
LID - 10.1000/y [doi]
DP  - 2020 Jan-Feb
AB  - BACKGROUND: text
      more.
JT  - Human resources
LA  - eng

PMID- 124
TI  - Only a title.
"""

BIB = r"""@string{who = "World Health Organization"}
Some comment.
@article{a1, title = {The {WHO} {\"u}ber \& more},
  author = {Smith, John and {Ministry of Health and Care} and Maria de la Cruz},
  journal = who, year = 2020, abstract = {A fall of 5 % in one year.

  A second paragraph.}, url = {http://example.org/a_b~c}, doi = {10.1000/z}}
@report{a1, title = "Same key"}
@misc{b, title = {Twice}, title = {Thrice}}
@book{broken, title = {unclosed
@article{c, title = "Last"}
"""


def read(reader: DocumentReader, text: str) -> list[Reading]:
    return list(reader.read(text.encode(), file_name="a"))


def test_ris():
    one, two, three = read(RisReader(), RIS)
    assert one.metadata == {
        "title": "Retention of nurses",
        "authors": ("Smith, John", "Doe, Anna"),
        "year": "2019/05/01/",
        "publisher": "Human Resources",
        "language": "en",
        "doi": "10.1000/x",
        "url": "https://example.org/a",
        "kind": "abstract",
        "source_id": "r1",
    }
    assert set(one.origins.values()) == {"record"}
    assert (one.text, one.record) == ("Background: turnover. continued here.", 0)
    assert (two.text, two.metadata["publisher"], two.metadata.get("kind")) == ("A report", "A ministry", None)
    assert two.completeness is Completeness.COMPLETE
    assert (three.text, three.record) == ("Only N2.", 2)


def test_a_ris_record_without_its_first_line_is_refused_and_the_others_are_read():
    refused, kept = read(RisReader(), "TI  - No type\nER  - \nTY  - JOUR\nTI  - Fine\nER  - \n")
    assert (refused.completeness, refused.blocks) == (Completeness.REFUSED, ())
    assert refused.reason == "line 1: the record does not begin with TY"
    assert kept.text == "Fine"


def test_a_record_without_words_is_refused():
    [empty] = read(RisReader(), "TY  - JOUR\nPY  - 2020\nER  - \n")
    assert empty.reason == "record 1 has neither an abstract nor a title"


def test_nbib():
    one, two = read(NbibReader(), NBIB)
    assert one.metadata == {
        "title": "Title one goes on.",
        "authors": ("Smith, John",),
        "year": "2020 Jan-Feb",
        "publisher": "Human resources",
        "language": "eng",
        "doi": "10.1000/y",
        "kind": "abstract",
        "source_id": "123",
    }
    assert one.text == "BACKGROUND: text more."
    assert (two.text, two.record, two.metadata.get("kind")) == ("Only a title.", 1, None)


def test_bibtex():
    one, same_key, twice, broken, last = read(BibtexReader(), BIB)
    assert one.metadata == {
        "title": "The WHO über & more",
        "authors": ("Smith, John", "Ministry of Health and Care", "de la Cruz, Maria"),
        "year": "2020",
        "publisher": "World Health Organization",
        "doi": "10.1000/z",
        "url": "http://example.org/a_b~c",
        "kind": "abstract",
        "source_id": "a1",
    }
    assert [block.text for block in one.blocks] == ["A fall of 5 % in one year.", "A second paragraph."]
    assert (same_key.text, same_key.metadata["source_id"]) == ("Same key", "a1")
    assert twice.text == "Twice"
    assert broken.completeness is Completeness.REFUSED
    assert broken.reason.startswith("line 10 is not BibTeX: Unexpected block start")
    assert (last.text, last.record) == ("Last", 4)


@pytest.mark.parametrize("reader", [RisReader(), NbibReader(), BibtexReader()])
def test_a_file_without_references_is_refused(reader):
    with pytest.raises(UnreadableError):
        read(reader, "Just some text,\nwithout any record.\n")
