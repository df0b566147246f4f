"""The manifest of a generation: what it was made from, and the SHA-256 of every file in it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from corpus.durable import sync_file, sync_folder, write_durably
from corpus.errors import DamagedError, NewerFormatError

FORMAT = 4
FILE_NAME = "manifest.json"
_REMEDY = "Run `cadre rebuild` to make the index anew from the ledger."


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation holds. Equal ledgers, models and releases give equal manifests but for `generation`."""

    generation: int
    revision: int
    """The revision of the ledger it was made from."""
    model: str
    """The encoder as it was asked for, to open it again."""
    model_id: str
    """The encoder as it names itself: vectors of another one never mix with these."""
    dimension: int
    background: float
    """The cosine of unrelated passages of this generation: see `index.fusion`."""
    documents: int
    passages: int
    languages: tuple[str, ...]
    """The languages of the passages, most frequent first: words of a query are stemmed in each."""
    format: int = FORMAT
    files: Mapping[str, str] = field(default_factory=dict)
    """Path inside the generation to the SHA-256 of the file."""


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Syncs every file of the generation, then writes the manifest over their hashes, last."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            sync_folder(path)
        else:
            sync_file(path)
    form = asdict(manifest) | {"files": {name: _sha256(folder / name) for name in _file_names(folder)}}
    write_durably(folder / FILE_NAME, _bytes(form | {"seal": _seal(form)}))


def read_manifest(folder: Path) -> Manifest:
    """The manifest as written. Raises `DamagedError` or `NewerFormatError`; does not look at the other files."""
    path = folder / FILE_NAME
    try:
        written = path.read_bytes()
        form = json.loads(written)
        found = int(form["format"])
        sealed = form.pop("seal", None)
        # The first format had no seal. Those of all later ones are made alike, so this is asked before the format.
        if found != 1 and (sealed != _seal(form) or written != _bytes(form | {"seal": sealed})):
            raise ValueError("its bytes are not those that were written")
        if found > FORMAT:
            raise NewerFormatError(folder=str(folder), found=found, known=FORMAT)
        return Manifest(**form | {"languages": tuple(form["languages"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedError(path=str(path), problem=f"it cannot be read ({error})", remedy=_REMEDY) from error


def check_files(folder: Path, manifest: Manifest) -> None:
    """Holds every file against its hash. Raises `DamagedError` at the first that differs or is missing."""
    for name, sha256 in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise DamagedError(path=str(path), problem="it is missing", remedy=_REMEDY)
        if _sha256(path) != sha256:
            raise DamagedError(path=str(path), problem="its bytes are not those that were written", remedy=_REMEDY)


def _bytes(form: Mapping[str, object]) -> bytes:
    return json.dumps(form, indent=1, sort_keys=True).encode()


def _seal(form: Mapping[str, object]) -> str:
    """The SHA-256 of the manifest itself: a changed number in it would give wrong answers from whole files."""
    return hashlib.sha256(_bytes(form)).hexdigest()


def _file_names(folder: Path) -> list[str]:
    # tantivy makes its lock files anew whenever it opens a folder.
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".lock"))
    return sorted(str(path.relative_to(folder)) for path in files if path.name != FILE_NAME)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
