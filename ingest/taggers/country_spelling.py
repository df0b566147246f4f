"""Whether a stretch of text is a form of a country's name, as far as capitals and accents go."""

import re
import unicodedata

from corpus.country_forms import Form, FormKind

_WORD = re.compile(r"[^\W\d_]+")
_CEDILLA_TO_COMMA = str.maketrans("şţŞŢ", "șțȘȚ")
_ACCENTS_MATTER_BELOW = 5
"""Letters: shorter names without their accents are other words too often (Portuguese Irã and ira)."""
_SHORT_ACRONYM = 2
"""Letters: between other words in capitals, acronyms so short are words (TELL US ABOUT)."""


def is_written_as(form: Form, seen: str, before: str, after: str) -> bool:
    """Whether `seen`, which has the letters of `form`, also has its capitals and accents.

    `before` and `after` are the tokens beside it: between two words in capitals, "US" is a pronoun; beside none,
    "CHAD" is an acronym.
    """
    written, wanted = _WORD.findall(seen.translate(_CEDILLA_TO_COMMA)), _WORD.findall(form.text)
    if form.exact:
        return written == wanted
    if form.text.isupper():
        shouted = _is_shouted(before) and _is_shouted(after)
        return written == wanted and not (shouted and sum(map(len, wanted)) <= _SHORT_ACRONYM)
    if form.doubtful and seen.isupper() and not (_is_shouted(before) or _is_shouted(after)):
        return False
    capitals = [word[0].isupper() for word, want in zip(written, wanted, strict=True) if want[0].isupper()]
    if capitals and not any(capitals):
        return False
    if form.kind is not FormKind.ADJECTIVE and sum(map(len, wanted)) >= _ACCENTS_MATTER_BELOW:
        return True
    if seen.isupper():
        return True
    return [word.lower() for word in written] == [word.lower() for word in wanted]


def compose(text: str) -> tuple[str, list[int] | None]:
    """`text` in composed form (NFC), and where each of its characters begins in `text`; None where nothing moved.

    The offsets have one entry more than the composed text, the length of `text`.
    """
    if unicodedata.is_normalized("NFC", text):
        return text, None
    composed: list[str] = []
    offsets: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        letters = unicodedata.normalize("NFC", text[start:end])
        composed.append(letters)
        offsets.extend([start] * len(letters))
        start = end
    return "".join(composed), [*offsets, len(text)]


def _is_shouted(token: str) -> bool:
    return len(token) > 1 and token.isupper()
