"""Themes by words and by meaning, with the encoder that ships with Cadre."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from corpus.document import Locator, Passage, Tag
from corpus.taxonomy import load_taxonomy
from index.embedder import open_embedder
from ingest.taggers.themes import ThemeTagger

SENTENCES = yaml.safe_load((Path(__file__).parents[1] / "corpus" / "taxonomy_sentences.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory):
    return open_embedder("minilm", tmp_path_factory.mktemp("models"), 1)


@pytest.fixture(scope="module")
def tagger(encoder) -> ThemeTagger:
    return ThemeTagger(load_taxonomy(), encoder.embed_query, encoder.model_id)


def tags(tagger: ThemeTagger, encoder, text: str, language: str = "en", vector=None) -> dict[str, Tag]:
    passage = Passage(passage_id="d", doc_id="d", text=text, locator=Locator(start=0, end=len(text)), language=language)
    vectors = encoder.embed_passages([text]) if vector is None else vector
    (found,) = tagger.tags([passage], vectors)
    return {tag.value: tag for tag in found}


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Nurses' intention to leave fell after the pay rise.", "retention"),
        ("Task shifting from doctors to nurses was tried in six districts.", "skill-mix"),
        ("Verbal abuse of nurses by visitors is rarely reported.", "violence"),
        ("The WHO Global Code of Practice on international recruitment of health personnel applies.", "migration"),
    ],
)
def test_a_theme_comes_with_the_words_that_caused_it(tagger, encoder, text: str, theme: str) -> None:
    tag = tags(tagger, encoder, text)[theme]
    assert tag.confidence >= 0.65
    start, end = (int(part) for part in tag.reason.split(" at ")[1].split(",")[0].split(";")[0].split()[0].split("-"))
    assert text[start:end] in tag.reason


@pytest.mark.parametrize(
    "text",
    [
        "Urinary retention was seen in four patients of the placebo group.",
        "Data migration between the two laboratory systems took a week.",
        "Patients retained in care had lower viral load after twelve months.",
        "Cell migration was inhibited by the compound in all three assays.",
    ],
)
def test_other_meanings_of_the_words_are_no_themes(tagger, encoder, text: str) -> None:
    assert tags(tagger, encoder, text) == {}


def test_terms_are_found_in_every_language_whatever_the_meaning_says(tagger, encoder) -> None:
    nowhere = np.zeros((1, encoder.dimension), dtype=np.float32)
    missed = [
        (language, theme)
        for theme, by_language in SENTENCES.items()
        for language, text in by_language.items()
        if theme not in tags(tagger, encoder, text, language, nowhere)
    ]
    assert missed == []


def test_the_version_names_encoder_and_words(encoder) -> None:
    taxonomy = load_taxonomy()
    one, other = (ThemeTagger(taxonomy, encoder.embed_query, model_id).version for model_id in ("a", "b"))
    assert one != other
