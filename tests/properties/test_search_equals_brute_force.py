"""Random collections, filters and questions: every answer equals what brute force says, ids and scores."""

import math
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.document import Document, TaggedPassage
from corpus.filters import FIELDS, Clause, Filters
from corpus.language import identify_question
from index.alignment import Alignment
from index.diversity import GOOD
from index.facets import values_of
from index.fusion import background_of
from index.generation import Generations
from index.query import Diversity, Query, SearchMode, Spread
from index.ranking import Hit, SearchResults
from index.searcher import Searcher
from index.tokens import stems

WORDS = ["nurse", "doctor", "pay", "rural", "violence", "stay", "leave", "team", "night", "shift", "abroad", "school"]
THEMES = ["retention", "violence", "migration", "skill-mix"]
COUNTRIES = ["NO", "RO", "HU", "IE"]
YEARS = [None, 2018, 2019, 2021, 2024]
K1, B = 1.2, 0.75

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
entries = st.tuples(
    texts,
    st.lists(st.sampled_from(THEMES), unique=True, max_size=2),
    st.lists(st.sampled_from(COUNTRIES), unique=True, max_size=2),
    st.integers(0, 5),
)
values = {
    "theme": st.sampled_from(THEMES),
    "country": st.sampled_from(COUNTRIES),
    "year": st.sampled_from(["2018", "2019-2021", "2020-", "-2019"]),
    "language": st.sampled_from(["en", "de"]),
    "kind": st.sampled_from(["policy", "news"]),
}
clauses = st.sampled_from(FIELDS).flatmap(
    lambda field: st.builds(
        lambda include, exclude: Clause(field=field, include=tuple(include), exclude=tuple(exclude)),
        st.lists(values[field], unique=True, max_size=2),
        st.lists(values[field], unique=True, max_size=1),
    )
)
filters = st.lists(clauses, max_size=3).map(lambda found: Filters(clauses=tuple(found)))
diversities = st.builds(
    lambda per_document, spread: Diversity(per_document=per_document, spread=spread),
    st.sampled_from([None, 1, 2, 3]),
    st.sampled_from([None, Spread.COUNTRY]),
)


def collection(drawn, make_passage) -> tuple[list[Document], list[TaggedPassage]]:
    documents = [
        Document(
            doc_id=f"doc{number}",
            title=f"{WORDS[number]} {WORDS[number + 1]}",
            year=YEARS[number % len(YEARS)],
            kind=["policy", "news", None][number % 3],
        )
        for number in range(6)
    ]
    passages = [
        make_passage(
            f"doc{owner}",
            text,
            start=number * 1000,
            themes=themes,
            countries=countries,
            language=["en", "de"][owner % 2],
        )
        for number, (text, themes, countries, owner) in enumerate(drawn)
    ]
    return documents, sorted(passages, key=lambda tagged: tagged.passage.passage_id)


def bm25(passages: Sequence[TaggedPassage], documents: dict[str, Document], question: str) -> np.ndarray:
    """Okapi BM25 as tantivy has it, written down apart from it: a word counts by the best of its stems, and each of
    them is as rare as the most frequent."""
    languages = sorted({tagged.passage.language for tagged in passages})
    indexed = [
        [*stems(documents[t.passage.doc_id].title, t.passage.language) * 2, *stems(t.passage.text, t.passage.language)]
        for t in passages
    ]
    mean = sum(map(len, indexed)) / len(indexed)
    frequencies = Counter(token for tokens in indexed for token in set(tokens))
    scores = np.zeros(len(passages))
    for word in question.split():
        forms = {stems(word, language)[0] for language in languages}
        df = max(frequencies[token] for token in forms)
        idf = math.log(1 + (len(indexed) - df + 0.5) / (df + 0.5))
        for row, tokens in enumerate(indexed):
            best = 0.0
            for token in forms:
                tf = tokens.count(token)
                best = max(best, idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(tokens) / mean)))
            scores[row] += best
    return scores


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(entries, min_size=1, max_size=30),
    chosen=filters,
    question=texts,
    k=st.integers(1, 12),
    diversity=diversities,
)
def test_answers_equal_brute_force(drawn, chosen, question, k, diversity, encoder, make_passage) -> None:
    documents, passages = collection(drawn, make_passage)
    by_id = {document.doc_id: document for document in documents}
    with tempfile.TemporaryDirectory() as folder:
        generations = Generations(Path(folder))
        generations.publish(
            documents=documents,
            passages=passages,
            revision=1,
            model="m",
            embedder=encoder,
            on_progress=lambda done, total: None,
        )
        searcher = Searcher(generations.current(), encoder)
        allowed = [
            row for row, tagged in enumerate(passages) if chosen.allow(values_of(tagged, by_id[tagged.passage.doc_id]))
        ]
        lexical = bm25(passages, by_id, question)
        given = encoder.embed_passages([f"{by_id[t.passage.doc_id].title}\n{t.passage.text}" for t in passages])
        alignment = Alignment.read(generations.current() / "alignment.npz")
        stored = alignment.of_passages(given)
        dense = stored @ alignment.of_question(encoder.embed_query(question))
        for mode in SearchMode:
            results = searcher.search(Query(text=question, filters=chosen, k=k, mode=mode))
            expected = oracle(mode, allowed, lexical, dense, passages, by_id, question, background_of(stored))
            check(results, expected, k, passages, by_id)
            query = Query(text=question, filters=chosen, k=k, mode=mode)
            check_diversity(searcher, query, diversity, by_id, background_of(stored))
        searcher.close()


def oracle(mode, allowed, lexical, dense, passages, by_id, question, background) -> dict[int, float]:
    if mode is SearchMode.LEXICAL:
        return {row: lexical[row] for row in allowed if lexical[row] > 0}
    if mode is SearchMode.DENSE or not allowed:
        return {row: float(dense[row]) for row in allowed}
    languages = sorted({tagged.passage.language for tagged in passages})
    indexed = [
        {*stems(by_id[t.passage.doc_id].title, t.passage.language), *stems(t.passage.text, t.passage.language)}
        for t in passages
    ]
    ceiling = 0.0
    for word in question.split():
        df = max(sum(stems(word, language)[0] in tokens for tokens in indexed) for language in languages)
        ceiling += math.log(1 + (len(passages) - df + 0.5) / (df + 0.5)) * (K1 + 1)
    asked = identify_question(question)
    scores = {}
    for row in allowed:
        is_across = asked not in ("und", passages[row].passage.language)
        words, meaning = (0.3, 1.0) if is_across else (0.55, 0.45)
        scores[row] = words * lexical[row] / ceiling + meaning * (dense[row] - background) / (1 - background)
    return scores


def check(results, expected: dict[int, float], k: int, passages, by_id) -> None:
    ids = [tagged.passage.passage_id for tagged in passages]
    assert results.total_passages == len(expected)
    assert len(results.hits) == min(k, len(expected))
    best = sorted(expected.values(), reverse=True)[:k]
    got = [(ids.index(hit.passage.passage.passage_id), hit.score) for hit in results.hits]
    assert np.allclose([score for _, score in got], best, atol=2e-3)
    for row, score in got:
        assert expected[row] == pytest.approx(score, abs=2e-3)
    assert [row for row, _ in got] == [row for row, _ in sorted(got, key=lambda pair: (-pair[1], pair[0]))]
    for field, counts in results.facets.items():
        tally = Counter(
            value for row in expected for value in values_of(passages[row], by_id[passages[row].passage.doc_id])[field]
        )
        assert {facet.value: facet.count for facet in counts} == dict(tally)


def check_diversity(searcher: Searcher, query: Query, diversity: Diversity, by_id, background: float) -> None:
    """All pages of a diverse ranking, explained, against the plain ranking and the rules, written down apart from it."""
    plain = [hit for page in pages_of(searcher, replace(query, k=100)) for hit in page.hits]
    expected = diverse(plain, diversity, background if query.mode is SearchMode.DENSE else 0.0)
    pages = list(pages_of(searcher, replace(query, diversity=diversity, explain=True)))
    hits = [hit for page in pages for hit in page.hits]
    assert [hit.passage for hit in hits] == [hit.passage for hit in expected]
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    for page in pages:
        check_counts(page, expected, by_id)
    for hit in hits:
        why = hit.explanation
        assert plain[why.plain_rank - 1].passage == hit.passage
        parts = [part.contribution for part in (why.lexical, why.dense, why.english) if part is not None]
        assert sum(parts) == pytest.approx(hit.score, rel=1e-6, abs=2e-6)


def pages_of(searcher: Searcher, query: Query) -> Iterator[SearchResults]:
    page = searcher.search(query)
    yield page
    while page.next_cursor is not None:
        page = searcher.search(replace(query, cursor=page.next_cursor))
        yield page


def diverse(plain: list[Hit], diversity: Diversity, background: float) -> list[Hit]:
    """The rules, one passage after the other: what is best of those whose group has come least, the good ones first."""
    kept: list[Hit] = []
    for hit in plain:
        owners = [other.document.doc_id for other in kept]
        if diversity.per_document is None or owners.count(hit.document.doc_id) < diversity.per_document:
            kept.append(hit)
    if diversity.spread is None:
        return kept
    best = max((hit.score - background for hit in kept), default=0.0)
    good = [hit for hit in kept if best <= 0 or hit.score - background >= GOOD * best - 1e-7]
    poor = [hit for hit in kept if hit not in good]
    came: Counter[str] = Counter()
    taken = []
    for left in (good, poor):
        while left:
            following = min(left, key=lambda hit: (came[group(hit)], hit.rank))
            came[group(following)] += 1
            left.remove(following)
            taken.append(following)
    return taken


def group(hit: Hit) -> str:
    countries = hit.passage.values("country")
    return countries[0] if len(countries) == 1 else "several" if countries else "none"


def check_counts(page: SearchResults, expected: list[Hit], by_id) -> None:
    assert page.total_passages == len(expected)
    assert page.total_documents == len({hit.document.doc_id for hit in expected})
    for field, counts in page.facets.items():
        tally = Counter(v for hit in expected for v in values_of(hit.passage, by_id[hit.document.doc_id])[field])
        assert {facet.value: facet.count for facet in counts} == dict(tally)
