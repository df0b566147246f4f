"""What the characters on a page mean: note marks, exponents, pictures set as letters, and what could not be told."""

import re
import unicodedata
from functools import cache

from ingest.readers.blocks import fold, superscript

SOFT_HYPHEN = "\u00ad"
BULLETS = frozenset("•‣◦▪▫■□●○◆◇❖➢➤✓✔❑❒☐☑☒►▶·∙⁃")

_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_MOST_CONTROL = 0.05
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_UNREADABLE = re.compile("[\ue000-\uf8ff\ufffd]")
_PICTURES = re.compile("dingbat|wingding|webding", re.IGNORECASE)
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_RAISED = re.compile(r"[-–−+]?\d[\d\s,;–-]*")
_NOTES = re.compile(r"\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*")
_POWER_OF = re.compile(r"(?:\b10|(?:^|[\s/(·\d])(?:[kcdmµ]?m|s|min|kg))$")
# Old TeX fonts draw the accent, then the letter; an apostrophe ("people´s") stands before a consonant.
_LOOSE = re.compile("([´`ˆ¨])([AEIOUYaeiouyı])|(˜)([ANOano])|(ˇ)([CSZRENDTcszrendt])|(¸)([CSTcst])|(˚)([AUau])")
_COMBINING = {"´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "¨": "\u0308", "˜": "\u0303", "ˇ": "\u030c",
              "¸": "\u0327", "˚": "\u030a"}  # fmt: skip
_SYMBOL_PLACES = (0x22, 0x24, 0x27, 0x2A, 0x2D, *range(0x40, 0x5B), 0x5C, 0x5E, 0x60, *range(0x61, 0x7B), 0x7E,
                  *range(0xA0, 0xE6), 0xF1, 0xF2)  # fmt: skip
_SYMBOL_SIGNS = (
    "∀∃∋∗−≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ∴⊥‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ∼"
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…│─↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑〉∫"
)
_SYMBOL = dict(zip(map(chr, _SYMBOL_PLACES), _SYMBOL_SIGNS, strict=True))
"""Adobe's Symbol encoding, where it differs from ASCII."""
_WINGDINGS = {"o": "□", "q": "❑", "r": "❑", "n": "■", "l": "●", "u": "◆", "v": "❖", "¨": "□", "§": "▪", "Ø": "➢"}
_ZAPF = {"%": "☎", "*": "☛", "+": "☞", "H": "★", "l": "●", "n": "■", "s": "▲", "t": "▼", "u": "◆", "w": "◗"}
_WINGDINGS |= {"ü": "✓", "þ": "☑", "x": "☒", "ý": "☒", "à": "→", "è": "➔", "w": "◆", "m": "○"}


def clean(text: str) -> str:
    """`text` in NFC with white space folded, invisible characters left out and ligatures spelled out.

    One space stays at either end where there was any. A soft hyphen stays only at the end, where it says that a word
    goes on in the next line.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    body = _PRIVATE.sub(_private, _CONTROL.sub("", text))
    spelled = _LIGATURES.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), body)
    folded = unicodedata.normalize("NFC", fold(_LOOSE.sub(_accented, spelled)))
    if text.rstrip().endswith(SOFT_HYPHEN):
        return folded + SOFT_HYPHEN
    return " " * text[:1].isspace() + folded + " " * (bool(folded) and text[-1:].isspace())


def pictures(text: str, font: str) -> str:
    """`text` of a font of signs (Symbol, Wingdings, Zapf Dingbats) as the signs that are seen; other text unchanged."""
    if text.strip() == "o" and font.startswith("Courier"):
        return text.replace("o", "◦")
    if _is_symbol(font):
        return "".join(_SYMBOL.get(_latin(sign), _latin(sign)) if sign >= "\uf020" else sign for sign in text)
    if not _has_pictures(font):
        return text
    if "zapf" in font.lower():
        return "".join(_zapf(_latin(sign)) for sign in text)
    return "".join(sign if sign.isspace() else _WINGDINGS.get(_latin(sign), "•") for sign in text)


def raised(text: str, before: str) -> str:
    """Small raised digits after `before`: an exponent as raised digits, the mark of a note in square brackets."""
    mark = text.strip()
    if not _RAISED.fullmatch(mark):
        return text
    if _POWER_OF.search(before):
        return superscript(mark)
    if not _NOTES.fullmatch(mark):
        return text
    return f"[{mark}]" + " " * (text.endswith(" ") or not before.strip())


def unreadable_share(text: str) -> float:
    """The share, from 0 to 1, of the visible characters that could not be told: U+FFFD and those of private use."""
    visible = len(text) - sum(map(str.isspace, text))
    return len(_UNREADABLE.findall(text)) / visible if visible else 0.0


def _accented(match: re.Match[str]) -> str:
    accent, letter = (group for group in match.groups() if group)
    return letter.replace("ı", "i") + _COMBINING[accent]


def is_undecoded(text: str) -> bool:
    """True for the numbers of glyphs in place of letters: a font that does not tell its letters has its space there."""
    return len(_CONTROL.findall(text)) > _MOST_CONTROL * len(text)


@cache
def _is_symbol(font: str) -> bool:
    return font.rpartition("+")[2].lower().startswith("symbol")


@cache
def _has_pictures(font: str) -> bool:
    return bool(_PICTURES.search(font))


def _private(match: re.Match[str]) -> str:
    # Fonts of signs have them at U+F020 to U+F0FF; which one differs by font, but one before a text is a list mark.
    if not "\uf020" <= match[0] <= "\uf0ff":
        return match[0]
    return "•" if not match.string[: match.start()].strip() else "\ufffd"


def _latin(sign: str) -> str:
    return chr(ord(sign) - 0xF000) if "\uf020" <= sign <= "\uf0ff" else sign


def _zapf(sign: str) -> str:
    # All other Zapf Dingbats lie in Unicode in the order of the font's own letters.
    return _ZAPF.get(sign) or (chr(0x2701 + ord(sign) - 0x21) if "!" <= sign <= "~" else sign)
