"""The words by which title pages and imprints are understood, as patterns."""

import re
from pathlib import Path
from typing import Any

from corpus.strict_yaml import parse

_FILE = Path(__file__).parent / "data" / "front_words.yaml"
_WORDS: Any = parse(_FILE.read_text("utf-8"), _FILE.name)


def front_words(name: str) -> frozenset[str]:
    """The words listed as `name`. Raises `KeyError` for a name that is not in the file."""
    return frozenset(str(word).casefold() for word in _WORDS[name])


def any_of(name: str) -> str:
    """A pattern for any of the words listed as `name`, the longest first; white space matches any white space."""
    ordered = sorted(front_words(name), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+").replace(":", r"\s*:") for word in ordered)
