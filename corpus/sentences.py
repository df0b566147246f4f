"""Where sentences begin and end: spaCy's rule-based sentencizer, with what it gets wrong put right."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache

import spacy
from spacy.language import Language

from corpus.abbreviations import NUMBERED, may_end, never_end

_CHUNK = 40_000
# spaCy has one tokenizer for Norwegian. Its French one takes 6 s to build, and finds the same sentences as the neutral.
_TOKENIZED_AS = {"no": "nb", "nn": "nb", "fr": "xx"}
_VIEW = 60
_LONGEST_ENUMERATOR = 40
_MOST_WORDS = 300_000
_OPENING = "([{“„«‘‚‹¿¡•‣◦▪–—-*"
_BEFORE_WORD = '([{"“„«‘‚‹-–—/'
_CLOSING = "」』）】"
_PARAGRAPH = re.compile(r"\n\s*\n")
_STOP = re.compile(
    r"""(?<![.!?…。！？｡])(?:[.!?…]++|[。！？｡]++)["'”’»›)\]}]*(?:\[\d[\d,;\s–-]*\])?(?=\s|(?<=[。！？｡])|(?<=\]))"""
)
_NOTE = re.compile(r"\[\d[\d,;\s–-]*\]")
_NEXT_WORD = re.compile(r"[^\w]*(\w[\w'’-]*)")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,4}\.)+[^\W\d_]{1,4}")
_SPACED = re.compile(r"(?:^|[\s(])(?:[a-zà-ÿа-яα-ω]{1,2}\.\s?)+[^\W\d_]{1,3}\.$")
_ENUMERATOR = re.compile(r"\W*(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})[.)]\W*")
_SMALL_ROMAN = re.compile(r"\(?(?:ii|iii|iv|vi|vii|viii|ix|xi|xii|xiii|xiv)")
_OPENS_ITEM = re.compile(r"\s*\(?(?:[a-z]|[ivx]{1,5})[.)]\s")
_ORDINAL = re.compile(r"(?:^|\s)(\S+)\s+\d{1,2}\.$")
_INITIAL = re.compile(r"(?:^|[\s.(])([^\W\d_])\.$")
_BEFORE_LETTER = re.compile(
    r"\b(?:hepatitis|vitamin|influenza|type|grade|group|annex|appendix|section|table|figure|part|category|class|level|phase"
    r"|plan|option|box|model|step|point|item|factor|schedule|anhang|anlage|teil|gruppe|typ|annexe|anexo|annesso|allegato"
    r"|bijlage|załącznik|anexa|melléklet|příloha|vitamine|vitamina)\s+\w\.$",
    re.IGNORECASE,
)
_BEFORE_ORDINAL = {
    "de": "am vom zum zur bis der die das dem den des im ab seit und ein eine einem einen einer jeder beim ins dieser",
    "da": "den d. det til fra og i", "nb": "den det til fra og i", "fi": "ja", "hu": "a az és", "cs": "dne do od a",
    "sk": "dňa do od a", "pl": "dnia", "hr": "dana", "sl": "dne", "et": "ja", "lv": "un",
}  # fmt: skip
_MONTHS = frozenset(
    {"januar", "jänner", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober",
     "november", "dezember", "january", "february", "march", "may", "june", "july", "october", "december"}
)  # fmt: skip
_STARTERS = frozenset(
    {"the", "this", "these", "those", "that", "a", "an", "in", "on", "at", "for", "from", "to", "with", "we", "they",
     "it", "its", "he", "she", "there", "their", "our", "however", "moreover", "therefore", "thus", "although", "while",
     "when", "if", "after", "before", "as", "by", "of", "all", "some", "many", "most", "both", "such", "no", "not"}
)  # fmt: skip

Spans = tuple[tuple[int, int], ...]


def sentence_spans(text: str, language: str) -> Spans:
    """The sentences of `text` as character offsets `[start, end)`, in order, without white space at their ends.

    Nothing but white space lies between them. A blank line always ends a sentence; the mark or number that opens a list
    item belongs to what it opens. `language` is BCP 47; an unknown one is split by the rules that all share.
    """
    code = language.partition("-")[0].lower()
    cuts = _cuts(text, code)
    spans: list[tuple[int, int]] = []
    start = 0
    for end, following in [*((gap.start(), gap.end()) for gap in _PARAGRAPH.finditer(text)), (len(text), len(text))]:
        inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        spans += _spans(text, start, [place for place in inside if _ends_here(text, start, place, end, code)], end)
        start = following
    return tuple(spans)


def _spans(text: str, start: int, cuts: Sequence[int], end: int) -> Iterator[tuple[int, int]]:
    """The sentences of the paragraph `text[start:end]` that is cut at `cuts`."""
    begin, checked, has_words = start, start, False
    for cut in [*cuts, end]:
        has_words = has_words or any(map(str.isalnum, text[checked:cut]))
        checked = cut
        opens_item = cut - begin < _LONGEST_ENUMERATOR and _ENUMERATOR.fullmatch(text[begin:cut])
        if cut < end and (opens_item or not has_words):
            continue
        bare = text[begin:cut].strip()
        if bare:
            offset = text.index(bare[0], begin)
            yield offset, offset + len(bare)
        begin, has_words = cut, False


def _cuts(text: str, language: str) -> list[int]:
    """Where a sentence may end and another follow, ascending: after the marks that end one, and where spaCy says so."""
    return sorted({stop.end() for stop in _STOP.finditer(text)}.union(_sentencizer_ends(text, language)))


def _sentencizer_ends(text: str, language: str) -> Iterator[int]:
    """The ends of spaCy's sentences, which it looks for in pieces that are short enough for it."""
    pipeline = _pipeline(language)
    start = 0
    while start < len(text):
        end = min(start + _CHUNK, len(text))
        space = max(text.rfind(space, start + 1, end) for space in "\n ")
        if end < len(text) and space > start:
            end = space
        starts = [sentence.start_char for sentence in pipeline(text[start:end]).sents]
        yield from (_moved(text, start + place) for place in starts if place > 0)
        start = end
    if len(pipeline.vocab) > _MOST_WORDS:
        # spaCy keeps every word it has met, which is what makes it fast: it starts anew before that fills the memory.
        _pipeline.cache_clear()


def _moved(text: str, place: int) -> int:
    """The end of the sentence before `place`: what opens the next one belongs to it, the mark of a note does not."""
    while place > 0 and (text[place - 1].isspace() or _opens(text, place - 1)):
        place -= 1
    note = _NOTE.match(text, place)
    return note.end() if note else place


def _opens(text: str, place: int) -> bool:
    """Whether the sign at `place` opens what follows; straight quotation marks do after a space."""
    sign = text[place]
    return sign in _OPENING or (sign in "\"'" and (place == 0 or text[place - 1].isspace()))


def _ends_here(text: str, start: int, place: int, end: int, language: str) -> bool:
    """Whether a sentence of the paragraph `text[start:end]` ends at `place`."""
    before, after = text[max(start, place - _VIEW) : place], text[place : min(end, place + _VIEW)]
    bare = _NOTE.sub("", before).rstrip("\"'”’»›)]} ")
    if len(bare) < 2 or not after.strip() or after[0] in _CLOSING:
        return False
    following = _NEXT_WORD.match(after)
    word = following[1] if following else ""
    if not bare.endswith("."):
        return not (bare.endswith("…") or word[:1].islower()) or bare[-1:] in "。！？｡"
    if word.islower() and word[0].isalpha() and not _OPENS_ITEM.match(after):
        return False
    return not _is_abbreviated(bare, before, word, language)


def _is_abbreviated(bare: str, before: str, word: str, language: str) -> bool:
    """Whether the full stop that ends `bare` belongs to an abbreviation, an initial or an ordinal number."""
    last = bare[:-1].rsplit(None, 1)[-1].lower().lstrip(_BEFORE_WORD).replace("’", "'").rpartition("'")[2]
    if (
        last in never_end(language)
        or _SMALL_ROMAN.fullmatch(bare[:-1].rsplit(None, 1)[-1])
        or (last in NUMBERED and word[:1].isdigit())
    ):
        return True
    is_start = word.lower() in _STARTERS or (bool(word) and language != "en" and word[0].isupper())
    if last in may_end(language) or _DOTTED.fullmatch(last):
        return not (is_start or before[-1:] in ")]”")
    if _SPACED.search(bare):
        return True
    initial = _INITIAL.search(bare)
    if initial:
        stands_alone = _BEFORE_LETTER.search(bare) or (_follows_lower_case(bare) and word.lower() in _STARTERS)
        return initial[1].islower() or not stands_alone
    return _is_ordinal(bare, word, language)


def _follows_lower_case(bare: str) -> bool:
    """Whether the word before a last single letter is written small: then the letter is no one's initial."""
    words = bare.split()
    return len(words) > 1 and words[-2].isalpha() and words[-2].islower()


def _is_ordinal(bare: str, word: str, language: str) -> bool:
    """Numbers with a full stop for `first` and the like, in the languages that write them so."""
    found = _ORDINAL.search(bare)
    if not found:
        return False
    if word.lower() in _MONTHS:
        return True
    return found[1].lower().strip("(") in _before_ordinal(language)


@cache
def _before_ordinal(language: str) -> frozenset[str]:
    return frozenset(_BEFORE_ORDINAL.get({"no": "nb", "nn": "nb"}.get(language, language), "").split())


@cache
def _pipeline(language: str) -> Language:
    """spaCy's tokenizer for a language with the sentencizer; the neutral one where spaCy has none that works alone."""
    try:
        pipeline = spacy.blank(_TOKENIZED_AS.get(language, language) or "xx")
    except ImportError:
        pipeline = spacy.blank("xx")
    pipeline.add_pipe("sentencizer")
    return pipeline
