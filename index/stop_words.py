"""Words too common to rank by, by language."""

from functools import cache

from spacy.util import get_lang_class


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language as spaCy lists them, in lower case; none for a language that it does not know."""
    try:
        defaults = get_lang_class(language.partition("-")[0]).Defaults
    except ImportError:
        return frozenset()
    return frozenset(word.lower() for word in defaults.stop_words)
