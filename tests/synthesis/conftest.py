"""A small collection whose readings are known block by block. Its documents are invented for these tests and say so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest

from corpus.countries import Countries, load_countries
from corpus.document import Completeness, Document, Locator, Passage, Source, Tag, TaggedPassage, passage_id
from corpus.filters import Filters
from corpus.reading import BLOCK_SEPARATOR, Block, Reading
from corpus.taxonomy import Taxonomy, load_taxonomy
from index.searcher import Searcher
from synthesis.brief import Brief, make_brief


@dataclass
class Shelf:
    """An `OriginalReader` over readings that were put on it, and the documents and passages that go with them."""

    readings: dict[str, Reading] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)
    passages: list[TaggedPassage] = field(default_factory=list)

    def reading(self, document: Document) -> Reading:
        return self.readings[document.doc_id]

    def add(
        self, document: Document, blocks: Sequence[Block], *, themes: Sequence[str] = (), countries: Sequence[str] = ()
    ) -> Document:
        """Puts a document on the shelf: one passage for each run of blocks with the same page and headings."""
        self.readings[document.doc_id] = Reading(blocks=tuple(blocks))
        self.documents.append(document)
        tags = [Tag(label="theme", value=value, confidence=0.8, reason="a test") for value in themes]
        tags += [Tag(label="country", value=value, confidence=0.9, reason="a test") for value in countries]
        for passage in passages_of(self.readings[document.doc_id], document):
            self.passages.append(TaggedPassage(passage=passage, tags=tuple(tags)))
        return document

    def passages_of(self, doc_id: str) -> list[Passage]:
        return [tagged.passage for tagged in self.passages if tagged.passage.doc_id == doc_id]


def passages_of(reading: Reading, document: Document) -> list[Passage]:
    passages: list[Passage] = []
    run: list[tuple[int, Block]] = []

    def end_run() -> None:
        if run:
            start, end = run[0][0], run[-1][0] + len(run[-1][1].text)
            first = run[0][1]
            passages.append(
                Passage(
                    passage_id=passage_id(document.doc_id, start, end),
                    doc_id=document.doc_id,
                    text=reading.text[start:end],
                    locator=Locator(
                        start=start, end=end, page=first.page, headings=first.headings, paragraph=first.paragraph
                    ),
                    language=document.language,
                )
            )
            run.clear()

    offset = 0
    for block in reading.blocks:
        if run and (run[-1][1].headings, run[-1][1].page) != (block.headings, block.page):
            end_run()
        if block.is_heading:
            end_run()
        else:
            run.append((offset, block))
        offset += len(block.text) + len(BLOCK_SEPARATOR)
    end_run()
    return passages


def section(title: str, heading: str, *texts: str, first: int = 1) -> list[Block]:
    """A heading and its paragraphs, numbered from `first`."""
    blocks = [Block(text=heading, headings=(title,), paragraph=first, is_heading=True)]
    blocks += [Block(text=text, headings=(title, heading), paragraph=first + n) for n, text in enumerate(texts, 1)]
    return blocks


RURAL = "Invented: keeping nurses in rural posts"
CODE = "Invented: a telephone line against violence"
GERMAN = "Erfunden: Pflegekräfte auf dem Land"


def _fill(shelf: Shelf) -> None:
    rural = Document(
        doc_id="aaaa000000000001",
        title=RURAL,
        authors=("A. Author", "B. Author"),
        publisher="Example Institute",
        year=2021,
        language="en",
        kind="good-practice",
        countries=("NO",),
        url="https://example.org/rural",
        licence="CC BY 4.0",
        sources=(Source(title="An invented source", url="https://example.org/source"),),
    )
    shelf.add(
        rural,
        [
            Block(text=RURAL, paragraph=1, is_heading=True),
            *section(
                RURAL,
                "Evaluation and result",
                "In this invented county 67% of rural nurses were still in their posts after five years. They met in "
                "tutorial groups that kept them from being alone.",
                "Rural nurses who had grown up in the area kept their posts more often than others, the invented study "
                "found.",
                "Nurses 12",
                first=2,
            ),
            *section(
                RURAL,
                "Sources",
                "Keeping rural nurses in their posts: an invented report. Example Institute, 2020. "
                "https://example.org/other",
                first=6,
            ),
        ],
        themes=("retention",),
        countries=("NO",),
    )
    shelf.add(
        Document(
            doc_id="bbbb000000000002",
            title=CODE,
            publisher="Example Ministry",
            year=2019,
            language="en",
            kind="policy",
            url="https://example.org/code.pdf",
            media_type="application/pdf",
            completeness=Completeness.PARTIAL,
            reason="page 3 is a picture",
        ),
        [
            Block(text=CODE, page=1, is_heading=True),
            Block(
                text="Violence against health workers is reported by telephone in this invented scheme. The invented "
                "telephone line reduced violence against hospital staff by 12.5% within two years.",
                page=1,
                headings=(CODE,),
            ),
            Block(
                text="The invented telephone line reduced violence against hospital staff by 25% within four years.",
                page=2,
                headings=(CODE,),
            ),
        ],
        themes=("violence",),
        countries=("TR", "IT"),
    )
    shelf.add(
        Document(doc_id="cccc000000000003", title=GERMAN, year=2023, language="de", kind="news"),
        [
            Block(
                text="Diese erfundene Meldung sagt: In Österreich blieben 40 % der Pflegekräfte auf dem Land "
                "in ihrem Beruf.",
                headings=(GERMAN,),
                paragraph=1,
            )
        ],
        themes=("retention",),
        countries=("AT",),
    )


@pytest.fixture
def shelf() -> Shelf:
    filled = Shelf()
    _fill(filled)
    return filled


@pytest.fixture(scope="session")
def countries() -> Countries:
    return load_countries()


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture
def ask(
    shelf: Shelf, publish: Callable[..., Searcher], countries: Countries, taxonomy: Taxonomy
) -> Callable[..., Brief]:
    """Publishes what is on the shelf and makes a brief from it."""

    def asked(question: str, filters: Filters | None = None) -> Brief:
        return make_brief(
            question,
            searcher=publish(shelf.documents, shelf.passages),
            filters=filters or Filters(),
            originals=shelf,
            taxonomy=taxonomy,
            countries=countries,
        )

    return asked


@pytest.fixture
def put(shelf: Shelf) -> Callable[..., Document]:
    """Puts a document of one paragraph on the shelf."""

    def added(
        text: str, *, doc_id: str, title: str = "Invented", language: str = "en", **tags: Sequence[str]
    ) -> Document:
        document = Document(doc_id=doc_id, title=title, language=language)
        return shelf.add(document, [Block(text=text, headings=(title,), paragraph=1)], **tags)

    return added
