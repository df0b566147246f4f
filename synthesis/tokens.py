"""Words between single spaces, so that phrases can be looked for in a text."""

from index.tokens import words


def spaced(text: str) -> str:
    """The words of a text in lower case, with a space before and after each: a phrase stands in another text if its
    spaced form does."""
    return _between_spaces([word for _, _, word in words(text)])


def spaced_exactly(text: str) -> str:
    """The same with the letters as they are written, for phrases of which only one spelling counts."""
    return _between_spaces([text[start:end] for start, end, _ in words(text)])


def _between_spaces(found: list[str]) -> str:
    inside = " ".join(word.replace("’", "'") for word in found)
    return f" {inside} "
