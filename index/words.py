"""The lexical index: BM25 over stems, by tantivy, one index for passages of all languages.

A passage is stemmed in its own language. A word of a query stands for its stems in every language of the index, of
which the best counts: a question of three words says too little about its own language. All stems of a word weigh as
much as its most frequent one, so that a word is not rare for standing in the one passage of a language. A word that a
question repeats counts as often as it is there, and a word of the title as if the passage held it `TITLE` times.
"""

import errno
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy
from tantivy import Occur

from corpus.disk_errors import is_disk_full
from index.protocols import Rows, Scores
from index.query_language import All, Any, Group, Node, Not, Phrase, Word, has_conditions, wished_words
from index.ties import best
from index.tokens import stem, stems, words

_ANALYZER = "stems"
_HEAP_BYTES = 256_000_000
_FEW_ROWS = 5_000
"""Up to so many allowed rows are looked up by number; beyond, the ranking is read until k allowed rows were met."""
TITLE = 2
"""How often a title's words count; chosen on training questions: docs/decisions/0010-alignment-and-weights.md."""
_BM25_K1 = 1.2
"""Fixed inside tantivy: a word counts at most `idf * (k1 + 1)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedText:
    """What is indexed of one passage."""

    title: str
    headings: tuple[str, ...]
    text: str
    language: str


def build_words(folder: Path, texts: Iterable[IndexedText]) -> None:
    """Writes the index of `texts`, whose rows are numbered from 0 in their order."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _write(folder, texts)
    except ValueError as error:
        # All errors of tantivy are ValueErrors: those of the system say their number, in one of two ways, or none.
        said = str(error)
        system = re.search(r"(?:os error|Os { code:) (\d+)", said)
        if system is None and "io::Error" not in said:
            raise
        number = int(system[1]) if system else errno.ENOSPC if is_disk_full(folder) else errno.EIO
        raise OSError(number, os.strerror(number), str(folder)) from error


def _write(folder: Path, texts: Iterable[IndexedText]) -> None:
    index = tantivy.Index(_schema(), path=str(folder), sort_by_field="row", sort_order=tantivy.Order.Asc)
    _register(index)
    # One thread, so that equal passages give an equal index.
    writer = index.writer(_HEAP_BYTES, 1)
    for row, text in enumerate(texts):
        document = tantivy.Document()
        document.add_unsigned("row", row)
        title = stems(text.title, text.language)
        inside = [*stems(" . ".join(text.headings), text.language), *stems(text.text, text.language)]
        document.add_text("title", " ".join(title))
        document.add_text("words", " ".join([*title * TITLE, *inside]))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _writable(folder: Path) -> tempfile.TemporaryDirectory[str] | None:
    """A folder with links to the files of one that cannot be written to: tantivy locks also what it only reads."""
    if os.access(folder, os.W_OK):
        return None
    beside = tempfile.TemporaryDirectory(prefix="cadre-words-")
    for path in folder.absolute().iterdir():
        if not path.name.endswith(".lock"):
            (Path(beside.name) / path.name).symlink_to(path)
    return beside


class WordsIndex:
    """A `LexicalIndex` over a folder that `build_words` wrote."""

    def __init__(self, folder: Path, *, languages: Sequence[str]) -> None:
        self._writable = _writable(folder)
        index = tantivy.Index.open(self._writable.name if self._writable else str(folder))
        _register(index)
        self._schema = index.schema
        self._searcher = index.searcher()
        self._languages = tuple(dict.fromkeys(languages)) or ("und",)
        self._size = self._searcher.num_docs

    def __len__(self) -> int:
        return int(self._size)

    def search(
        self, query: Group, k: int, allowed: Rows | None = None, *, ignored: frozenset[str] = frozenset()
    ) -> tuple[Rows, Scores]:
        """The best `k` of `allowed` that fulfil the query's conditions and hold at least one of its words.

        Words in `ignored` (lower case) do not count, unless nothing else is asked.
        """
        wishes = self._wishes(query, ignored)
        if not wishes or k < 1 or (allowed is not None and len(allowed) == 0):
            return _nothing()
        clauses = [(Occur.Must, tantivy.Query.boolean_query([(Occur.Should, wish) for wish in wishes]))]
        condition = self._condition(query)
        if condition is not None:
            clauses.append((Occur.Must, tantivy.Query.const_score_query(condition, 0.0)))
        if allowed is not None and len(allowed) <= _FEW_ROWS:
            chosen = tantivy.Query.term_set_query(self._schema, "row", allowed.tolist())
            clauses.append((Occur.Must, tantivy.Query.const_score_query(chosen, 0.0)))
            allowed = None
        return self._best(tantivy.Query.boolean_query(clauses), k, allowed)

    def matching(self, query: Group) -> Rows | None:
        """The rows that fulfil the query's conditions, ascending; None where it has no conditions."""
        condition = self._condition(query)
        if condition is None:
            return None
        hits = self._searcher.search(condition, max(1, self._size), count=False).hits
        return np.sort(self._rows(hits))

    def ceiling(self, query: Group, *, ignored: frozenset[str] = frozenset()) -> float:
        """The BM25 score that no passage exceeds: each word of the query at its most, also those no passage holds."""
        total = 0.0
        for word, times in _counted(query, ignored).items():
            total += times * self._idf(max(self._frequency(token) for token in self._stems_of(word)))
        return total * (_BM25_K1 + 1.0)

    def query_words(self, query: Group, *, ignored: frozenset[str] = frozenset()) -> dict[str, frozenset[str]]:
        """The words that count, lower case and in their order, each with its stems in every language of the index."""
        return {word: frozenset(self._stems_of(word)) for word in _counted(query, ignored)}

    def _best(self, query: tantivy.Query, k: int, allowed: Rows | None) -> tuple[Rows, Scores]:
        def fetch(asked: int) -> tuple[Rows, Scores]:
            depth = asked
            while True:
                hits = self._searcher.search(query, depth, count=False).hits
                rows, scores = self._rows(hits), np.array([score for score, _ in hits], dtype=np.float32)
                if allowed is not None:
                    kept = np.isin(rows, allowed)
                    rows, scores = rows[kept], scores[kept]
                if len(rows) >= asked or len(hits) < depth:
                    return rows[:asked], scores[:asked]
                depth *= 4

        return best(fetch, k)

    def _rows(self, hits: Sequence[tuple[object, tantivy.DocAddress]]) -> Rows:
        return np.array(self._searcher.fast_field_values("row", [address for _, address in hits]), dtype=np.int64)

    def _wishes(self, query: Group, ignored: frozenset[str]) -> list[tantivy.Query]:
        return [self._word(word, times) for word, times in _counted(query, ignored).items()]

    def _condition(self, node: Node) -> tantivy.Query | None:
        """What a result must fulfil, or None; words beside each other are wishes, so they condition nothing."""
        if not has_conditions(node):
            return None
        if isinstance(node, Group):
            return _conjunction([self._strict(part) for part in node.parts if has_conditions(part)])
        return self._strict(node)

    def _strict(self, node: Node) -> tantivy.Query:
        """The node as a condition: a word must be there, of several words at least one."""
        match node:
            case Word(text):
                return _either([self._word(word) for _, _, word in words(text)])
            case Phrase(text, in_title):
                return self._phrase(text, "title" if in_title else "words")
            case All(parts):
                return _conjunction([self._strict(part) for part in parts])
            case Any(parts):
                return _either([self._strict(part) for part in parts])
            case Not(part):
                return tantivy.Query.boolean_query(
                    [(Occur.Must, tantivy.Query.all_query()), (Occur.MustNot, self._strict(part))]
                )
            case Group(parts):
                return self._condition(node) or _either([self._strict(part) for part in parts])

    def _word(self, word: str, times: int = 1) -> tantivy.Query:
        frequencies = {token: self._frequency(token) for token in self._stems_of(word)}
        weight = times * self._idf(max(frequencies.values()))
        queries = []
        for token, frequency in frequencies.items():
            query = tantivy.Query.term_query(self._schema, "words", token)
            queries.append(tantivy.Query.boost_query(query, weight / self._idf(frequency)))
        return queries[0] if len(queries) == 1 else tantivy.Query.disjunction_max_query(queries)

    def _phrase(self, text: str, field: str) -> tantivy.Query:
        """The words side by side, stemmed as one of the index's languages has it."""
        readings = dict.fromkeys(tuple(stems(text, language)) for language in self._languages)
        queries = []
        for tokens in readings:
            if len(tokens) == 1:
                queries.append(tantivy.Query.term_query(self._schema, field, tokens[0]))
            elif tokens:
                queries.append(tantivy.Query.phrase_query(self._schema, field, list(tokens)))
        return _either(queries)

    def _stems_of(self, word: str) -> list[str]:
        return list(dict.fromkeys(stem(word, language) for language in self._languages))

    def _idf(self, frequency: int) -> float:
        """What tantivy has a word count that `frequency` passages hold."""
        return float(np.log1p((self._size - frequency + 0.5) / (frequency + 0.5)))

    def _frequency(self, token: str) -> int:
        return int(self._searcher.doc_freq("words", token))


def _counted(query: Group, ignored: frozenset[str]) -> Mapping[str, int]:
    """The wished words in their order, and how often each is there; the ignored ones only where there are no others."""
    asked = Counter(word for text in wished_words(query) for _, _, word in words(text))
    return {word: times for word, times in asked.items() if word not in ignored} or asked


def _either(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Should, query) for query in queries])


def _conjunction(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Must, query) for query in queries])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", indexed=True, fast=True)
    builder.add_text_field("title", tokenizer_name=_ANALYZER)
    builder.add_text_field("words", tokenizer_name=_ANALYZER)
    return builder.build()


def _register(index: tantivy.Index) -> None:
    # The texts arrive stemmed: tantivy only cuts them at their blanks.
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_ANALYZER, analyzer)


def _nothing() -> tuple[Rows, Scores]:
    return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
