"""Counting words, also where they are written without spaces."""

import re
from itertools import pairwise

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3001-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff01-\uff9f]"
)
"""Thai, Lao, Burmese, Khmer, Chinese and Japanese, with their punctuation."""
_PIECE = re.compile(f"{_UNSPACED.pattern}|(?:(?!{_UNSPACED.pattern})\\S)+")
_SIGNS_A_WORD = 2


def count_words(text: str) -> int:
    """The number of words; in scripts without spaces two signs count as one."""
    signs = 0 if text.isascii() else len(_UNSPACED.findall(text))
    if not signs:
        return len(text.split())
    return len(_UNSPACED.sub(" ", text).split()) + (signs + 1) // _SIGNS_A_WORD


def even_pieces(text: str, longest: int) -> list[tuple[int, int]]:
    """`text` cut between words into the fewest pieces of at most about `longest` words: offsets `[start, end)`."""
    pieces = [match.span() for match in _PIECE.finditer(text)]
    words = count_words(text)
    parts = -(-words // longest)
    if parts < 2:
        return [(pieces[0][0], pieces[-1][1])] if pieces else []
    cuts = [round(number * len(pieces) / parts) for number in range(parts + 1)]
    return [(pieces[first][0], pieces[last - 1][1]) for first, last in pairwise(cuts) if first < last]
