"""`cadre backup` and `cadre restore`: a data folder as one file, and back."""

import argparse
from pathlib import Path
from typing import Any

import cadre_terminal as terminal
from cadre_parts import Front, check_data_folder, default_model
from corpus.backup import BackupManifest, write_backup
from corpus.errors import DamagedError
from corpus.ledger import Ledger
from corpus.restoring import restoring
from index.verification import verify


def run_backup(arguments: argparse.Namespace) -> int:
    """`cadre backup`."""
    check_data_folder(arguments.data)
    front = Front(arguments)
    published = _encoder(front)
    with terminal.progress("Saving originals") as advance:
        manifest = write_backup(
            front.folder,
            arguments.file,
            model=published[0] if published else None,
            model_id=published[1] if published else None,
            replace=arguments.force,
            on_progress=advance,
        )
    if arguments.json:
        terminal.print_json({"file": str(arguments.file), "bytes": arguments.file.stat().st_size} | _form(manifest))
    else:
        terminal.say(
            f"Saved to {arguments.file}: {manifest.documents} documents, {manifest.passages} passages, "
            f"{len(manifest.originals)} originals."
        )
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """`cadre restore`."""
    with (
        terminal.progress("Unpacking") as advance,
        restoring(arguments.file, arguments.data, on_progress=advance) as (staged, manifest),
    ):
        generation = _index(arguments, staged, manifest)
    if arguments.json:
        terminal.print_json({"data": str(arguments.data), "generation": generation} | _form(manifest))
    else:
        terminal.say(
            f"Restored to {arguments.data}: {manifest.documents} documents, {manifest.passages} passages; "
            f"generation {generation} is published."
        )
    return 0


def _index(arguments: argparse.Namespace, staged: Path, manifest: BackupManifest) -> int:
    """Publishes the generation of a restored folder, and holds the folder against it. Raises `DamagedError`."""
    front = Front(argparse.Namespace(**vars(arguments) | {"data": staged}))
    model = arguments.model or manifest.model or default_model()
    embedder = front.embedder(model)
    if manifest.model_id not in (None, embedder.model_id):
        terminal.complain(f"the encoder is {embedder.model_id}, it was {manifest.model_id}: rankings may differ")
    with Ledger.to_write(staged) as ledger:
        generation = front.publish(ledger, model, embedder)
    if damages := [finding.text for finding in verify(staged) if finding.is_damage]:
        remedy = "Nothing was restored: use another backup."
        raise DamagedError(path=str(arguments.file), problem=" ".join(damages[:3]), remedy=remedy)
    return generation


def _encoder(front: Front) -> tuple[str, str] | None:
    """The encoder of the published generation; a damaged index is no reason to save nothing."""
    try:
        manifest = front.generations.manifest()
    except DamagedError as error:
        terminal.complain(f"{error} The backup does not need it.")
        return None
    return (manifest.model, manifest.model_id) if manifest else None


def _form(manifest: BackupManifest) -> dict[str, Any]:
    return {
        "format": manifest.format,
        "counts": {"files": manifest.files, "documents": manifest.documents, "passages": manifest.passages},
        "originals": len(manifest.originals),
        "model": manifest.model_id,
    }
