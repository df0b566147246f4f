"""Names of persons in bylines and author fields, freed from the marks of notes, degrees and addresses."""

import re
import unicodedata
from collections.abc import Sequence

from ingest.characters import unreadable_share
from ingest.front_words import any_of
from ingest.issuers import names_issuer

_MARKS = re.compile(r"\[[^\]]*\]?|\{[^}]*\}?|\(\s*\W*\s*\)|[¹²³⁰-⁹∗†‡§¶*#$+∥⊕✉⋆♠♣]+|(?<=\w)\d[\d,]*\b")
_SPACING = {"˘": "\u0306", "¨": "\u0308", "´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "˜": "\u0303", "¸": "\u0327"}
_ACCENT = re.compile(r"([˘¨´`ˆ˜¸])\s?(\w)")
_AND = re.compile(r"\s*(?:;|,?\s+(?:and|und|et|&|y|och|og)\s+)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*@\S*|\be-?mail\b.*|\bcorresponding author\b.*|https?:.*|\borcid\b.*", re.IGNORECASE)
# Where the address of the authors begins behind their names.
_AFFILIATION = re.compile(
    r"\s(?:Department|Departamento|Dept|Dipartimento|Institut\w*|Universi\w*|Facult\w*|School|Laborator\w*|Centre|Center"
    r"|Hospital|Division|Escuela|Fakultät)\b.*",
    re.DOTALL,
)
_TITLES = re.compile(r"^(?:(?:prof|dr|dra|mr|mrs|ms|med|herr|frau|hon|mag|dipl)\b\.?\s*)+(?:med\.\s*)?", re.IGNORECASE)
_DEGREE = re.compile(
    r"(?:m\.?d|ph\.?d|m\.?ph|m\.?sc|b\.?sc|m\.?s|m\.?a|b\.?a|r\.?n|mbbs|mrcp.*|frc.*|dr\.?ph|dphil|mba|fams|editors?"
    r"|eds?\.?|hrsg\.?|authors?|jr\.?|sr\.?)\.?",
    re.IGNORECASE,
)
_LEAD = re.compile(rf"^(?:{any_of('byline_leads')})\s+", re.IGNORECASE)
_PARTICLE = r"(?:d[aeiou]|d[eo]s|du|del|della|den|der|di|el|la|le|ten|ter|van|von|zu|al|bin|ibn|dos)"
_WORD = r"(?:[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’.‑-][^\W\d_]*)*\.?)"
_INITIALS = r"(?:[^\W\d_a-zß-öø-ÿ][^\W\d_]?\.\s?)"
_PERSON = re.compile(
    rf"{_WORD}(?:\s(?:{_PARTICLE}\s)*(?:d['’])?{_WORD}){{1,5}}|{_INITIALS}{{1,3}}{_WORD}(?:\s(?:{_PARTICLE}\s)*{_WORD}){{0,2}}"
)
_BROKEN = re.compile(r"(?<=[^\W\d_])-\s(?=[^\W\d_A-Z])")
_FULL_WORD = re.compile(r"[^\W\d_]{2,}")
_NO_NAME = re.compile(rf"(?<!\w)(?:{any_of('no_names')})(?!\w)", re.IGNORECASE)
_EAST_ASIAN = re.compile(r"[\u4e00-\u9fff\uac00-\ud7af]{2,4}")
_FEWEST_LISTED = 2
_MOST_LETTERS = 60


def is_person(name: str) -> bool:
    """True for what looks like the name of a person: `A. Smith`, `Smith AB`, `María de la Cruz`."""
    if len(name) > _MOST_LETTERS or names_issuer(name) or _NO_NAME.search(name):
        return False
    plain = name.replace(", ", " ")
    if _EAST_ASIAN.fullmatch(name.replace(" ", "")):
        return True
    return bool(_PERSON.fullmatch(plain)) and bool(_FULL_WORD.search(plain))


def without_marks(line: str) -> str:
    """A byline without the marks of notes, addresses, and accents that stand beside their letters."""
    accented = _ACCENT.sub(lambda found: unicodedata.normalize("NFC", found[2] + _SPACING[found[1]]), line)
    cut = _BROKEN.sub("", _AFFILIATION.sub("", _ADDRESS.split(accented, maxsplit=1)[0]))
    return " ".join(_MARKS.sub(" ", cut).split()).replace(" ,", ",")


def names_in(line: str) -> list[str]:
    """The persons that a byline names, in its order; none where anything in it is not the name of a person."""
    plain = _LEAD.sub("", without_marks(line))
    names = [_plain_name(part) for piece in _AND.split(plain) for part in _parts(piece, is_listed=";" in plain)]
    kept = [name for name in names if name and not _DEGREE.fullmatch(name)]
    return kept if kept and all(map(is_person, kept)) and unreadable_share(plain) == 0 else []


def leads_to_names(line: str) -> bool:
    """True for a byline that says it is one: `by Jane Doe`."""
    return bool(_LEAD.match(line))


def is_list(names: Sequence[str]) -> bool:
    """True for two names or more: what is one name could as well be two words of a heading."""
    return len(names) >= _FEWEST_LISTED


def _parts(piece: str, *, is_listed: bool) -> list[str]:
    """The names between commas; between semicolons, `Doe, Jane` is one name."""
    parts = [part.strip() for part in piece.split(",")]
    return [piece] if is_listed and len(parts) == 2 and not _DEGREE.fullmatch(parts[1]) else parts


def _plain_name(part: str) -> str:
    bare = re.sub(r"\A[\d,\s]+|(?:\s\d[\d,]*)+\Z", "", part.strip(" ,;:-–—"))
    name = _TITLES.sub("", bare).strip()
    name = name if re.search(r"(?<![^\W\d_])[^\W\d_]\.$", name) else name.rstrip(".")
    return name.title() if name.isupper() and len(_FULL_WORD.findall(name)) > 1 and "." not in name else name
