"""Inside the sandbox every format reads as outside of it."""

import os
from pathlib import Path

import pytest

from corpus.errors import UnreadableError
from ingest import warm_parser
from ingest.sandbox import ParseRequest, Sandbox

STARTER = Path(__file__).parents[2] / "corpus" / "starter"
TEXT = "Nurses in rural posts stay longer where the municipality pays for housing and for training."
WRITTEN = {
    "a.txt": f"A plan\n\n{TEXT}",
    "a.bib": f"@article{{a, title={{T}}, abstract={{{TEXT}}}}}",
    "a.nbib": f"PMID- 1\nTI  - T\nAB  - {TEXT}\n",
    "a.xml": f'<article article-type="research-article"><body><p>{TEXT}</p></body></article>',
    "a.jsonl": f'{{"id": "1", "title": "T", "text": "{TEXT}", "language": "Deutsch"}}\n',
    "a.csv": f'id,title,text\n1,T,"{TEXT}"\n',
    "table.csv": "Indicator,Code,Place,Year,Value\nDoctors,NER,Niger,2020,0.35\nDoctors,TCD,Chad,2020,0.6\n",
    "latin.html": f'<html><head><meta charset="windows-1250"></head><body><p>Ošetřovatelé. {TEXT}</p></body></html>',
    "japanese.txt": "看護師は農村部の職場に長く留まります。自治体が住宅を提供するからです。",
    "chinese.txt": "护士在农村岗位上留任的时间更长。市政府为她们支付住房费用。",
    "russian.txt": "Медсёстры дольше остаются в сельских районах. Муниципалитет оплачивает жильё.",
    "french.txt": "Les infirmières restent plus longtemps. La commune paie le logement et la formation continue.",
    "thai.txt": "พยาบาลอยู่ในตำแหน่งในชนบทนานขึ้น เทศบาลจ่ายค่าที่อยู่อาศัยและการฝึกอบรม",
}


def same(locked, unlocked, files: dict[str, bytes]) -> int:
    """How many of the files were read; each with the same outcome in both sandboxes."""
    read = 0
    inside, outside = locked(files), unlocked(files)
    for name in files:
        if isinstance(inside[name], UnreadableError):
            assert isinstance(outside[name], UnreadableError), f"{name}: {inside[name].reason}"
            assert inside[name].reason == outside[name].reason
        else:
            assert inside[name] == outside[name]
            read += 1
    return read


def test_each_format_and_script_is_read_inside(locked, unlocked) -> None:
    files = {name: text.encode("windows-1250" if name == "latin.html" else "utf-8") for name, text in WRITTEN.items()}
    for suffix in ("pdf", "docx", "html", "ris", "md"):
        path = next(STARTER.glob(f"*.{suffix}"))
        files[path.name] = path.read_bytes()
    assert same(locked, unlocked, files) == len(files)


def test_real_files_end_inside_as_outside(locked, unlocked, shared: Path) -> None:
    found = sorted(
        path
        for path in (shared / "data/files").rglob("*")
        if path.is_file() and path.name != "MANIFEST.csv" and path.stat().st_size < 500_000
    )
    chosen = found[:: max(1, len(found) // 60)][:60]
    assert same(locked, unlocked, {str(path.relative_to(shared)): path.read_bytes() for path in chosen}) > 20


def test_a_sidecar_is_read_inside_and_one_that_is_gone_refuses_the_file(tmp_path: Path, needs_landlock) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "a.txt.meta.yaml").write_text("title: Beside it\nlanguage: Norsk")
    names = ("a.txt.meta.yaml", "gone.meta.yaml")
    requests = [ParseRequest(path=tmp_path / "a.txt", file_name="a.txt", sidecar=tmp_path / name) for name in names]
    requests.append(ParseRequest(path=tmp_path / "gone.txt", file_name="gone.txt"))
    with Sandbox(1) as sandbox:
        good, without, gone = sandbox.parse_all(requests)
    assert good.documents[0].document.title == "Beside it"
    assert without.reason == "the sidecar cannot be used: No such file or directory"
    assert gone.reason == "it cannot be read: No such file or directory"


def test_a_module_that_lies_where_cadre_is_run_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, needs_landlock
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    with Sandbox(1) as sandbox:
        assert list(sandbox.parse_all([])) == []


def test_the_environment_of_a_parser_holds_no_key() -> None:
    ours = {"PATH": "/bin", "LC_ALL": "C", "PYTHONUTF8": "1", "AWS_SECRET_ACCESS_KEY": "k", "HOME": "/root"}
    kept = warm_parser._environment(ours | {"PYTHONPATH": f"lib{os.pathsep}"})
    assert {name for name in ours if name in kept} == {"PATH", "LC_ALL", "PYTHONUTF8"}
    assert [Path(entry).is_absolute() for entry in kept["PYTHONPATH"].split(os.pathsep)] == [True, True]
