"""Measures how the token vectors of the bundled encoder are coded: `python -m index.token_calibration`.

The parallel texts tell what a token vector is like, and how close texts are that have nothing to do with each other.
"""

import numpy as np

from index.bundled_models import coder_path, open_bundled
from index.language_centres import language_centres, parallel_texts
from index.onnx_embedder import OnnxEmbedder
from index.protocols import Vectors
from index.token_coder import TokenCoder, closeness

_BUNDLED = "e5"


def measure_coder(embedder: OnnxEmbedder) -> TokenCoder:
    """The coder of an encoder's token vectors. Raises what it raises."""
    languages = language_centres(embedder).directions
    read = [[embedder.token_vectors(text) for text in texts] for texts in parallel_texts().values()]
    # Each language counts the same, however many tokens it takes for a text.
    centre = np.mean([np.concatenate(texts).mean(axis=0) for texts in read], axis=0)
    dimension = len(centre)
    plain = TokenCoder(centre=centre, languages=languages, spread=np.ones(dimension, dtype=np.float32), background=0.0)
    aligned = [[plain.aligned(tokens) for tokens in texts] for texts in read]
    spread = np.concatenate([tokens for texts in aligned for tokens in texts]).std(axis=0)
    return TokenCoder(centre=centre, languages=languages, spread=spread, background=_background(aligned))


def _background(aligned: list[list[Vectors]]) -> float:
    """The mean closeness of one text to another one, in the same and in other languages, from a fixed sample."""
    chosen = np.random.default_rng(0)
    found = []
    for texts in aligned:
        question, passage = chosen.choice(len(texts), 2, replace=False)
        other = aligned[chosen.integers(len(aligned))]
        found += [closeness(texts[question], one[passage], np.zeros(1, dtype=np.int64))[0] for one in (texts, other)]
    return float(np.mean(found))


def main() -> None:
    """Writes the coder beside the code. Raises `ModelError` where the encoder is not installed."""
    embedder = open_bundled(_BUNDLED)
    measure_coder(embedder).write(coder_path(_BUNDLED), embedder.model_id)


if __name__ == "__main__":
    main()
