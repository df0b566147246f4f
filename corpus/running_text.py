"""Whether a text is written in a language, or only looks like it: names, codes and numbers have no language."""

import re

from corpus.stop_words import stop_words

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_APOSTROPHE = re.compile("['’]")


def share_of_stop_words(text: str, language: str) -> float:
    """How many of the words of `text` are stop words of `language`, 0 to 1; 0 for a language without a list.

    Both halves of an elided word are looked up (`l'hôpital`, `d’une`).
    """
    common = stop_words(language)
    if not common:
        return 0.0
    found = [word.lower() for match in _WORD.findall(text) for word in _APOSTROPHE.split(match)]
    return sum(word in common or f"{word}'" in common for word in found) / max(1, len(found))
