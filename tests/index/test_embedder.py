"""Which encoder a name opens."""

from pathlib import Path

import pytest
from huggingface_hub import constants

from corpus.errors import ModelError
from index.bundled_models import bundled_model
from index.embedder import open_embedder
from index.onnx_embedder import OnnxEmbedder
from index.sentence_transformer import SentenceTransformerEmbedder


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)


@pytest.mark.parametrize("name", ["e5", "minilm"])
def test_bundled_names_open_bundled_encoders(name: str, tmp_path: Path) -> None:
    model = bundled_model(name)
    assert model is not None
    if not model.is_installed:
        pytest.skip(f"{model.package} is not installed")
    embedder = open_embedder(name, tmp_path, 1)
    assert isinstance(embedder, OnnxEmbedder)
    assert embedder.model_id.startswith(f"{name}@")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_opens_through_sentence_transformers(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    embedder = open_embedder(str(tmp_path), tmp_path / "cache", None)
    assert isinstance(embedder, SentenceTransformerEmbedder)
    assert embedder.model_id.startswith(f"{tmp_path.name}@")


def test_a_model_of_the_hub_is_found_where_it_was_fetched_before(tmp_path: Path) -> None:
    repository = tmp_path / "models--someone--small-encoder"
    snapshot = repository / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("0" * 40)
    (snapshot / "config.json").write_text("{}")
    assert open_embedder("someone/small-encoder", tmp_path, None).model_id.startswith("someone/small-encoder@")


def test_a_model_that_cannot_be_had_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"not on this machine.*choose the bundled `e5` or `minilm`"):
        open_embedder("someone/no-such-encoder", tmp_path, None)


@pytest.mark.parametrize("name", ["e6", "./models/gone", "/models/gone", "a/b/c", "", "someone/../up"])
def test_what_is_no_name_and_no_folder_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError):
        open_embedder(name, tmp_path, None)
