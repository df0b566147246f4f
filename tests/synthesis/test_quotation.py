"""The gate: what stands in its original gets through, and nothing else does."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Locator, Passage, passage_id
from corpus.errors import CitationError, DamagedError
from corpus.reading import BLOCK_SEPARATOR, Block, OriginalReader, Reading
from ingest.readers.markdown import MarkdownReader
from synthesis.boundaries import is_whole
from synthesis.finding import Citation, Finding
from synthesis.quotation import cite

STARTER = Path(__file__).parents[2] / "corpus" / "starter"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Case:
    """A quotation as somebody might hand it in: what it says, and where it says that it stands."""

    kind: str
    quote: str
    passage: Passage
    document: Document
    originals: OriginalReader
    start: int | None = None

    def made(self) -> Citation:
        return cite(
            self.quote, passage=self.passage, document=self.document, originals=self.originals, start=self.start
        )


@dataclass(frozen=True, slots=True)
class Readings:
    held: dict[str, Reading]

    def reading(self, document: Document) -> Reading:
        return self.held[document.doc_id]


def passage_at(reading: Reading, first: int, last: int, doc_id: str) -> Passage:
    """The passage of the blocks `first` to `last` of a reading."""
    starts = [0]
    for block in reading.blocks:
        starts.append(starts[-1] + len(block.text) + len(BLOCK_SEPARATOR))
    start, end = starts[first], starts[last] + len(reading.blocks[last].text)
    block = reading.blocks[first]
    return Passage(
        passage_id=passage_id(doc_id, start, end),
        doc_id=doc_id,
        text=reading.text[start:end],
        locator=Locator(start=start, end=end, page=block.page, headings=block.headings, paragraph=block.paragraph),
        language="en",
    )


@cache
def real() -> tuple[Readings, tuple[tuple[Document, Passage, str], ...]]:
    """Readings of starter documents, and true quotations from them: whole sentences that hold a number."""
    held, quotations = {}, []
    for number, path in enumerate(sorted(STARTER.glob("panel-*.md"))):
        reading = next(iter(MarkdownReader().read(path.read_bytes(), file_name=path.name)))
        document = Document(doc_id=f"{number:016x}", title=path.stem, language="en")
        held[document.doc_id] = reading
        for place, block in enumerate(reading.blocks[:-1]):
            found = re.search(r"(?:^|(?<=[.] ))[A-Z][^.?!]{40,} \d+[^.?!\d%]{10,}\.(?= |$)", block.text)
            body = not block.is_heading and reading.blocks[place + 1].headings == block.headings
            if found and body and "Sources" not in block.headings:
                quotations.append((document, passage_at(reading, place, place + 1, document.doc_id), found[0]))
    return Readings(held), tuple(quotations)


def changed_quotes(quote: str) -> Iterator[tuple[str, str]]:
    """Falsifications of the words alone."""
    digit = re.search(r"\d", quote)
    assert digit is not None
    words = quote.split(" ")
    half = len(words) // 2
    yield "another number", quote[: digit.start()] + str((int(digit[0]) + 1) % 10) + quote[digit.end() :]
    yield "a number more", quote[: digit.end()] + "0" + quote[digit.end() :]
    yield "a negation added", " ".join([*words[:half], "not", *words[half:]])
    yield "a word left out", " ".join([*words[:half], *words[half + 1 :]])
    yield "two words exchanged", " ".join([*words[: half - 1], words[half], words[half - 1], *words[half + 1 :]])
    yield "words left out with dots", " ".join([*words[:half], "…", *words[half + 2 :]])
    yield "two blanks", quote.replace(" ", "  ", 1)
    yield "a blank that does not break", quote.replace(" ", "\u00a0", 1)
    yield "a thin blank", quote.replace(" ", "\u2009", 1)
    yield "a line break", quote.replace(" ", "\n", 1)
    yield "a tab", quote.replace(" ", "\t", 1)
    yield "a hidden character", quote.replace(" ", "\u200b ", 1)
    yield "a soft hyphen", quote[:3] + "\u00ad" + quote[3:]
    yield "a Cyrillic letter", quote.replace("a", "а", 1)
    yield "a Greek letter", quote.replace("o", "ο", 1)
    yield "wide digits", quote.replace(digit[0], chr(ord(digit[0]) + 0xFEE0), 1)
    yield "small letters", quote.lower()
    yield "capitals", quote.upper()
    yield "another stop", quote[:-1] + "!"
    yield "no stop but more words", quote[:-1] + ", it is said."
    yield "white space before", " " + quote
    yield "white space after", quote + " "
    yield "quotation marks around", f"“{quote}”"
    yield "the first letter missing", quote[1:]
    yield "the last letters missing", quote[:-3]
    yield "nothing", ""
    yield "only a stop", "."
    yield "only blanks", "   "
    decomposed = unicodedata.normalize("NFD", quote)
    if decomposed != quote:
        yield "decomposed letters", decomposed
    if "'" in quote:
        yield "curly apostrophes", quote.replace("'", "’")
    if "–" in quote:
        yield "another dash", quote.replace("–", "-")


def false_cases(document: Document, passage: Passage, quote: str, originals: Readings) -> Iterator[Case]:
    """Every way to be wrong about one true quotation."""
    locator = passage.locator
    for kind, changed in changed_quotes(quote):
        yield Case(kind, changed, passage, document, originals)
        # The same, with a passage that was falsified to match.
        if quote in passage.text and changed not in passage.text:
            matching = replace(passage, text=passage.text.replace(quote, changed))
            yield Case(f"{kind}, also in the passage", changed, matching, document, originals)
    other = Document(doc_id="f" * 16, title="Another")
    elsewhere = passage_at(originals.reading(document), 0, 0, document.doc_id)
    end = locator.end + 1
    longer = replace(locator, end=end)
    places = {
        "a page of a document without pages": replace(locator, page=1),
        "another page label": replace(locator, page_label="xii"),
        "another heading": replace(locator, headings=(*locator.headings[:-1], "Another heading")),
        "another paragraph": replace(locator, paragraph=1),
        "an offset too far": replace(locator, start=locator.start + 1),
        "the place of another passage": elsewhere.locator,
        "a place before the document": replace(locator, start=-5),
        "a place beyond the document": replace(locator, end=10**9),
        "an empty place": replace(locator, end=locator.start),
    }
    for kind, place in places.items():
        name = passage_id(document.doc_id, max(0, place.start), place.end)
        yield Case(kind, quote, replace(passage, locator=place), document, originals)
        yield Case(f"{kind}, with its id", quote, replace(passage, locator=place, passage_id=name), document, originals)
    yield Case("another passage of the document", quote, elsewhere, document, originals)
    yield Case(
        "the place of one passage, the text of another",
        quote,
        replace(elsewhere, text=passage.text),
        document,
        originals,
    )
    yield Case("another document", quote, passage, other, Readings({other.doc_id: originals.reading(document)}))
    yield Case("an id of another place", quote, replace(passage, locator=longer), document, originals)
    blocks = passage.text.split(BLOCK_SEPARATOR)
    yield Case("over two paragraphs", BLOCK_SEPARATOR.join(blocks[:2]), passage, document, originals)
    yield Case("two paragraphs joined", " ".join(blocks[:2]), passage, document, originals)
    yield Case("two passages joined", f"{elsewhere.text} {quote}", passage, document, originals)
    yield Case("a wrong start", quote, passage, document, originals, start=passage.text.index(quote) + 1)
    yield Case("a start before the passage", quote, passage, document, originals, start=-len(passage.text))


def all_false_cases() -> list[Case]:
    originals, quotations = real()
    return [
        case for document, passage, quote in quotations for case in false_cases(document, passage, quote, originals)
    ]


def test_true_quotations_get_through() -> None:
    originals, quotations = real()
    assert len(quotations) >= 8
    for document, passage, quote in quotations:
        citation = cite(quote, passage=passage, document=document, originals=originals)
        text = originals.reading(document).text
        assert text[citation.start : citation.end] == citation.quote == quote
        assert citation.headings == passage.locator.headings
        assert citation.passage_id == passage.passage_id


def is_stopped(case: Case) -> bool:
    try:
        case.made()
    except CitationError as error:
        return case.passage.passage_id in str(error)
    return False


def test_every_falsification_is_stopped() -> None:
    cases = all_false_cases()
    assert len({case.kind for case in cases}) >= 50
    assert len(cases) >= 500
    assert [case.kind for case in cases if not is_stopped(case)] == []


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def normalising_gate(case: Case) -> bool:
    """A gate with a planted bug: it forgives white space, case and compatible letters."""
    reading = case.originals.reading(case.document)
    original = reading.text_at(case.passage.locator)
    return bool(case.quote) and original == case.passage.text and _normalised(case.quote) in _normalised(original)


def passage_gate(case: Case) -> bool:
    """A gate with a planted bug: it believes the passage and never opens the original."""
    return bool(case.quote) and case.quote in case.passage.text


def boundless_gate(case: Case) -> bool:
    """A gate with a planted bug: it lets a quotation begin and end anywhere."""
    original = case.originals.reading(case.document).text_at(case.passage.locator)
    return bool(case.quote) and original == case.passage.text and case.quote in original


@pytest.mark.parametrize("gate", [normalising_gate, passage_gate, boundless_gate])
def test_gates_with_planted_bugs_let_something_through(gate: Callable[[Case], bool]) -> None:
    assert any(gate(case) for case in all_false_cases())


def one_block(text: str, **place: object) -> tuple[Readings, Document, Passage]:
    reading = Reading(blocks=(Block(text=text, **place),))  # type: ignore[arg-type]
    document = Document(doc_id="a" * 16, title="One")
    return Readings({document.doc_id: reading}), document, passage_at(reading, 0, 0, document.doc_id)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("There were 12 nurses.", "1"),
        ("There were 12 nurses.", "2 nurses"),
        ("It fell by 12.5 points.", "12"),
        ("It fell by 12.5 points.", "5 points"),
        ("It fell by 12,5 Punkte.", "5 Punkte"),
        ("About 10 000 nurses left.", "000 nurses"),
        ("About 10 000 nurses left.", "About 10"),
        ("About 10\u202f000 nurses left.", "About 10"),
        ("Between 10–15 wards closed.", "Between 10"),
        ("It changed by -5 points.", "5 points"),
        ("It changed by −5 points.", "5 points"),
        ("It rose by 12% in a year.", "It rose by 12"),
        ("Es stieg um 12 % in einem Jahr.", "Es stieg um 12"),
        ("It cost €12 a day.", "12 a day"),
        ("P was <0.05 there.", "0.05 there"),
        ("They used non-medical staff.", "medical staff"),
        ("They don't leave.", "They don"),
        ("Nurses’ pay rose.", "s’ pay rose"),
        ("The wards were unsafe.", "safe"),
        ("Le me\u0301decin reste.", "me"),
    ],
)
def test_no_word_and_no_number_is_cut(text: str, cut: str) -> None:
    originals, document, passage = one_block(text)
    with pytest.raises(CitationError, match="inside a word or number"):
        cite(cut, passage=passage, document=document, originals=originals)


def test_the_first_place_that_stands_whole_is_taken() -> None:
    originals, document, passage = one_block("In 12 wards 2 nurses stayed. Of 2 nurses one left.")
    citation = cite("2 nurses", passage=passage, document=document, originals=originals)
    assert citation.start == passage.text.index("2 nurses")
    last = cite("2 nurses", passage=passage, document=document, originals=originals, start=32)
    assert (last.start, last.quote) == (32, "2 nurses")


def test_place_and_document_are_taken_from_the_original() -> None:
    reading = Reading(
        blocks=(
            Block(text="First page.", page=1, headings=("A",)),
            Block(text="Nurses stayed.", page=2, headings=("A", "B")),
            Block(text="Doctors left.", page=2, headings=("A", "B", "C")),
        )
    )
    document = Document(
        doc_id="a" * 16, title="T", publisher="P", authors=("X",), year=2020, url="https://example.org", licence="L"
    )
    passage = passage_at(reading, 1, 2, document.doc_id)
    citation = cite("Doctors left.", passage=passage, document=document, originals=Readings({"a" * 16: reading}))
    assert (citation.page, citation.headings) == (2, ("A", "B", "C"))
    assert (citation.title, citation.publisher, citation.authors) == ("T", "P", ("X",))
    assert (citation.year, citation.url, citation.licence, citation.language) == (
        2020,
        "https://example.org",
        "L",
        "en",
    )
    wrong_page = replace(passage, locator=replace(passage.locator, page=1))
    with pytest.raises(CitationError):
        cite("Doctors left.", passage=wrong_page, document=document, originals=Readings({"a" * 16: reading}))


def test_a_citation_is_made_by_the_gate_alone() -> None:
    originals, quotations = real()
    document, passage, quote = quotations[0]
    citation = cite(quote, passage=passage, document=document, originals=originals)
    fields = {name: getattr(citation, name) for name in Citation.__slots__}
    with pytest.raises(CitationError, match="not held against its original"):
        Citation(**fields, seal=object())
    with pytest.raises(TypeError):
        Citation(**fields)  # type: ignore[call-arg]
    with pytest.raises((TypeError, ValueError)):
        replace(citation, quote="Something else entirely.")
    with pytest.raises(AttributeError):
        citation.quote = "Something else"  # type: ignore[misc]


def test_only_the_gate_holds_the_seal() -> None:
    holders = [path.name for path in ROOT.glob("[a-z]*/**/*.py") if re.search(r"\bSEAL\b", path.read_text("utf-8"))]
    package = [name for name in holders if not name.startswith("test_")]
    assert sorted(package) == ["finding.py", "quotation.py"]


def test_a_finding_needs_a_citation() -> None:
    with pytest.raises(TypeError, match="citation"):
        Finding(citation="Nurses stay.", theme=None, countries=(), score=1.0, similarity=1.0, coverage=1.0)  # type: ignore[arg-type]


def test_what_the_reader_of_originals_raises_is_raised() -> None:
    class Damaged:
        def reading(self, document: Document) -> Reading:
            raise DamagedError(path="x", problem="a bit flipped", remedy="Restore it.")

    _, document, passage = one_block("Nurses stay in rural posts.")
    with pytest.raises(DamagedError):
        cite("Nurses stay", passage=passage, document=document, originals=Damaged())


@given(st.data(), st.lists(st.text(alphabet="ab1 .,-%’é\u0301א中", min_size=1, max_size=12), min_size=1, max_size=3))
def test_whatever_gets_through_stands_whole_in_one_paragraph(data: st.DataObject, texts: list[str]) -> None:
    reading = Reading(blocks=tuple(Block(text=text) for text in texts))
    document = Document(doc_id="a" * 16, title="T")
    passage = passage_at(reading, 0, len(texts) - 1, document.doc_id)
    start = data.draw(st.integers(0, len(passage.text) - 1))
    end = data.draw(st.integers(start + 1, len(passage.text)))
    quote = passage.text[start:end]
    try:
        citation = cite(quote, passage=passage, document=document, originals=Readings({"a" * 16: reading}), start=start)
    except CitationError:
        return
    assert (citation.start, citation.end, citation.quote) == (start, end, quote)
    assert is_whole(reading.text, start, end)
    assert "\n" not in quote
    assert quote == quote.strip()
