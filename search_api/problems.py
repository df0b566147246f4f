"""The one table from error class to HTTP status, and the bodies of errors (RFC 9457)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field

from corpus import errors

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What happened, to which input, and what to do."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(examples=["/help#problem-filter"], description="Where this kind of problem is explained.")
    title: str = Field(examples=["The filter cannot be used"])
    status: int = Field(ge=400, le=599, examples=[422])
    detail: str = Field(
        examples=["The filter 'theme:retentoin' cannot be used: 'retentoin' is not a known theme. …"],
        description="A sentence for the person who asked.",
    )
    nearest: list[str] | None = Field(default=None, examples=[["retention"]], description="Valid values close by.")
    parameters: list[str] | None = Field(default=None, description="The parameters that cannot be used.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How one class of error is answered."""

    slug: str
    status: int
    title: str
    sentence: str = ""
    """Said instead of the error's own sentence, which names paths or settings that are the operator's alone."""
    meaning: str = ""
    """What the help page says of errors with a sentence of their own."""
    passes: bool = False
    """True if asking again later can help."""

    @property
    def explanation(self) -> str:
        """What the help page says."""
        return self.sentence or self.meaning


_OPERATOR = "It was logged, and the operator of this service can mend it."

TABLE: Mapping[type[errors.CadreError], Row] = {
    errors.CadreError: Row(
        slug="internal", status=500, title="Something went wrong here", sentence=f"The answer failed. {_OPERATOR}"
    ),
    errors.InputError: Row(
        slug="input",
        status=422,
        title="This cannot be done as asked",
        meaning="The request is at odds with itself. The sentence says what to change.",
    ),
    errors.SettingError: Row(
        slug="setting",
        status=500,
        title="A setting is wrong",
        sentence=f"A setting of this service is wrong. {_OPERATOR}",
    ),
    errors.FilterError: Row(
        slug="filter",
        status=422,
        title="The filter cannot be used",
        meaning="It names a field or a value that does not exist here. The nearest valid ones are named.",
    ),
    errors.QueryError: Row(
        slug="query",
        status=422,
        title="The query cannot be understood",
        meaning="It is too long, or has a parameter that is unknown or given twice. The sentence says which.",
    ),
    errors.CursorError: Row(
        slug="cursor",
        status=422,
        title="The cursor belongs to another search",
        meaning="The question or the collection has changed since the page before. Start again without a cursor.",
    ),
    errors.NotFoundError: Row(
        slug="not-found",
        status=404,
        title="Not found",
        meaning="No document, passage or file of the collection has this id. Search for it instead.",
    ),
    errors.UnreadableError: Row(
        slug="unreadable",
        status=500,
        title="An original cannot be read",
        sentence=f"The original file could not be read as a document. {_OPERATOR}",
    ),
    errors.CitationError: Row(
        slug="citation",
        status=500,
        title="A quotation does not stand in its original",
        sentence=f"A quotation was stopped because it does not stand word for word in its original. {_OPERATOR}",
    ),
    errors.SandboxError: Row(
        slug="sandbox",
        status=500,
        title="Files cannot be read safely here",
        sentence=f"No file was read, because its reader could not be locked in. {_OPERATOR}",
    ),
    errors.ModelError: Row(
        slug="model",
        status=503,
        title="The encoder cannot be used",
        sentence=f"The encoder that searches by meaning cannot be used at the moment. {_OPERATOR}",
        passes=True,
    ),
    errors.DataFolderError: Row(
        slug="data",
        status=503,
        title="The collection cannot be used",
        sentence=f"The collection cannot be used as it is. {_OPERATOR}",
        passes=True,
    ),
    errors.BusyError: Row(
        slug="busy",
        status=503,
        title="The collection is being written",
        sentence="Another process is writing to the collection. Ask again in a moment.",
        passes=True,
    ),
    errors.EmptyError: Row(
        slug="empty",
        status=503,
        title="Nothing has been taken in yet",
        sentence="Nothing can be searched yet. The operator takes documents in with `cadre ingest PATH`.",
        passes=True,
    ),
    errors.NewerFormatError: Row(
        slug="newer-format",
        status=500,
        title="The collection was written by a newer Cadre",
        sentence=f"The collection was written by a newer release of Cadre than this service runs. {_OPERATOR}",
    ),
    errors.StorageError: Row(
        slug="storage",
        status=503,
        title="The disk takes no more",
        sentence=f"The disk of this service is full or failing. {_OPERATOR}",
        passes=True,
    ),
    errors.DamagedError: Row(
        slug="damaged",
        status=500,
        title="The collection is damaged",
        sentence=f"The collection is not as it was written, so nothing is answered from it. {_OPERATOR}",
    ),
}


def row_of(error: errors.CadreError) -> Row:
    """The row of the error's class, or of its nearest ancestor in the table."""
    return next(TABLE[kind] for kind in type(error).__mro__ if kind in TABLE)


def problem_of(error: errors.CadreError) -> Problem:
    """What a person is told about an error."""
    row = row_of(error)
    nearest = list(error.nearest) if isinstance(error, errors.FilterError) and error.nearest else None
    return Problem(
        type=f"/help#problem-{row.slug}",
        title=row.title,
        status=row.status,
        detail=row.sentence or str(error),
        nearest=nearest,
    )


def invalid_parameters(error: RequestValidationError) -> Problem:
    """What a person is told about values that a parameter does not take."""
    found: Sequence[Mapping[str, Any]] = error.errors()
    names = [".".join(str(part) for part in entry["loc"][1:]) or str(entry["loc"][0]) for entry in found]
    sentences = [
        f"The parameter {name!r} cannot be {str(entry['input'])[:80]!r}: {entry['msg'][:1].lower()}{entry['msg'][1:]}."
        for name, entry in zip(names, found, strict=True)
    ]
    return Problem(
        type="/help#problem-parameter",
        title="A parameter cannot be used",
        status=422,
        detail=" ".join([*sentences, "The page /docs lists what each parameter takes."]),
        parameters=names,
    )


def plain_problem(status: int) -> Problem:
    """What a person is told where the web server itself refuses."""
    details = {
        404: "There is nothing at this address. The pages begin at /, and the API is described at /docs.",
        405: "This address cannot be asked in this way. It answers GET and HEAD.",
        416: "The file is shorter than the range that was asked for. Ask for the file without a range.",
        500: f"The answer failed. {_OPERATOR}",
    }
    phrase = HTTPStatus(status).phrase
    fallback = f"The request was refused ({phrase.lower()}). The API is described at /docs."
    return Problem(type="about:blank", title=phrase, status=status, detail=details.get(status, fallback))
