"""Editions, copies and parts from the files to the addresses: what people see of a document that changed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import cadre
import cadre_commands
import cadre_parts
from corpus.countries import load_countries
from corpus.filters import filter_vocabulary
from corpus.ledger import Ledger
from corpus.originals import Originals
from corpus.taxonomy import load_taxonomy
from index.collection import Collection
from index.generation import Generations
from index.verification import verify
from ingest import pipeline
from ingest.parsing import parse
from ingest.rereading import StoredOriginals
from search_api.app import create_app
from search_api.settings import SearchApiSettings

RURAL = "Nurses in rural posts stay longer where the municipality pays for housing. " * 8
PAY = "Pay rose by 12 percent in 2021, and vacancies in the district hospitals fell from 340 to 215. " * 8
VIOLENCE = "Every report of violence against staff was answered within a week, which had not been so before. " * 8


def markdown(title: str, *sections: str, **fields: object) -> str:
    front = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: {title}\n{front}---\n\n" + "\n\n".join(
        f"# Part {n}\n\n{text}" for n, text in ((text.split()[0], text) for text in sections)
    )


class Folder:
    """Sources and a data folder, with the commands and addresses of Cadre over it."""

    def __init__(self, root: Path, encoder, capsys) -> None:
        self.sources, self.data = root / "sources", root / "data"
        self.sources.mkdir()
        self._encoder, self._capsys = encoder, capsys

    def run(self, *arguments: object) -> dict:
        code = cadre.main([*map(str, arguments), "--data", str(self.data), "--json"])
        out, err = self._capsys.readouterr()
        assert code in (0, 4), err
        return json.loads(out)

    def ingest(self, **files: str) -> dict:
        for name, text in files.items():
            (self.sources / name.replace("_", ".")).write_text(text, "utf-8")
        return self.run("ingest", self.sources, "--model", "hashed-words", "--no-sandbox")

    def client(self) -> TestClient:
        originals = Originals(self.data / "originals")
        app = create_app(
            collection=Collection(Generations(self.data / "generations"), lambda model: self._encoder),
            originals=originals,
            originals_reader=StoredOriginals(originals, locked=False),
            vocabulary=filter_vocabulary(load_taxonomy(), load_countries()),
            taxonomy=load_taxonomy(),
            countries=load_countries(),
            settings=SearchApiSettings(),
        )
        return TestClient(app)

    def answers(self) -> list:
        found = [self.client().get(f"/v1/search?q={q}").json() for q in ("housing", "pay rose", "violence", "")]
        return [{key: value for key, value in body.items() if key != "generation"} for body in found]


class ParsedHere:
    """In the place of the parser processes, which take seconds to start and are not what is tried here."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __enter__(self) -> "ParsedHere":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def parse_all(self, requests):
        for request in requests:
            yield parse(request.path.read_bytes(), file_name=request.file_name, sidecar={})


_TAGGERS: list[object] = []
"""Made once: the encoder of the tests takes seconds for the terms of the themes."""


@pytest.fixture
def folder(tmp_path: Path, encoder, capsys, monkeypatch) -> Folder:
    if not _TAGGERS:
        _TAGGERS.append(cadre_parts.taggers(encoder))
    monkeypatch.setattr(cadre_parts, "open_embedder", lambda *_: encoder)
    monkeypatch.setattr(pipeline, "Sandbox", ParsedHere)
    monkeypatch.setattr(cadre_commands, "taggers", lambda embedder: _TAGGERS[0])
    return Folder(tmp_path, encoder, capsys)


def by_text(folder: Folder, doc_id: str) -> Callable[[str], str]:
    found = folder.client().get("/v1/search?q=&k=100").json()["results"]
    return lambda part: next(item["passage_id"] for item in found if item["doc_id"] == doc_id and part in item["text"])


def test_addresses_of_an_edited_document_lead_on(folder: Folder) -> None:
    first = folder.ingest(a_md=markdown("Report", RURAL, PAY, VIOLENCE))["files"][0]
    assert first["former"] is None
    place = by_text(folder, first["doc_id"])
    rural, pay, violence = place("rural"), place("12 percent"), place("violence")
    second = folder.ingest(a_md=markdown("Report", PAY.replace("12", "14"), RURAL))["files"][0]
    assert second["former"] == {"stands": 1, "changed": 1, "gone": 1}
    client = folder.client()
    now = by_text(folder, second["doc_id"])
    stands, changed, gone = (client.get(f"/v1/passages/{passage_id}").json() for passage_id in (rural, pay, violence))
    assert (stands["state"], stands["successor"]["passage_id"]) == ("stands", now("rural"))
    assert (changed["state"], changed["successor"]["passage_id"]) == ("changed", now("14 percent"))
    assert (gone["state"], gone["successor"]) == ("gone", None)
    assert "12 percent" in changed["text"]
    assert {item["document"]["state"] for item in (stands, changed, gone)} == {"former"}
    record = client.get(f"/v1/documents/{first['doc_id']}").json()
    assert record["state"] == "former"
    assert [item["doc_id"] for item in record["superseded_by"]] == [second["doc_id"]]
    for passage_id, said in ((rural, "still stand"), (pay, "has been changed"), (violence, "does not stand")):
        page = client.get(f"/passages/{passage_id}").text
        assert said in page
        where = f"/documents/{second['doc_id']}" if passage_id == violence else f"/passages/{second['doc_id']}."
        assert where in page
    assert client.get(f"/documents/{first['doc_id']}").status_code == 200
    assert client.get(f"/v1/passages/{now('rural')}").json()["state"] == "current"
    texts = [item["text"] for item in client.get("/v1/search?q=&k=100").json()["results"]]
    assert not any("12 percent" in text or "violence" in text for text in texts)
    assert folder.run("status")["beside"] == {"copies": 0, "superseded": 0, "former_passages": 3}
    assert folder.run("verify")["is_whole"]

    back = folder.ingest(a_md=markdown("Report", RURAL, PAY, VIOLENCE))["files"][0]
    assert back["doc_id"] == first["doc_id"]
    client = folder.client()
    assert client.get(f"/v1/passages/{pay}").json()["state"] == "current"
    assert client.get(f"/v1/documents/{second['doc_id']}").json()["state"] == "former"


def test_a_superseded_version_is_reachable_and_not_ranked(folder: Folder) -> None:
    folder.ingest(
        a_md=markdown("Plan", PAY, year=2019),
        b_md=markdown("Plan", RURAL, year=2023, version=2, supersedes="Plan (2019)", work="plan"),
        c_md=markdown("Plan, summary", VIOLENCE, work="plan", part="summary"),
    )
    client = folder.client()
    body = client.get("/v1/search?q=pay rose&k=100").json()
    ranked = {item["doc_id"]: item["document"]["title"] for item in body["results"]}
    assert sorted(ranked.values()) == ["Plan", "Plan, summary"]
    assert sum(item["count"] for item in body["facets"]["year"]) == 1
    assert body["total"]["documents"] == 2
    new = client.get(f"/v1/documents/{next(iter(k for k, v in ranked.items() if v == 'Plan'))}").json()
    (old,) = new["supersedes"]
    assert (new["version"], new["state"], old["year"]) == ("2", "current", 2019)
    assert [item["part"] for item in new["work"]["documents"]] == ["summary"]
    record = client.get(old["href"]).json()
    assert (record["state"], record["passages"]) == ("superseded", 1)
    page = client.get(f"/documents/{old['doc_id']}").text
    assert "There is a newer version" in page
    assert "12 percent" in page
    assert "Parts of the same work" in client.get(f"/documents/{new['doc_id']}").text
    assert client.get("/v1/documents").json()["total"]["documents"] == 2
    assert folder.run("verify")["is_whole"]


def test_a_copy_is_ranked_once_and_listed(folder: Folder) -> None:
    folder.ingest(
        a_md=markdown("The same report", RURAL, PAY, year=2021, publisher="Institute"),
        b_md=markdown("THE SAME REPORT", RURAL, PAY.upper()),
        c_md=markdown("Next year's report", RURAL, PAY.replace("12", "15")),
    )
    client = folder.client()
    results = client.get("/v1/search?q=pay rose&k=100").json()["results"]
    assert {item["document"]["title"] for item in results} == {"The same report", "Next year's report"}
    (also,) = next(item["document"]["also"] for item in results if item["document"]["also"])
    assert also["title"] == "THE SAME REPORT"
    copy = client.get(also["href"]).json()
    assert (copy["state"], [item["title"] for item in copy["also"]]) == ("copy", ["The same report"])
    assert "from another source" in client.get(f"/documents/{also['doc_id']}").text
    assert "Also found in" in client.get("/?q=pay+rose").text
    assert folder.run("status")["beside"]["copies"] == 1
    whole = folder.run("verify")
    assert whole["is_whole"], whole


def test_a_rebuild_gives_the_same_answers(folder: Folder) -> None:
    folder.ingest(
        a_md=markdown("Report", RURAL, PAY), b_md=markdown("Copy", RURAL, PAY), c_md=markdown("Other", VIOLENCE)
    )
    folder.ingest(c_md=markdown("Other", VIOLENCE.replace("week", "day"), supersedes="Report (2019)"))
    before = folder.answers()
    former = [item["passage_id"] for item in before[3]["results"]]
    folder.run("rebuild")
    assert folder.answers() == before
    assert former


def test_a_selector_comes_with_every_place(folder: Folder) -> None:
    folder.ingest(a_md=markdown("Report", RURAL, PAY))
    locator = folder.client().get("/v1/search?q=pay rose").json()["results"][0]["locator"]
    assert locator["prefix"].endswith("housing. ")
    assert locator["suffix"] == ""
    code = cadre.main(["dump", "--data", str(folder.data)])
    lines = [json.loads(line) for line in folder._capsys.readouterr().out.splitlines()]
    assert code == 0
    assert lines[0]["locator"]["suffix"].startswith(" Part Pay Pay rose")


def test_a_generation_that_ranks_copies_is_not_whole(folder: Folder, encoder) -> None:
    """The planted twin of the count that `cadre verify` makes."""
    folder.ingest(a_md=markdown("Report", RURAL, PAY), b_md=markdown("Copy", RURAL, PAY))
    with Ledger.to_read(folder.data) as ledger:
        Generations(folder.data / "generations").publish(
            documents=list(ledger.documents()),
            passages=[tagged for tagged in ledger.passages() if tagged.passage.is_evidence],
            revision=ledger.revision,
            model="hashed-words",
            embedder=encoder,
            on_progress=lambda done, total: None,
        )
    damages = [finding.text for finding in verify(folder.data) if finding.is_damage]
    assert damages == ["Generation 2 has 4 passages, the ledger 2."]
