"""Which countries a sentence is about."""

import pytest

from corpus.countries import Countries
from corpus.document import Document, Locator, Passage, Tag, TaggedPassage
from index.ranking import Hit
from synthesis.places import Places


@pytest.fixture(scope="module")
def places(countries: Countries) -> Places:
    return Places(countries)


def hit(text: str, *, tagged: str = "", about: str = "", headings: tuple[str, ...] = (), title: str = "T") -> Hit:
    tags = tuple(Tag(label="country", value=code, confidence=1.0, reason="a test") for code in tagged.split())
    passage = Passage(
        passage_id="p", doc_id="d", text=text, locator=Locator(start=0, end=len(text), headings=headings), language="en"
    )
    document = Document(doc_id="d", title=title, countries=tuple(about.split()))
    return Hit(passage=TaggedPassage(passage=passage, tags=tags), document=document, rank=1, score=1.0)


def about(places: Places, found: Hit, sentence: str) -> tuple[str, ...]:
    start = found.passage.passage.text.index(sentence)
    return places.of_sentence(found, start, start + len(sentence))


def test_the_sentence_itself_comes_first(places: Places) -> None:
    text = "In Norway nurses stay. Swedish nurses leave."
    assert about(places, hit(text, tagged="NO SE", about="NO"), "Swedish nurses leave.") == ("SE",)


def test_only_countries_of_the_passage_count(places: Places) -> None:
    assert about(places, hit("Nurses in Turkey and Jordan stay.", tagged="TR"), "Nurses in Turkey") == ("TR",)
    assert about(places, hit("Contact us for more.", tagged="US"), "Contact us") == ()


def test_then_a_document_about_one_country(places: Places) -> None:
    text = "Unlike Sweden. Nurses stay."
    assert about(places, hit(text, tagged="NO SE", about="NO"), "Nurses stay.") == ("NO",)


def test_then_paragraph_heading_and_title(places: Places) -> None:
    text = "Nurses in Norway were asked. Nurses stay.\n\nDoctors leave."
    assert about(places, hit(text, tagged="NO", about="NO SE"), "Nurses stay.") == ("NO",)
    assert about(places, hit(text, tagged="NO", about="NO SE"), "Doctors leave.") == ()
    under = hit(text, tagged="NO SE", about="NO SE", headings=("Sweden: a law", "Results"))
    assert about(places, under, "Doctors leave.") == ("SE",)
    titled = hit(text, tagged="NO SE", about="NO SE", title="Swedish doctors")
    assert about(places, titled, "Doctors leave.") == ("SE",)


def test_a_document_about_several_says_nothing_of_one_sentence(places: Places) -> None:
    assert about(places, hit("Nurses stay.", tagged="NO SE", about="NO SE"), "Nurses stay.") == ()


def test_a_paragraph_about_several_says_nothing_either(places: Places) -> None:
    text = "Cases came from Norway and Sweden. Nurses stay."
    assert about(places, hit(text, tagged="NO SE"), "Nurses stay.") == ()


def test_countries_of_a_question(places: Places) -> None:
    assert places.of_question("Why do doctors leave Romania and Hungary?", "en") == ("HU", "RO")
    assert places.of_question("Warum verlassen Ärzte Ungarn?", "de") == ("HU",)
    assert places.of_question("What keeps us in our posts?", "en") == ()
