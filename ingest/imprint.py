"""What the imprint of a document says: who published it, when, and who is to be cited as its author."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.dates import YEAR
from ingest.front_words import any_of
from ingest.issuers import names_issuer
from ingest.names import is_person
from ingest.readers.blocks import fold

_RIGHTS = re.compile(
    r"(?:©|\(c\)|c⃝|\bcopyright\b)\s*(?:©|\(c\)|c⃝|\bcopyright\b|:)?\s*"
    rf"(?:(?P<year>{YEAR})(?!\s*[-–]\s*\d)(?:\s*,)?\s*(?:by\s+|,)?(?P<holder>[^\d.;|©:]{{2,160}})?"
    rf"|(?P<first>[^\d.;|©:]{{2,100}}?\.?),?\s+(?P<last>{YEAR})(?!\s*[-–/]\s*\d))",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    rf"(?<!\w)(?:{any_of('published_by')})\s*:?\s*(?:the\s+)?(?P<name>[^\d.;|©:@\[\]]{{2,120}})", re.IGNORECASE
)
_CITE = re.compile(rf"(?<!\w)(?:{any_of('cite')})[^.:\n]{{0,40}}[.:]\s*", re.IGNORECASE)
_CITED_AUTHOR = re.compile(rf"\s*(?P<author>[^\d(“\"”]{{3,160}}?)[.,]?\s*\((?P<year>{YEAR})\)")
_CITED_PLACE = re.compile(rf"[.?]\s*[A-ZÀ-Ý][\w .'’-]{{2,40}}:\s*(?P<name>[^;:.\d]{{3,120}})[;,.]\s*(?P<year>{YEAR})\b")
_PREPARED = re.compile(rf"(?<!\w)(?:{any_of('prepared_by')})\s*:?\s*(?P<name>[^\d.;:|]{{3,120}})", re.IGNORECASE)
_AUTHOR_MARK = re.compile(r"\((?:auteur|author|autor|autore|autorin|forfatter)\)")
_MARKED_AUTHOR = re.compile(rf"(?P<name>[^\d(),;|:]{{3,60}}?)\s*{_AUTHOR_MARK.pattern}")
# What follows a holder's or publisher's name on its line.
_BEHIND = re.compile(
    rf"\s+(?:(?:{any_of('behind_names')})(?!\w)|ministry of (?=\w+(?: and)? \w+ ministry)).*", re.IGNORECASE | re.DOTALL
)
_NOBODY = re.compile(rf"(?:the )?(?:{any_of('nobody')})\b.*", re.IGNORECASE | re.DOTALL)
_HANGUL = re.compile(r"[\uac00-\ud7af]")
# `Doe et al. Human Resources for Health (2020) 18:5` at the head of an article.
_JOURNAL = re.compile(
    r"\A[^\d()]{2,60}?(?:et al\.?,?|\b[A-Z][\w-]+)\s+(?P<name>[A-Z][\w&:,\s-]{3,70}?),?\s*"
    rf"\((?P<year>{YEAR})\)\s+\d+\s*:\s*\w+"
)
_LABEL = 5
"""Words in a line that can be a label alone: the name stands below it."""
_CITATION_LENGTH = 500
_MOST_WORDS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What an imprint says; "" or None for what it does not."""

    publisher: str = ""
    year: int | None = None
    authors: tuple[str, ...] = ()


def imprint_of(paragraphs: Sequence[str], *, latest: int) -> Imprint:
    """The imprint among the first paragraphs of a document; years after `latest` are not those of its publication."""
    holders = [
        (fold(m["holder"] or m["first"] or ""), int(m["year"] or m["last"])) for m in _found(_RIGHTS, paragraphs)
    ]
    cited = [citation for text in _citations(paragraphs) if (citation := _cited(text))]
    followed = zip(paragraphs, [*paragraphs[1:], ""], strict=False)
    whole = [f"{text} {below}" if len(text.split()) <= _LABEL else text for text, below in followed]
    published = [_body(m["name"]) for m in _found(_PUBLISHED, whole) if not m[0][:1].islower()]
    journals = [(fold(match["name"]), int(match["year"])) for match in _found(_JOURNAL, paragraphs)]
    bodies = [body for holder, _ in holders if (body := _body(holder)) and not is_person(body)]
    names = [*(name for name, _ in journals), *published, *bodies, *(citation.publisher for citation in cited)]
    years = [*(year for _, year in [*journals, *holders]), *(citation.year for citation in cited if citation.year)]
    in_time = [year for year in years if year <= latest]
    authors = next((citation.authors for citation in cited if citation.authors), ()) or _marked(paragraphs)
    return Imprint(
        publisher=next((name for name in names if name), ""), year=max(in_time, default=None), authors=authors
    )


def prepared_by(lines: Sequence[str]) -> str:
    """The body or person that a line says the document was prepared by, or ""."""
    for match in _found(_PREPARED, lines):
        name = _body(match["name"])
        if name and (names_issuer(name) or is_person(name)):
            return name
    return ""


def _found(pattern: re.Pattern[str], paragraphs: Sequence[str]) -> Iterator[re.Match[str]]:
    for paragraph in paragraphs:
        yield from pattern.finditer(paragraph)


def _citations(paragraphs: Sequence[str]) -> Iterator[str]:
    text = " ".join(paragraphs)
    for match in _CITE.finditer(text):
        yield text[match.end() : match.end() + _CITATION_LENGTH]


def _cited(text: str) -> Imprint | None:
    author = _CITED_AUTHOR.match(text)
    place = _CITED_PLACE.search(text)
    name = _body(author["author"]) if author else ""
    dated = author or place
    if dated is None:
        return None
    return Imprint(
        publisher=_body(place["name"]) if place else "",
        year=int(dated["year"]),
        authors=(name,) if name and names_issuer(name) else (),
    )


def _marked(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Names with `(author)` behind them."""
    # The mark is quickly found; where there is none, a name could begin at each letter.
    marked = [text for text in paragraphs if _AUTHOR_MARK.search(text)]
    names = (fold(re.split(r"\b[A-Z]{3,}\b\s", m["name"])[-1]) for m in _found(_MARKED_AUTHOR, marked))
    return tuple(dict.fromkeys(name for name in names if is_person(name)))


def _body(written: str) -> str:
    """A name as it stands in an imprint, or "" where it is none."""
    name = fold(_BEHIND.sub("", fold(written))).strip(" ,:–-([")
    name = name.split(" ")[0] if _HANGUL.match(name) else name
    first, _, rest = name.partition(", ")
    name = first if first and first in rest else name
    name = re.split(r"[,;]\s", name)[0] if len(name.split()) > _MOST_WORDS else name
    is_name = name[:1].isalpha() and not name[:1].islower()
    return (
        name if is_name and len(name) > 1 and len(name.split()) <= _MOST_WORDS and not _NOBODY.fullmatch(name) else ""
    )
