"""What a PDF says about itself: on its title page and in its imprint, and in its fields where these bear them out."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from ingest.characters import clean, unreadable_share
from ingest.dates import YEAR
from ingest.front import LATEST, Front, stands_in, state_front, title_year
from ingest.headings import letters_of
from ingest.issuers import names_issuer
from ingest.layout import Paragraph
from ingest.names import is_person
from ingest.readers.statements import Statements
from ingest.title_page import TitlePage, title_page

# What programs put into the title: their own name, the name of a file, or a word for any document.
_NO_TITLE = re.compile(
    r"(?:microsoft|power ?point|word)\b.*-.*|(?:microsoft|power ?point) (?:word|powerpoint|excel|presentation).*"
    r"|(?:document|dokument|documento|untitled|unbenannt|sans titre|sin t[ií]tulo|no title|none|title|titel"
    r"|presentation|layout|template|report|final|draft|page|slide|cover|print|scan)[\s_\d().-]*"
    r"|.*\.(?:docx?|pdf|ind[db]|qx[dp]|pptx?|xlsx?|rtf|od[tp]|txt|tex|dvi|e?ps|tiff?|jpe?g|html?|cdr|ai|pub|pages|p65)\b.*"
    r"|\S*(?:_|\d)\S*|[\W\d_]*|https?:.*",
    re.IGNORECASE,
)
# Accounts and machines that stand in the author field where nobody filled it.
_NO_AUTHOR = re.compile(
    r"(?i:(?:windows |microsoft(?: office)? |office )?user\d*|administrat(?:or|eur)|author|owner|unknown|default|guest"
    r"|none|usuario|utili[sz]ad(?:or|eur)|benutzer|anwender|gebruiker|użytkownik|пользователь|гость|acer|asus|dell|lenovo"
    r"|toshiba|samsung|pdf24|(?:adobe|microsoft|apache)\b.*)|[a-z0-9._\\-]+|\S*[\\@]\S*|\W*"
)
_ROLE = re.compile(r"editors?|eds?\.?|hrsg\.?|authors?", re.IGNORECASE)
_NUMBER = re.compile(r"\A[A-Z]{2,6}-[\d-]+[A-Z]?\s*[,:]\s*")
_CREATED = re.compile(rf"(?:D:)?({YEAR})")
_YEARS = re.compile(rf"(?<!\d){YEAR}(?!\d)")
_LAG = 3
_FEWEST_TITLE_LETTERS = 4
_LONGEST_FIELD = 3_000
_BORNE_OUT = 0.8
_FEWEST_WORDS = 3
_FRONT_PAGES = 4


def state_metadata(
    info: Mapping[str, str | None],
    *,
    language: str | None,
    file_name: str,
    pages: Sequence[Sequence[Paragraph]],
    statements: Statements,
) -> None:
    """States what the first of `pages` and the file's own fields (`info`) tell; `language` is the catalog's /Lang.

    A field of the file counts where the title page bears it out, or says nothing itself.
    """
    page = title_page(pages)
    _state_title(clean((info.get("title") or "")[:_LONGEST_FIELD]).strip(), page, file_name, statements)
    names = authors_in(info.get("author") or "")
    created = _CREATED.match(info.get("creationDate") or "")
    front = Front(
        title=str(statements.metadata.get("title", "")),
        lines=page.lines,
        end=page.end,
        opening=tuple(paragraph.text for paragraphs in pages[:_FRONT_PAGES] for paragraph in paragraphs),
        known=tuple(names),
        latest=int(created[1]) + 1 if created else LATEST,
    )
    told = Statements()
    state_front(front, told)
    byline = told.metadata.get("authors", ())
    is_whole = not isinstance(byline, tuple) or len(names) >= len(byline)
    if names and is_whole and all(stands_in(name, front.lines) for name in names):
        statements.say("authors", names, "file")
    statements.take(told)
    if len(names) > 1 and all(map(is_person, names)):
        statements.say("authors", names, "file")
    bodies = [name for name in names if names_issuer(name) and stands_in(name, front.opening)]
    statements.say("publisher", next(iter(bodies), ""), "file")
    statements.say("year", title_year(front.title, latest=front.latest), "title page")
    if created and _is_of_its_time(int(created[1]), pages):
        statements.say("year", created[1], "file")
    statements.say("text_language", language, "file")


def is_title(title: str, file_name: str) -> bool:
    """False for what programs leave in the title field: nothing, a word for any document, the name of a file."""
    if len(letters_of(title)) < _FEWEST_TITLE_LETTERS or unreadable_share(title) > 0 or _NO_TITLE.fullmatch(title):
        return False
    return " " in title or letters_of(title) != letters_of(PurePath(file_name).stem)


def authors_in(written: str) -> list[str]:
    """The names in an author field; accounts and machines are left out, and a body's name is not cut at its commas."""
    plain = re.sub(r",?\s*https?:\S+", "", clean(written[:_LONGEST_FIELD].replace("\n", ";")))
    parts = re.split(r"[;|]", " ".join(plain.split()))
    if len(parts) == 1 and not names_issuer(plain):
        parts = re.split(r"\s+(?:and|und|et|&)\s+", parts[0])
        commas = [name.strip() for part in parts for name in part.split(",")]
        if all(len(name.split()) > 1 or _ROLE.fullmatch(name) for name in commas):
            parts = commas
    names = (" ".join(part.strip(" ,").split()) for part in parts)
    return [
        name
        for name in names
        if name and not _NO_AUTHOR.fullmatch(name) and not _ROLE.fullmatch(name) and unreadable_share(name) == 0
    ]


def _is_of_its_time(created: int, pages: Sequence[Sequence[Paragraph]]) -> bool:
    """True where the text names a year not long before: else it may be an old document, saved again."""
    years = {int(year) for paragraphs in pages for paragraph in paragraphs for year in _YEARS.findall(paragraph.text)}
    return any(created - _LAG <= year <= created for year in years)


def _state_title(stated: str, page: TitlePage, file_name: str, statements: Statements) -> None:
    """The field's title where the page bears it out and names no longer one; else the page's; else the field's."""
    usable = _NUMBER.sub("", stated) if is_title(stated, file_name) else ""
    of_field, of_page = letters_of(usable), letters_of(page.title)
    if of_field == of_page and not page.title.isupper():
        statements.say("title", page.title, "title page")
    if usable and _is_borne_out(usable, page):
        statements.say("title", usable, "file")
    statements.say("title", page.title, "title page")
    statements.say("title", usable, "file")


def _is_borne_out(title: str, page: TitlePage) -> bool:
    """True where the page's title stands in the field's, or has nearly all of its words; or where the page has none."""
    if not page.title:
        return True
    ours, theirs = letters_of(title), letters_of(page.title)
    if ours in theirs or theirs in ours:
        return len(ours) >= len(theirs)
    words = _words(title)
    there = {word for line in page.lines for word in _words(line)}
    found = sum(word in there for word in words)
    return set(_words(page.largest)) <= set(words) and found >= max(_FEWEST_WORDS, _BORNE_OUT * len(words))


def _words(text: str) -> list[str]:
    return [letters for word in text.split() if (letters := letters_of(word))]
