"""Other readers on one page: `python peers.py TOOL FILE PAGE` writes the text that the tool makes of it.

Runs by itself, in any environment that has the tool: `get_text`, `pymupdf4llm`, `pypdf`, `poppler` or `docling`.
"""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def get_text(file: Path, page: int) -> str:
    import pymupdf

    with pymupdf.open(file) as document:
        return str(document[page - 1].get_text())


def pymupdf4llm(file: Path, page: int) -> str:
    import pymupdf4llm as peer

    # What it takes for running heads it can leave out; it does so only when told.
    return str(peer.to_markdown(str(file), pages=[page - 1], header=False, footer=False, show_progress=False))


def pypdf(file: Path, page: int) -> str:
    import pypdf as peer

    return peer.PdfReader(file).pages[page - 1].extract_text()


def poppler(file: Path, page: int) -> str:
    command = ["pdftotext", "-f", str(page), "-l", str(page), str(file), "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")


def docling(file: Path, page: int) -> str:
    from docling.document_converter import DocumentConverter

    return str(DocumentConverter().convert(file, page_range=(page, page)).document.export_to_markdown())


PEERS: dict[str, Callable[[Path, int], str]] = {
    "get_text": get_text,
    "pymupdf4llm": pymupdf4llm,
    "pypdf": pypdf,
    "poppler": poppler,
    "docling": docling,
}

if __name__ == "__main__":
    # Some tools talk on standard output; only what stands behind the mark is the text.
    found = PEERS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.buffer.write(b"\n\x1e" + found.encode("utf-8", "replace"))
