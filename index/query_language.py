"""The words of a query: plain questions, `"phrases"`, `title:`, AND, OR, NOT and parentheses.

Words beside each other are wishes: passages with more of them rank higher. Phrases, `title:`, AND, OR and NOT are
conditions that each result fulfils. NOT binds tighter than AND, AND tighter than OR, OR tighter than plain neighbours.
What does not parse is taken as plain words, so that no question is refused for its punctuation. In prose, quotation
marks are punctuation too: in a question that ends with a question mark, or of more than forty words, without `title:`
and operators.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r'(?P<title>title:)?"(?P<phrase>[^"]+)"|(?P<open>\()|(?P<close>\))|(?P<word>[^\s()]+)')

_OPERATORS = frozenset({"AND", "OR", "NOT"})
_QUESTION_MARKS = ("?", "？", "؟", "\u037e")
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True)
class Word:
    """A plain word, or several that were written without a space."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side; `in_title` looks in the document's title alone."""

    text: str
    in_title: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Each part holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours: the conditions among them hold, the words are wishes."""

    parts: tuple["Node", ...]


Node = Word | Phrase | All | Any | Not | Group


def parse(text: str) -> Group:
    """The query as a tree."""
    tokens = list(_TOKEN.finditer(text))
    shouted = not any(character.islower() for character in text)
    return _Parser(tokens, shouted=shouted, prose=_is_prose(text, tokens)).group(nested=False)


def _is_prose(text: str, tokens: Sequence[re.Match[str]]) -> bool:
    is_question = text.rstrip().endswith(_QUESTION_MARKS)
    return (is_question or len(text.split()) > _MOST_WORDS) and not any(
        token["title"] or (token["word"] or "").startswith("title:") or token["word"] in _OPERATORS for token in tokens
    )


def wished_words(node: Node) -> Iterator[str]:
    """The texts of all words and phrases that are not under NOT: what ranks passages, and what is marked in them."""
    if isinstance(node, Word | Phrase):
        yield node.text
    elif not isinstance(node, Not):
        for part in node.parts:
            yield from wished_words(part)


def has_conditions(node: Node) -> bool:
    """True if the query excludes passages, not only ranks them."""
    return not isinstance(node, Word) and (not isinstance(node, Group) or any(map(has_conditions, node.parts)))


class _Parser:
    """Recursive descent over the tokens of one query."""

    def __init__(self, tokens: list[re.Match[str]], *, shouted: bool, prose: bool) -> None:
        self._tokens = tokens
        self._shouted = shouted
        self._prose = prose
        self._at = 0

    def group(self, *, nested: bool) -> Group:
        parts: list[Node] = []
        while self._at < len(self._tokens):
            if self._tokens[self._at]["close"]:
                self._at += 1
                if nested:
                    break
            elif (part := self._any()) is not None:
                parts.append(part)
        return Group(tuple(parts))

    def _any(self) -> Node | None:
        return self._chain("OR", self._all, Any)

    def _all(self) -> Node | None:
        return self._chain("AND", self._not, All)

    def _chain(self, operator: str, operand: Callable[[], Node | None], join: type[All] | type[Any]) -> Node | None:
        parts = [operand()]
        while parts[-1] is not None and self._is_operator(operator):
            self._at += 1
            parts.append(operand())
        found = tuple(part for part in parts if part is not None)
        return join(found) if len(found) > 1 else (found[0] if found else None)

    def _not(self) -> Node | None:
        if self._is_operator("NOT"):
            self._at += 1
            part = self._primary()
            return Not(part) if part is not None else None
        return self._primary()

    def _primary(self) -> Node | None:
        token = self._tokens[self._at]
        self._at += 1
        if token["open"]:
            inner = self.group(nested=True)
            return inner if inner.parts else None
        if token["phrase"] and self._prose:
            return Word(token["phrase"])
        if token["phrase"]:
            return Phrase(token["phrase"], in_title=bool(token["title"]))
        word = token["word"] or ""
        if word.startswith("title:") and len(word) > len("title:"):
            return Phrase(word.removeprefix("title:"), in_title=True)
        return Word(word) if word else None

    def _is_operator(self, operator: str) -> bool:
        """An operator stands in capitals, between other tokens, in a query that is not all capitals."""
        return (
            not self._shouted
            and self._at + 1 < len(self._tokens)
            and self._tokens[self._at]["word"] == operator
            and not self._tokens[self._at + 1]["close"]
        )
