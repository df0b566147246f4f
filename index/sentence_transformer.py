"""Runs any sentence-transformers folder: weights as safetensors, modules of that library, no code of its own."""

import hashlib
import json
import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError

from corpus.errors import ModelError
from index.prompts import Prompts, encodable
from index.protocols import Vectors

_RECIPE = "sentence-transformers-1"
"""How folders are run. It is part of every model id: change it with anything that changes a vector."""

MODEL_FILES = ("*.safetensors", "*.json", "*.txt", "*.model")
"""What of a folder decides its vectors."""

OTHER_RUNTIMES = ("onnx", "openvino")
"""Folders inside a model's folder that hold it again, for other programs."""

_PICKLES = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl"})
_E5 = re.compile(r"(?:^|[-_/])e5-(?:small|base|large)(?!.*instruct)")
_E5_PROMPTS = Prompts(query="query: ", passage="passage: ")


class SentenceTransformerEmbedder:
    """Embeds with the model in a folder, in float32; it is loaded when the first text comes. Threads may share one."""

    def __init__(self, folder: Path, *, name: str | None = None, threads: int | None = None) -> None:
        """`name` stands for the folder in the model id. `threads` is set for all that torch does in this process.

        Raises `ModelError` where the folder is missing, is no such model, keeps its weights as pickles, or brings code.
        """
        self._folder, self._name, self._threads = folder, name or folder.resolve().name, threads
        self._refuse_what_cannot_be_run()
        self._model_id = f"{self._name}@{_content_hash(folder)[:16]}/{_RECIPE}"
        self._lock = threading.Lock()
        self._loaded: Any = None

    @property
    def model_id(self) -> str:
        """Names the weights and how they are run: it holds a hash of all files that decide the vectors."""
        return self._model_id

    @property
    def dimension(self) -> int:
        """The length of each vector. Loads the model; raises `ModelError`."""
        with self._lock:
            return int(self._model().get_embedding_dimension())

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape `(len(texts), dimension)`, in the order of `texts`. Raises `ModelError`."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        with self._lock:
            model = self._model()
            found = model.encode_document(
                [encodable(text) for text in texts],
                prompt=self._prompts(model).passage,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(found, dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        """Shape `(dimension,)`. Raises `ModelError`."""
        with self._lock:
            model = self._model()
            found = model.encode_query(
                encodable(text),
                prompt=self._prompts(model).query,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return np.asarray(found, dtype=np.float32)

    def _prompts(self, model: Any) -> Prompts:
        """The prompts that the folder declares. Folders of e5 declare none, and are wrong without."""
        declared: Mapping[str, str] = model.prompts
        passage = next(filter(None, (declared.get(name) for name in ("document", "passage", "corpus"))), "")
        query = declared.get("query", "")
        if not query and not passage and _E5.search(self._name.lower()):
            return _E5_PROMPTS
        return Prompts(query=query, passage=passage)

    def _model(self) -> Any:
        if self._loaded is None:
            # Takes seconds, and only who chooses an encoder of their own needs it.
            import torch
            from sentence_transformers import SentenceTransformer

            if self._threads is not None:
                torch.set_num_threads(self._threads)
            try:
                self._loaded = SentenceTransformer(
                    str(self._folder),
                    local_files_only=True,
                    model_kwargs={"use_safetensors": True, "dtype": torch.float32},
                )
            except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
                raise self._unusable(f"it could not be loaded ({error})") from error
        return self._loaded

    def _refuse_what_cannot_be_run(self) -> None:
        if not self._folder.is_dir():
            raise self._unusable(f"there is no folder {self._folder}")
        modules = self._folder / "modules.json"
        if not modules.is_file() and not (self._folder / "config.json").is_file():
            raise self._unusable("the folder holds neither modules.json nor config.json")
        for part in _model_folders(self._folder):
            names = [path.suffix for path in part.iterdir() if path.is_file()]
            if _PICKLES.intersection(names) and ".safetensors" not in names:
                raise self._unusable(f"the weights in {part} are pickles, which can run any code when they are read")
        if modules.is_file() and not all(kind.startswith("sentence_transformers.") for kind in self._kinds(modules)):
            raise self._unusable("its modules.json asks for program code that is not part of sentence-transformers")

    def _kinds(self, modules: Path) -> list[str]:
        try:
            return [str(module["type"]) for module in json.loads(modules.read_text("utf-8"))]
        except (ValueError, KeyError, TypeError) as error:
            raise self._unusable(f"modules.json cannot be read ({error})") from error

    def _unusable(self, problem: str) -> ModelError:
        remedy = "Give a sentence-transformers folder with its weights as safetensors, or choose `e5` or `minilm`."
        return ModelError(model=self._name, problem=problem, remedy=remedy)


def _model_folders(folder: Path) -> list[Path]:
    inner = [path for path in folder.iterdir() if path.is_dir() and path.name not in OTHER_RUNTIMES]
    return [folder, *sorted(inner)]


def _content_hash(folder: Path) -> str:
    """SHA-256 over the names and the bytes of all files that decide the vectors."""
    total = hashlib.sha256()
    for part in _model_folders(folder):
        for path in sorted({path for pattern in MODEL_FILES for path in part.glob(pattern)}):
            with path.open("rb") as file:
                total.update(f"{path.relative_to(folder).as_posix()}\0".encode())
                total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()
