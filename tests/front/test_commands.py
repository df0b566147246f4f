"""The commands of the contract, on the starter corpus and on files made for the purpose.

`cadre_process` is the command as users run it; where one such test shows that, `cadre` runs in this process, which has
loaded already what each process loads anew.
"""

import re
from pathlib import Path

import pytest


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    return folder


NURSES = "---\ntitle: Nurses in rural posts\nyear: 2021\ncountries: [NO]\n---\n\n# Findings\n\n" + (
    "Nurses in rural posts stay longer where the municipality pays for housing and for further training. " * 8
)


def test_ingest_says_how_each_file_ended(cadre, tmp_path: Path) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    write(sources, a_md=NURSES, b_txt="Doctors leave. " * 60, broken_pdf="%PDF-1.4 nothing", picture_xyz="\x00\x01")
    first = cadre("ingest", sources, "--data", tmp_path / "data", "--model", "minilm", "--json")
    assert first.code == 3, first.err
    ended = {Path(file["path"]).name: file for file in first.json["files"]}
    assert {name: file["status"] for name, file in ended.items()} == {
        "a.md": "complete",
        "b.txt": "complete",
        "broken.pdf": "refused",
        "picture.xyz": "refused",
    }
    assert all(file["reason"] for file in ended.values() if file["status"] == "refused")
    assert ended["a.md"]["doc_id"]
    assert first.json["counts"]["documents"] == 2

    second = cadre("ingest", sources, "--data", tmp_path / "data", "--json")
    assert {file["status"] for file in second.json["files"]} == {"unchanged", "refused"}
    assert second.json["generation"] == first.json["generation"]

    write(sources, a_md=NURSES.replace("housing", "childcare"))
    third = cadre("ingest", sources, "--data", tmp_path / "data", "--json")
    changed = {Path(file["path"]).name: file for file in third.json["files"]}
    assert changed["a.md"]["status"] == "complete"
    assert changed["a.md"]["doc_id"] != ended["a.md"]["doc_id"]
    assert third.json["counts"]["documents"] == 2
    found = cadre("search", "what does the municipality pay for?", "--data", tmp_path / "data", "--json").json
    assert "childcare" in found["results"][0]["text"]
    assert not any("housing" in result["text"] for result in found["results"])
    whole = cadre("verify", "--data", tmp_path / "data", "--json")
    assert (whole.code, whole.json["is_whole"]) == (0, True)


def test_records_become_documents(cadre, tmp_path: Path) -> None:
    records = tmp_path / "abstracts.jsonl"
    records.write_text(
        '{"id": "a1", "title": "Burnout of nurses", "text": "Burnout was common among nurses.", "year": "2019"}\n'
        "not json\n"
        '{"id": "a2", "title": "Telehealth", "abstract": "Patients liked it.", "countries": ["Canada"]}\n',
        "utf-8",
    )
    ended = cadre("ingest", records, "--data", tmp_path / "data", "--model", "minilm", "--json")
    assert ended.code == 0
    (file,) = ended.json["files"]
    assert (file["status"], file["documents"]) == ("partial", 2)
    assert "line 2" in file["reason"]
    dumped = cadre("dump", "--data", tmp_path / "data").out.splitlines()
    assert len(dumped) == 2
    assert '"source_id": "a1"' in "".join(dumped)


def test_search_prints_the_body_of_the_api(cadre_process, starter: Path) -> None:
    ended = cadre_process("search", "What keeps rural nurses in their posts?", "--data", starter, "--json", "-k", "5")
    assert ended.code == 0, ended.err
    answer = ended.json
    assert len(answer["results"]) == 5
    assert [result["rank"] for result in answer["results"]] == [1, 2, 3, 4, 5]
    best = answer["results"][0]
    assert {"passage_id", "doc_id", "score", "text", "highlights", "locator", "themes", "countries", "document"} <= set(
        best
    )
    assert answer["total"]["passages"] >= 5
    assert set(answer["facets"]) == {"theme", "country", "year", "language", "kind"}


def test_search_says_why_and_spreads(cadre, starter: Path) -> None:
    asked = ("search", "What keeps rural nurses in their posts?", "--data", starter, "-k", "6")
    diverse = (*asked, "--per-document", "1", "--spread", "country")
    plain, answer = cadre(*asked, "--json").json, cadre(*diverse, "--explain", "--json").json
    assert "explain" not in plain
    assert "explain" not in plain["results"][0]
    assert answer["explain"]["language"] == "en"
    assert answer["explain"]["ignored"] == ["what", "in", "their"]
    assert (answer["query"]["per_document"], answer["query"]["spread"]) == (1, "country")
    assert len({result["doc_id"] for result in answer["results"]}) == 6
    assert answer["total"]["passages"] == answer["total"]["documents"] == plain["total"]["documents"]
    for result in answer["results"]:
        why = result["explain"]
        parts = [why[stage] for stage in ("lexical", "dense", "english", "late") if why[stage] is not None]
        assert abs(sum(part["contribution"] for part in parts) - result["score"]) <= 2e-6
    told = " ".join(cadre(*diverse, "--explain").out.split())
    assert "Language of the question: en; words: keeps, rural, nurses, posts; left out: what, in, their." in told
    assert re.search(r"Why: \d+(st|nd|rd|th) by words \([^)]*[Rr]ural[^)]*\), \d+(st|nd|rd|th) by meaning, \d", told)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["--per-document", "0"], "less than 1"),
        (["--per-document", "101"], "1 to 100"),
        (["--spread", "year"], "country"),
    ],
)
def test_search_refuses_what_it_does_not_know(cadre, starter: Path, wrong: list[str], says: str) -> None:
    ended = cadre("search", "nurses", "--data", starter, *wrong)
    assert ended.code == 2
    assert says in " ".join(ended.err.split())


def test_search_in_another_language_finds_the_same_document(cadre, starter: Path) -> None:
    ended = cadre("search", "violencia contra los médicos en Turquía: código blanco", "--data", starter, "--json")
    assert any("Code White" in result["document"]["title"] for result in ended.json["results"][:3])


def test_filters_and_their_mistakes(cadre, starter: Path) -> None:
    found = cadre("search", "nurses", "--data", starter, "--json", "--filter", "country:RO").json
    assert found["results"]
    assert all("RO" in [tag["country"] for tag in result["countries"]] for result in found["results"])
    wrong = cadre("search", "nurses", "--data", starter, "--filter", "theme:retension")
    assert wrong.code == 2
    assert "retention" in wrong.err
    nothing = cadre("search", "nurses", "--data", starter, "--filter", "year:1900")
    assert nothing.code == 4


def test_what_the_collection_does_not_answer_is_said_beside_the_nearest_passages(cadre, starter: Path) -> None:
    held = cadre("search", "What keeps rural nurses in their posts?", "--data", starter)
    assert (held.code, held.err) == (0, "")
    question = "How many passes did the quarterback complete in the bowl?"
    foreign = cadre("search", question, "--data", starter, "-k", "3")
    assert foreign.code == 0
    assert "Nothing here answers the question well" in foreign.err
    assert "fewer filters" not in foreign.err
    assert re.search(r"^3\. ", foreign.out, re.MULTILINE)
    assert "fewer filters" in cadre("search", question, "--data", starter, "--filter", "language:en").err
    told = cadre("search", question, "--data", starter, "-k", "3", "--json")
    assert told.err == ""
    assert told.json["match"]["good"] is False
    assert 0 <= told.json["match"]["probability"] < 0.25
    assert len(told.json["results"]) == 3


def test_status_verify_rebuild(cadre, starter: Path) -> None:
    status = cadre("status", "--data", starter, "--json").json
    assert status["is_current"]
    assert status["files"]["refused"] == 0
    assert cadre("verify", "--data", starter).code == 0
    before = cadre("search", "task shifting", "--data", starter, "--json").json
    rebuilt = cadre("rebuild", "--data", starter, "--json")
    assert rebuilt.code == 0, rebuilt.err
    after = cadre("search", "task shifting", "--data", starter, "--json").json
    assert after["generation"] == before["generation"] + 1
    assert [(r["passage_id"], r["score"]) for r in after["results"]] == [
        (r["passage_id"], r["score"]) for r in before["results"]
    ]


def test_damage_is_found_and_mended(cadre, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(NURSES, "utf-8")
    data = tmp_path / "data"
    assert cadre("ingest", tmp_path / "a.md", "--data", data, "--model", "minilm").code == 0
    vectors = next(data.glob("generations/0*/vectors.faiss"))
    damaged = bytearray(vectors.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    vectors.write_bytes(damaged)
    assert cadre("verify", "--data", data).code == 1
    search = cadre("search", "nurses", "--data", data)
    assert search.code == 1
    assert "cadre rebuild" in search.err
    assert cadre("rebuild", "--data", data).code == 0
    assert cadre("verify", "--data", data).code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["search", "nurses"], "cadre ingest"),
        (["ingest", "no-such-folder"], "no such file"),
        (["evaluate", "corpus"], "corpus.jsonl"),
        (["status"], "no such data folder"),
    ],
)
def test_mistakes_are_explained(cadre, tmp_path: Path, arguments: list[str], says: str) -> None:
    ended = cadre(*arguments, "--data", tmp_path / "nothing")
    assert ended.code in (1, 2)
    assert says in " ".join(ended.err.split())
    assert "Traceback" not in ended.err


def test_a_model_that_is_nowhere_is_explained(cadre_process, tmp_path: Path) -> None:
    wrong = ("ingest", "corpus/starter", "--model", "no/such-model")
    ended = cadre_process(*wrong, "--data", tmp_path / "nothing", HF_HUB_OFFLINE="1")
    assert ended.code in (1, 2)
    assert "no/such-model" in " ".join(ended.err.split())
    assert "Traceback" not in ended.err


def test_help_teaches(cadre_process) -> None:
    text = cadre_process("--help").out
    for command in ("ingest", "search", "brief", "serve", "evaluate", "dump", "status", "verify", "rebuild"):
        assert command in text
    assert "examples:" in text
