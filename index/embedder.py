"""Opens the encoder that a name stands for."""

import re
from pathlib import Path

from corpus.errors import ModelError
from index.bundled_models import bundled_model, default_model_name, default_model_reason, open_bundled
from index.paired import PairedEmbedder
from index.protocols import Embedder
from index.sentence_transformer import MODEL_FILES, OTHER_RUNTIMES, SentenceTransformerEmbedder

__all__ = ["default_model_name", "default_model_reason", "open_embedder"]

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


def open_embedder(name_or_path: str, cache_folder: Path, threads: int | None) -> Embedder:
    """The encoder of this name: `e5` or `minilm` (installed with Cadre), a folder, or `owner/model` of Hugging Face.

    `e5+minilm` is a pair: the second helps to rank English passages. Opening is cheap: weights are read when the first
    text comes. A model of the hub is looked for on this machine, and only then fetched, into `cache_folder`. `threads`
    is how many processors to use, None for all. Raises `ModelError`.
    """
    first, plus, english = name_or_path.partition("+")
    if plus and bundled_model(first) is not None:
        return PairedEmbedder(
            open_embedder(first, cache_folder, threads), open_embedder(english, cache_folder, threads)
        )
    if bundled_model(name_or_path) is not None:
        return open_bundled(name_or_path, threads)
    folder = Path(name_or_path).expanduser()
    if folder.is_dir() or not _HUB_ID.fullmatch(name_or_path):
        return SentenceTransformerEmbedder(folder, threads=threads)
    return SentenceTransformerEmbedder(_fetched(name_or_path, cache_folder), name=name_or_path, threads=threads)


def _fetched(model: str, cache_folder: Path) -> Path:
    # A quarter of a second that only users of the hub need to spend.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    places = [(None, True), (cache_folder, True), (cache_folder, False)]
    for place, only_here in places:
        try:
            found = snapshot_download(
                model,
                cache_dir=place,
                local_files_only=only_here,
                allow_patterns=list(MODEL_FILES),
                ignore_patterns=[f"{runtime}/*" for runtime in OTHER_RUNTIMES],
            )
        except LocalEntryNotFoundError:
            continue
        except (HfHubHTTPError, OSError) as error:
            raise _unreachable(model, f"it could not be fetched ({error})") from error
        return Path(str(found))
    raise _unreachable(model, "it is not on this machine, and the Hugging Face hub cannot be reached")


def _unreachable(model: str, problem: str) -> ModelError:
    remedy = "Check the name, fetch it once where there is a network, or choose the bundled `e5` or `minilm`."
    return ModelError(model=model, problem=problem, remedy=remedy)
