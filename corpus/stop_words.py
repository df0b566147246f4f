"""Words too common to rank by, by language."""

import runpy
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language as spaCy lists them, in lower case; none for a language that it does not know."""
    spacy = find_spec("spacy")
    if spacy is None or spacy.origin is None:
        return frozenset()
    # The list alone is run: importing a language of spaCy builds its tokenizer, which takes seconds for some.
    listed = Path(spacy.origin).parent / "lang" / language.partition("-")[0] / "stop_words.py"
    if not listed.is_file():
        return frozenset()
    return frozenset(word.lower() for word in runpy.run_path(str(listed))["STOP_WORDS"])
