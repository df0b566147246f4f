"""Readings to passages: length, boundaries, locators, languages."""

from corpus.document import Box, Passage
from corpus.language import identify
from corpus.reading import Block, Reading
from ingest.splitter import split
from ingest.word_count import count_words, even_pieces

SENTENCE = "Nurses in rural hospitals of the region leave their posts after two years on average."
GERMAN = "Die Pflegekräfte in den ländlichen Krankenhäusern der Region verlassen ihre Stellen nach zwei Jahren."


def words(count: int, sentence: str = SENTENCE) -> str:
    """Whole sentences of at least `count` words together."""
    times = -(-count // len(sentence.split()))
    return " ".join([sentence] * times)


def block(
    text: str, *headings: str, page: int | None = None, is_heading: bool = False, paragraph: int | None = None
) -> Block:
    boxes = (Box(x0=1, y0=float(len(text)), x1=9, y1=len(text) + 9.0),) if page else ()
    return Block(text=text, page=page, boxes=boxes, headings=headings, is_heading=is_heading, paragraph=paragraph)


def reading(*blocks: Block, record: int | None = None) -> Reading:
    return Reading(blocks=blocks, record=record)


def passages(*blocks: Block, language: str = "en", record: int | None = None) -> tuple[Passage, ...]:
    found = split(reading(*blocks, record=record), doc_id="d", language=language)
    assert all(reading(*blocks).text_at(passage.locator) == passage.text for passage in found)
    return found


def sizes(*blocks: Block, record: int | None = None) -> list[int]:
    return [count_words(passage.text) for passage in passages(*blocks, record=record)]


def test_nothing_gives_nothing() -> None:
    assert passages() == ()


def test_a_long_section_is_split_evenly_between_sentences() -> None:
    long = words(900)
    found = passages(block(long))
    counts = [count_words(passage.text) for passage in found]
    assert sum(counts) == count_words(long)
    assert all(120 <= count <= 200 for count in counts)
    assert max(counts) - min(counts) <= 15
    assert all(passage.text.endswith("average.") for passage in found)


def test_a_short_record_stays_whole_and_a_longer_one_is_split() -> None:
    assert sizes(block(words(290))) == [300]
    assert sizes(block(words(250), "Methods"), block("More."), record=4) == [256]
    assert len(sizes(block(words(310)))) == 2


def test_a_short_tail_goes_into_the_passage_before() -> None:
    assert len(sizes(block(words(195), "A"), block(words(14), "A"), block(words(195), "B"))) == 2


def test_cuts_fall_between_paragraphs_where_they_can() -> None:
    paragraphs = [block(words(75)) for _ in range(8)]
    assert all(passage.text.startswith("Nurses") and "\n\n" in passage.text for passage in passages(*paragraphs))
    assert sizes(*paragraphs) == [150, 150, 150, 150]


def test_no_passage_crosses_a_page() -> None:
    found = passages(
        block(words(60), page=1), block("A last word.", page=1), block(words(60), page=2), block("x", page=3)
    )
    assert [passage.locator.page for passage in found] == [1, 2, 3]


def test_no_passage_crosses_sections_of_some_length() -> None:
    found = passages(block(words(75), "A"), block(words(75), "B"), block(words(20), "C"), block(words(160), "D"))
    assert [passage.locator.headings for passage in found] == [("A",), ("B",), ("C",), ("D",)]


def test_tiny_sections_below_one_parent_share_a_passage() -> None:
    tiny = [block(words(15), "A", f"A{number}") for number in range(5)]
    found = passages(*tiny, block(words(15), "B", "B1"), block(words(300), "C"))
    assert count_words(found[0].text) == 75
    assert found[0].locator.headings == ("A",)
    assert found[1].locator.headings == ("B", "B1")


def test_many_tiny_sections_make_even_passages() -> None:
    found = passages(*(block(words(45), "A", f"A{number}") for number in range(10)), block(words(180), "B"))
    assert [count_words(passage.text) for passage in found] == [180, 135, 135, 180]
    assert [passage.locator.headings for passage in found] == [("A",), ("A",), ("A",), ("B",)]


def test_a_heading_belongs_to_the_passage_that_it_opens() -> None:
    found = passages(
        block(words(150), "Aims"),
        block("Measures", is_heading=True),
        block("Pay", "Measures", is_heading=True),
        block(words(150), "Measures", "Pay"),
        block(words(150), "Other"),
    )
    assert found[1].text.startswith("Measures\n\nPay\n\nNurses")
    assert found[1].locator.headings == ("Measures", "Pay")
    assert not found[0].text.endswith("Measures")


def test_a_heading_at_the_foot_of_a_page_stays_on_its_page() -> None:
    found = passages(
        block(words(150), page=1), block("Measures", page=1, is_heading=True), block(words(150), "Measures", page=2)
    )
    assert [passage.locator.page for passage in found] == [1, 2]
    assert found[0].text.endswith("\n\nMeasures")


def test_a_heading_alone_on_its_page_is_a_passage() -> None:
    (found,) = passages(block("Annex", page=1, is_heading=True))
    assert found.text == "Annex"


def test_a_very_long_sentence_is_cut_between_words_and_a_long_one_is_not() -> None:
    endless = " ".join(f"word{number}" for number in range(950))
    counts = sizes(block(endless, "A"), block("x", "B"))
    assert counts[:-1] == [190] * 5
    whole = " ".join(f"word{number}" for number in range(290)) + "."
    assert 290 in sizes(block(words(200), "A"), block(whole, "A"), block(words(200), "A"))


def test_scripts_without_spaces_are_counted_by_their_signs() -> None:
    chinese = "护士短缺是全球性的问题。" * 100
    assert count_words(chinese) == 600
    assert count_words("two words 护士短缺") == 4
    assert all(100 <= count <= 240 for count in sizes(block(chinese)))
    thai = "พยาบาล" * 400
    assert all(count <= 240 for count in sizes(block(thai, "A"), block("x", "B")))


def test_pieces_are_even_and_lose_nothing() -> None:
    text = " ".join(str(number) for number in range(1000))
    pieces = even_pieces(text, 200)
    assert [len(text[start:end].split()) for start, end in pieces] == [200] * 5
    assert " ".join(text[start:end] for start, end in pieces) == text
    assert even_pieces("", 200) == []


def test_locators_hold_the_place_of_what_is_quoted() -> None:
    found = passages(
        block("Aims", page=3, is_heading=True, paragraph=7),
        block(words(150), "Aims", page=3, paragraph=8),
        block(words(180), "Aims", page=3, paragraph=9),
    )
    first, second = (passage.locator for passage in found)
    assert (first.page, first.paragraph, first.headings) == (3, 7, ("Aims",))
    assert len(first.boxes) == len(found[0].text.split("\n\n"))
    assert second.start > first.end
    assert second.boxes[-1].y0 == float(len(words(180)))


def test_ids_name_document_and_place_in_ascending_order() -> None:
    found = passages(block(words(900)))
    ids = [passage.passage_id for passage in found]
    assert ids == sorted(set(ids))
    assert ids[0] == f"d.00000000-{found[0].locator.end:08d}"
    assert {passage.doc_id for passage in found} == {"d"}


def test_a_passage_in_another_language_says_so() -> None:
    found = passages(block(words(150), "A"), block(words(150, GERMAN), "B"), block(words(10, GERMAN), "C"))
    assert [passage.language for passage in found] == ["en", "de", "en"]


def test_a_document_in_an_unknown_language_has_passages_in_a_known_one() -> None:
    (found,) = split(reading(block(words(80))), doc_id="d", language="und")
    assert found.language == "en"


def test_lists_of_names_and_tables_stay_in_the_documents_language() -> None:
    names = (
        "Josephine Asare Quansah, Kwame Akpedonu, Emmanuel Koomson, Faustina Acheampong, Cape Coast, Accra, Ho; " * 8
    )
    table = (
        "Arm B | 41,644 (95%) | 54,844 (87%) | 18,147 (66%) | Total hommes | Gesamt | Suma | 12 | Niger | Mali | " * 6
    )
    found = passages(block(words(150), "A"), block(names, "B"), block(table, "C"))
    assert {identify(passage.text) for passage in found} != {"en"}
    assert {passage.language for passage in found} == {"en"}


def test_a_tables_rows_stay_with_its_caption_and_head() -> None:
    caption = Block(text="Table 1 Posts kept by group", headings=("A",), heads_table=True)
    head = Block(text="Group | before | after", headings=("A",), heads_table=True)
    rows = [
        Block(text=f"Group {number} | 0.{number} | 0.9 of all the posts in the rural area", headings=("A", "Table 1"))
        for number in range(30)
    ]
    found = passages(block(words(185), "A"), caption, head, *rows, block(words(100), "A"))
    texts = [passage.text for passage in found]
    assert len(found) > 3
    assert texts[1].startswith("Table 1 Posts kept by group\n\nGroup | before | after\n\nGroup 0")
    assert all(passage.locator.headings == ("A", "Table 1") for passage in found[1:-1])
    assert all(text.startswith("Group ") for text in texts[2:-1])
    assert texts[-1] == words(100)


def test_an_enumeration_is_rather_cut_elsewhere() -> None:
    opened = words(78).removesuffix(".") + " and"
    found = passages(block(words(75), "A"), block(opened, "A"), block(words(75), "A"), block(words(75), "A"))
    assert [passage.text.endswith("and") for passage in found] == [False, False]
