"""Hostile files each end with a named reason, and the good file between them arrives."""

import zipfile
from io import BytesIO

import docx
import pymupdf

from corpus.document import Completeness
from corpus.errors import UnreadableError
from ingest import limits
from ingest.parsing import ParsedFile

SENTENCE = "Nurses in rural posts stay longer where the municipality pays for housing and for training. "
GOOD = {"good.md": f"# Findings\n\n{SENTENCE * 5}".encode()}
STOPPED = {
    "sleeps.md": "reading it took longer than",
    "burns.md": "s of CPU",
    "eats.md": "reading it needs more than",
}
BROKEN = {
    "floods": "it holds more than 200 MiB of text",
    "closes": "the parser crashed on it (SIGKILL)",
    "crashes": "the parser crashed on it (SIGSEGV)",
    "aborts": "the parser crashed on it (SIGABRT)",
    "fails": "the parser failed on it; the log has the details",
}
FORGED = {
    "two lines": "the parser answered what is no document",
    "no form": "the parser answered what is no document",
    "no json": "the parser answered what is no document",
    "forges.md": "the parser answered for another file",
}


def pdf(pages: int, *written: int, **saving: object) -> bytes:
    """A PDF with text on the first page and on those of these numbers."""
    document = pymupdf.open()
    for number in range(1, pages + 1):
        page = document.new_page()
        if number in (1, *written):
            page.insert_text((72, 200), f"{SENTENCE} Page {number}.")
    return bytes(document.tobytes(**saving))


def plain_pdf(*objects: str) -> bytes:
    numbered = "".join(f"{number} 0 obj{body}endobj\n" for number, body in enumerate(objects, start=1))
    return f"%PDF-1.4\n{numbered}trailer<</Root 1 0 R>>\n".encode()


def word(body: bytes) -> bytes:
    packed, out = BytesIO(), BytesIO()
    docx.Document().save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, body if name == "word/document.xml" else old.read(name))
    return out.getvalue()


def article(opening: bytes, text: bytes) -> bytes:
    return opening + b'<article article-type="research-article"><body><p>' + text + b"</p></body></article>"


def hostile() -> dict[str, tuple[bytes, str]]:
    """File name to bytes and what the reason for its refusal says."""
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    outside = b'<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    catalog = "<</Type/Catalog/Pages 2 0 R>>"
    return {
        "bomb.docx": (word(b"<a>" + b" " * 100_000_000 + b"</a>"), "200 times its size"),
        "deep.docx": (word(b"<a>" * 5000 + b"</a>" * 5000), "not well-formed"),
        "deep.xml": (article(b"", b"<a>" * 5000 + b"</a>" * 5000), "not well-formed"),
        "outside.xml": (article(outside, b"&x;"), "declares entities"),
        "laughs.xml": (article(b'<!DOCTYPE a [<!ENTITY l0 "ha">' + laughs + b"]>", b"&l11;"), "amplification"),
        "cyclic.pdf": (plain_pdf(catalog, "<</Type/Pages/Kids[2 0 R]/Count 9>>"), "cannot be counted"),
        "claims.pdf": (plain_pdf(catalog, "<</Type/Pages/Kids[]/Count 2147483647>>"), "cannot be counted"),
        "empty.pdf": (plain_pdf(catalog, "<</Type/Pages/Kids[]/Count 0>>"), "it has no pages"),
        "locked.pdf": (pdf(1, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="u", owner_pw="o"), "with a password"),
        "cut.pdf": (pdf(1)[:200], ""),
    }


def check(outcomes, expected: dict[str, str]) -> None:
    reasons = {name: outcomes[name].reason for name in expected if isinstance(outcomes[name], UnreadableError)}
    assert reasons.keys() == expected.keys()
    assert {name: reasons[name] for name in expected if expected[name] not in reasons[name] or not reasons[name]} == {}
    good = {name: outcome for name, outcome in outcomes.items() if name.startswith("good")}
    assert [str(outcome) for outcome in good.values() if isinstance(outcome, UnreadableError)] == []


def test_generated_files_are_refused_by_name_and_the_good_ones_arrive(locked) -> None:
    files = hostile()
    between = {name: data for name, (data, _) in files.items()} | {"good again.md": GOOD["good.md"]}
    check(locked(GOOD | between), {name: reason for name, (_, reason) in files.items()})


def test_a_parser_that_takes_too_much_is_stopped(strict) -> None:
    check(strict(GOOD | dict.fromkeys(STOPPED, GOOD["good.md"]) | {"good again.md": GOOD["good.md"]}), STOPPED)


def test_within_wider_limits_the_same_parsers_end_well(locked) -> None:
    assert all(isinstance(outcome, ParsedFile) for outcome in locked(dict.fromkeys(STOPPED, GOOD["good.md"])).values())


def test_a_parser_that_breaks_takes_nothing_with_it(locked) -> None:
    check(locked(GOOD | dict.fromkeys(BROKEN, b"x") | {"good again.md": GOOD["good.md"]}), BROKEN)


def test_what_a_parser_answers_is_not_taken_for_more_than_its_file(locked) -> None:
    check(locked(dict.fromkeys(FORGED, GOOD["good.md"]) | {"good again.md": GOOD["good.md"]}), FORGED)


def test_a_pdf_of_6000_pages_is_read_up_to_5000(locked) -> None:
    (item,) = locked({"long.pdf": pdf(6000, 5000, 5001)})["long.pdf"].documents
    assert item.document.completeness is Completeness.PARTIAL
    assert item.document.reason == "it has 6000 pages, of which the first 5000 are read"
    assert (item.document.pages, item.document.pages_missing) == (6000, tuple(range(5001, 6001)))
    assert {passage.locator.page for passage in item.passages} == {1, limits.PAGES}


def test_a_file_that_is_too_large_is_refused(locked, monkeypatch) -> None:
    monkeypatch.setattr(limits, "FILE_BYTES", 1 << 20)
    outcomes = locked({"large.txt": SENTENCE.encode() * 20_000} | GOOD)
    check(outcomes, {"large.txt": "it has more than 1 MiB"})
