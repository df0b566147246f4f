import json
import math
from pathlib import Path

import pytest

from corpus.errors import SettingError
from index.evaluation import evaluate, measure, read_beir

QRELS = {"q1": {"a": 1, "b": 2}, "q2": {"c": 1}}


def test_measures_by_hand() -> None:
    run = {"q1": {"x": 3.0, "a": 2.0, "b": 1.0}}
    # q1: gains 0, 1, 2 at ranks 1, 2, 3; the ideal is 2, 1. q2 has no hits and counts as 0.
    ndcg = (1 / math.log2(3) + 2 / math.log2(4)) / (2 / math.log2(2) + 1 / math.log2(3))
    assert measure(QRELS, run) == pytest.approx({"nDCG@10": ndcg / 2, "R@100": 1 / 2, "MRR@10": 1 / 4})


def test_no_hits_at_all_score_nothing() -> None:
    assert measure(QRELS, {}) == {"nDCG@10": 0.0, "R@100": 0.0, "MRR@10": 0.0}


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    texts = {"a": "Rural nurses stay for housing.", "b": "Doctors leave for pay.", "c": "Violence goes unreported."}
    rows = [{"_id": key, "title": "", "text": text} for key, text in texts.items()]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    queries = [{"_id": "q1", "text": "rural nurses housing"}, {"_id": "q2", "text": "unreported violence"}]
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), "utf-8")
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\t1\nq2\tc\t1\n", "utf-8")
    return tmp_path


def test_a_judged_collection_is_measured_in_each_mode(beir: Path, tmp_path: Path, encoder) -> None:
    found = evaluate(
        read_beir(beir),
        workspace=tmp_path / "workspace",
        model="hashed-words",
        embedder=encoder,
        on_progress=lambda stage, done, total: None,
    )
    assert set(found.measures) == {"lexical", "dense", "hybrid"}
    assert (found.queries, found.passages) == (2, 3)
    for mode in found.measures.values():
        assert mode == pytest.approx({"nDCG@10": 1.0, "R@100": 1.0, "MRR@10": 1.0})


def test_a_folder_that_is_none_says_what_is_missing(beir: Path) -> None:
    with pytest.raises(SettingError, match=r"qrels/train\.tsv"):
        read_beir(beir, "train")
