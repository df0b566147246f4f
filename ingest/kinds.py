"""Of what kind a document is, by what its title, its title page or its sections say; with the reason."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.document import KINDS
from corpus.reading import Block
from corpus.strict_yaml import parse
from ingest.front_words import front_words
from ingest.word_count import count_words

_FILE = Path(__file__).parent / "data" / "kinds.yaml"
_WORDS: Any = parse(_FILE.read_text("utf-8"), _FILE.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A kind, and what told it: the words that the document's page shows as the origin."""

    kind: str
    reason: str


def _pattern(words: Iterable[str]) -> str:
    """The longest first, so that `policy brief` is never read as `policy`."""
    ordered = sorted({word.casefold() for word in words}, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"[\w-]*").replace(r"\ ", r"\s+") for word in ordered)


def _terms(by_kind: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, tuple[str, str]]:
    """Word, as it is compared, to kind and language; the kind that is listed first keeps a word that two have."""
    terms: dict[str, tuple[str, str]] = {}
    for kind, languages in by_kind.items():
        if kind not in KINDS:
            raise ValueError(f"{_FILE.name}: {kind!r} is no kind")
        for language, words in languages.items():
            for word in words:
                terms.setdefault(word.casefold(), (kind, language))
    return terms


_TERMS = _terms(_WORDS["title"])
_LABELS = {word.casefold(): kind for kind, words in _WORDS["label"].items() for word in words}
_IN_TITLE = re.compile(rf"(?<![\w-])(?:{_pattern(_TERMS)})(?![\w-])")
_WILD = [
    (re.compile(re.escape(word).replace(r"\*", r"[\w-]*")), word, kind)
    for word, (kind, _) in _TERMS.items()
    if "*" in word
]
_EVENTS, _REPORTS = (re.compile(rf"(?<!\w)(?:{_pattern(words)})(?!\w)") for words in _WORDS["event"])
_SECTIONS = {
    name: re.compile(rf"\W*[\divxlc.\s]*(?:{_pattern(words)})\b.*") for name, words in _WORDS["sections"].items()
}
# An English law is called an act; the word itself is more often a verb.
_ACT = re.compile(r"\b(?:Act|ACT)(?:,?\s+(?:of\s+)?\d{4}|\s*\(.*\)|\s*\Z|\s+No\b)")
_PARTS = re.compile(r"\s*(?::|\s[–—-]\s|\.\s+(?=[A-ZÀ-Ý])|\?\s)\s*")
# What stands before the word that says the kind, where that word is only what the document is about.
_BEFORE_OBJECT = front_words("before_object")
# What may stand behind an English word that says the kind: any other noun there would be what it is.
_GOES_ON = re.compile(
    r"\s*(?:\Z|[^\w\s-]|\d|(?:of|for|on|to|in|with|from|about|regarding|and|or|by|at|among|towards|concerning|as|is|document"
    r"|documents|framework|statement|update|paper|reports?|second|first|third|draft|revised|version|et|u\.)\b|[ivxlc]+\b)"
)
_STUDY_PROTOCOL = re.compile(r"\b(?:study|trial|review|randomi[sz]ed|cohort|analysis)\b")
_NO_ORDER = re.compile(r"(?:zu|grössen|rang|neu|an|ein|unter|un|bei)ordnung|(?:natur|markt|grund)gesetze?")
_NEWS_TIME = re.compile(
    r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UTC|[+-]\d{4}|[A-Z]{3,4})"
)
_LONGEST_TITLE = 600
_LABEL_WORDS, _LABEL_LENGTH = 6, 100
_ABSTRACT_LENGTH, _ARTICLE_WORDS = 6_000, 1_500
_ABSTRACT = re.compile(r"\W*(?:conference |workshop |meeting )?abstract\b(?! submission| book)", re.IGNORECASE)
_PARTS_OF_ABSTRACT = re.compile(
    r"(?:(?<=[.!?:])\s*|\A|\n)(Background|Introduction|Aims?|Objectives?|Purpose|Methods?|Methodology|Results?|Findings"
    r"|Conclusions?)\b(?=:|\s+[A-Z]|\n)"
)
_FEWEST_PARTS = 3
_EARLY = 30


def kind_told(title: str, front: Sequence[str], blocks: Sequence[Block]) -> Told | None:
    """What the title says, else a line of the title page (`front`), else the sections; None where none is certain."""
    return _by_title(title[:_LONGEST_TITLE]) or _by_label(front) or _by_sections(blocks)


def _by_title(title: str) -> Told | None:
    folded = title.casefold()
    if _EVENTS.search(folded) and _REPORTS.search(folded):
        return Told(kind="event-report", reason="the title, which names an event and a report of it")
    for part in reversed(_PARTS.split(title)):
        if told := _by_part(part):
            return told
    return Told(kind="policy", reason="the word “Act” in the title") if _ACT.search(title) else None


def _by_part(part: str) -> Told | None:
    """By the first word that says a kind and is what the part is about."""
    folded = part.casefold()
    for match in _IN_TITLE.finditer(folded):
        before = re.findall(r"\w+", folded[: match.start()])
        if any(word in _BEFORE_OBJECT for word in before[1:]) or _NO_ORDER.fullmatch(match[0]):
            continue
        word, kind, language = _term(" ".join(match[0].split()))
        if language == "en" and not _GOES_ON.match(folded, match.end()):
            continue
        if word == "protocol" and _STUDY_PROTOCOL.search(folded):
            continue
        return Told(kind=kind, reason=f"the word “{word.strip('*')}” in the title")
    return None


def _term(found: str) -> tuple[str, str, str]:
    """The listed word that was found, its kind and its language."""
    if found in _TERMS:
        return (found, *_TERMS[found])
    word, kind = next((word, kind) for pattern, word, kind in _WILD if pattern.fullmatch(found))
    return word, kind, _TERMS[word][1]


def _by_label(front: Sequence[str]) -> Told | None:
    for line in front:
        folded = " ".join(line[:_LABEL_LENGTH].casefold().split()).strip(" .:*|–-")
        if len(folded.split()) <= _LABEL_WORDS and folded in _LABELS:
            return Told(kind=_LABELS[folded], reason=f"the line “{folded}” on the title page")
    return None


def _by_sections(blocks: Sequence[Block]) -> Told | None:
    if any(_NEWS_TIME.fullmatch(block.text) for block in blocks[:5]):
        return Told(kind="news", reason="the time of a news item below the title")
    length = sum(len(block.text) for block in blocks)
    if length <= _ABSTRACT_LENGTH:
        parts = {match[1].rstrip("s") for block in blocks for match in _PARTS_OF_ABSTRACT.finditer(block.text)}
        if (blocks and _ABSTRACT.match(blocks[0].text)) or len(parts) >= _FEWEST_PARTS:
            return Told(kind="abstract", reason="a short text with the parts of an abstract")
        return None
    headings = [
        (place, block.text[:_LABEL_LENGTH].casefold()) for place, block in enumerate(blocks) if block.is_heading
    ]
    has = {name: [place for place, text in headings if pattern.fullmatch(text)] for name, pattern in _SECTIONS.items()}
    is_article = bool(has["abstract"] and has["methods"] and has["results"]) and has["abstract"][0] < _EARLY
    if is_article and sum(count_words(block.text) for block in blocks) >= _ARTICLE_WORDS:
        if any("prisma" in block.text.casefold() for block in blocks):
            return None
        return Told(kind="primary-study", reason="an abstract, and sections on methods and results")
    return None
