"""Running heads inside a text."""

from ingest.readers.running_lines import without_running_lines

SENTENCE = "Nurses stay where colleagues stay and where posts are safe. "


def body(page: int) -> str:
    """A page of text that begins and ends like no other."""
    return f"a{page} b{page} c{page} {SENTENCE * 12} d{page} e{page} f{page}"


def pages(numbers: range, head: str = "Health Sector Strategic Plan") -> str:
    return " ".join(f"{head} {number} {body(number)}" for number in numbers)


def test_words_beside_a_number_that_counts_the_pages_are_taken_out_but_the_first():
    text = without_running_lines(pages(range(1, 21)))
    assert text.count("Strategic Plan") == 1
    assert text.count("Nurses stay") == 20 * 12


def test_they_may_stand_after_the_number():
    text = " ".join(f"{number} Ministry of Health {body(number)}" for number in range(3, 25))
    assert without_running_lines(text).count("Ministry of Health") == 1


def test_few_pages_are_not_evident():
    assert without_running_lines(pages(range(1, 9))) == pages(range(1, 9))


def test_numbers_that_do_not_count_up_are_not_pages():
    numbers = (5, 3, 9, 1, 8, 2, 7, 4, 6, 0, 5, 3)
    text = " ".join(f"Health Sector Strategic Plan {number} {body(number)}" for number in numbers)
    assert without_running_lines(text) == text


def test_a_list_that_counts_is_not_a_page_long_an_item():
    text = " ".join(f"of the action area {number} be strong" for number in range(1, 30))
    assert without_running_lines(text) == text


def test_an_entry_of_the_contents_with_the_same_words_stays():
    text = "Aims of the Health Sector Strategic Plan 30 " + pages(range(1, 21))
    assert without_running_lines(text).startswith("Aims of the Health Sector Strategic Plan 30")
