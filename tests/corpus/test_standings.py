"""Versions, works and copies: what is ranked, and what is listed beside it."""

from itertools import permutations

import pytest

from corpus import standings as module
from corpus.document import Completeness, Document
from corpus.standings import MOST_PARTS, standings
from corpus.works import Standing


def doc(doc_id: str, **fields) -> Document:
    return Document(doc_id=doc_id, title=fields.pop("title", doc_id), **fields)


def found(documents, texts=None, short=(), pairs=()) -> dict[str, Standing]:
    texts = texts if texts is not None else {document.doc_id: f"text of {document.doc_id}" for document in documents}
    return standings(documents, texts, set(short), set(pairs))


def ranked(standing: dict[str, Standing]) -> set[str]:
    return {doc_id for doc_id, item in standing.items() if item.is_ranked}


@pytest.mark.parametrize(
    "stated",
    [
        "a",
        "10.1000/A1",
        "https://doi.org/10.1000/a1",
        "https://example.org/one",
        "Keeping nurses (2019)",
        "Keeping  Nurses, 2019",
    ],
)
def test_a_new_version_supersedes_the_old_however_it_names_it(stated: str) -> None:
    old = doc("a", title="Keeping nurses", year=2019, doi="10.1000/a1", url="https://www.example.org/one/")
    standing = found([old, doc("b", title="Keeping nurses", year=2023, supersedes=stated), doc("c")])
    assert standing["a"] == Standing(is_ranked=False, superseded_by=("b",))
    assert standing["b"] == Standing(supersedes=("a",))
    assert standing["c"] == Standing()


def test_a_title_without_a_year_and_what_is_not_here_supersede_nothing() -> None:
    old = doc("a", title="Keeping nurses", year=2019)
    for stated in ("Keeping nurses", "Keeping nurses (2018)", "10.1000/other", ""):
        assert ranked(found([old, doc("b", supersedes=stated)])) == {"a", "b"}


def test_documents_that_supersede_each_other_or_themselves_are_all_ranked() -> None:
    ring = [doc("a", supersedes="b"), doc("b", supersedes="c"), doc("c", supersedes="a"), doc("d", supersedes="d")]
    assert ranked(found(ring)) == {"a", "b", "c", "d"}
    chain = [doc("a"), doc("b", supersedes="a"), doc("c", supersedes="b")]
    assert ranked(found(chain)) == {"c"}


def test_a_document_without_anything_to_quote_supersedes_nothing() -> None:
    assert ranked(found([doc("a"), doc("b", supersedes="a")], texts={"a": "t"})) == {"a", "b"}


def test_of_copies_the_complete_then_the_best_described_then_the_lowest_id_is_ranked() -> None:
    plain, rich = doc("a"), doc("b", year=2020, publisher="P")
    partial = doc("c", year=2020, publisher="P", licence="L", completeness=Completeness.PARTIAL)
    for order in permutations([plain, rich, partial]):
        standing = found(order, texts=dict.fromkeys("abc", "t"))
        assert ranked(standing) == {"b"}
        assert standing["b"].also == ("a", "c")
        assert standing["a"].also == standing["c"].also == ("b",)
    assert ranked(found([doc("a"), doc("b")], texts=dict.fromkeys("ab", "t"))) == {"a"}


def test_a_copy_with_a_title_goes_before_a_better_described_one_that_only_has_the_name_of_its_file() -> None:
    bare = doc("a", publisher="Bureau", year=2024, origins={"title": "file name"})
    page = doc("b", origins={"title": "file"})
    assert ranked(found([bare, page], texts={"a": "t", "b": "t"})) == {"b"}


def test_a_text_that_was_cut_off_never_stands_for_the_whole() -> None:
    cut, whole = doc("a", year=2020, publisher="P", licence="L"), doc("b")
    standing = found([cut, whole], texts={"a": "cut", "b": "whole"}, pairs={("whole", "cut")})
    assert ranked(standing) == {"b"}


def test_a_copy_is_held_back_only_by_what_can_stand_for_itself() -> None:
    """A is like B, and B like C, but A is not like C."""
    pairs = {("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")}
    standing = found([doc("a"), doc("b"), doc("c")], texts={"a": "a", "b": "b", "c": "c"}, pairs=pairs)
    assert ranked(standing) == {"a", "c"}


@pytest.mark.parametrize("stated", [{"doi": "10.1000/{}"}, {"version": "edition {}"}])
def test_what_is_stated_tells_texts_apart_that_differ_a_little(stated) -> None:
    one, two = ({name: value.format(number) for name, value in stated.items()} for number in (1, 2))
    near = {"texts": {"a": "a", "b": "b"}, "pairs": {("a", "b"), ("b", "a")}}
    assert ranked(found([doc("a", **one), doc("b", **two)], **near)) == {"a", "b"}
    assert ranked(found([doc("a", **one), doc("b", **one)], **near)) == {"a"}
    same = dict.fromkeys("ab", "t")
    assert ranked(found([doc("a", **one), doc("b", **two)], texts=same)) == {"a"}, "word for word it hides nothing"


def test_editions_of_years_apart_are_two_and_of_neighbouring_years_one() -> None:
    near = {"texts": {"a": "a", "b": "b"}, "pairs": {("a", "b"), ("b", "a")}}
    assert ranked(found([doc("a", year=2020), doc("b", year=2021)], **near)) == {"a"}
    assert ranked(found([doc("a", year=2020), doc("b", year=2022)], **near)) == {"a", "b"}


def test_short_texts_are_the_same_only_under_the_same_title_and_year() -> None:
    def short(one: Document, other: Document) -> set[str]:
        return ranked(found([one, other], texts=dict.fromkeys("ab", "t"), short={"t"}))

    assert short(doc("a", title="News"), doc("b", title="NEWS!")) == {"a"}
    assert short(doc("a", title="News 2020"), doc("b", title="News 2021")) == {"a", "b"}
    assert short(doc("a", title="News", year=2020), doc("b", title="News", year=2021)) == {"a", "b"}


def test_a_copy_of_what_is_superseded_is_superseded_too() -> None:
    documents = [doc("a", doi="10.1000/old"), doc("copy"), doc("new", supersedes="10.1000/old")]
    standing = found(documents, texts={"a": "t", "copy": "t", "new": "n"})
    assert ranked(standing) == {"new"}
    assert standing["copy"].superseded_by == ("new",)
    nearly = found(
        documents, texts={"a": "t", "copy": "u", "new": "n"}, pairs={("t", "u"), ("u", "t"), ("n", "u"), ("u", "n")}
    )
    assert "copy" not in nearly["new"].supersedes, "it is a copy of the new one as well"


def test_parts_of_one_work_are_listed_and_all_ranked() -> None:
    documents = [
        doc("a", work="HEROES-1"),
        doc("b", work="heroes 1", part="annex 2"),
        doc("c", work="HEROES-1", part="annex 1", doi="10.1000/c"),
        doc("d", doi="10.1000/C", language="ro"),
    ]
    standing = found(documents)
    assert ranked(standing) == {"a", "b", "c", "d"}
    assert standing["a"].work == ("c", "b")
    assert standing["c"].work == ("a", "b", "d")


def test_a_doi_that_many_state_is_a_collection() -> None:
    documents = [doc(f"d{number}", doi="10.1000/all") for number in range(MOST_PARTS + 1)]
    assert {item.work for item in found(documents).values()} == {()}


def test_a_ranking_by_arrival_would_be_noticed(monkeypatch) -> None:
    """The planted twin: the representative is whichever came first."""
    monkeypatch.setattr(
        module._Copies, "_badness", lambda self, doc_id, superseded: list(self._documents).index(doc_id)
    )
    seen = {
        frozenset(ranked(found(order, texts=dict.fromkeys("ab", "t")))) for order in permutations([doc("a"), doc("b")])
    }
    assert len(seen) == 2
