"""Words by which a sentence shows whether it can be quoted alone, and whether it reports a result."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from corpus.strict_yaml import mapping, parse, texts
from corpus.taxonomy import primary
from synthesis.tokens import spaced

_DATA = Path(__file__).with_suffix(".yaml")
_KINDS = "leaning adding purpose label event result"
_LANGUAGES = "en fr de es pt it ro hu pl el nl sv"
_SHARE = re.compile(r"\d\s?%")
_FIRST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceMarks:
    """The marks of one language, as phrases between spaces."""

    leaning: tuple[str, ...] = ()
    adding: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    result: tuple[str, ...] = ()

    def leans(self, sentence: str) -> bool:
        """True if a sentence begins with a pronoun or connecting word that points at what stands before it."""
        inside = spaced(sentence)
        beginning = f" {' '.join(inside.split()[:_FIRST])} "
        return inside.startswith(self.leaning) or any(phrase in beginning for phrase in self.adding)

    def tells_purpose(self, sentence: str) -> bool:
        """True if a sentence speaks of its own text, or of what a study set out to do."""
        return _holds(sentence, self.purpose) or any(_is_labelled(sentence, label.strip()) for label in self.label)

    def tells_event(self, sentence: str) -> bool:
        """True if a sentence tells of a meeting."""
        return _holds(sentence, self.event)

    def tells_result(self, sentence: str) -> bool:
        """True if a sentence reports what was found, or gives a percentage."""
        return _SHARE.search(sentence) is not None or _holds(sentence, self.result)


def sentence_marks(language: str) -> SentenceMarks:
    """The marks of a language (BCP 47); none, so that only percentages count, where nobody has listed them."""
    return _load().get(primary(language), SentenceMarks())


@cache
def _load() -> Mapping[str, SentenceMarks]:
    data = mapping(parse(_DATA.read_text("utf-8"), _DATA.name), _DATA.name, _KINDS)
    kinds = {kind: mapping(data[kind], f"{_DATA.name}, {kind}", _LANGUAGES) for kind in _KINDS.split()}
    return {
        language: SentenceMarks(
            **{kind: _phrases(held[language], f"{kind}, {language}") for kind, held in kinds.items()}
        )
        for language in _LANGUAGES.split()
    }


def _phrases(entries: Any, place: str) -> tuple[str, ...]:
    """`a|b c` is short for `a c` and `b c`."""
    return tuple(
        spaced(" ".join(words))
        for entry in texts(entries, f"{_DATA.name}, {place}")
        for words in product(*(slot.split("|") for slot in entry.split(" ")))
    )


def _is_labelled(sentence: str, label: str) -> bool:
    """True if a sentence opens with a label: in capitals, or before a colon or a capital letter."""
    written, rest = sentence[: len(label)], sentence[len(label) :]
    if written.lower() != label or not written[:1].isupper():
        return False
    return rest.startswith(":") or rest.lstrip()[:1].isupper() or (written.isupper() and not rest[:1].isalpha())


def _holds(sentence: str, phrases: tuple[str, ...]) -> bool:
    inside = spaced(sentence)
    return any(phrase in inside for phrase in phrases)
