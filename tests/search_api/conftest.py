"""An application over a small collection in memory. The documents are invented for these tests and say so."""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from fastapi import FastAPI
from numpy.typing import NDArray
from starlette.testclient import TestClient

from corpus.countries import load_countries
from corpus.document import Box, Completeness, Document, Locator, Passage, Source, Tag, TaggedPassage, passage_id
from corpus.errors import CursorError, NotFoundError
from corpus.filters import FIELDS, Filters, FilterVocabulary
from corpus.originals import Originals
from corpus.taxonomy import Frame, FrameElement, Taxonomy, Theme
from index.query import Query
from index.ranking import DocumentEntry, FacetCount, Hit, PassageInContext, SearchResults
from index.relevance import Match
from ingest.rereading import StoredOriginals
from search_api.app import create_app
from search_api.settings import SearchApiSettings

THEMES = {
    "retention": "Retention and recruitment",
    "violence": "Violence and harassment",
    "migration": "Migration and mobility",
    "skill-mix": "Skill-mix and team models",
}
NAMES = {"RO": "Romania", "HU": "Hungary", "GR": "Greece", "MA": "Morocco", "DE": "Germany", "SE": "Sweden"}


@dataclass
@dataclass
class SearcherInMemory:
    """What `search_api.services.Searcher` asks for, over lists. Passages with more of the words come first.

    The best is as likely to answer as it has of the question's words.
    """

    documents_held: list[Document]
    held: list[TaggedPassage]
    generation: int = 7
    model_id: str = "words-in-memory"

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tagged.passage.language for tagged in self.held))

    def similarity(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        asked = set(question.casefold().split())
        return np.array([len(asked & set(text.casefold().split())) / len(asked) for text in texts], dtype=np.float32)

    def search(self, query: Query) -> SearchResults:
        first = self._first(query)
        words = [word.casefold() for word in query.text.split()]
        ranked = [
            (sum(word in tagged.passage.text.casefold() for word in words), tagged)
            for tagged in self._allowed(query.filters)
        ]
        ranked = sorted((entry for entry in ranked if entry[0] or not words), key=lambda entry: -entry[0])
        hits = [
            self._hit(tagged, score, rank, words)
            for rank, (score, tagged) in enumerate(ranked, start=1)
            if first < rank <= first + query.k
        ]
        return SearchResults(
            query=query,
            generation=self.generation,
            hits=tuple(hits),
            total_passages=len(ranked),
            total_documents=len({tagged.passage.doc_id for _, tagged in ranked}),
            facets=self._count([tagged for _, tagged in ranked]),
            next_cursor=self._cursor(query, first + query.k) if first + query.k < len(ranked) else None,
            match=Match(probability=ranked[0][0] / len(words) if ranked else 0.0) if words else None,
        )

    def passage(self, passage_id: str) -> PassageInContext:
        found = [tagged for tagged in self.held if tagged.passage.passage_id == passage_id]
        if not found:
            raise NotFoundError(kind="passage", id=passage_id)
        siblings = self.passages_of(found[0].passage.doc_id)
        at = siblings.index(found[0])
        return PassageInContext(
            passage=found[0],
            document=self._document(found[0].passage.doc_id),
            before=siblings[at - 1] if at else None,
            after=siblings[at + 1] if at + 1 < len(siblings) else None,
        )

    def document(self, doc_id: str) -> DocumentEntry:
        document, passages = self._document(doc_id), self.passages_of(doc_id)
        return DocumentEntry(document=document, passages=len(passages), themes=self._count(passages)["theme"])

    def passages_of(self, doc_id: str) -> tuple[TaggedPassage, ...]:
        self._document(doc_id)
        return tuple(tagged for tagged in self.held if tagged.passage.doc_id == doc_id)

    def documents(
        self, filters: Filters, *, k: int, cursor: str | None
    ) -> tuple[tuple[DocumentEntry, ...], int, str | None]:
        query = Query(filters=filters, k=k, cursor=cursor)
        first = self._first(query)
        ids = {tagged.passage.doc_id for tagged in self._allowed(filters)}
        entries = sorted((self.document(doc_id) for doc_id in ids), key=lambda entry: entry.document.title)
        more = self._cursor(query, first + k) if first + k < len(entries) else None
        return tuple(entries[first : first + k]), len(entries), more

    def facets(self, filters: Filters) -> Mapping[str, tuple[FacetCount, ...]]:
        return self._count(self._allowed(filters))

    def counts(self) -> Mapping[str, int]:
        facets = self._count(self.held)
        return {
            "documents": len(self.documents_held),
            "passages": len(self.held),
            "languages": len(facets["language"]),
            "countries": len(facets["country"]),
        }

    def _document(self, doc_id: str) -> Document:
        for document in self.documents_held:
            if document.doc_id == doc_id:
                return document
        raise NotFoundError(kind="document", id=doc_id)

    def _values(self, tagged: TaggedPassage) -> dict[str, tuple[str, ...]]:
        document = self._document(tagged.passage.doc_id)
        return {
            "theme": tagged.values("theme"),
            "country": tagged.values("country"),
            "year": (str(document.year),) if document.year else (),
            "language": (tagged.passage.language,),
            "kind": (document.kind,) if document.kind else (),
        }

    def _allowed(self, filters: Filters) -> list[TaggedPassage]:
        return [tagged for tagged in self.held if filters.allow(self._values(tagged))]

    def _count(self, passages: Sequence[TaggedPassage]) -> dict[str, tuple[FacetCount, ...]]:
        counters = {name: Counter(v for tagged in passages for v in self._values(tagged)[name]) for name in FIELDS}
        order: dict[str, Callable[[tuple[str, int]], tuple[int, str]]] = {"year": lambda e: (-int(e[0]), "")}
        return {
            name: tuple(
                FacetCount(value=value, count=count)
                for value, count in sorted(counter.items(), key=order.get(name, lambda e: (-e[1], e[0])))
            )
            for name, counter in counters.items()
        }

    def _hit(self, tagged: TaggedPassage, score: int, rank: int, words: Sequence[str]) -> Hit:
        text = tagged.passage.text.casefold()
        starts = sorted({(text.find(word), len(word)) for word in words if word in text})
        return Hit(
            passage=tagged,
            document=self._document(tagged.passage.doc_id),
            rank=rank,
            score=float(score),
            highlights=tuple((start, start + length) for start, length in starts),
        )

    def _cursor(self, query: Query, offset: int) -> str:
        asked = f"{query.text}\n{query.filters}\n{query.k}"
        return f"{offset}-{hashlib.sha256(asked.encode()).hexdigest()[:8]}"

    def _first(self, query: Query) -> int:
        if query.cursor is None:
            return 0
        offset = query.cursor.partition("-")[0]
        if not offset.isdecimal() or self._cursor(query, int(offset)) != query.cursor:
            raise CursorError(cursor=query.cursor)
        return int(offset)


@dataclass
class CollectionInMemory:
    """Gives its searcher, or raises the error it was told to."""

    newest: SearcherInMemory
    error: Exception | None = None
    notice: str = ""

    def searcher(self) -> SearcherInMemory:
        if self.error is not None:
            raise self.error
        return self.newest


@dataclass
class Shelf:
    """Puts documents with their passages into a collection."""

    originals: Originals
    collection: CollectionInMemory = field(default_factory=lambda: CollectionInMemory(SearcherInMemory([], [])))

    def add(
        self, document: Document, *texts: str, tags: Sequence[Tag] = (), bytes_: bytes = b"", page: int | None = None
    ) -> Document:
        if bytes_:
            document = replace(document, original=self.originals.keep(bytes_))
        start = 0
        for number, text in enumerate(texts, start=1):
            place = Locator(
                start=start,
                end=start + len(text),
                page=page,
                boxes=(Box(x0=72, y0=90, x1=520, y1=200),) if page else (),
                headings=() if page else ("Part one", "What was done"),
                paragraph=number,
            )
            id_ = passage_id(document.doc_id, place.start, place.end)
            passage = Passage(
                passage_id=id_, doc_id=document.doc_id, text=text, locator=place, language=document.language
            )
            self.collection.newest.held.append(TaggedPassage(passage=passage, tags=tuple(tags)))
            start += len(text) + 2
        self.collection.newest.documents_held.append(document)
        return document


def tag(label: str, value: str) -> Tag:
    return Tag(label=label, value=value, confidence=0.9, reason=f"the word for {value}")


@pytest.fixture
def make_tag() -> Callable[[str, str], Tag]:
    return tag


@pytest.fixture
def taxonomy() -> Taxonomy:
    element = FrameElement(
        id="frame.keep", frame_id="frame", group="pillar", wording="keep workers", note="", verified=True, unknown=""
    )
    frame = Frame(
        id="frame",
        title="An example frame",
        publisher="Nobody",
        date="",
        sources=(),
        elements=(element,),
        statements=(),
        verified=False,
        unknown="invented for a test",
    )
    themes = tuple(
        Theme(
            id=theme_id,
            labels={"en": label},
            definition=f"What is said about {label.lower()}.",
            description=label,
            facets=(),
            mesh=(),
            element_ids=("frame.keep",) if theme_id == "retention" else (),
            terms=MappingProxyType({}),
            traps=MappingProxyType({}),
        )
        for theme_id, label in THEMES.items()
    )
    return Taxonomy(languages=("en",), themes=themes, frames=(frame,), words={})


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(originals=Originals(tmp_path / "originals"))
    shelf.add(
        Document(
            doc_id="aaaa1111aaaa1111",
            title="Invented report on nurses in small towns",
            authors=("A. Author", "B. Author", "C. Author", "D. Author"),
            publisher="Example Institute",
            year=2023,
            language="en",
            kind="policy",
            countries=("RO",),
            url="https://example.org/report",
            doi="10.1234/example",
            licence="CC BY 4.0",
            origins={"title": "file", "year": "sidecar", "authors": "front matter"},
            file_name="report.pdf",
            media_type="application/pdf",
            sources=(Source(title="An invented source", url="https://example.org/source", year=2022),),
            pages=3,
        ),
        "Nurses stay where colleagues stay. This sentence was invented for a test.",
        "Posts in small towns are hard to fill. Nurses who grew up there return more often, says this invented text.",
        "A third invented passage on nurses and doctors.",
        tags=(tag("theme", "retention"), tag("country", "RO")),
        bytes_=b"%PDF-1.4 invented",
        page=12,
    )
    shelf.add(
        Document(
            doc_id="bbbb2222bbbb2222",
            title="Επινοημένο κείμενο για νοσηλευτές",
            publisher="Example Ministry",
            year=2021,
            language="el",
            kind="action-plan",
            file_name="plan.html",
            media_type="text/html",
            completeness=Completeness.PARTIAL,
            reason="Two pages are pictures.",
            pages_missing=(4, 5),
        ),
        "Οι νοσηλευτές μετακινούνται. Αυτή η πρόταση είναι επινοημένη.",
        tags=(tag("theme", "migration"), tag("theme", "retention"), tag("country", "GR")),
        bytes_=b"<script>alert(1)</script>",
    )
    shelf.add(
        Document(
            doc_id="cccc3333cccc3333",
            title="نص مخترع",
            year=2019,
            language="ar",
            kind="news",
            file_name="x.md",
            media_type="text/markdown",
        ),
        "هذا نص مخترع عن الممرضات.",
        tags=(tag("theme", "violence"), tag("country", "MA")),
    )
    return shelf


@pytest.fixture
def make_app(shelf: Shelf, taxonomy: Taxonomy) -> Callable[..., FastAPI]:
    def make(**settings: object) -> FastAPI:
        return create_app(
            collection=shelf.collection,
            originals=shelf.originals,
            originals_reader=StoredOriginals(Originals(Path("unused"))),
            vocabulary=FilterVocabulary(
                themes=tuple(THEMES),
                countries={**{code: code for code in NAMES}, "EL": "GR"},
                languages=("en", "el", "ar", "de"),
            ),
            taxonomy=taxonomy,
            countries=load_countries(),
            settings=SearchApiSettings.model_validate(settings),
        )

    return make


@pytest.fixture
def client(make_app: Callable[..., FastAPI]) -> TestClient:
    return TestClient(make_app(), follow_redirects=False)
