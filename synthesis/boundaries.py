"""Where a quotation may begin and end, so that it cuts no word and no number in two."""

import unicodedata

_HYPHENS = frozenset("-‐‑")
_APOSTROPHES = frozenset("'’ʼ")
_DASHES = frozenset("-‐‑–—−‒")
_INSIDE_NUMBERS = frozenset(".,:/'’·٫٬×^") | _DASHES
_BETWEEN_GROUPS = frozenset(" \u00a0\u2009\u202f")
_BEFORE_NUMBERS = frozenset("+±~≈<>≤≥≦≧$€£¥₤₣#≠=") | _DASHES
_AFTER_NUMBERS = frozenset("%‰‱°º")
_SPACES = "".join(_BETWEEN_GROUPS)
_JOINERS = frozenset("\u200c\u200d\u2060\u00ad")


def is_whole(text: str, start: int, end: int) -> bool:
    """True if `text[start:end]` begins and ends between words: no word, number, percentage or range is cut."""
    return 0 <= start < end <= len(text) and is_boundary(text, start) and is_boundary(text, end)


def is_boundary(text: str, at: int) -> bool:
    """True if a quotation may begin or end before the character `at` of `text`."""
    if at in (0, len(text)):
        return True
    before, after = text[at - 1], text[at]
    if before in _JOINERS or after in _JOINERS or _is_mark(after) or (_is_word(before) and _is_word(after)):
        return False
    return not (_cuts_word(text, at) or _cuts_number(text, at) or _cuts_grouped_number(text, at))


def _cuts_word(text: str, at: int) -> bool:
    """At a hyphen or apostrophe inside a word: `non-|medical`, `don|'t`."""
    left, middle, right = _around(text, at)
    return middle in _HYPHENS | _APOSTROPHES and _is_word(left) and _is_word(right)


def _cuts_number(text: str, at: int) -> bool:
    """At a sign of a number: `12|.5`, `10–|15`, `−|5`, `12|%`, `12 |%`."""
    left, middle, right = _around(text, at)
    if middle in _INSIDE_NUMBERS and left.isdigit() and right.isdigit():
        return True
    before, after = text[at - 1], text[at]
    if before in _BEFORE_NUMBERS and after.isdigit() and not _is_word(text[at - 2 : at - 1]):
        return True
    follows = text[at : at + 3].lstrip(_SPACES)[:1]
    return text[max(0, at - 3) : at].rstrip(_SPACES)[-1:].isdigit() and follows in _AFTER_NUMBERS


def _cuts_grouped_number(text: str, at: int) -> bool:
    """At the space inside a number written in groups of three: `10| 000`, `10 |000`."""
    space = at if text[at] in _BETWEEN_GROUPS else at - 1
    if text[space] not in _BETWEEN_GROUPS:
        return False
    group = text[space + 1 : space + 5]
    if not (len(group) >= 3 and group[:3].isdigit() and not group[3:].isdigit()):
        return False
    first = space
    while first > 0 and text[first - 1].isdigit():
        first -= 1
    return 1 <= space - first <= 3


def _around(text: str, at: int) -> tuple[str, str, str]:
    """The sign beside `at`, with what stands before and after it; the sign is on whichever side is no word."""
    sign = at if not _is_word(text[at]) else at - 1
    return text[sign - 1 : sign] if sign else "", text[sign], text[sign + 1 : sign + 2]


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_" or _is_mark(character)


def _is_mark(character: str) -> bool:
    """True for accents and vowel signs, which belong to the letter before them."""
    return len(character) == 1 and unicodedata.category(character).startswith("M")
