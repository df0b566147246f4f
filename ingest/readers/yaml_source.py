"""The one module that opens YAML: mappings of plain text, with no types guessed and no objects made."""

from collections.abc import Mapping

import yaml


def read_yaml(text: str) -> Mapping[str, object]:
    """The top mapping of a YAML text, every scalar as the text that was written: `NO` stays Norway, dates stay text.

    Raises `ValueError` with the line where it is not YAML, or not a mapping.
    """
    try:
        # BaseLoader makes text, lists and mappings only; S506 knows no loader but the one that guesses types.
        loaded = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ValueError(f"it is not valid YAML: {' '.join(str(error).split())[:200]}") from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise ValueError("it holds no `key: value` lines")
    return {str(key): value for key, value in loaded.items()}
