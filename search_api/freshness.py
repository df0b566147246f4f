"""Lets a browser keep an answer for as long as the generation that gave it is the newest one."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request, Response
from pydantic import BaseModel

from search_api.services import Searcher, Served


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The generation that answers one request, and the headers that name it."""

    searcher: Searcher
    headers: dict[str, str]


def snapshot(request: Request, services: Served) -> Snapshot:
    """The newest generation. Answers 304 if the client holds this address's answer from it already."""
    searcher = services.collection.searcher()
    headers = {"ETag": f'W/"{services.started}-{searcher.generation}"', "Cache-Control": "no-cache"}
    if names_tag(request, headers["ETag"]):
        raise HTTPException(status_code=304, headers=headers)
    return Snapshot(searcher=searcher, headers=headers)


def names_tag(request: Request, tag: str) -> bool:
    """True if the client says that it holds the answer with this entity tag."""
    return tag in [held.strip() for held in request.headers.get("if-none-match", "").split(",")]


def json_answer(body: BaseModel | str, headers: dict[str, str]) -> Response:
    """A JSON answer, from a shape or from text that is JSON already."""
    content = body if isinstance(body, str) else body.model_dump_json()
    return Response(content, media_type="application/json", headers=headers)


Current = Annotated[Snapshot, Depends(snapshot)]
