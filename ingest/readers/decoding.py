"""Bytes to text: byte order mark, UTF-8, the declared character set, then a guess from the bytes themselves."""

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from corpus.errors import UnreadableError

# UTF-32 before UTF-16: the little-endian mark of the one begins with that of the other.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Codecs that Python calls text encodings and no document is written in; the first two would also run escapes.
_NO_CHARSETS = frozenset({"unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem"})
# The labels under which Windows-1252 is served, as in the WHATWG encoding standard.
_WINDOWS_LABELS = frozenset({"iso8859-1", "ascii", "latin-1"})
# A UTF-8 file with a few bad bytes stays UTF-8: at least this many good sequences to each bad one.
_GOOD_SEQUENCES = 20
_SAMPLE = 100_000
_CONTROL_BYTES = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27})
_MULTIBYTE = re.compile(r"[\x80-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a file, the character set it was read in, and how many characters of it could not be read."""

    text: str
    encoding: str
    damaged: int = 0

    @property
    def damage(self) -> str:
        """Why the text is partial, or "" when every byte was read."""
        if not self.damaged:
            return ""
        return f"{self.damaged} characters are not valid {self.encoding} and stand as \ufffd"


def decode(data: bytes, *, file_name: str, declared: str = "") -> Decoded:
    """The text of `data`; `declared` is the character set that the format itself names.

    Raises `UnreadableError` for bytes that are not text and for text in no known character set.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _forced(data[len(mark) :], encoding)
    if (wide := _wide_encoding(data)) is not None:
        return _forced(data, wide)
    if _is_binary(data):
        raise UnreadableError(path=file_name, reason="the file is binary, not text")
    charset = _known_charset(declared)
    # Seven-bit sets such as ISO-2022-JP are valid UTF-8 as well, and mean something else.
    for encoding in [charset, "utf-8"] if charset.startswith(("iso2022", "hz", "utf-7")) else ["utf-8"]:
        if (text := _strict(data, encoding)) is not None:
            return Decoded(text=text, encoding=encoding)
    forced = _forced(data, "utf-8")
    if len(_MULTIBYTE.findall(forced.text)) > _GOOD_SEQUENCES * forced.damaged:
        return forced
    return _legacy(data, charset, file_name=file_name)


def _legacy(data: bytes, charset: str, *, file_name: str) -> Decoded:
    """Text that is not Unicode: as declared, else as guessed."""
    if charset and (text := _strict(data, charset)) is not None:
        return Decoded(text=text, encoding=charset)
    guess = from_bytes(data[:_SAMPLE]).best()
    if guess is None:
        raise UnreadableError(path=file_name, reason="the character set of the text cannot be identified")
    return _forced(data, guess.encoding)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _forced(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    before = data.count("\ufffd".encode(encoding)) if encoding.startswith("utf") else 0
    return Decoded(text=text, encoding=encoding, damaged=max(0, text.count("\ufffd") - before))


def _known_charset(label: str) -> str:
    """Python's name of a declared character set, or "" for one that is not known."""
    try:
        name = codecs.lookup(label.strip()).name if label.strip() else ""
    except (LookupError, ValueError):
        return ""
    if name in _NO_CHARSETS:
        return ""
    return "cp1252" if name in _WINDOWS_LABELS else name


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, told by the zeros in every other byte of Latin text."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    if len(sample) < 8 or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.7 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.7 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _is_binary(data: bytes) -> bool:
    """True where more than one byte in a hundred is a control character that no text holds."""
    sample = data[:_SAMPLE]
    return len(sample) - len(sample.translate(None, _CONTROL_BYTES)) > len(sample) // 100
