"""Folders of sentence-transformers: their prompts, their ids, and those that are refused."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import BertConfig, BertModel

from corpus.errors import ModelError
from index.sentence_transformer import SentenceTransformerEmbedder

TEXT = "nurses leave"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A complete folder with random weights."""
    folder = tmp_path_factory.mktemp("made")
    torch.manual_seed(5)
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    BertModel(BertConfig(vocab_size=16, max_position_embeddings=32, **sizes)).save_pretrained(folder / "bert")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "nurses", "leave", "query", "passage", "find", ":"]
    (folder / "bert" / "vocab.txt").write_text("\n".join(words), "utf-8")
    (folder / "bert" / "tokenizer_config.json").write_text('{"tokenizer_class": "BertTokenizer"}')
    modules = [Transformer(str(folder / "bert")), Pooling(32, "mean"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "model"))
    return folder / "model"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "model"))


def declare(folder: Path, prompts: dict[str, str]) -> None:
    path = folder / "config_sentence_transformers.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"prompts": prompts}), "utf-8")


def judged(made: Path, text: str) -> np.ndarray:
    return SentenceTransformer(str(made), device="cpu").encode(text, normalize_embeddings=True)


@pytest.mark.parametrize("kind", ["document", "passage", "corpus"])
def test_declared_prompts_are_used(made: Path, folder: Path, kind: str) -> None:
    declare(folder, {"query": "find: ", kind: "passage: "})
    embedder = SentenceTransformerEmbedder(folder)
    assert np.allclose(embedder.embed_query(TEXT), judged(made, "find: " + TEXT), atol=1e-6)
    assert np.allclose(embedder.embed_passages([TEXT])[0], judged(made, "passage: " + TEXT), atol=1e-6)


@pytest.mark.parametrize(
    ("name", "is_e5"),
    [
        ("multilingual-e5-small", True),
        ("intfloat/E5-base-v2", True),
        ("multilingual-e5-large-instruct", False),
        ("all-MiniLM-L6-v2", False),
        ("made5-small", False),
    ],
)
def test_folders_of_e5_get_the_prompts_that_they_do_not_declare(made: Path, name: str, is_e5: bool) -> None:
    embedder = SentenceTransformerEmbedder(made, name=name)
    query, passage = ("query: ", "passage: ") if is_e5 else ("", "")
    assert np.allclose(embedder.embed_query(TEXT), judged(made, query + TEXT), atol=1e-6)
    assert np.allclose(embedder.embed_passages([TEXT])[0], judged(made, passage + TEXT), atol=1e-6)


def test_the_id_follows_what_decides_the_vectors_and_nothing_else(folder: Path) -> None:
    before = SentenceTransformerEmbedder(folder).model_id
    (folder / "README.md").write_text("Changed.", "utf-8")
    assert SentenceTransformerEmbedder(folder).model_id == before
    assert SentenceTransformerEmbedder(folder, name="other").model_id != before
    declare(folder, {"query": "find: "})
    prompted = SentenceTransformerEmbedder(folder).model_id
    weights = load_file(folder / "model.safetensors")
    save_file({name: weight + 0.01 for name, weight in weights.items()}, folder / "model.safetensors", {"format": "pt"})
    assert len({before, prompted, SentenceTransformerEmbedder(folder).model_id}) == 3


def test_half_precision_weights_are_run_in_float32(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    save_file({name: weight.half() for name, weight in weights.items()}, folder / "model.safetensors", {"format": "pt"})
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"dtype": "float16"}), "utf-8")
    judge = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
    expected = judge.encode(TEXT, normalize_embeddings=True)
    found = SentenceTransformerEmbedder(folder, threads=1).embed_query(TEXT)
    assert found.dtype == np.float32
    assert np.abs(found - expected).max() < 1e-6


def refused(folder: Path, problem: str) -> None:
    with pytest.raises(ModelError, match=problem + r".*choose `e5` or `minilm`"):
        SentenceTransformerEmbedder(folder).embed_query(TEXT)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "gone", "there is no folder")


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, r"holds neither modules\.json nor config\.json")


def test_weights_that_are_pickles_are_refused_unread(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(b"cos\nsystem\n(S'echo'\ntR.")
    refused(folder, "are pickles")


def test_a_folder_that_brings_its_own_code_is_refused_unrun(folder: Path) -> None:
    witness = folder / "ran"
    (folder / "own.py").write_text(f"open({str(witness)!r}, 'w')\nclass Own: ...\n", "utf-8")
    modules = json.loads((folder / "modules.json").read_text("utf-8"))
    modules[0]["type"] = "own.Own"
    (folder / "modules.json").write_text(json.dumps(modules), "utf-8")
    refused(folder, "asks for program code")
    assert not witness.exists()


@pytest.mark.parametrize("content", ["{", "[1]", '[{"name": "0"}]'])
def test_unreadable_modules_are_refused(folder: Path, content: str) -> None:
    (folder / "modules.json").write_text(content, "utf-8")
    refused(folder, r"modules\.json cannot be read")


def test_weights_that_are_cut_short_are_refused(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:1000])
    refused(folder, "could not be loaded")
