"""Names of bodies that issue documents: ministries, agencies, societies, universities."""

import re
from collections.abc import Iterable
from pathlib import Path

from ingest.front_words import front_words
from ingest.readers.blocks import fold

_FILE = Path(__file__).parent / "data" / "issuers.txt"
_WORDS = [line for line in _FILE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
_HEADS = "|".join(re.escape(word).replace(r"\*", r"[\w-]*") for word in _WORDS)
_ISSUER = re.compile(rf"(?<![\w-])(?:{_HEADS})(?![\w-])", re.IGNORECASE)
_KNOWN = frozenset({"WHO", "OECD", "UNICEF", "UNFPA", "ILO", "UNAIDS", "World Bank", "European Union", "CDC", "NHS"})
_PARTICLES = front_words("name_particles")
_OPENS = re.compile(
    r"(?:\W*\w+ ){0,3}?(?:minist(?:ry|[èeé]r|erul|erstw)|departe?ment|dept|government|organi[sz]ation\b|direc[cç]|"
    r"republic of|república|république)",
    re.IGNORECASE,
)
# A second body named behind the first, below it in the same house.
_BELOW = re.compile(
    r"(?<=\w)\s+(?=(?:Dept|Department|Directorate|Division|Bureau|National|Unit|Programme|Program)\b)", re.IGNORECASE
)
_MOST_WORDS = 20
_FEWEST_BEFORE = 3


def is_issuer(line: str) -> bool:
    """True for a line that is the name of such a body: its words are capitalised, and one of them says what it is."""
    line = re.sub(r"\([^)]*\)", " ", line).strip()
    words = re.findall(r"[\w'’.-]+", line)
    if line.strip(" .,;:*") in _KNOWN:
        return True
    if not 1 < len(words) <= _MOST_WORDS or any(map(str.isdigit, line)) or re.search(r"[?!@=:]|\.\s*$", line):
        return False
    if "/" in line.split()[0].strip("/") or (" THE " in line and not line.isupper()):
        return False
    proper = all(word[:1].isupper() or word.casefold() in _PARTICLES for word in words)
    return proper and words[0][:1].isupper() and bool(_ISSUER.search(line))


def names_issuer(text: str) -> bool:
    """True for a text in which a word stands that makes a name the name of a body."""
    return bool(_ISSUER.search(text))


def opens_with_issuer(text: str) -> bool:
    """True for a text that begins with a ministry, a department, a government."""
    return bool(_OPENS.match(text))


def issuer_in(line: str) -> str:
    """The body that a line of a title page names, without the parts of its house that are named behind it."""
    first, *rest = _BELOW.split(fold(line), maxsplit=1)
    name = first if rest and len(first.split()) >= _FEWEST_BEFORE and names_issuer(first) else fold(line)
    return name.strip(" ,;*")


def as_written(name: str, texts: Iterable[str]) -> str:
    """`name` as `texts` write it in small letters, where it is written in capitals and stands there so too."""
    if not name.isupper():
        return name
    pattern = re.compile(r"\s+".join(map(re.escape, name.split())), re.IGNORECASE)
    found = (match[0] for text in texts for match in pattern.finditer(text))
    return next((fold(written) for written in found if not written.isupper() and written[:1].isupper()), name)
