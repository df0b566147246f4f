"""What alignment takes out of vectors, and what it leaves."""

from pathlib import Path

import numpy as np
import pytest

from corpus.document import Locator, Passage
from index.alignment import OPENINGS, Alignment, align, openings_of
from index.bundled_models import bundled_model
from index.language_centres import LanguageCentres, language_centres, parallel_texts
from index.protocols import Vectors

DIMENSION = 64
OFFSETS = {language: 3.0 * np.eye(DIMENSION)[place] for place, language in enumerate(parallel_texts())}


class Placing:
    """An encoder of the kind that alignment is for: a text's subject, its language, and what all texts share."""

    model_id = "placing"
    dimension = DIMENSION

    def vector(self, text: str) -> Vectors:
        language, subject = text.split(":")
        chosen = np.random.default_rng(int(subject))
        whole = OFFSETS[language] + chosen.normal(size=DIMENSION) / 4 + 5.0
        return (whole / np.linalg.norm(whole)).astype(np.float32)

    def embed_passages(self, texts: list[str]) -> Vectors:
        return np.stack([self.vector(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        return self.vector(text)


def centres(languages: tuple[str, ...]) -> LanguageCentres:
    encoder = Placing()
    means = np.stack(
        [encoder.embed_passages([f"{name}:{n}" for n in range(900, 916)]).mean(axis=0) for name in languages]
    )
    apart = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)[2][: len(languages) - 1]
    return LanguageCentres(questions=means.mean(axis=0), passages=means.mean(axis=0), directions=apart)


def found(passages: Vectors, questions: Vectors) -> int:
    """How many questions find the passage of the same number first."""
    return int((np.argmax(questions @ passages.T, axis=1) == np.arange(len(questions))).sum())


def test_questions_find_passages_in_other_languages_once_aligned() -> None:
    encoder, count = Placing(), 60
    languages = [("fr", "en")[number % 2] for number in range(count)]
    passages = encoder.embed_passages([f"{language}:{number}" for number, language in enumerate(languages)])
    questions = np.stack([encoder.embed_query(f"fr:{number}") for number in range(count)])
    aligned = align(passages, [], embedder=encoder, centres=centres(("en", "fr", "de")))
    before = found(passages, questions)
    after = found(aligned.aligned, np.stack([aligned.alignment.of_question(question) for question in questions]))
    # Every French passage is nearer to a French question than the English one that it is about.
    assert before <= count // 2
    assert after >= 0.9 * count


def test_aligned_vectors_have_unit_length_and_nothing_of_the_languages() -> None:
    vectors = Placing().embed_passages([f"en:{number}" for number in range(40)])
    aligned = align(vectors, ["en:7", "en:8"], embedder=Placing(), centres=centres(("en", "fr")))
    assert np.allclose(np.linalg.norm(aligned.aligned, axis=1), 1.0, atol=1e-6)
    assert np.allclose(aligned.aligned @ aligned.alignment.languages.T, 0.0, atol=1e-6)
    assert aligned.given is vectors
    assert abs(aligned.background) < 0.2


def test_the_mean_of_few_passages_is_held_back_by_the_parallel_texts() -> None:
    one = Placing().embed_passages(["en:1"])
    aligned = align(one, [], embedder=Placing(), centres=centres(("en", "fr")))
    # With its own mean alone nothing would be left of it.
    assert np.linalg.norm(aligned.aligned[0]) == pytest.approx(1.0, abs=1e-6)


def test_a_vector_of_which_nothing_is_left_is_zero() -> None:
    nothing = Alignment(
        passages=np.ones(4, dtype=np.float32), questions=np.ones(4, dtype=np.float32), languages=np.eye(4)[:1]
    )
    assert not nothing.of_question(np.ones(4, dtype=np.float32)).any()


def test_it_reads_what_it_wrote(tmp_path: Path) -> None:
    vectors = Placing().embed_passages([f"en:{number}" for number in range(5)])
    written = align(vectors, [], embedder=Placing(), centres=centres(("en", "fr"))).alignment
    written.write(tmp_path / "alignment.npz")
    read = Alignment.read(tmp_path / "alignment.npz")
    assert np.array_equal(read.of_passages(vectors), written.of_passages(vectors))


def passage(number: int, text: str) -> Passage:
    return Passage(
        passage_id=f"d{number}.0-9", doc_id=f"d{number}", text=text, locator=Locator(start=0, end=9), language="en"
    )


def test_openings_are_first_sentences_and_stay_when_a_collection_grows() -> None:
    passages = [passage(number, f"Sentence {number}. And more of it.") for number in range(3 * OPENINGS)]
    small, large = openings_of(passages[: 2 * OPENINGS]), openings_of(passages)
    assert len(small) == len(large) == OPENINGS
    assert all(opening.startswith("Sentence") and opening.endswith(".") for opening in large)
    assert len(set(small) & set(large)) > OPENINGS // 2
    assert openings_of(passages[::-1]) == large
    assert len(openings_of([passage(1, "word " * 400)])[0]) == 300


def test_an_encoder_of_few_dimensions_keeps_most_of_them() -> None:
    class Small(Placing):
        dimension = 16

        def vector(self, text: str) -> Vectors:
            return np.random.default_rng(sum(text.encode())).normal(size=16).astype(np.float32)

    assert len(LanguageCentres.measured(Small()).directions) == 2
    assert LanguageCentres.measured(Small(), ["en"]).directions.shape == (0, 16)


def test_the_centres_kept_for_the_bundled_encoder_are_those_of_its_texts() -> None:
    model = bundled_model("e5")
    assert model is not None
    if not model.is_installed:
        pytest.skip("the package of the bundled encoder is not installed here")
    embedder = model.embedder(threads=2)
    kept, measured = language_centres(embedder), LanguageCentres.measured(embedder)
    # Processors round eight-bit products in their own ways.
    assert np.allclose(kept.questions, measured.questions, atol=5e-3)
    assert np.allclose(kept.passages, measured.passages, atol=5e-3)
    left = measured.directions - (measured.directions @ kept.directions.T) @ kept.directions
    assert np.linalg.norm(left, axis=1)[:15].max() < 0.3
