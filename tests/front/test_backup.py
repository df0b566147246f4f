"""`cadre backup` and `cadre restore` as users run them: the same answers come back."""

from pathlib import Path

QUESTIONS = ("What keeps nurses in rural posts?", "violence against doctors", "which countries lack data?")


def answers(cadre, data: Path) -> list[object]:
    found = [cadre("search", question, "--data", data, "--json", "-k", 20).json for question in QUESTIONS]
    return [(answer["results"], answer["facets"], answer["total"]) for answer in found]


def test_a_restored_folder_gives_the_same_answers(cadre, starter: Path, tmp_path: Path) -> None:
    backup, back = tmp_path / "b.tar", tmp_path / "back"
    saved = cadre("backup", backup, "--data", starter, "--json")
    assert saved.code == 0, saved.err
    assert saved.json["bytes"] == backup.stat().st_size
    restored = cadre("restore", backup, "--data", back, "--json")
    assert restored.code == 0, restored.err
    assert {key: saved.json[key] for key in ("counts", "originals", "model", "format")} == {
        key: restored.json[key] for key in ("counts", "originals", "model", "format")
    }
    assert cadre("verify", "--data", back, "--json").json == {"is_whole": True, "damages": [], "notices": []}
    assert answers(cadre, back) == answers(cadre, starter)
    assert cadre("dump", "--data", back).out == cadre("dump", "--data", starter).out
    again = cadre("ingest", "corpus/starter", "--data", back, "--json")
    assert {file["status"] for file in again.json["files"]} == {"unchanged"}


def test_mistakes_are_explained(cadre, starter: Path, tmp_path: Path) -> None:
    (tmp_path / "there.tar").write_text("x")
    for arguments, code, says in (
        (["backup", tmp_path / "there.tar", "--data", starter], 2, "--force"),
        (["backup", tmp_path / "no" / "b.tar", "--data", starter], 2, "does not exist"),
        (["backup", tmp_path / "b.tar", "--data", tmp_path / "nothing"], 2, "no such data folder"),
        (["restore", tmp_path / "there.tar", "--data", tmp_path / "new"], 1, "damaged"),
        (["restore", tmp_path / "no.tar", "--data", tmp_path / "new"], 2, "no such file"),
        (["restore", tmp_path / "there.tar", "--data", starter], 2, "not empty"),
    ):
        ended = cadre(*arguments)
        assert (ended.code, "Traceback" in ended.err) == (code, False), ended.err
        assert says in " ".join(ended.err.split())
    assert [path.name for path in tmp_path.iterdir()] == ["there.tar"]
