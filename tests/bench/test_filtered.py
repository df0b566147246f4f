"""The filtered collection: the shares of its flags, its geometry, and that it comes out the same each time."""

from dataclasses import replace

import numpy as np
import pytest

from tests.bench.filtered import FLAGS, SHARES, filtered_material, flagged_rows, mixtures, rows_with
from tests.bench.item import Item, Material, Question, Vectors
from tests.bench.tokens import Ragged, Tokens

ROWS = 4000


def clustered(rows: int, seed: int) -> Vectors:
    """Unit vectors around eight centres that share a direction, as a real encoder's do."""
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((8, 32)) + 3.0
    made = centres[rng.integers(8, size=rows)] + 0.5 * rng.standard_normal((rows, 32))
    unit: Vectors = (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)
    return unit


def source(rows: int, seed: int) -> Material:
    return Material(
        name=f"source {seed}",
        items=tuple(Item(id=str(row), title="A title", text=f"word{row} " * 60) for row in range(rows)),
        questions=(Question(id="q", text=f"question {seed}"),),
        item_vectors=clustered(rows, seed),
        question_vectors=clustered(1, seed + 100),
        english_item_vectors=clustered(rows, seed + 200),
        english_question_vectors=clustered(1, seed + 300),
        tokens=tokens(rows, seed),
    )


def tokens(rows: int, seed: int) -> Tokens:
    """No two passages have the same codes; each has another number of them than the next."""
    rng = np.random.default_rng(seed)
    codes = [rng.integers(256, size=(row % 5, 8), dtype=np.uint8) for row in range(rows)]
    question = rng.standard_normal((4, 32)).astype(np.float32)
    return Tokens(codes=Ragged.of(codes), code_of=np.arange(rows), questions=Ragged.of([question]))


@pytest.fixture(scope="module")
def material() -> Material:
    return filtered_material([source(200, 1), source(100, 2)], ROWS)


def test_each_flag_has_its_share_of_the_rows(material: Material) -> None:
    counts = {flag: len(rows) for flag, rows in rows_with(material).items()}
    assert counts == {f"{kind}_{name}": ROWS * share for kind in ("random", "topic") for name, share in SHARES.items()}


def test_a_topic_is_nearer_to_itself_than_to_the_rest(material: Material) -> None:
    rows = rows_with(material)
    inside, random = (
        material.item_vectors[rows[f"{kind}_5"]] @ material.item_vectors.T for kind in ("topic", "random")
    )
    assert inside[:, rows["topic_5"]].mean() > inside.mean() + 0.01
    assert abs(random[:, rows["random_5"]].mean() - random.mean()) < 0.01


def test_the_rows_of_a_topic_are_the_nearest_to_one_of_them() -> None:
    vectors = clustered(ROWS, 3)
    rows = flagged_rows(vectors, np.random.default_rng(0))["topic_5"]
    nearest = {row: set(np.argsort(-(vectors @ vectors[row]), kind="stable")[: len(rows)].tolist()) for row in rows}
    assert set(rows.tolist()) in nearest.values()


def test_texts_and_ids_are_unlike_and_vectors_of_unit_length(material: Material) -> None:
    assert len({item.whole for item in material.items}) == len({item.id for item in material.items}) == ROWS
    assert np.allclose(np.linalg.norm(material.item_vectors, axis=1), 1.0, atol=1e-5)


def test_real_vectors_come_first_and_each_mixture_is_near_its_own() -> None:
    real = clustered(300, 1)
    made = mixtures(real, 900, np.random.default_rng(0)).of(real)
    assert np.allclose(made[:300], real, atol=1e-6)
    own = (made[300:] * np.concatenate([real, real])).sum(axis=1).mean()
    other = (made[300:] * np.roll(np.concatenate([real, real]), 7, axis=0)).sum(axis=1).mean()
    assert own > other + 0.01


def test_the_same_comes_out_each_time(material: Material) -> None:
    again = filtered_material([source(200, 1), source(100, 2)], ROWS)
    assert again.items == material.items
    assert np.array_equal(again.item_vectors, material.item_vectors)
    assert np.array_equal(again.english_item_vectors, material.english_item_vectors)


def test_the_questions_are_those_of_the_first_source_and_rows_come_from_all(material: Material) -> None:
    assert [question.text for question in material.questions] == ["question 1"]
    assert np.allclose(material.item_vectors[:200], clustered(200, 1), atol=1e-6)
    assert np.allclose(material.item_vectors[200:300], clustered(100, 2), atol=1e-6)


def test_both_encoders_vectors_are_mixed_of_the_same_rows(material: Material) -> None:
    real = np.concatenate([clustered(200, 201), clustered(100, 202)])
    assert np.allclose(material.english_item_vectors[:300], real, atol=1e-6)
    made = mixtures(clustered(300, 1), 900, np.random.default_rng(0))
    one, other = made.of(clustered(300, 1)), made.of(-clustered(300, 1))
    assert np.allclose(one, -other, atol=1e-6), "the same rows, weights and noise for any encoder"


def test_a_row_has_the_codes_of_the_passage_it_is_mixed_from_and_questions_have_their_own(material: Material) -> None:
    assert material.tokens is not None
    real = [*tokens(200, 1).items(), *tokens(100, 2).items()]
    each = material.tokens.items()
    assert len(each) == ROWS
    assert all(np.array_equal(each[row], real[row % 300]) for row in range(ROWS))
    assert np.shares_memory(each[1], each[301]), "rows of one passage share its codes"
    assert np.array_equal(material.tokens.questions.rows, tokens(200, 1).questions.rows)


def test_without_the_tokens_of_a_source_there_are_none() -> None:
    assert filtered_material([source(200, 1), replace(source(100, 2), tokens=None)], 900).tokens is None


def test_what_is_written_is_what_is_read(material: Material, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("material")
    material.write(folder)
    read = Material.read(folder)
    assert (read.name, read.items, read.questions, read.flags) == (
        material.name,
        material.items,
        material.questions,
        FLAGS,
    )
    for name in ("item_vectors", "question_vectors", "english_item_vectors", "english_question_vectors"):
        assert np.array_equal(getattr(read, name), getattr(material, name)), name
    assert read.tokens is not None
    assert material.tokens is not None
    for of_read, of_written in (
        (read.tokens.items(), material.tokens.items()),
        (list(read.tokens.questions), list(material.tokens.questions)),
    ):
        assert all(np.array_equal(one, other) for one, other in zip(of_read, of_written, strict=True))
    replace(material, tokens=None).write(folder / "plain")
    assert Material.read(folder / "plain").tokens is None
