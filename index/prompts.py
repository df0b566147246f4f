"""What an encoder sees around a text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """What the encoder was trained to see before a text."""

    query: str = ""
    passage: str = ""


def encodable(text: str) -> str:
    """The text with `?` for each half of a surrogate pair: it is no character, and tokenizers refuse the whole text."""
    return text.encode("utf-8", "replace").decode("utf-8")
