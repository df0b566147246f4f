"""Plain text to paragraphs: blank lines and form feeds end one; lines that were only wrapped are joined."""

import re
from itertools import pairwise

_BREAK = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+|\f")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x85\u2028]")
_ITEM = re.compile(r"\s*(?:[•▪●◦‣∙■►➢✓✔❖*–—-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])\s+\S")
_RULE = re.compile(r"([=\-~^*#_])\1{2,}")
_UNWRAPPED = 160
_SOFT_HYPHEN = "\u00ad"
_ENDS = re.compile(r"[.!?:;…]['\"”’»)\]]*\Z")


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of `text`, line breaks inside them still there only as spaces; empty ones are left out."""
    lines = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    return [joined for part in _BREAK.split(lines) for joined in _joined(part)]


def _joined(part: str) -> list[str]:
    """One stretch between blank lines: its wrapped lines joined, its items and unwrapped lines kept apart."""
    lines = [line.strip() for line in part.split("\n") if line.strip()]
    width = max((len(line) for line in lines), default=0)
    if len(lines) < 2 or width > _UNWRAPPED:
        return lines
    paragraphs = [[lines[0]]]
    for before, line in pairwise(lines):
        ruled = _RULE.fullmatch(line) or _RULE.fullmatch(before)
        if ruled or _ITEM.match(line) or _ends_early(before, line, width):
            paragraphs.append([line])
        else:
            paragraphs[-1] += [line] if before.endswith(_SOFT_HYPHEN) else [" ", line]
    return ["".join(pieces) for pieces in paragraphs]


def _ends_early(before: str, line: str, width: int) -> bool:
    """True where `before` stopped although the next word had room, and the break looks meant."""
    has_room = len(before) + 1 + len(line.split()[0]) < width - 8
    return has_room and (bool(_ENDS.search(before)) or not line[0].islower())
