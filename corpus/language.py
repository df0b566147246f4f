"""Temporary."""
from py3langid.langid import MODEL_FILE, LanguageIdentifier

_identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify(text: str) -> str:
    if len(text.split()) < 3:
        return "und"
    language, p = _identifier.classify(text)
    return str(language) if p > 0.8 else "und"


def normalise(code: str) -> str | None:
    code = code.strip().lower()
    return code if 2 <= len(code.split("-")[0]) <= 3 else None
