"""A search over one generation: filter, rank, make diverse, count, fill."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from corpus.document import TaggedPassage
from corpus.errors import CursorError, ModelError, NotFoundError
from corpus.filters import Filters
from corpus.former import FormerDocument
from corpus.language import UNKNOWN
from index.diversity import Places, diversify
from index.english import EnglishMeaning
from index.explanation import Explainer
from index.facets import Facets
from index.highlights import highlights
from index.late import LateInteraction
from index.manifest import check_files, read_manifest
from index.meaning import Meaning
from index.payloads import Payloads
from index.protocols import Embedder, Rows, Scores
from index.query import Query
from index.question import Question
from index.ranked import Ranked
from index.ranking import DocumentEntry, FacetCount, Hit, PassageInContext, Relations, SearchResults
from index.relations_form import relative_of
from index.relevance import match_of
from index.stages import Stages
from index.weights import PassageLanguages
from index.words import WordsIndex

DEPTH = 1000
"""How many passages each stage ranks. A search speaks of these: totals and facets count them (those that the query's
diversity leaves), pages end there. Without a question every allowed passage is listed."""


class Searcher:
    """One generation, opened. Every answer comes from it alone; threads may share it."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        """Raises `DamagedError` for a generation that is not whole, `ModelError` for vectors of another encoder."""
        self._manifest = read_manifest(folder)
        if embedder.model_id != self._manifest.model_id:
            raise ModelError(
                model=embedder.model_id,
                problem=f"the index holds vectors of {self._manifest.model_id}",
                remedy="Run `cadre rebuild --model MODEL` to embed the collection with it.",
            )
        check_files(folder, self._manifest)
        self._embedder = embedder
        self._words = WordsIndex(folder / "words", languages=self._manifest.languages)
        self._facets = Facets.read(folder / "facets.npz")
        self._stages = Stages(
            words=self._words,
            meaning=Meaning(folder),
            english=EnglishMeaning.open(folder),
            late=LateInteraction.open(folder, embedder.model_id),
            languages=PassageLanguages(*self._facets.single("language")),
            embedder=embedder,
            background=self._manifest.background,
        )
        self._payloads = Payloads(folder / "payloads.sqlite")

    @property
    def generation(self) -> int:
        """The number of the generation."""
        return self._manifest.generation

    @property
    def model_id(self) -> str:
        """The encoder whose vectors are searched."""
        return self._manifest.model_id

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the passages, most frequent first."""
        return tuple(language for language in self._manifest.languages if language != "und")

    def search(self, query: Query) -> SearchResults:
        """One page of the ranking that the query asks for. Raises `CursorError`."""
        first = self._first(query)
        question = Question.read(query.text)
        ranked = self._rank(query, question)
        places = diversify(ranked, self._facets, query.diversity)
        if places is None:
            places = np.arange(len(ranked.rows))
        rows = ranked.rows[places]
        explainer = Explainer(question, self._words)
        return SearchResults(
            query=query,
            generation=self.generation,
            hits=self._hits(ranked, places[first : first + query.k], first, explainer, explain=query.explain),
            total_passages=len(rows),
            total_documents=self._facets.documents(rows),
            facets=self._facets.count(rows),
            next_cursor=self._cursor(query, first + query.k) if first + query.k < len(rows) else None,
            language=question.language,
            understanding=explainer.understanding() if query.explain else None,
            match=match_of(ranked, question, passage_language=self._language_of_best(ranked)),
        )

    def passage(self, passage_id: str) -> PassageInContext:
        """A passage with its neighbours. Raises `NotFoundError`."""
        row = self._payloads.row_of(passage_id)
        if row is None:
            return self._former_passage(passage_id)
        around = [number for number in (row - 1, row, row + 1) if 0 <= number < len(self._payloads)]
        found = dict(zip(around, self._payloads.passages(around), strict=True))
        passage, document = found[row]
        neighbours = {
            number: tagged for number, (tagged, owner) in found.items() if owner == document and number != row
        }
        return PassageInContext(
            passage=passage,
            document=self._payloads.documents([document])[0],
            before=neighbours.get(row - 1),
            after=neighbours.get(row + 1),
            relations=self._payloads.relations([document])[0],
        )

    def document(self, doc_id: str) -> DocumentEntry:
        """A document and what the collection holds of it, also one that was replaced. Raises `NotFoundError`."""
        former = self._payloads.former_document(doc_id)
        return self._former_entry(former) if former is not None else self._entry(self._number(doc_id))

    def passages_of(self, doc_id: str) -> tuple[TaggedPassage, ...]:
        """All passages of a document in the order of their places; none of one that was replaced.

        Raises `NotFoundError`.
        """
        if self._payloads.former_document(doc_id) is not None:
            return ()
        rows = self._payloads.rows_of(self._number(doc_id))
        return tuple(tagged for tagged, _ in self._payloads.passages(rows))

    def documents(
        self, filters: Filters, *, k: int, cursor: str | None
    ) -> tuple[tuple[DocumentEntry, ...], int, str | None]:
        """Documents with an allowed passage, by title; how many there are; and the way on. Raises `CursorError`."""
        query = Query(text="", filters=filters, k=k, cursor=cursor)
        first = self._first(query)
        numbers = self._facets.document_numbers(self._facets.allowed(filters))
        page = numbers[first : first + k]
        more = self._cursor(query, first + k) if first + k < len(numbers) else None
        return tuple(self._entry(int(number)) for number in page), len(numbers), more

    def facets(self, filters: Filters) -> Mapping[str, tuple[FacetCount, ...]]:
        """The values that the allowed passages carry, with counts."""
        return self._facets.count(self._facets.allowed(filters))

    def similarity(self, question: str, texts: Sequence[str]) -> Scores:
        """The cosine of the question with each text, encoded as a passage; shape `(len(texts),)`."""
        if not texts:
            return np.empty(0, dtype=np.float32)
        found = self._embedder.embed_passages(texts) @ self._embedder.embed_query(question)
        return np.round(found, 6).astype(np.float32)

    def counts(self) -> Mapping[str, int]:
        """How large the collection is."""
        return {
            "documents": self._manifest.documents,
            "passages": self._manifest.passages,
            "languages": len(self._facets.values("language")),
            "countries": len(self._facets.values("country")),
        }

    def _rank(self, query: Query, question: Question) -> Ranked:
        """Every ranked row, best first; without a question every allowed one, newest documents first."""
        allowed = self._allowed(query.filters, question)
        if not question.wished:
            rows = self._facets.newest_first(allowed)
            return Ranked(rows=rows, scores=np.zeros(len(rows), dtype=np.float32))
        return self._stages.rank(question, allowed, mode=query.mode, depth=max(DEPTH, query.k))

    def _allowed(self, filters: Filters, question: Question) -> Rows | None:
        allowed, matching = self._facets.allowed(filters), self._words.matching(question.tree)
        if allowed is None or matching is None:
            return matching if allowed is None else allowed
        return np.intersect1d(allowed, matching, assume_unique=True)

    def _hits(
        self, ranked: Ranked, places: Places, first: int, explainer: Explainer, *, explain: bool
    ) -> tuple[Hit, ...]:
        """The hits at these places of the ranking, numbered from `first` + 1."""
        rows, stems = ranked.rows[places], explainer.stems
        cosines = self._stages.cosines(ranked, rows)
        found = self._payloads.passages(rows.tolist())
        numbers = list(dict.fromkeys(number for _, number in found))
        documents = dict(zip(numbers, self._payloads.documents(numbers), strict=True))
        relations = dict(zip(numbers, self._payloads.relations(numbers), strict=True))
        return tuple(
            Hit(
                passage=tagged,
                document=documents[number],
                rank=rank,
                score=float(ranked.scores[place]),
                similarity=float(cosines[rank - first - 1]) if cosines is not None else None,
                highlights=highlights(tagged.passage.text, tagged.passage.language, stems),
                relations=relations[number],
                explanation=explainer.explain(tagged, documents[number], ranked, int(place)) if explain else None,
            )
            for rank, (place, (tagged, number)) in enumerate(zip(places, found, strict=True), start=first + 1)
        )

    def _language_of_best(self, ranked: Ranked) -> str:
        """That of the first passage of a ranking, BCP 47; `und` where it is not known, or there is none."""
        names, codes = self._facets.single("language")
        code = int(codes[ranked.rows[0]]) if len(ranked.rows) else -1
        return names[code] if code >= 0 else UNKNOWN

    def _number(self, doc_id: str) -> int:
        number = self._payloads.number_of(doc_id)
        if number is None:
            raise NotFoundError(kind="document", id=doc_id)
        return number

    def _entry(self, number: int) -> DocumentEntry:
        """A document that is not ranked has passages, and no count of themes: nobody can filter by them."""
        return DocumentEntry(
            document=self._payloads.documents([number])[0],
            passages=len(self._payloads.rows_of(number)),
            themes=self._facets.count(self._facets.document_rows(number))["theme"],
            relations=self._payloads.relations([number])[0],
        )

    def _former_entry(self, former: FormerDocument) -> DocumentEntry:
        number = self._payloads.number_of(former.successor)
        by = (relative_of(self._payloads.documents([number])[0]),) if number is not None else ()
        relations = Relations(is_ranked=False, superseded_by=by)
        return DocumentEntry(document=former.document, passages=0, themes=(), relations=relations, is_former=True)

    def _former_passage(self, passage_id: str) -> PassageInContext:
        former = self._payloads.former_passage(passage_id)
        if former is None:
            raise NotFoundError(kind="passage", id=passage_id)
        entry = self.document(former.passage.doc_id)
        row = self._payloads.row_of(former.finding.passage_id)
        return PassageInContext(
            passage=TaggedPassage(passage=former.passage),
            document=entry.document,
            before=None,
            after=None,
            relations=entry.relations,
            former=former.finding,
            successor=self._payloads.passages([row])[0][0] if row is not None else None,
            is_of_former=entry.is_former,
        )

    def _cursor(self, query: Query, offset: int) -> str:
        asked = f"{self.generation}\n{query.text}\n{query.filters}\n{query.mode}\n{query.k}\n{query.diversity}"
        return f"{offset}-{hashlib.sha256(asked.encode()).hexdigest()[:16]}"

    def _first(self, query: Query) -> int:
        """The offset that the query's cursor stands for."""
        if query.cursor is None or query.cursor == "*":
            return 0
        written = query.cursor.partition("-")[0]
        if not written.isdecimal() or query.cursor != self._cursor(query, int(written)):
            raise CursorError(cursor=query.cursor)
        return int(written)

    def close(self) -> None:
        """Lets the generation's files go."""
        self._payloads.close()
