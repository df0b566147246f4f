"""Has the scanned pages of a file recognised, each in a child of its own, in the language that they are written in."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.language import UNKNOWN, identify
from ingest.language_packs import LanguagePacks, is_known, is_written_alike, to_install
from ingest.limits import RECOGNISED_PAGES
from ingest.recognition import RecognisedPage, Recognition
from ingest.tesseract import engine

AskForPage = Callable[[int, str, bytes], RecognisedPage | str]
"""Has one page recognised: its number, the pack's name and bytes; gives the page, or why there is none."""

_FEWEST_LETTERS = 200
_REASONS_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What came of it. `note` says what stayed unread and what would help; "" where nothing needs saying."""

    recognition: Recognition | None
    note: str


class Recogniser:
    """For the pages of one file: it learns from one page what language the next is probably in."""

    def __init__(self, packs: LanguagePacks, ask: AskForPage, *, language: str) -> None:
        """`language` is what is known of the document's (BCP 47, `und` for nothing)."""
        self._packs, self._ask, self._language = packs, ask, language
        self._bytes: dict[str, bytes] = {}
        self._problems: dict[str, list[int]] = {}

    def recognise(self, pages: Sequence[int], before: Recognition | None, may_go_on: Callable[[], bool]) -> Recognised:
        """Recognises `pages`; what was recognised `before` on other pages is taken over."""
        if not self._packs.files or not engine():
            return Recognised(recognition=None, note=self._advice())
        known = {page.page: page for page in before.pages} if before else {}
        for page in pages[:RECOGNISED_PAGES]:
            if may_go_on() and (found := self._page(page)):
                known[page] = found
        if beyond := pages[RECOGNISED_PAGES:]:
            self._note(f"only the first {RECOGNISED_PAGES} scanned pages of a file are recognised", beyond[0])
        if not known:
            return Recognised(recognition=None, note=self._said())
        hashes = {name: hashlib.sha256(pack).hexdigest() for name, pack in sorted(self._bytes.items())}
        recognition = Recognition(
            engine=engine(),
            packs={**(before.packs if before else {}), **hashes},
            pages=tuple(page for _, page in sorted(known.items())),
        )
        return Recognised(recognition=recognition, note=self._said())

    def _page(self, page: int) -> RecognisedPage | None:
        """The page in its own language; None, with a note, where that cannot be had."""
        if is_known(self._language) and not self._packs.reading(self._language):
            self._note(f"install {to_install(self._language)} and ingest the file again", page)
            return None
        found = self._best(page, self._packs.reading(self._language) or self._packs.probes)
        if found is None or not found.is_read:
            return found
        told = identify(found.text) if sum(map(str.isalpha, found.text)) >= _FEWEST_LETTERS else UNKNOWN
        if told == UNKNOWN or is_written_alike(found.language, told) or not is_known(told):
            return found
        if not (others := self._packs.reading(told)):
            self._note(f"install {to_install(told)} and ingest the file again", page)
            return None
        other = self._best(page, others)
        if other is None or other.confidence < found.confidence:
            return found
        if not is_known(self._language):
            self._language = told
        return other

    def _best(self, page: int, names: Sequence[str]) -> RecognisedPage | None:
        """The page with the first of these packs that reads it, else with the one that does best."""
        best: RecognisedPage | None = None
        for name in names:
            if name not in self._bytes:
                self._bytes[name] = self._packs.files[name].read_bytes()
            found = self._ask(page, name, self._bytes[name])
            if isinstance(found, str):
                self._note(found, page)
                return None
            if best is None or found.confidence > best.confidence:
                best = found
            if best.is_read or best.is_blank:
                break
        return best

    def _note(self, problem: str, page: int) -> None:
        self._problems.setdefault(problem, []).append(page)

    def _said(self) -> str:
        shown = list(self._problems.items())[:_REASONS_SHOWN]
        return "; ".join(f"{_which(pages)}: {problem}" for problem, pages in shown)

    def _advice(self) -> str:
        if not engine():
            return "they can be recognised with a PyMuPDF that comes with Tesseract"
        language = self._language if is_known(self._language) else "en"
        return (
            f"to have such pages recognised, install Tesseract (Debian: tesseract-ocr) and {to_install(language)}, "
            "and ingest the file again"
        )


def _which(pages: Sequence[int]) -> str:
    more = f" and {len(pages) - 1} more" if len(pages) > 1 else ""
    return f"page {pages[0]}{more}"
