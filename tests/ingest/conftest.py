"""Sandboxes whose parser processes hold planted readers (one locked in, one not, one with tight limits); language packs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.errors import UnreadableError
from ingest import landlock, warm_parser
from ingest.language_packs import LanguagePacks, installed_packs
from ingest.parsing import ParsedFile
from ingest.sandbox import ParseRequest, Sandbox
from ingest.tesseract import engine

PROGRAM = Path(__file__).with_name("planted_parser.py")
CANARY = "CADRE_TEST_SECRET"
Outcomes = dict[str, ParsedFile | UnreadableError]
ParseFiles = Callable[[dict[str, bytes]], Outcomes]


@contextmanager
def sandbox(variant: str, *, locked: bool) -> Iterator[Sandbox]:
    """A sandbox with one process that runs `planted_parser.py`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warm_parser, "_PROGRAM", (str(PROGRAM), variant))
        patch.setenv(CANARY, "canary")
        with Sandbox(1, locked=locked) as opened:
            yield opened


def parser_of(opened: Sandbox, folder: Path) -> ParseFiles:
    """A function that parses files, given by name and bytes, in one batch."""

    def parse(files: dict[str, bytes]) -> Outcomes:
        requests = []
        for number, (name, data) in enumerate(files.items()):
            path = folder / str(number)
            path.write_bytes(data)
            requests.append(ParseRequest(path=path, file_name=name))
        return dict(zip(files, opened.parse_all(requests), strict=True))

    return parse


@pytest.fixture(scope="session")
def needs_landlock() -> None:
    if landlock.version() == 0:
        pytest.skip("this kernel has no Landlock, so no parser can be locked in")


@pytest.fixture(scope="session")
def locked(needs_landlock: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParseFiles]:
    with sandbox("usual", locked=True) as opened:
        yield parser_of(opened, tmp_path_factory.mktemp("locked"))


@pytest.fixture(scope="session")
def unlocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParseFiles]:
    with sandbox("usual", locked=False) as opened:
        yield parser_of(opened, tmp_path_factory.mktemp("unlocked"))


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParseFiles]:
    """Limits of 8 s, 3 s of CPU and 200 MiB."""
    with sandbox("strict", locked=landlock.version() > 0) as opened:
        yield parser_of(opened, tmp_path_factory.mktemp("strict"))


@pytest.fixture
def open_sandbox() -> Callable[..., object]:
    return sandbox


@pytest.fixture(scope="session")
def packs() -> LanguagePacks:
    """Tesseract's language packs on this machine, English among them."""
    if not engine():
        pytest.skip("PyMuPDF comes without Tesseract on this machine")
    found = installed_packs()
    if "eng" not in found.files:
        pytest.skip("Tesseract's English language pack (tesseract-ocr-eng) is not installed")
    return found
