"""The multilingual encoder finds sentences across languages as well as is published in docs/decisions/0002."""

from pathlib import Path

import numpy as np
import pytest

from index.bundled_models import bundled_model, open_bundled


@pytest.mark.parametrize(("language", "floor"), [("ron", 0.87), ("deu", 0.97)])
def test_sentences_find_their_translations_among_a_thousand(shared: Path, language: str, floor: float) -> None:
    model = bundled_model("e5")
    assert model is not None
    if not model.is_installed:
        pytest.skip(f"{model.package} is not installed")
    rows = (shared / "data/ir/tatoeba_laser" / f"{language}-eng.tsv").read_text("utf-8").splitlines()
    pairs = [row.split("\t")[:2] for row in rows if row.strip()]
    embedder = open_bundled("e5")
    foreign, english = (np.array([embedder.embed_query(text) for text in side]) for side in zip(*pairs, strict=True))
    accuracy = float(((foreign @ english.T).argmax(axis=1) == np.arange(len(pairs))).mean())
    assert accuracy >= floor
