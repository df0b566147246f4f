"""Measures a bundled encoder against other ways to run its weights: `python -m tests.evaluation.measure_encoders`.

Times are processor milliseconds on one thread, which other programs disturb little. Judged sets are read from `--data`:
it holds `tatoeba_laser/*.tsv` (sentence pairs with English) and `xquad` (questions and passages in BEIR layout).
"""

import argparse
import json
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import psutil

from index.bundled_models import BundledModel, bundled_model, smoothing
from index.encoder_graph import Smoothing, encoder_graph
from index.onnx_embedder import LoadedEncoder, OnnxEmbedder
from index.protocols import Embedder, Vectors

LANGUAGES = ("ron", "hun", "deu", "fra", "spa", "por", "ell", "pol", "fin", "bul")
PASSAGE_TOKENS = 180
TIMED_PASSAGES, TIMED_QUERIES, ROUNDS = 24, 40, 3


def runs(model: BundledModel, threads: int) -> Mapping[str, OnnxEmbedder]:
    """The encoder as it is used, with unsmoothed eight bits, and in floats."""
    plain = model.plain()
    kept = smoothing(model.name)

    def run(name: str, steps: Smoothing | None) -> OnnxEmbedder:
        loaded = LoadedEncoder(graph=encoder_graph(plain.weights, steps), tokenizer=plain.tokenizer)
        return OnnxEmbedder(
            model_id=name, dimension=model.dimension, prompts=model.prompts, load=lambda: loaded, threads=threads
        )

    return {"used": run("used", kept), "unsmoothed": run("unsmoothed", kept * 0), "floats": run("floats", None)}


def milliseconds(embedder: Embedder, passages: list[str], queries: list[str]) -> tuple[float, float]:
    """Of processor time, for a passage and for a query."""
    started = time.process_time()
    embedder.embed_passages(passages)
    between = time.process_time()
    for query in queries:
        embedder.embed_query(query)
    return (between - started) / len(passages) * 1e3, (time.process_time() - between) / len(queries) * 1e3


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def cut(model: BundledModel, texts: list[str]) -> list[str]:
    """Passages of exactly as many tokens, with the prompt, as are timed."""
    tokenizer = model.plain().tokenizer
    found = []
    for text in texts:
        offsets = tokenizer.encode(model.prompts.passage + text).offsets
        if len(offsets) >= PASSAGE_TOKENS:
            found.append(text[: offsets[PASSAGE_TOKENS - 2][1] - len(model.prompts.passage)])
    return found[:TIMED_PASSAGES]


def speed(model: BundledModel, data: Path) -> dict[str, dict[str, float]]:
    passages = cut(model, [line["text"] for line in lines(data / "xquad/mono/en/corpus.jsonl")])
    queries = [line["text"] for line in lines(data / "xquad/mono/en/queries.jsonl")][:TIMED_QUERIES]
    compared = runs(model, 1)
    best = dict.fromkeys(compared, (np.inf, np.inf))
    for embedder in compared.values():
        embedder.embed_query("The weights are loaded before the clock starts.")
    for _ in range(ROUNDS):
        for name, embedder in compared.items():
            best[name] = tuple(map(min, best[name], milliseconds(embedder, passages, queries)))
    return {name: {"passage": round(passage, 1), "query": round(query, 1)} for name, (passage, query) in best.items()}


def across_languages(embedder: Embedder, data: Path, languages: list[str]) -> tuple[dict[str, float], Vectors]:
    """acc@1: how many sentences find their translation among the thousand English ones; and all vectors."""
    accuracy, vectors = {}, []
    for language in languages:
        rows = (data / f"tatoeba_laser/{language}-eng.tsv").read_text("utf-8").splitlines()
        pairs = [row.split("\t")[:2] for row in rows if row.strip()]
        foreign, english = (
            np.array([embedder.embed_query(text) for text in side]) for side in zip(*pairs, strict=True)
        )
        found = (foreign @ english.T).argmax(axis=1)
        accuracy[language] = round(float((found == np.arange(len(pairs))).mean()), 4)
        vectors += [foreign, english]
    return accuracy, np.concatenate(vectors)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="e5", choices=("e5", "minilm"))
    parser.add_argument("--languages", nargs="*", default=LANGUAGES)
    arguments = parser.parse_args()
    model = bundled_model(arguments.model)
    if model is None:
        parser.error(f"there is no encoder {arguments.model}")
    started = time.process_time()
    embedder = model.embedder(1)
    embedder.embed_query("The first text loads the weights.")
    loaded = round(time.process_time() - started, 2)
    resident = psutil.Process().memory_info().rss // 2**20
    print(json.dumps({"seconds to the first vector": loaded, "MiB resident": resident}))
    print(json.dumps({"processor ms": speed(model, arguments.data)}))
    reference: Vectors | None = None
    for name, run in reversed(runs(model, 1).items()):
        accuracy, vectors = across_languages(run, arguments.data, list(arguments.languages))
        reference = vectors if reference is None else reference
        cosines = (vectors * reference).sum(axis=1)
        mean = round(float(np.mean(list(accuracy.values()))), 4)
        same = {"mean": round(float(cosines.mean()), 5), "least": round(float(cosines.min()), 5)}
        print(json.dumps({"run": name, "acc@1": mean, "by language": accuracy, "cosine to floats": same}))


if __name__ == "__main__":
    main()
