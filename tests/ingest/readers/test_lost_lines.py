"""Text whose line breaks were lost."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.lost_lines import Part, has_lost_lines, parts_of

BODY = "The plan sets out what will be done. It was written with many people. " * 3
LEADERS = " ........... "


def document(titles: list[str], leaders: str = LEADERS) -> str:
    contents = "".join(f"{title}{leaders}{page} " for page, title in enumerate(titles, start=1))
    return f"A Ministry TABLE OF CONTENTS {contents}" + "".join(f"{title} {BODY}" for title in titles)


TITLES = ["FOREWORD", "1. Introduction", "1.1 Background", "1.2 Aims of the plan", "2. Workforce", "2.1 Migration"]


def test_what_the_table_of_contents_names_is_a_heading():
    parts = parts_of(document(TITLES))
    assert [(part.text, part.level) for part in parts if part.level] == [
        ("FOREWORD", 1),
        ("1. Introduction", 1),
        ("1.1 Background", 2),
        ("1.2 Aims of the plan", 2),
        ("2. Workforce", 1),
        ("2.1 Migration", 2),
    ]
    assert parts[-1] == Part(text=BODY.strip())


def test_contents_without_leaders_are_told_by_numbers_and_pages():
    numbered = [*TITLES[1:], "2.2 Retention"]
    contents = "".join(f"{title} {page} " for page, title in enumerate(numbered, start=1))
    text = f"Contents {contents}" + "".join(f"{title} {BODY}" for title in numbered)
    assert [part.text for part in parts_of(text) if part.level] == numbered


def test_a_numbered_heading_may_be_written_in_another_case_and_a_short_word_may_not():
    text = (
        document(TITLES).replace(f"1.1 Background {BODY}", f"1.1 BACKGROUND {BODY}").replace(f"FOREWORD {BODY}", BODY)
    )
    text = text.replace("It was written", "It was a foreword written", 1)
    assert [part.text for part in parts_of(text) if part.level][:2] == ["1. Introduction", "1.1 BACKGROUND"]


def test_few_leaders_are_no_table_of_contents():
    assert not any(part.level for part in parts_of(document(TITLES[:3])))


def test_bullets_and_clauses_begin_paragraphs():
    text = "We will: • raise pay • build houses 3.2.1 The Minister shall act. As section 4.1.1 Says so. 3.3 The end."
    assert [part.text for part in parts_of(text)] == [
        "We will:",
        "• raise pay",
        "• build houses",
        "3.2.1 The Minister shall act. As section 4.1.1 Says so.",
        "3.3 The end.",
    ]


@given(
    st.lists(
        st.sampled_from([*TITLES, BODY, LEADERS + "3 ", "• item ", "2.1.1 Clause", "contents ", "...."]), max_size=60
    )
)
def test_nothing_is_added_and_nothing_is_lost(pieces):
    text = " ".join(pieces)
    assert " ".join(" ".join(part.text for part in parts_of(text)).split()) == " ".join(text.split())


def test_only_a_long_text_without_lines_has_lost_them():
    assert has_lost_lines("word " * 1000)
    assert not has_lost_lines("word " * 100)
    assert not has_lost_lines(("word " * 15 + "\n") * 100)


def test_long_rows_of_dots_take_no_time():
    assert len(parts_of("a" + "." * 200_000 + "b")) == 1
