"""Which themes a question is about, and where its findings are shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from corpus.document import Document, TaggedPassage
from corpus.taxonomy import Taxonomy
from index.ranking import Hit
from index.searcher import Searcher
from synthesis.question import Question
from synthesis.themes import Themes


@dataclass
class Nearest:
    """A searcher to which one theme's definition means the same as any question."""

    nearest: str
    taxonomy: Taxonomy
    model_id: str = "e5@test"

    def similarity(self, question: str, texts: Sequence[str]):
        return np.array([0.9 if text == self.taxonomy.theme(self.nearest).definition else 0.8 for text in texts])


def question(text: str) -> Question:
    return Question(text=text, wished=text, language="en", words=())


@pytest.fixture
def hit(make_passage: Callable[..., TaggedPassage]) -> Callable[..., Hit]:
    def made(text: str, *themes: str, title: str = "T") -> Hit:
        document = Document(doc_id="d", title=title)
        return Hit(passage=make_passage("d", text, themes=themes), document=document, rank=1, score=1.0)

    return made


@pytest.fixture
def silent(publish: Callable[..., Searcher], shelf) -> Searcher:
    """A searcher whose encoder has no scale, so that meaning says nothing about themes."""
    return publish(shelf.documents, shelf.passages)


def test_a_theme_that_the_question_names(hit, silent, taxonomy: Taxonomy) -> None:
    themes = Themes(question("violence against nurses"), [hit("x", "retention")], taxonomy, silent)
    assert themes.main == {"violence"}


def test_a_longer_term_hides_a_shorter_one_in_it(silent, taxonomy: Taxonomy) -> None:
    assert Themes(question("the gender pay gap of nurses"), [], taxonomy, silent).main == {"gender-equity"}


def test_a_theme_that_the_question_means(taxonomy: Taxonomy) -> None:
    assert Themes(question("why do they go"), [], taxonomy, Nearest("retention", taxonomy)).main == {"retention"}


def test_else_the_theme_of_the_best_passages(hit, silent, taxonomy: Taxonomy) -> None:
    hits = [hit("x", "migration"), hit("y", "migration", "data"), hit("z")]
    themes = Themes(question("why do they go"), hits, taxonomy, silent)
    assert themes.main == {"migration"}
    assert themes.of(hit("y", "data"), "They went.") == "data"
    assert themes.of(hit("y", "planning"), "They went.") is None


def test_the_sentence_comes_before_its_passage(hit, silent, taxonomy: Taxonomy) -> None:
    themes = Themes(question("violence against nurses and staff turnover"), [], taxonomy, silent)
    found = hit("x", "retention")
    assert themes.of(found, "Assaults on nurses are workplace violence.") == "violence"
    assert themes.of(found, "They went away.") == "retention"
    assert themes.of(hit("x", title="Workplace violence"), "They went away.") == "violence"


def test_nearness_falls_from_sentence_to_passage_to_document(hit, silent, taxonomy: Taxonomy) -> None:
    about = question("violence against nurses")
    themes = Themes(about, [hit("x", "violence")], taxonomy, silent)
    named = themes.nearness(hit("x"), "Workplace violence is common.")
    carried = themes.nearness(hit("x", "violence"), "It is common.")
    around = themes.nearness(hit("x"), "It is common.")
    assert (named, carried, around) == (1.0, 0.6, 0.3)
    assert Themes(question("xyzzy"), [], taxonomy, silent).nearness(hit("x"), "It is common.") is None
