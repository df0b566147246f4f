"""Every error Cadre raises on purpose.

    CadreError
    ├── InputError                 what was asked cannot be done as asked; the asker can mend it
    │   ├── SettingError           a setting is unknown or out of bounds
    │   ├── FilterError            a filter names an unknown field or value
    │   ├── QueryError             a query cannot be understood
    │   ├── CursorError            a page marker belongs to another question or generation
    │   └── NotFoundError          no document, passage or file has this id
    ├── UnreadableError            a file could not be read as a document; it is refused, the others go on
    ├── CitationError              a quotation does not stand in its original
    ├── SandboxError               the parsers cannot be locked in on this machine, so no file is read
    ├── ModelError                 an encoder is missing or is not the one that was pinned
    └── DataFolderError            the data folder cannot be used as it is
        ├── BusyError              another process is writing to it
        ├── EmptyError             nothing has been ingested yet
        ├── NewerFormatError       it was written by a newer Cadre
        ├── StorageError           the disk is full or failing
        └── DamagedError           bytes are not the bytes that were written

An error carries fields and builds its own sentence: what happened, to which input, what to do. None knows of HTTP.
"""

from collections.abc import Sequence


class CadreError(Exception):
    """The root of the tree: `str(error)` is one sentence or more for the person who asked."""


class InputError(CadreError):
    """What was asked cannot be done as asked."""


class SettingError(InputError):
    """A setting is unknown, or its value is outside its bounds."""

    def __init__(self, *, setting: str, problem: str, remedy: str) -> None:
        self.setting, self.problem, self.remedy = setting, problem, remedy
        super().__init__(f"{setting}: {problem}. {remedy}")


class FilterError(InputError):
    """A filter names a field or a value that does not exist; `nearest` holds valid ones close to it."""

    def __init__(self, *, part: str, problem: str, nearest: Sequence[str] = ()) -> None:
        self.part, self.problem, self.nearest = part, problem, tuple(nearest)
        hint = f" Did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        super().__init__(f"The filter {part!r} cannot be used: {problem}.{hint}")


class QueryError(InputError):
    """A query cannot be understood."""

    def __init__(self, *, query: str, problem: str, remedy: str) -> None:
        self.query, self.problem, self.remedy = query, problem, remedy
        super().__init__(f"The query {query!r} cannot be understood: {problem}. {remedy}")


class CursorError(InputError):
    """A page marker was made for another question, or for a generation that is gone."""

    def __init__(self, *, cursor: str) -> None:
        self.cursor = cursor
        super().__init__(f"The cursor {cursor!r} does not belong to this search. Start again without a cursor.")


class NotFoundError(InputError):
    """Nothing of this kind (`document`, `passage`, `file`, `theme`, `country` ...) has this id."""

    def __init__(self, *, kind: str, id: str) -> None:  # noqa: A002
        self.kind, self.id = kind, id
        super().__init__(f"There is no {kind} with the id {id!r} here. Search for it, or look it up in its list.")


class UnreadableError(CadreError):
    """A file could not be read as a document: it is refused with `reason`, and the others go on."""

    def __init__(self, *, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path} was refused: {reason}")


class CitationError(CadreError):
    """A quotation does not stand in its original at its locator, so no citation was made."""

    def __init__(self, *, passage_id: str, quote: str, problem: str) -> None:
        self.passage_id, self.quote, self.problem = passage_id, quote, problem
        super().__init__(f"The quotation {quote[:80]!r} was stopped: {problem} (passage {passage_id}).")


class SandboxError(CadreError):
    """The parsers cannot be locked in: what was tried from inside succeeded, or the machine lacks what it takes."""

    def __init__(self, *, missing: str) -> None:
        self.missing = missing
        super().__init__(
            f"Files are read in a sandbox, and this machine lacks what it takes: {missing}. No file was read. "
            "Use Linux 5.13 or newer with Landlock and seccomp; or, if you trust every file, run the command with "
            "--no-sandbox: a file made to attack its reader can then do all that you can."
        )


class ModelError(CadreError):
    """An encoder is missing, or its files are not the ones that were pinned."""

    def __init__(self, *, model: str, problem: str, remedy: str) -> None:
        self.model, self.problem, self.remedy = model, problem, remedy
        super().__init__(f"The encoder {model} cannot be used: {problem}. {remedy}")


class DataFolderError(CadreError):
    """The data folder cannot be used as it is."""


class BusyError(DataFolderError):
    """Another process holds the ledger's single writer lock."""

    def __init__(self, *, folder: str) -> None:
        self.folder = folder
        super().__init__(f"Another cadre process is writing to {folder}. Wait until it ends, then try again.")


class EmptyError(DataFolderError):
    """No generation has been published in this folder yet."""

    def __init__(self, *, folder: str) -> None:
        self.folder = folder
        super().__init__(f"Nothing can be searched in {folder} yet. Run `cadre ingest PATH --data {folder}` first.")


class NewerFormatError(DataFolderError):
    """The folder was written in a format that this release does not know."""

    def __init__(self, *, folder: str, found: int, known: int) -> None:
        self.folder, self.found, self.known = folder, found, known
        super().__init__(
            f"{folder} was written in format {found}; this release of Cadre reads up to format {known}. Upgrade Cadre."
        )


class StorageError(DataFolderError):
    """The disk took no more bytes: it is full, failing or read-only."""

    def __init__(self, *, path: str, is_full: bool, problem: str) -> None:
        self.path, self.is_full, self.problem = path, is_full, problem
        said = "the disk is full" if is_full else f"the disk refused ({problem})"
        remedy = "Free some space" if is_full else "Check the disk and the rights on the folder"
        super().__init__(
            f"{path} could not be written: {said}. Nothing that was taken in is lost. {remedy}, "
            "then run the command again."
        )


class DamagedError(DataFolderError):
    """Bytes on disk are not the bytes that were written."""

    def __init__(self, *, path: str, problem: str, remedy: str) -> None:
        self.path, self.problem, self.remedy = path, problem, remedy
        super().__init__(f"{path} is damaged: {problem}. {remedy}")
