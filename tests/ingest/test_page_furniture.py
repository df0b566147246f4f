"""Running lines that are hard to tell: print shops' marks, watermarks, pages taken out of a report, single pages."""

import pytest

from tests.ingest.pdf_drawing import BODY, Draw, lines, numbered, pdf, prose, read, texts, together


def body(number: int, y: float = 100) -> Draw:
    """Text of a page of which no line stands on another."""
    words = (f"Region {number * 7} kept {number * 11 + n} nurses in ward {n * 3 + number}." for n in range(9))
    return prose(" ".join(words) + " The others did not say.", y=y)


def marks(number: int) -> Draw:
    """A row of a print shop's marks, one of which changes without counting."""
    pieces = ("VerDate Sep 2014", "Jkt 250001", f"Sfmt {4700 + number % 2}", "E:\\FR\\06AUP1.SGM")
    return together(*(lines(text, x=60 + 110 * place, y=815, size=6) for place, text in enumerate(pieces)))


def test_the_marks_of_a_print_shop_are_left_out_whole() -> None:
    reading = read(pdf(*(together(marks(n), body(n)) for n in range(6))))
    assert len(texts(reading)) == 6
    assert all(text.startswith("Region") for text in texts(reading))


def test_pages_taken_out_of_a_report_still_count_and_their_heads_go_with_the_number() -> None:
    heads = {9: "Chapter 2. Roles", 17: "Chapter 3. Views", 31: "Chapter 4. Plans", 56: "Annex", 80: "Index"}
    pages = [
        together(lines(head, y=815, size=9), lines(str(number), x=500, y=815, size=9), body(number))
        for number, head in heads.items()
    ]
    assert all(text.startswith("Region") for text in texts(read(pdf(*pages))))


def test_a_mark_over_all_pages_is_left_out_and_the_labels_of_a_form_stay() -> None:
    stamp = lines("Evaluation copy: not for sale", y=420)
    pages = [together(body(n), stamp) for n in range(6)]
    assert "Evaluation copy" not in read(pdf(*pages)).text
    labels = lines("Name of the ward", "Nurses on duty", "Nurses planned", "Reason", y=420)
    form = [together(body(n), labels) for n in range(6)]
    assert read(pdf(*form)).text.count("Nurses planned") == 6


def test_a_single_page_loses_its_number_and_what_stands_in_a_row_with_it() -> None:
    page = together(
        prose(*BODY, y=100),
        lines("633", y=790, size=8),
        lines("Communications of the ACM", "August 1978", x=300, y=790, size=8),
    )
    assert texts(read(pdf(page))) == list(BODY)


@pytest.mark.parametrize("foot", ["1 See the annex for all figures.", "The plan costs 15"])
def test_a_single_page_keeps_what_only_looks_like_a_page_number(foot: str) -> None:
    assert foot in read(pdf(together(prose(*BODY, y=100), lines(foot, y=790, size=8)))).text


def test_the_last_row_of_a_table_at_the_foot_of_a_single_page_stays() -> None:
    rows = together(lines("Norway", "Chad", "Malta", x=72, y=760), lines("181", "2", "99", x=400, y=760))
    assert [text[:5] for text in texts(read(pdf(together(prose(*BODY, y=100), rows))))[2:]] == [
        "Norwa",
        "Chad ",
        "Malta",
    ]


def test_heads_on_every_other_page_of_a_wide_margin_are_left_out() -> None:
    heads = ("Drug Enforcement Administration, Justice", "21 CFR Chapter II (2016 Edition)")
    pages = [together(lines(heads[n % 2], y=160, size=11), body(n, y=185)) for n in range(12)]
    assert not any(head in read(pdf(*pages)).text for head in heads)


def test_a_slanted_line_of_its_own_is_a_heading_and_a_slanted_address_is_none() -> None:
    page = together(
        lines("Department of Nursing, University of Oslo, 0316 Oslo", font="heit", y=100),
        prose(*BODY, y=120),
        lines("Strategies that keep staff", font="heit", y=300),
        prose(*BODY[::-1], y=318),
    )
    reading = read(pdf(*(numbered(n, page) for n in range(1, 3))))
    assert {block.text for block in reading.blocks if block.is_heading} == {"Strategies that keep staff"}
