"""Writing FAISS's indexes so that no error of the disk is lost."""

from pathlib import Path

import faiss


def write_faiss(index: faiss.Index, path: Path) -> None:
    """Writes through Python: when FAISS closes a file itself, bytes that a full disk refuses are lost in silence."""
    refused: list[OSError] = []
    with path.open("wb") as file:

        def write(data: bytes) -> None:
            try:
                file.write(data)
            except OSError as error:
                refused.append(error)
                raise

        try:
            # The class is in the module that SWIG generates; FAISS's stubs leave it out.
            faiss.write_index(index, faiss.PyCallbackIOWriter(write))  # type: ignore[attr-defined]
        except RuntimeError as error:
            raise refused[0] if refused else error from error
