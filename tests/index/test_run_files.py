from collections.abc import Callable
from pathlib import Path

import ir_measures
import numpy as np
import pytest
from ir_measures import RR, nDCG

from corpus.errors import SettingError
from index.evaluation import measure
from index.run_files import prepare_folder, read_run, read_runs, write_run, write_runs

RUN = {"q1": {"b": 2.5, "a": 1.25}, "q2": {"c": -0.5}}
MEASURED = {
    "q1": {"nDCG@10": 0.5, "R@100": 1.0},
    "q2": {"nDCG@10": 0.0, "R@100": 0.25},
    "q3": dict.fromkeys(["nDCG@10", "R@100"], 0.0),
}


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    write_run(tmp_path / "a.run", RUN, tag="cadre")
    assert (tmp_path / "a.run").read_text("utf-8") == (
        "q1 Q0 b 1 2.5 cadre\nq1 Q0 a 2 1.25 cadre\nq2 Q0 c 1 -0.5 cadre\n"
    )
    assert read_run(tmp_path / "a.run") == RUN


def test_equal_scores_keep_their_places_in_every_reader(tmp_path: Path) -> None:
    # To a float of 32 bits the second and third are equal as well.
    run = {"q1": {"b": 0.7, "d": 0.5, "a": 0.5 - 1e-12, "c": 0.5 - 1e-12, "e": 0.0, "f": 0.0}}
    write_run(tmp_path / "a.run", run, tag="cadre")
    read = read_run(tmp_path / "a.run")
    assert list(read["q1"]) == list(run["q1"])
    scores = np.array(list(read["q1"].values()), dtype=np.float32)
    assert (np.diff(scores) < 0).all()
    assert list(read["q1"].values()) == pytest.approx(list(run["q1"].values()), abs=1e-6)
    for relevant in run["q1"]:
        qrels = {"q1": {relevant: 1}}
        read_by_others = list(ir_measures.read_trec_run(str(tmp_path / "a.run")))
        theirs = ir_measures.calc_aggregate([nDCG @ 10, RR @ 10], qrels, read_by_others)
        ours = measure(qrels, run)
        assert (theirs[nDCG @ 10], theirs[RR @ 10]) == pytest.approx((ours["nDCG@10"], ours["MRR@10"]))


def test_equal_scores_of_others_go_by_descending_id_whatever_the_rank_says(tmp_path: Path) -> None:
    (tmp_path / "a.run").write_text("q1 0 a 1 1.0 x\nq1 0 c 2 1.0 x\n\nq1 0 z 3 2e0 x\nq1\t0\tb\t4\t1.0\tx\n", "utf-8")
    assert list(read_run(tmp_path / "a.run")["q1"]) == ["z", "c", "b", "a"]


@pytest.mark.parametrize("bad", ["two words", "tab\tbed", "", "line\nbreak", " a", "no\u00a0break"])
def test_ids_with_white_space_are_refused(tmp_path: Path, bad: str) -> None:
    for run in ({bad: {"a": 1.0}}, {"q1": {bad: 1.0}}):
        with pytest.raises(SettingError, match="white space"):
            write_run(tmp_path / "a.run", run, tag="cadre")
    with pytest.raises(SettingError, match="white space"):
        prepare_folder(tmp_path / "runs", {"tiny": ["good", bad]})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("q1 Q0 b 2 0.5", "5 columns"),
        ("q1 Q0 b 2 0.5 a tag", "7 columns"),
        ("q1 Q0 b 2 high x", "'high' is not a number"),
        ("q1 Q0 b 2 nan x", "not finite"),
        ("q1 Q0 a 2 0.5 x", "twice"),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "a.run").write_text(f"q1 Q0 a 1 0.9 x\n\n{line}\nq1 Q0 z 3 0.1 x\n", "utf-8")
    with pytest.raises(SettingError, match=rf"a\.run, line 3: .*{says}"):
        read_run(tmp_path / "a.run")


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.run").write_bytes(b"q1 Q0 \xff 1 0.9 x\n")
    with pytest.raises(SettingError, match="cannot be read"):
        read_run(tmp_path / "a.run")


@pytest.fixture
def earlier(tmp_path: Path) -> Callable[..., dict]:
    """A folder with the runs of two modes; reads them for the queries q1 to q3 and the documents a to c."""
    write_runs(tmp_path, "tiny", {"lexical": RUN, "dense": RUN}, {"lexical": MEASURED, "dense": MEASURED})

    def read(queries: str = "q1 q2 q3", documents: str = "a b c") -> dict:
        return read_runs(
            tmp_path, "tiny", ["lexical", "dense"], queries=queries.split(), documents=frozenset(documents.split())
        )

    return read


def test_a_collection_has_a_run_of_each_mode_and_a_table_of_its_queries(tmp_path: Path, earlier) -> None:
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "tiny.dense.run",
        "tiny.lexical.run",
        "tiny.queries.tsv",
    ]
    lines = (tmp_path / "tiny.queries.tsv").read_text("utf-8").splitlines()
    assert lines[0] == "query\tmode\tnDCG@10\tR@100"
    assert lines[1] == "q1\tlexical\t0.500000\t1.000000"
    assert len(lines) == 1 + 2 * 3
    # q3 was asked and found nothing: the table says so.
    assert earlier() == {"lexical": RUN, "dense": RUN}


def test_a_missing_file_is_named(tmp_path: Path, earlier) -> None:
    (tmp_path / "tiny.dense.run").unlink()
    with pytest.raises(SettingError, match=r"no tiny\.dense\.run\. .*--runs"):
        earlier()


def test_missing_queries_are_named(tmp_path: Path, earlier) -> None:
    with pytest.raises(SettingError, match=r"tiny\.lexical\.run: .* q7, q8"):
        earlier("q1 q7 q8")
    (tmp_path / "tiny.queries.tsv").unlink()
    with pytest.raises(SettingError, match=r"queries: q3\. .*tiny\.queries\.tsv"):
        earlier()
    assert earlier("q1 q2")["dense"] == RUN


def test_the_table_of_another_mode_excuses_nothing(tmp_path: Path, earlier) -> None:
    table = (tmp_path / "tiny.queries.tsv").read_text("utf-8").replace("q3\tdense", "q4\tdense")
    (tmp_path / "tiny.queries.tsv").write_text(table, "utf-8")
    with pytest.raises(SettingError, match=r"tiny\.dense\.run: .* q3"):
        earlier()


def test_a_broken_table_is_named_with_its_line(tmp_path: Path, earlier) -> None:
    (tmp_path / "tiny.queries.tsv").write_text("q3\tlexical\n", "utf-8")
    with pytest.raises(SettingError, match=r"tiny\.queries\.tsv, line 1"):
        earlier()


def test_runs_over_another_collection_are_refused(earlier) -> None:
    with pytest.raises(SettingError, match=r"documents that the collection does not hold: b\b"):
        earlier(documents="a c")


def test_runs_are_never_written_over_those_they_are_compared_with(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="replaced"):
        prepare_folder(tmp_path, {}, replacing=tmp_path / "x" / "..")
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SettingError, match="it is a file"):
        prepare_folder(tmp_path / "file", {})
    prepare_folder(tmp_path / "new" / "runs", {}, replacing=tmp_path)
    assert (tmp_path / "new" / "runs").is_dir()
