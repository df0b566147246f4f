"""The API's reference page, made from its OpenAPI description without scripts or files from elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, FastAPI, Request, Response

from search_api.pages.rendering import render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing that an address can be asked with."""

    name: str
    place: str
    description: str
    values: str
    default: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One address of the API."""

    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str, str], ...]
    """Status, its phrase, and when it is given."""
    example: str
    """An address to try; empty where it needs the id of something."""


@router.get("/docs")
def reference_page(request: Request) -> Response:
    """Each address with its parameters, answers and an example."""
    app: FastAPI = request.app
    description = app.openapi()
    return render(
        request, "reference.html", headers={}, info=description["info"], operations=[*operations(description)]
    )


def operations(description: Mapping[str, Any]) -> Iterator[Operation]:
    """The GET operations of an OpenAPI description, in its order."""
    shapes = description["components"]["schemas"]
    for path, item in description["paths"].items():
        operation = item["get"]
        parameters = tuple(_parameter(entry, shapes) for entry in operation.get("parameters", ()))
        yield Operation(
            path=path,
            summary=operation["summary"],
            description=operation.get("description", ""),
            parameters=parameters,
            answers=tuple(
                (status, HTTPStatus(int(status)).phrase, answer["description"])
                for status, answer in sorted(operation["responses"].items())
            ),
            example=_example(path, parameters),
        )


def _parameter(entry: Mapping[str, Any], shapes: Mapping[str, Any]) -> Parameter:
    schema = entry["schema"]
    examples = schema.get("examples") or [""]
    default = schema.get("default")
    return Parameter(
        name=entry["name"],
        place="in the address" if entry["in"] == "path" else "after ?",
        description=entry.get("description") or schema.get("description", ""),
        values=_values(schema, shapes),
        default="" if default is None else str(default).lower() if isinstance(default, bool) else str(default),
        example=str(examples[0]),
    )


def _values(schema: Mapping[str, Any], shapes: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return " or ".join(shapes[schema["$ref"].rpartition("/")[2]]["enum"])
    if "minimum" in schema and "maximum" in schema:
        return f"{schema['minimum']} to {schema['maximum']}"
    if schema["type"] == "boolean":
        return "true or false"
    if "maxLength" in schema:
        return f"up to {schema['maxLength']:,} characters"
    return str(schema["type"])


def _example(path: str, parameters: tuple[Parameter, ...]) -> str:
    if "{" in path:
        return ""
    wanted = {entry.name: entry.example for entry in parameters if entry.name in ("q", "filter") and entry.example}
    if "q" in wanted:
        wanted.pop("filter", None)
    return f"{path}?{urlencode(wanted)}" if wanted else path
