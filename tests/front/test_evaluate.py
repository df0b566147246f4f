"""`cadre evaluate` on a tiny judged collection: run files, comparisons, and what is missing in earlier runs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cadre import main
from index.run_files import read_run

TEXTS = {
    "housing": "Rural nurses stay longer where the municipality pays for housing.",
    "pay": "Doctors leave the country for better pay.",
    "violence": "Violence against health workers often goes unreported.",
    "shift": "Nurses may prescribe medicines that only doctors prescribed before.",
    "data": "The registry does not count staff of private clinics.",
    "burnout": "Intensive care staff report exhaustion after the pandemic.",
}
QUERIES = {
    "q1": ("housing for rural nurses", "housing"),
    "q2": ("emigration of physicians", "pay"),
    "q3": ("unreported violence", "violence"),
    "q4": ("xyzzy", "burnout"),
}


@pytest.fixture(scope="module")
def beir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judged") / "tiny"
    (folder / "qrels").mkdir(parents=True)
    documents = [{"_id": key, "title": "", "text": text} for key, text in TEXTS.items()]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)), "utf-8")
    queries = [{"_id": key, "text": text} for key, (text, _) in QUERIES.items()]
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)), "utf-8")
    judged = "".join(f"{key}\t{answer}\t1\n" for key, (_, answer) in QUERIES.items())
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n" + judged, "utf-8")
    return folder


@pytest.fixture(scope="module")
def runs(cadre, beir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an evaluation wrote."""
    folder = tmp_path_factory.mktemp("runs") / "before"
    ended = cadre("evaluate", beir, "--model", "minilm", "--runs", folder)
    assert ended.code == 0, ended.err
    # What people see: both comparisons, and that four queries show nothing.
    assert "hybrid - lexical" in ended.out
    assert "hybrid - dense" in ended.out
    assert "unclear" in ended.out
    assert "better" not in ended.out
    assert "worse" not in ended.out
    return folder


def test_runs_hold_what_was_ranked_and_how_each_query_fared(runs: Path) -> None:
    assert {path.name for path in runs.iterdir()} == {
        "tiny.lexical.run",
        "tiny.dense.run",
        "tiny.hybrid.run",
        "tiny.queries.tsv",
    }
    assert len(read_run(runs / "tiny.dense.run")["q1"]) == len(TEXTS)
    assert next(iter(read_run(runs / "tiny.hybrid.run")["q1"])) == "housing"
    # No document has the word of q4: it stands in no run by words, and counts as 0 in the table.
    assert "q4" not in read_run(runs / "tiny.lexical.run")
    rows = [line.split("\t") for line in (runs / "tiny.queries.tsv").read_text("utf-8").splitlines()]
    assert rows[0] == ["query", "mode", "nDCG@10", "R@100", "MRR@10"]
    assert ["q4", "lexical", "0.000000", "0.000000", "0.000000"] in rows
    assert len(rows) == 1 + 3 * len(QUERIES)


def test_a_run_is_compared_with_an_earlier_one_mode_by_mode(cadre, beir: Path, runs: Path, tmp_path: Path) -> None:
    # An earlier hybrid run that ranked nothing right; the others are as they are now.
    for path in runs.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    wrong = "".join(f"{query_id} Q0 data 1 1.0 other\n" for query_id in QUERIES)
    (tmp_path / "tiny.hybrid.run").write_text(wrong, "utf-8")
    ended = cadre("evaluate", beir, "--model", "minilm", "--against", tmp_path, "--json")
    assert ended.code == 0, ended.err
    found = ended.json["tiny"]
    assert set(found) == {
        *("lexical", "dense", "hybrid", "comparisons", "against", "queries", "passages", "seconds"),
    }
    assert (found["queries"], found["passages"]) == (4, 6)
    for pair, other in (("hybrid-lexical", "lexical"), ("hybrid-dense", "dense")):
        comparison = found["comparisons"][pair]
        assert set(comparison) == {"difference", "low", "high", "p"}
        assert comparison["difference"] == pytest.approx(found["hybrid"]["nDCG@10"] - found[other]["nDCG@10"])
    for mode in ("lexical", "dense"):
        assert found["against"][mode] == {"difference": 0.0, "low": 0.0, "high": 0.0, "p": 1.0}
    assert found["against"]["hybrid"]["difference"] == pytest.approx(found["hybrid"]["nDCG@10"])


def remove_a_run(folder: Path) -> None:
    (folder / "tiny.dense.run").unlink()


def remove_a_query(folder: Path) -> None:
    for path in folder.iterdir():
        kept = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("q2")]
        path.write_text("\n".join(kept), "utf-8")


def break_a_line(folder: Path) -> None:
    (folder / "tiny.hybrid.run").write_text("q1 Q0 housing 1\n", "utf-8")


@pytest.mark.parametrize(
    ("damage", "says"),
    [(remove_a_run, "no tiny.dense.run"), (remove_a_query, "queries: q2"), (break_a_line, "tiny.hybrid.run, line 1")],
)
def test_what_earlier_runs_lack_is_said_before_anything_is_embedded(
    beir: Path,
    runs: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    damage: Callable[[Path], None],
    says: str,
) -> None:
    for path in runs.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    damage(tmp_path)
    # An encoder that does not exist: it would be told if it were reached.
    assert main(["evaluate", str(beir), "--against", str(tmp_path), "--model", "no-such-encoder"]) == 2
    assert says in capsys.readouterr().err


def test_runs_go_into_a_folder_of_their_own(beir: Path, runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in runs.iterdir()}
    assert main(["evaluate", str(beir), "--against", str(runs), "--runs", str(runs)]) == 2
    assert "would be replaced" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in runs.iterdir()} == before
    assert main(["evaluate", str(beir), "--runs", str(beir / "corpus.jsonl")]) == 2
    assert "it is a file" in capsys.readouterr().err


def test_two_collections_of_one_name_are_not_mixed(beir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(beir), str(beir / ".." / "tiny")]) == 2
    assert "another folder is called tiny" in capsys.readouterr().err


def test_help_teaches_runs_and_comparisons(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["evaluate", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    for taught in ("--runs", "--against", "COLLECTION.MODE.run", "95 % interval", "cadre evaluate scifact --runs"):
        assert taught in text
