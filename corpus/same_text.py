"""When two texts are the same text: equal but for a few words, or one with a cover or an end that the other lacks.

Words are compared without case and punctuation. A text that says another number in the same words is another text:
last year's report must never hide this year's.
"""

import base64
import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datasketch import MinHash

SHORT = 40
"""Of texts with fewer words only those with the same words are the same: they have no signature."""
SAME = 0.9
"""From this Jaccard coefficient of their runs of three words on, either text can stand for the other."""
CONTAINED = 0.95
"""A text can stand for one that shares so much of its runs with it,"""
LEAST_PART = 0.5
"""and that has at least so many of them: a shorter one is an excerpt, with an address of its own."""
LONG = 1000
"""Texts from so many words on may have a cover and an imprint: the first and last twentieth of their words,"""
COVER = 200
"""but no more words than these."""
_COVER_SHARE = 0.05
_CUT = 0.02
RUN = 3
PERMUTATIONS = 126
SEED = 1
BANDS = (42, 3)
"""42 bands of 3 values: texts with a coefficient of .5 meet with probability .996, of .46 (the least here) .99."""
_SCHEME = "affine32"
_BATCH = 20_000
_OF_COVER = re.compile(r"(?:19|20)\d\d|\d{8,}")
_TOKEN = re.compile(r"97[89](?:[-–\s]?\d){10}(?!\d)|\d+(?:[.,·]\d+)*|(?<!\w)[.·]\d+|[^\W\d_]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


def words_of(text: str) -> list[str]:
    """The words and numbers of a text, in the form in which they are compared."""
    return [_formed(token) for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())]


def text_id_of(words: Sequence[str]) -> str:
    """Names a text by its words: SHA-256, in hex."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def signature_of(words: Sequence[str]) -> str:
    """The MinHash of a text as base64 of 126 little-endian 32-bit numbers; "" for a short text."""
    if len(words) < SHORT:
        return ""
    runs = sorted(" ".join(run).encode() for run in runs_of(words))
    made = _minhash(None)
    for start in range(0, len(runs), _BATCH):
        made.update_batch(runs[start : start + _BATCH])
    return base64.b64encode(made.hashvalues.astype("<u4").tobytes()).decode("ascii")


class Signatures:
    """The signatures of many texts: which may be the same as a given one."""

    def __init__(self) -> None:
        # It takes scipy with it, which takes a second: no command that only reads needs it.
        from datasketch import MinHashLSH

        self._lsh = MinHashLSH(num_perm=PERMUTATIONS, params=BANDS)

    def add(self, text_id: str, signature: str) -> None:
        """Adds a text; its id must be new."""
        self._lsh.insert(text_id, _minhash(signature), check_duplication=False)

    def near(self, signature: str) -> list[str]:
        """The ids of texts that may be the same, ascending; the text itself among them, if it was added."""
        return sorted(str(text_id) for text_id in self._lsh.query(_minhash(signature)))


def stands_for(whole: Sequence[str], part: Sequence[str]) -> bool:
    """True where the text with the words `whole` can be shown in the place of the one with the words `part`."""
    one, other = runs_of(whole), runs_of(part)
    shared = len(one & other)
    is_same = shared >= SAME * len(one | other)
    is_contained = shared >= CONTAINED * len(other) and len(other) >= LEAST_PART * len(one)
    return (is_same or is_contained) and not contradict(whole, part)


def contradict(one: Sequence[str], other: Sequence[str]) -> bool:
    """True where the two say different numbers between the same words: two before and two after.

    The years and ISBNs on covers and imprints of long texts do not count.
    """
    # Where one is cut off, the end of the other says nothing.
    whole = abs(len(one) - len(other)) <= _CUT * max(len(one), len(other))
    numbers, others = _numbers_in_context(one, whole), _numbers_in_context(other, whole)
    return any(
        not (numbers[context] <= others[context] or others[context] <= numbers[context])
        for context in numbers.keys() & others.keys()
    )


def runs_of(words: Sequence[str]) -> set[tuple[str, ...]]:
    """The runs of three words that follow one another."""
    return {tuple(words[place : place + RUN]) for place in range(max(1, len(words) - RUN + 1))}


def _numbers_in_context(words: Sequence[str], whole: bool) -> dict[tuple[str, ...], Counter[str]]:
    """How often each number stands between the same words."""
    cover = min(COVER, int(_COVER_SHARE * len(words))) if len(words) >= LONG else 0
    masked = ["", "", *("#" if word[0].isdigit() else word for word in words), "", ""]
    found: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for place, word in enumerate(words):
        is_cover = not cover <= place < len(words) - cover
        if not word[0].isdigit() or (is_cover and _OF_COVER.fullmatch(word)):
            continue
        context = (*masked[place : place + 2], *masked[place + 3 : place + 5])
        if whole or all(context):
            found[context][word] += 1
    return found


def _formed(token: str) -> str:
    if not token[0].isalpha():
        number = re.sub(r"[-–\s]", "", token.replace("·", "."))
        number = number.replace(",", "") if _THOUSANDS.fullmatch(number) else number.replace(",", ".")
        return f"0{number}" if number[0] == "." else number
    return token


def _minhash(signature: str | None) -> "MinHash":
    """The MinHash that was written as `signature`, or a new one."""
    from datasketch import MinHash
    from datasketch.hashfunc import sha1_hash32

    values = None if signature is None else np.frombuffer(base64.b64decode(signature), dtype="<u4").astype(np.uint32)
    return MinHash(num_perm=PERMUTATIONS, seed=SEED, hashfunc=sha1_hash32, hashvalues=values, scheme=_SCHEME)
