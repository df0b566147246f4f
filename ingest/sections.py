"""The sections of a reading: blocks of one page below one path of headings, with the headings that open them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.reading import BLOCK_SEPARATOR, Block, Reading
from ingest.word_count import count_words


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedBlock:
    """A block and where it lies, `[start, end)`, in the text of its reading."""

    block: Block
    start: int
    end: int
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Consecutive blocks of one page that may share a passage; not empty."""

    blocks: tuple[PlacedBlock, ...]
    first_path: tuple[str, ...]
    last_path: tuple[str, ...]
    """The headings of its first and last body block; they differ only where tiny sections were merged."""
    has_body: bool

    @property
    def words(self) -> int:
        """Headings count."""
        return sum(placed.words for placed in self.blocks)

    @property
    def page(self) -> int | None:
        """The page on which all its blocks begin."""
        return self.blocks[0].block.page

    @property
    def leaves_page(self) -> bool:
        """True where its last block runs over a page break: notes at the foot of the page do not go on with it."""
        return self.blocks[-1].block.page_break is not None


def placed_blocks(reading: Reading) -> list[PlacedBlock]:
    """The blocks of a reading that hold words, each with its place."""
    placed: list[PlacedBlock] = []
    start = 0
    for block in reading.blocks:
        end = start + len(block.text)
        words = count_words(block.text)
        if words:
            placed.append(PlacedBlock(block=block, start=start, end=end, words=words))
        start = end + len(BLOCK_SEPARATOR)
    return placed


def sections_of(placed: Sequence[PlacedBlock], *, tiny: int) -> list[Section]:
    """The sections that `placed` makes, in order; neighbours of fewer than `tiny` words that are kin are merged.

    Headings at the foot of a page open nothing there: they stay with the section above them, if the page has one.
    """
    merged: list[Section] = []
    tail: list[bool] = []
    for section in _raw_sections(placed):
        is_tiny = section.words < tiny
        if merged and merged[-1].page == section.page and not merged[-1].leaves_page:
            before = merged[-1]
            if not section.has_body or (tail[-1] and is_tiny and _are_kin(before, section)):
                merged[-1] = _joined(before, section)
                continue
        merged.append(section)
        tail.append(is_tiny)
    return merged


def whole(placed: Sequence[PlacedBlock]) -> Section:
    """All blocks as one section."""
    bodies = [item.block for item in placed if not item.block.opens] or [placed[0].block]
    return Section(
        blocks=tuple(placed),
        first_path=bodies[0].headings,
        last_path=bodies[-1].headings,
        has_body=not all(item.block.opens for item in placed),
    )


def _raw_sections(placed: Iterable[PlacedBlock]) -> list[Section]:
    groups: list[list[PlacedBlock]] = []
    for item in placed:
        if groups and _belongs(groups[-1], item.block):
            groups[-1].append(item)
        else:
            groups.append([item])
    return [whole(group) for group in groups]


def _belongs(group: Sequence[PlacedBlock], block: Block) -> bool:
    """Whether a block goes on with a section: a body block below the same headings, or what its headings open."""
    last = group[-1].block
    if last.page != block.page or last.page_break:
        return False
    return last.opens or (not block.opens and last.headings == block.headings)


def _are_kin(before: Section, after: Section) -> bool:
    """Whether two sections have one parent, or one is the parent of the other."""
    return all(_shared(path, after.first_path) >= max(len(path), len(after.first_path)) - 1 for path in _paths(before))


def _paths(section: Section) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return section.first_path, section.last_path


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many headings two paths share from the outermost on."""
    length = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        length += 1
    return length


def _joined(before: Section, after: Section) -> Section:
    return Section(
        blocks=(*before.blocks, *after.blocks),
        first_path=before.first_path if before.has_body else after.first_path,
        last_path=after.last_path if after.has_body else before.last_path,
        has_body=before.has_body or after.has_body,
    )
