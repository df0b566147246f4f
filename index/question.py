"""A question as it is understood: what it asks for, its language, and the words that say nothing."""

from dataclasses import dataclass
from typing import Self

from corpus.language import UNKNOWN, identify_question
from corpus.stop_words import stop_words
from index.query_language import Group, parse, wished_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The text of a query, read once for all stages."""

    tree: Group
    wished: str
    """The words and phrases that rank passages, without operators and what is under NOT; empty for a browse."""
    language: str
    """BCP 47; `und` where the text is too short to tell."""
    ignored: frozenset[str]
    """The stop words of its language, lower case (of English where that is not told)."""

    @classmethod
    def read(cls, text: str) -> Self:
        """The question that somebody wrote; any text is one."""
        tree, language = parse(text), identify_question(text)
        return cls(
            tree=tree,
            wished=" ".join(wished_words(tree)).strip(),
            language=language,
            ignored=stop_words("en" if language == UNKNOWN else language),
        )
