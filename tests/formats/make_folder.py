"""Makes a data folder of the present formats, with the answers it gives, for `test_old_folders.py`.

    python tests/formats/make_folder.py tests/formats/ledger-3-index-4

writes `ledger-3-index-4.tar` and `.json`. Run it once when a format changes, and keep the older ones: they open for ever.
"""

import json
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conftest import HashedWords  # noqa: E402

import cadre  # noqa: E402
import cadre_parts  # noqa: E402
from corpus.holdings import standings_of  # noqa: E402
from corpus.ledger import Ledger  # noqa: E402
from index.collection import Collection  # noqa: E402
from index.generation import Generations  # noqa: E402
from index.query import Query, SearchMode  # noqa: E402

FILES = {
    "rural.md": "---\ntitle: Rural posts\nyear: 2021\ncountries: [NO]\n---\n\n# Findings\n\n"
    "Nurses in rural posts stay longer where the municipality pays for housing.\n\n# Limits\n\n"
    "The study followed nurses for two years only.\n",
    "violence.md": "---\ntitle: Violence\nyear: 2023\ncountries: [TR]\n---\n\n"
    "Violence against doctors fell where every report was answered within a week.\n",
    "records.jsonl": '{"id": "a1", "title": "Pay", "text": "Pay kept midwives in their posts.", "year": 2019}\n'
    '{"id": "a2", "title": "Gewalt", "text": "Pflegekräfte melden Gewalt selten.", "language": "de"}\n',
    "copy.md": "---\ntitle: Rural posts\n---\n\n# Findings\n\n"
    "Nurses in rural posts stay longer where the municipality pays for housing.\n\n# Limits\n\n"
    "The study followed nurses for two years only.\n",
    "hours.md": "---\ntitle: Hours\nyear: 2018\n---\n\nNight shifts of twelve hours were common on the islands.\n",
    "hours2.md": "---\ntitle: Hours\nyear: 2024\nsupersedes: Hours (2018)\n---\n\n"
    "Night shifts have eight hours on all islands now.\n",
}
EDITED = {
    "violence.md": "---\ntitle: Violence\nyear: 2023\ncountries: [TR]\n---\n\n"
    "Violence against doctors fell where every report was answered within a day.\n"
}
QUESTIONS = ("housing", '"every report"', "midwives pay", "gewalt", "islands")


def main(target: Path) -> None:
    """Ingests, twice, so that there are two generations; packs the folder, and writes down what it answers."""
    cadre_parts.open_embedder = lambda *_: HashedWords()
    with tempfile.TemporaryDirectory() as workspace:
        sources, data = Path(workspace) / "sources", Path(workspace) / "data"
        sources.mkdir()
        for name, text in (*FILES.items(), *EDITED.items()):
            (sources / name).write_text(text, "utf-8")
            if cadre.main(["ingest", str(sources), "--data", str(data), "--model", "hashed-words", "--json"]) != 0:
                raise SystemExit("the ingest failed")
        target.with_suffix(".json").write_text(json.dumps(answers(data), indent=1, ensure_ascii=False), "utf-8")
        with tarfile.open(target.with_suffix(".tar"), "w:") as tar:
            for part in ("ledger.sqlite", "originals", "generations"):
                tar.add(data / part, part, filter=plain)


def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the owner and the time of this machine."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def answers(data: Path) -> dict[str, object]:
    """What the folder holds, and the first passage for each question."""
    searcher = Collection(Generations(data / "generations"), lambda model: HashedWords()).searcher()
    found = {text: searcher.search(Query(text=text, mode=SearchMode.LEXICAL)).hits for text in QUESTIONS}
    with Ledger.to_read(data) as ledger:
        standings = standings_of(ledger, tuple(ledger.documents()))
        return {
            "documents": {document.doc_id: document.title for document in ledger.documents()},
            "passages": {tagged.passage.passage_id: tagged.passage.text for tagged in ledger.passages()},
            "former": {
                item.passage.passage_id: [item.passage.text, item.finding.fate.value, item.finding.passage_id]
                for item in ledger.former_passages()
            },
            "unranked": sorted(doc_id for doc_id, found in standings.items() if not found.is_ranked),
            "first": {text: hits[0].passage.passage.passage_id for text, hits in found.items()},
        }


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
