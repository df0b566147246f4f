"""What the addresses of the API can be asked with. An unknown or repeated parameter is refused, never dropped."""

from collections.abc import Awaitable, Callable, Sequence
from difflib import get_close_matches
from typing import Annotated, Any

from fastapi import Path, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from corpus.errors import QueryError
from corpus.filters import FIELDS
from index.query import MAX_PER_DOCUMENT, MAX_QUERY_CHARACTERS, Diversity, SearchMode, Spread
from search_api.schemas import DOC_ID, PASSAGE_ID, Result

LARGEST_K = 100
_LONGEST = 4000
"""No filter, marker or list of keys is longer than this."""


def _told(written: Any) -> Any:
    if written not in ("true", "false", True, False):
        raise PydanticCustomError("true_or_false", "Input should be true or false")
    return written


class Parameters(BaseModel):
    """Parameters of one address. One that is given empty (`k=`) counts as not given, as forms write it."""

    model_config = ConfigDict(frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: Any) -> Any:
        return {name: value for name, value in given.items() if value != ""} if isinstance(given, dict) else given


class QuestionParameters(Parameters):
    """What is asked."""

    q: str = Field(
        default="",
        max_length=MAX_QUERY_CHARACTERS,
        description='A plain question in any supported language; also `"a phrase"`, `AND`, `OR`, `NOT` and `title:`. '
        "Empty: every allowed passage, newest documents first.",
        examples=["What keeps nurses in rural posts?"],
    )


class FilterParameters(Parameters):
    """A filter, and nothing else."""

    filter: str = Field(
        default="",
        max_length=_LONGEST,
        description="`field:value` conditions: `|` is or, `,` is and, `!` before a value excludes it. "
        f"Fields: {', '.join(FIELDS)}. Years also as ranges: `2019-2024`, `2019-`, `-2024`.",
        examples=["theme:retention|migration,country:RO|HU,year:2019-2026"],
    )


class PageParameters(FilterParameters):
    """A filter, and which part of the list to give."""

    k: int = Field(default=10, ge=1, le=LARGEST_K, description="How many to give at most.", examples=[10])
    cursor: str = Field(default="", max_length=_LONGEST, description="`next_cursor` of the page before.", examples=[""])


class SearchParameters(PageParameters, QuestionParameters):
    """A question, how to rank, and what to give of the results."""

    group_by: str = Field(
        default="",
        max_length=_LONGEST,
        description="Give the counts of one field over the whole ranking instead of results: "
        + ", ".join(FIELDS)
        + ". For one passage of each document: `per_document=1`.",
        examples=["country"],
    )
    select: str = Field(
        default="",
        max_length=_LONGEST,
        description="Give only these keys of each result, with commas between them.",
        examples=["passage_id,text"],
    )
    mode: SearchMode = Field(
        default=SearchMode.HYBRID,
        description="Rank by words (`lexical`), by meaning (`dense`) or by both (`hybrid`).",
        examples=["hybrid"],
    )
    per_document: Annotated[int, Field(ge=1, le=MAX_PER_DOCUMENT)] | SkipJsonSchema[None] = Field(
        default=None,
        description="At most so many passages of each document, its best ones; totals and facets count what is left.",
        examples=[2],
    )
    spread: Spread | SkipJsonSchema[None] = Field(
        default=None,
        description="Let countries take turns: of the passages at least half as good as the best, first the best of "
        "each country, then the second of each, and so on; then the others likewise. Passages about several countries "
        "take turns as one more country, those about none as another. Nothing is left out.",
        examples=["country"],
    )
    explain: Annotated[bool, BeforeValidator(_told)] = Field(
        default=False,
        description="Say why each result stands where it does: its rank and score by words and by meaning, what each "
        "adds, and the words that match.",
        examples=["true"],
    )

    def grouping(self) -> str | None:
        """The field to group by. Raises `QueryError` with the nearest valid ones."""
        if self.group_by == "document":
            remedy = "Ask for per_document=1 instead: it gives the best passage of each document, best first."
            raise QueryError(query="group_by=document", problem="documents are not counted but ranked", remedy=remedy)
        return _known("group_by", self.group_by, FIELDS) if self.group_by else None

    def diversity(self) -> Diversity:
        """How the ranking is made more diverse."""
        return Diversity(per_document=self.per_document, spread=self.spread)

    def selection(self) -> tuple[str, ...] | None:
        """The keys to keep of each result. Raises `QueryError` with the nearest valid ones."""
        if not self.select:
            return None
        written = (name.strip() for name in self.select.split(","))
        names = tuple(dict.fromkeys(_known("select", name, tuple(Result.model_fields)) for name in written))
        if "explain" in names and not self.explain:
            problem = "results have the key explain only where explanations are asked for"
            raise QueryError(query=f"select={self.select[:80]}", problem=problem, remedy="Add explain=true.")
        return names


class NoParameters(Parameters):
    """For addresses that take no parameters."""


DocId = Annotated[str, Path(description="The id of a document.", examples=[DOC_ID])]
PassageId = Annotated[str, Path(description="The id of a passage.", examples=[PASSAGE_ID])]


def only(parameters: type[Parameters]) -> Callable[[Request], Awaitable[None]]:
    """A check that a request names only these parameters, each once. It raises `QueryError`."""
    known = tuple(sorted(parameters.model_fields))

    async def check(request: Request) -> None:
        names = [name for name, _ in request.query_params.multi_items()]
        for name in names:
            if name not in known:
                takes = f"It takes {', '.join(known)}." if known else "It takes no parameters."
                near = get_close_matches(name, known, n=1)
                hint = f"Did you mean {near[0]}? " if near else ""
                problem = f"{name[:80]!r} is not a parameter of {request.url.path}"
                raise QueryError(query=name[:80], problem=problem, remedy=f"{hint}{takes}")
            if names.count(name) > 1:
                remedy = "Give it once; conditions of a filter are joined with commas."
                raise QueryError(query=name, problem=f"the parameter {name} is given twice", remedy=remedy)

    return check


def _known(parameter: str, written: str, known: Sequence[str]) -> str:
    if written in known:
        return written
    near = get_close_matches(written, known, n=3, cutoff=0.5)
    raise QueryError(
        query=f"{parameter}={written[:80]}",
        problem=f"{written[:80]!r} is not one of its values",
        remedy=f"Did you mean {' or '.join(near)}?" if near else f"It takes {', '.join(known)}.",
    )
