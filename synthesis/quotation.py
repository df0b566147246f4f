"""The gate: the one way from a stored original to a citation."""

from dataclasses import dataclass

from corpus.document import Document, Locator, Passage, passage_id
from corpus.errors import CitationError
from corpus.reading import BLOCK_SEPARATOR, Block, OriginalReader, Reading
from synthesis.boundaries import is_whole
from synthesis.finding import SEAL, Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A block, and where it begins in its reading."""

    start: int
    block: Block

    @property
    def end(self) -> int:
        return self.start + len(self.block.text)


def cite(
    quote: str, *, passage: Passage, document: Document, originals: OriginalReader, start: int | None = None
) -> Citation:
    """The citation of a quotation, after its original was read again and the quotation found there byte for byte.

    `start` is where the quotation begins in the passage's text; without it, the first place where it stands whole.
    Raises `CitationError` where the passage is not the text at its locator, where page, headings or paragraph are not
    those of the original, or where the quotation is empty, does not stand in the passage, runs beyond one paragraph or
    cuts a word or number. Raises what `originals` raises.
    """
    reading = originals.reading(document)
    blocks = _blocks_at(reading, passage.locator)
    problem = _problem_of_passage(passage, document, reading, blocks) or _problem_of_wording(quote)
    if problem:
        raise CitationError(passage_id=passage.passage_id, quote=quote, problem=problem)
    at = _place(quote, passage, reading, start)
    holder = next((placed for placed in blocks if placed.start <= at and at + len(quote) <= placed.end), None)
    if holder is None:
        raise CitationError(passage_id=passage.passage_id, quote=quote, problem="it runs beyond one paragraph")
    return Citation(
        quote=quote,
        passage_id=passage.passage_id,
        doc_id=document.doc_id,
        start=at,
        end=at + len(quote),
        page=holder.block.page,
        page_label=holder.block.page_label,
        headings=holder.block.headings,
        paragraph=holder.block.paragraph,
        is_recognised=holder.block.is_recognised,
        title=document.title,
        publisher=document.publisher,
        authors=document.authors,
        year=document.year,
        url=document.url,
        language=passage.language,
        licence=document.licence,
        seal=SEAL,
    )


def _blocks_at(reading: Reading, locator: Locator) -> list[_Placed]:
    """The blocks of which the locator holds at least one character."""
    found, offset = [], 0
    for block in reading.blocks:
        placed = _Placed(start=offset, block=block)
        if placed.start < locator.end and locator.start < placed.end:
            found.append(placed)
        offset = placed.end + len(BLOCK_SEPARATOR)
    return found


def _problem_of_passage(passage: Passage, document: Document, reading: Reading, blocks: list[_Placed]) -> str:
    """Why the passage is not a stretch of this document's original; "" where it is."""
    locator = passage.locator
    if passage.doc_id != document.doc_id:
        return f"the passage belongs to another document, {passage.doc_id}"
    if passage.passage_id != passage_id(document.doc_id, locator.start, locator.end):
        return "the passage's id and its place disagree"
    # A slice takes negative offsets and offsets beyond the end without complaint.
    if not 0 <= locator.start < locator.end <= len(reading.text):
        return "the place lies outside the original"
    if reading.text_at(locator) != passage.text:
        return "the text at the passage's place in the original is not the passage's text"
    if not _agree(locator, blocks):
        return "the passage's headings, paragraph or page label are not those of its place in the original"
    return ""


def _agree(locator: Locator, blocks: list[_Placed]) -> bool:
    paths = [
        (*placed.block.headings, placed.block.text) if placed.block.is_heading else placed.block.headings
        for placed in blocks
    ]
    numbers = [placed.block.paragraph for placed in blocks]
    is_path = any(path[: len(locator.headings)] == locator.headings for path in paths)
    if any(placed.block.page_label != locator.page_label for placed in blocks):
        return False
    if any(placed.block.is_recognised for placed in blocks) is not locator.is_recognised:
        return False
    return is_path and (locator.paragraph is None or locator.paragraph in numbers)


def _problem_of_wording(quote: str) -> str:
    if not any(character.isalnum() for character in quote):
        return "it has no word"
    if quote != quote.strip() or len(quote.splitlines()) != 1:
        return "it begins or ends with white space, or holds a line break"
    return ""


def _place(quote: str, passage: Passage, reading: Reading, start: int | None) -> int:
    """Where the quotation begins in the reading. Raises `CitationError`."""
    starts = _occurrences(quote, passage.text) if start is None else [start]
    held = [at for at in starts if at >= 0 and passage.text[at : at + len(quote)] == quote]
    if not held:
        raise CitationError(
            passage_id=passage.passage_id, quote=quote, problem="it does not stand in the passage as it is written"
        )
    for at in held:
        place = passage.locator.start + at
        # Held against the whole reading: a passage may itself end inside a number.
        if is_whole(reading.text, place, place + len(quote)):
            return place
    raise CitationError(passage_id=passage.passage_id, quote=quote, problem="it begins or ends inside a word or number")


def _occurrences(quote: str, text: str) -> list[int]:
    found, at = [], text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found
