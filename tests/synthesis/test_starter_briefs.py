"""Briefs over the starter documents with the encoders that Cadre brings: what they find, and what they do not pretend."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.countries import load_countries
from corpus.document import Document, Passage
from corpus.filters import Filters
from corpus.originals import Originals
from corpus.taxonomy import load_taxonomy
from index.bundled_models import bundled_model
from index.embedder import open_embedder
from index.embedding_cache import CachedEmbedder
from index.generation import Generations
from index.passage_text import passage_text
from index.protocols import Vectors
from index.searcher import Searcher
from ingest.parsing import parse
from ingest.rereading import StoredOriginals
from ingest.taggers.countries import CountryTagger
from ingest.taggers.themes import ThemeTagger
from ingest.tagging import Taggers
from synthesis.brief import Brief, make_brief

STARTER = Path(__file__).parents[2] / "corpus" / "starter"


class Collection:
    """The starter documents in Markdown, ingested and indexed with one encoder."""

    def __init__(self, model: str, folder: Path, kept_vectors: Path) -> None:
        embedder = CachedEmbedder(open_embedder(model, folder / "models", threads=2), kept_vectors)
        originals = Originals(folder / "originals")
        parsed = []
        for path in sorted(STARTER.glob("*.md")):
            originals.keep(path.read_bytes())
            parsed += parse(path.read_bytes(), file_name=path.name, sidecar={}).documents

        def vectors(passages: Sequence[tuple[Document, Passage]]) -> Vectors:
            return embedder.embed_passages([passage_text(document, passage) for document, passage in passages])

        themes = ThemeTagger(load_taxonomy(), embedder.embed_query, embedder.model_id)
        contents = Taggers(themes=themes, countries=CountryTagger(load_countries()), vectors=vectors).tag(parsed)
        generations = Generations(folder / "generations")
        generations.publish(
            documents=sorted((content.document for content in contents), key=lambda document: document.doc_id),
            passages=sorted(
                (tagged for content in contents for tagged in content.passages),
                key=lambda tagged: tagged.passage.passage_id,
            ),
            revision=1,
            model=model,
            embedder=embedder,
            on_progress=lambda done, total: None,
        )
        self.originals = StoredOriginals(originals)
        self.searcher = Searcher(generations.current(), embedder)

    def ask(self, question: str) -> Brief:
        return make_brief(
            question,
            searcher=self.searcher,
            filters=Filters(),
            originals=self.originals,
            taxonomy=load_taxonomy(),
            countries=load_countries(),
        )


@pytest.fixture(scope="module", params=["e5", "minilm"])
def starter(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, kept_vectors: Path) -> Collection:
    model = bundled_model(request.param)
    if model is None or not model.is_installed:
        pytest.skip(f"the encoder {request.param} is not installed here")
    return Collection(request.param, tmp_path_factory.mktemp(request.param), kept_vectors)


@pytest.mark.parametrize(
    ("question", "theme"),
    [
        ("What keeps rural nurses in their posts?", "retention"),
        ("How can violence against health workers be prevented?", "violence"),
        ("task shifting from doctors to nurses", "skill-mix"),
        ("How large is the gender pay gap in the health sector?", "gender-equity"),
        ("How do countries forecast demand for health workers?", "planning"),
        ("Which countries have a registry of health professionals?", "data"),
    ],
)
def test_questions_of_the_field_are_answered_under_their_theme(starter: Collection, question: str, theme: str) -> None:
    brief = starter.ask(question)
    assert len(brief.findings) >= 2
    assert theme in [group.theme for group in brief.themes[:2]]
    for finding in brief.findings:
        document = starter.searcher.document(finding.citation.doc_id).document
        reading = starter.originals.reading(document)
        assert reading.text[finding.citation.start : finding.citation.end] == finding.citation.quote
        assert "Sources" not in finding.citation.headings
        assert "http" not in finding.citation.quote


@pytest.mark.parametrize(
    "question",
    [
        "price of copper in Chile in 1997",
        "how to prune apple trees",
        "Who won the football world cup in 1998?",
        "best pizza recipe",
        "mortgage interest rates",
        "Wie backe ich einen Apfelkuchen?",
        "Quelle est la recette de la ratatouille ?",
        "Hogyan kell almafát metszeni?",
    ],
)
def test_questions_outside_the_field_have_no_evidence(starter: Collection, question: str) -> None:
    brief = starter.ask(question)
    assert brief.is_without_evidence
    assert brief.coverage.relevant == 0
    assert brief.coverage.documents == len(list(STARTER.glob("*.md")))


def test_a_country_that_the_question_names_comes_first(starter: Collection) -> None:
    brief = starter.ask("violence against doctors in Spain")
    best = max(brief.findings, key=lambda finding: finding.score)
    assert best.countries == ("ES",)


def test_documents_in_other_languages_are_quoted_in_theirs(starter: Collection) -> None:
    brief = starter.ask("¿Cuántas agresiones a médicos se registran en España?")
    assert "es" in {finding.citation.language for finding in brief.findings}
