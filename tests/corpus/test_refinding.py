"""Passages of an earlier reading in the present one: they stand, have changed, or are gone."""

from corpus.document import Document, Locator, Passage, passage_id
from corpus.former import Fate
from corpus.refinding import LEAST_SHARED, Content, PresentText, refind

RURAL = "Nurses in rural posts stay longer where the municipality pays for housing and a second colleague shares the nights."
PAY = "Pay rose by 12 percent in 2021, and vacancies in the district hospitals fell from 340 to 215 within two years."
VIOLENCE = "Every report of violence against staff was answered within a week, which had not been so before."


def content(doc_id: str, *texts: str, source_id: str = "", doi: str = "", record: int | None = None) -> Content:
    passages, start = [], 0
    for text in texts:
        end = start + len(text)
        passages.append(
            Passage(
                passage_id=passage_id(doc_id, start, end),
                doc_id=doc_id,
                text=text,
                locator=Locator(start=start, end=end),
            )
        )
        start = end + 2
    document = Document(doc_id=doc_id, title=doc_id, source_id=source_id, doi=doi, record=record)
    return Content(document=document, passages=passages)


def fates(former: Content, present: Content) -> list[tuple[Fate, str]]:
    _, findings = refind([former], [present])
    return [(findings[p.passage_id].fate, findings[p.passage_id].passage_id) for p in former.passages]


def test_a_passage_that_moved_stands_and_one_that_was_cut_out_is_gone() -> None:
    present = content("b", VIOLENCE, RURAL)
    assert fates(content("a", RURAL, PAY), present) == [
        (Fate.STANDS, present.passages[1].passage_id),
        (Fate.GONE, ""),
    ]


def test_one_changed_number_is_a_change_and_names_the_passage() -> None:
    present = content("b", RURAL, PAY.replace("215", "251"))
    assert fates(content("a", PAY), present) == [(Fate.CHANGED, present.passages[1].passage_id)]


def test_a_passage_that_is_now_cut_in_two_stands_where_most_of_it_is() -> None:
    first, second = PAY[: PAY.index(" and")], PAY[PAY.index("and") :]
    present = content("b", RURAL, first, second)
    _, findings = refind([content("a", PAY)], [present])
    (found,) = findings.values()
    assert (found.fate, found.passage_id) == (Fate.STANDS, present.passages[2].passage_id)
    assert found.place == (present.passages[1].locator.start, present.passages[2].locator.end)


def test_of_equal_words_those_in_the_same_surroundings_are_found() -> None:
    same = "See the table above."
    present = content("b", "Housing pays.", same, "Nights are shared.", same, "Reports count.")
    former = Passage(
        passage_id="a.1",
        doc_id="a",
        text=same,
        locator=Locator(start=0, end=20, prefix="Nights are shared. ", suffix=" Reports"),
    )
    assert PresentText(present.passages).find([former])["a.1"].passage_id == present.passages[3].passage_id


def test_text_that_stands_in_a_list_of_sources_has_no_passage_to_quote() -> None:
    listed = content("b", RURAL)
    unsearched = Content(
        document=listed.document,
        passages=[
            Passage(passage_id="b.0", doc_id="b", text=RURAL, locator=Locator(start=0, end=9), is_evidence=False)
        ],
    )
    assert fates(content("a", RURAL), unsearched) == [(Fate.STANDS, "")]


def test_records_follow_by_source_id_then_doi_then_text() -> None:
    former = [
        content("a1", RURAL, source_id="one", record=0),
        content("a2", PAY, doi="10.1000/X", record=1),
        content("a3", VIOLENCE, record=2),
        content("a4", "Nothing like it is left in the file now.", record=3),
    ]
    present = [
        content("b3", VIOLENCE + " It was.", record=0),
        content("b2", "Withdrawn.", doi="10.1000/x", record=1),
        content("b1", "Quite other words about midwives.", source_id="one", record=2),
    ]
    successors, findings = refind(former, present)
    assert successors == {"a1": "b1", "a2": "b2", "a3": "b3", "a4": ""}
    assert findings[former[2].passages[0].passage_id].fate is Fate.STANDS
    assert findings[former[3].passages[0].passage_id].fate is Fate.GONE


def test_a_file_with_one_document_is_followed_by_what_is_there_now() -> None:
    successors, findings = refind([content("a", RURAL)], [content("b", PAY)])
    assert successors == {"a": "b"}
    assert [found.fate for found in findings.values()] == [Fate.GONE]
    assert refind([content("a", RURAL)], []) == ({"a": ""}, findings)


def test_a_line_of_a_form_that_was_cut_out_has_not_become_the_next_line() -> None:
    lines = [f"{letter} Date of birth of the applicant and place of residence at the time {letter}" for letter in "XYZ"]
    assert fates(content("a", *lines), content("b", lines[0], lines[2]))[1] == (Fate.GONE, "")
    changed = content("b", lines[0], lines[1].replace("residence", "work"), lines[2])
    assert fates(content("a", *lines), changed)[1] == (Fate.CHANGED, changed.passages[1].passage_id)


def test_less_than_the_stated_share_is_gone_and_from_there_on_changed() -> None:
    """Ten runs of three words, of which three are shared, then two."""
    former = content("a", "one two three four five six seven eight nine ten eleven twelve")
    assert LEAST_SHARED == 0.3
    assert fates(former, content("b", "one two three four five"))[0][0] is Fate.CHANGED
    assert fates(former, content("b", "one two three four"))[0][0] is Fate.GONE
