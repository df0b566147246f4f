"""The language packs of Tesseract that are installed, and which of them reads a language."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel import Locale

_FOLDERS = (
    ("/usr/share", "tesseract-ocr/*/tessdata"),
    ("/usr/share", "tessdata"),
    ("/usr/share", "tesseract/tessdata"),
    ("/usr/local/share", "tessdata"),
    ("/opt/homebrew/share", "tessdata"),
)
_NAME = re.compile(r"[a-z]{3}(?:_[a-z]{2,5})?")
_NO_LANGUAGES = frozenset({"osd", "equ"})
_PROBES = ("eng", "rus", "ell", "kat", "hye", "heb", "ara")
"""One pack for each script of the Region: what a page of unknown language is tried with first."""
_PACKS = {
    "ar": ("ara",), "az": ("aze", "aze_cyrl"), "be": ("bel",), "bg": ("bul",), "bs": ("bos",), "ca": ("cat",),
    "cs": ("ces",), "cy": ("cym",), "da": ("dan",), "de": ("deu",), "el": ("ell",), "en": ("eng",), "es": ("spa",),
    "et": ("est",), "eu": ("eus",), "fi": ("fin",), "fo": ("fao",), "fr": ("fra",), "ga": ("gle",), "gl": ("glg",),
    "he": ("heb",), "hr": ("hrv",), "hu": ("hun",), "hy": ("hye",), "is": ("isl",), "it": ("ita",), "ka": ("kat",),
    "kk": ("kaz",), "ky": ("kir",), "lb": ("ltz",), "lt": ("lit",), "lv": ("lav",), "mk": ("mkd",), "mt": ("mlt",),
    "nl": ("nld",), "no": ("nor",), "nn": ("nor",), "pl": ("pol",), "pt": ("por",), "ro": ("ron",), "ru": ("rus",),
    "sk": ("slk",), "sl": ("slv",), "sq": ("sqi",), "sr": ("srp", "srp_latn"), "sv": ("swe",), "tg": ("tgk",),
    "tr": ("tur",), "uk": ("ukr",), "uz": ("uzb", "uzb_cyrl"),
}  # fmt: skip
"""Language (BCP 47) to packs, one for each script: the languages of the WHO European Region that Tesseract has."""
_LANGUAGES = {pack: language for language, packs in _PACKS.items() for pack in packs}
_ALIKE = ({"da", "no", "nn"}, {"bs", "hr", "sr"}, {"cs", "sk"}, {"bg", "mk"})
"""Languages that are taken for one another on a short page, and are written with nearly the same letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguagePacks:
    """Packs by the names that Tesseract gives them; none where Tesseract is not installed."""

    files: Mapping[str, Path] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """Changes when a pack comes, goes or is replaced by one of another size."""
        seen = "".join(f"{name} {path.stat().st_size}\n" for name, path in sorted(self.files.items()))
        return hashlib.sha256(seen.encode()).hexdigest()[:8] if seen else "none"

    def reading(self, language: str) -> tuple[str, ...]:
        """The installed packs for a language (BCP 47)."""
        return tuple(name for name in _PACKS.get(_primary(language), ()) if name in self.files)

    @property
    def probes(self) -> tuple[str, ...]:
        """The installed packs with which a page of unknown language is tried, in this order."""
        return tuple(name for name in _PROBES if name in self.files) or tuple(sorted(self.files))[:1]


def installed_packs(folder: Path | None = None) -> LanguagePacks:
    """The packs in `folder` (what `TESSDATA_PREFIX` names), else in the first place where systems keep them."""
    usual = (found for root, below in _FOLDERS for found in sorted(Path(root).glob(below), reverse=True))
    for place in (folder, folder / "tessdata") if folder else usual:
        found = {path.stem: path for path in sorted(place.glob("*.traineddata")) if path.is_file()}
        usable = {name: path for name, path in found.items() if _NAME.fullmatch(name) and name not in _NO_LANGUAGES}
        if usable:
            return LanguagePacks(files=usable)
    return LanguagePacks()


def is_known(language: str) -> bool:
    """Whether there is a pack for the language at all."""
    return _primary(language) in _PACKS


def is_written_alike(pack: str, language: str) -> bool:
    """Whether the pack reads the language, or one that is easily taken for it."""
    own = _LANGUAGES.get(pack, pack)
    return own == language or any({own, language} <= group for group in _ALIKE)


def to_install(language: str) -> str:
    """What is missing for a language, in words: `the language pack for Romanian (Debian: tesseract-ocr-ron)`."""
    code = _primary(language)
    name = Locale("en").languages.get(code, code)
    return f"the language pack for {name} (Debian: tesseract-ocr-{_PACKS[code][0].replace('_', '-')})"


def _primary(language: str) -> str:
    return language.partition("-")[0]
