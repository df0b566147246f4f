"""What a PDF says about itself: title, authors, year and the language that it declares."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from ingest.characters import clean, unreadable_share
from ingest.headings import body_size, letters_of
from ingest.layout import Paragraph
from ingest.readers.statements import Statements

# What programs put into the title: their own name, the name of a file, or a word for any document.
_NO_TITLE = re.compile(
    r"(?:microsoft|power ?point|word)\b.*-.*|(?:microsoft|power ?point) (?:word|powerpoint|excel|presentation).*"
    r"|(?:document|dokument|documento|untitled|unbenannt|sans titre|sin t[ií]tulo|no title|title|titel|presentation"
    r"|layout|template|report|final|draft|page|slide|cover|print|scan)[\s_\d().-]*"
    r"|.*\.(?:docx?|pdf|ind[db]|qx[dp]|pptx?|xlsx?|rtf|od[tp]|txt|tex|dvi|e?ps|tiff?|jpe?g|html?|cdr|ai|pub|pages|p65)\b.*"
    r"|\S*(?:_|\d)\S*|[\W\d_]*|https?:.*",
    re.IGNORECASE,
)
# Accounts and machines that stand in the author field where nobody filled it.
_NO_AUTHOR = re.compile(
    r"(?i:(?:windows |microsoft(?: office)? |office )?user\d*|administrat(?:or|eur)|author|owner|unknown|default|guest"
    r"|usuario|utili[sz]ad(?:or|eur)|benutzer|anwender|gebruiker|użytkownik|пользователь|гость|acer|asus|dell|lenovo"
    r"|toshiba|samsung|pdf24|(?:adobe|microsoft)\b.*)|[a-z0-9._\\-]+|\S*[\\@]\S*|\W*"
)
# A body that issues documents rather than a person or a subject.
_ISSUER = re.compile(
    r"\b(?:minist\w*|depart\w*|dept|program\w*|organi[sz]ation|universi\w*|government|institut\w*|agency|office|commission"
    r"|council|committee|association|society|gesellschaft|ministerium|amt|direc\w*|group|team|centre|center)\b",
    re.IGNORECASE,
)
_OPENS_WITH_ISSUER = re.compile(
    r"(?:\W*\w+ ){0,3}?(?:minist(?:ry|[èeé]r|ério)|departe?ment|dept|government|organi[sz]ation\b|direc[cç])",
    re.IGNORECASE,
)
_YEAR = r"(?:19[5-9]\d|20\d\d)"
_RIGHTS = re.compile(rf"(?:©|\(c\)|copyright)[^.;]{{0,60}}?\b({_YEAR})\b(?!\s*[-–/]\s*\d)", re.IGNORECASE)
_ANY_YEAR = re.compile(rf"(?<![\d./(–-])\b({_YEAR})\b(?![\d/)]|\.\d|\s*[-–]\s*\d)")
_CREATED = re.compile(rf"(?:D:)?({_YEAR})")
_LONGEST_TITLE = 300
_FEWEST_TITLE_LETTERS = 4
_NEARLY_LARGEST = 0.8
_LARGER = 1.12
_MOST_TITLE_ROWS = 6
_DATE_WORDS, _LINE_WORDS = 4, 9
_LAG = 3
_IMPRINT = 4


def state_metadata(
    info: Mapping[str, str | None],
    *,
    language: str | None,
    file_name: str,
    pages: Sequence[Sequence[Paragraph]],
    statements: Statements,
) -> None:
    """States what the file's own fields (`info`) and the first of `pages` tell; `language` is the catalog's /Lang."""
    title = clean(info.get("title") or "").strip()
    if is_title(title, file_name):
        statements.say("title", title, "file")
    statements.say("title", largest_text(pages), "text")
    statements.say("authors", authors_in(info.get("author") or ""), "file")
    created = _CREATED.match(info.get("creationDate") or "")
    statements.say("year", year_in(pages, created=int(created[1]) if created else None), "text")
    statements.say("year", created[1] if created else None, "file")
    statements.say("text_language", language, "file")


def is_title(title: str, file_name: str) -> bool:
    """False for what programs leave in the title field: nothing, a word for any document, the name of a file."""
    if len(letters_of(title)) < _FEWEST_TITLE_LETTERS or unreadable_share(title) > 0 or _NO_TITLE.fullmatch(title):
        return False
    return " " in title or letters_of(title) != letters_of(PurePath(file_name).stem)


def largest_text(pages: Sequence[Sequence[Paragraph]]) -> str:
    """The largest text of the first page that has any, two words or more of it; "" where there is none."""
    first = next((paragraphs for paragraphs in pages[:3] if paragraphs), [])
    worded = [paragraph for paragraph in first if len(letters_of(paragraph.text)) >= _FEWEST_TITLE_LETTERS]
    body = body_size(pages)
    standing_out = [
        p
        for p in worded
        if (p.bold or p.size > _LARGER * body) and not (p.is_row or p.is_contents) and p.rows <= _MOST_TITLE_ROWS
    ]
    candidates = [p for p in standing_out if " " in p.text] or standing_out or worded[:1]
    if not candidates:
        return ""
    largest = max(paragraph.size for paragraph in candidates)
    named = [p for p in candidates if p.size >= _NEARLY_LARGEST * largest and not _OPENS_WITH_ISSUER.match(p.text)]
    best = max(named or candidates, key=lambda paragraph: (round(paragraph.size), paragraph.bold))
    return _cut(" ".join(paragraph.text for paragraph in _run_around(first, first.index(best))))


def _run_around(paragraphs: Sequence[Paragraph], place: int) -> Sequence[Paragraph]:
    """The paragraph at `place` with its neighbours of the same size, unless they name an issuer or a date."""
    size = paragraphs[place].size

    def belongs(index: int) -> bool:
        other = paragraphs[index]
        is_date = len(other.text.split()) <= _DATE_WORDS and bool(_ANY_YEAR.search(other.text))
        is_alike = (
            abs(other.size - size) <= 0.1 * size and not other.is_row and not _OPENS_WITH_ISSUER.match(other.text)
        )
        return (
            is_alike
            and not is_date
            and sum(len(paragraph.text) for paragraph in paragraphs[start:end]) < _LONGEST_TITLE // 2
        )

    start, end = place, place + 1
    while end < len(paragraphs) and belongs(end):
        end += 1
    while start > 0 and belongs(start - 1):
        start -= 1
    return paragraphs[start:end]


def authors_in(written: str) -> list[str]:
    """The names in an author field; accounts and machines are left out, and a body's name is not cut at its commas."""
    parts = re.split(r"[;\n|]", clean(written.replace("\n", ";")))
    if len(parts) == 1 and not _ISSUER.search(written):
        parts = re.split(r"\s+(?:and|und|et|&)\s+", parts[0])
        commas = [name for part in parts for name in part.split(",")]
        if all(len(name.split()) > 1 for name in commas):
            parts = commas
    names = (part.strip(" ,") for part in parts)
    return [name for name in names if name and not _NO_AUTHOR.fullmatch(name) and unreadable_share(name) == 0]


def year_in(pages: Sequence[Sequence[Paragraph]], *, created: int | None) -> str | None:
    """The year of the copyright on the first four pages, else one that stands in a short line of the first two.

    A line of more than a date counts only up to three years before the file was `created`: older years are those of
    laws and meetings that the title names.
    """
    imprint = [paragraph.text for paragraphs in pages[:_IMPRINT] for paragraph in paragraphs]
    texts = [paragraph.text for paragraphs in pages[:2] for paragraph in paragraphs]
    latest = created or 2100
    rights = [year for text in imprint for year in _years(_RIGHTS, text) if year <= latest]
    dates = [
        year for text in texts if len(text.split()) <= _DATE_WORDS for year in _years(_ANY_YEAR, text) if year <= latest
    ]
    lines = [
        year
        for text in texts
        if created and len(text.split()) <= _LINE_WORDS
        for year in _years(_ANY_YEAR, text)
        if created - _LAG <= year <= created
    ]
    found = rights or dates or lines
    return str(max(found)) if found else None


def _years(pattern: re.Pattern[str], text: str) -> list[int]:
    return [int(year) for year in pattern.findall(text)]


def _cut(title: str) -> str:
    if len(title) <= _LONGEST_TITLE:
        return title
    return title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
