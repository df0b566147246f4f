"""YAML of our own read strictly: no key twice or unknown, no empty text; errors are ValueErrors that name the place."""

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import yaml

_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def parse(document: str, name: str) -> Any:
    """What a YAML document says; `name` is the place that errors begin with."""
    try:
        _refuse_double_keys(yaml.compose(document, Loader=_LOADER))
        return yaml.load(document, Loader=_LOADER)  # noqa: S506
    except (yaml.YAMLError, ValueError) as error:
        raise ValueError(f"{name}: {error}") from error


def _refuse_double_keys(node: yaml.Node | None) -> None:
    """YAML's own loaders keep the last of two equal keys and say nothing."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise ValueError(f"line {key.start_mark.line + 1}: {key.value!r} is given twice")
            seen.add(key.value)
            _refuse_double_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_double_keys(item)


def items(data: Any, place: str) -> Iterator[tuple[Any, str]]:
    """Each item of a list of things with ids, and the place to name when it is wrong. Refuses an id given twice."""
    seen: set[str] = set()
    if not isinstance(data, list) or not data:
        refuse(place, "a list is wanted here")
    for item in data:
        item_id = item.get("id") if isinstance(item, dict) else None
        if not isinstance(item_id, str) or not item_id or item_id in seen:
            refuse(place, f"the id {item_id!r} is given twice, or is none")
        seen.add(item_id)
        yield item, f"{place} {item_id}"


def mapping(data: Any, place: str, keys: str, *, optional: str = "") -> Mapping[str, Any]:
    """`data`, when it has all of `keys` and besides them only `optional` ones (each: names with spaces between)."""
    if not isinstance(data, dict):
        refuse(place, f"a mapping with {keys} is wanted here")
    wanted, allowed = set(keys.split()), set(f"{keys} {optional}".split())
    if missing := sorted(wanted - data.keys()):
        refuse(place, f"{missing[0]} is missing")
    if unknown := sorted(map(str, data.keys() - allowed)):
        refuse(place, f"{unknown[0]} is unknown here")
    return data


def texts(data: Any, place: str, *, empty: bool = False) -> tuple[str, ...]:
    """`data`, when it is a list of texts; without any only where `empty` lists are allowed."""
    if not isinstance(data, list) or not (data or empty):
        refuse(place, "a list of texts is wanted here")
    return tuple(text(item, place) for item in data)


def text(data: Any, place: str, *, empty: bool = False) -> str:
    """`data`, when it is a text without white space around it; "" only where `empty` texts are allowed."""
    if not isinstance(data, str) or data != data.strip() or not (data or empty):
        refuse(place, f"{data!r} is not a text without white space around it")
    return str(data)


def refuse(place: str, problem: str) -> NoReturn:
    """Raises the ValueError that names the place."""
    raise ValueError(f"{place}: {problem}")
