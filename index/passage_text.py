"""What an encoder reads of a passage: its text, with the title and headings that it stands under."""

from corpus.document import Document, Passage


def passage_text(document: Document, passage: Passage) -> str:
    """Title, heading path and text, a line each; a passage alone often does not name its country or subject."""
    return "\n".join(part for part in (document.title, " > ".join(passage.locator.headings), passage.text) if part)
