"""The published figures of ranking: nDCG@10 of the default encoders and settings, in docs/benchmarks.md.

MED is asked whole, XQuAD by its first hundred questions, which keeps this to a minute: `cadre evaluate DIR` measures all.
"""

from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from index.bundled_models import default_model_name
from index.embedder import open_embedder
from index.evaluation import JudgedCollection, evaluate, read_beir

MODEL = "e5+minilm"
TOLERANCE = 0.01
"""Processors round eight-bit products in their own ways, which moves single ranks."""
PUBLISHED = {
    "med": {"lexical": 0.692, "dense": 0.803, "hybrid": 0.811},
    # Of its first hundred questions; of all .485, .937 and .964.
    "xquad/cross/es-en": {"lexical": 0.754, "dense": 0.971, "hybrid": 0.980},
}


def first(collection: JudgedCollection, count: int) -> JudgedCollection:
    """The collection with its first questions alone."""
    kept = dict(islice(collection.queries.items(), count))
    return replace(
        collection, queries=kept, qrels={name: rels for name, rels in collection.qrels.items() if name in kept}
    )


@pytest.mark.parametrize("name", PUBLISHED)
def test_ranking_is_as_good_as_published(name: str, shared: Path, tmp_path: Path) -> None:
    if default_model_name() != MODEL:
        pytest.skip("the figures are those of both bundled encoders, and one is not installed here")
    collection = first(read_beir(shared / "data" / "ir" / name), 100)
    found = evaluate(
        collection,
        workspace=tmp_path,
        model=MODEL,
        embedder=open_embedder(MODEL, tmp_path, 2),
        on_progress=lambda stage, done, total: None,
    )
    measured = {mode: values["nDCG@10"] for mode, values in found.measures.items()}
    print(name, measured)
    for mode, published in PUBLISHED[name].items():
        assert measured[mode] >= published - TOLERANCE, (mode, measured)
    assert measured["hybrid"] > max(measured["lexical"], measured["dense"]) - TOLERANCE
