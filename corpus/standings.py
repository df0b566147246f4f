"""Which documents are ranked, and which stand beside others: versions, works and copies of one text.

*Copies*: documents with the same text. One represents them in the ranking: complete before partial, not superseded, not
a part of another's text, with a title of its own, with more fields stated, then with the lowest id. A copy is held back
only if that very document can stand for it. *Versions*: what a document says that it supersedes is not ranked. *Works*:
documents that state the same work or DOI are listed on each other's record; all are ranked.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from corpus.document import Completeness, Document
from corpus.works import Standing

MOST_PARTS = 50
"""A DOI or work id that more documents state names a collection, not a work."""
_TITLE_AND_YEAR = re.compile(r"(.+?)[\s,(]+(\d{4})\)?")
_PLAIN = re.compile(r"\w+")
_STATED = (
    "authors",
    "publisher",
    "year",
    "kind",
    "countries",
    "url",
    "doi",
    "licence",
    "source_id",
    "sources",
    "version",
)


def standings(
    documents: Sequence[Document], texts: Mapping[str, str], short: Set[str], stands_for: Set[tuple[str, str]]
) -> dict[str, Standing]:
    """How each document stands to the others, by id.

    `texts` gives the id of a document's text (none for a document without evidence), `short` the ids of texts that say
    too little alone, and `stands_for` the pairs of texts of which the first can stand for the second.
    """
    by_id = {document.doc_id: document for document in documents}
    versions = _Versions(documents, texts)
    copies = _Copies(by_id, texts, short, stands_for, versions)
    superseded_by = _with_copies(versions.superseded_by, copies)
    represented = copies.represented(set(superseded_by))
    works = _works(documents)
    supersedes: defaultdict[str, set[str]] = defaultdict(set)
    for old, newer in superseded_by.items():
        for new in newer:
            supersedes[new].add(old)
    held: defaultdict[str, list[str]] = defaultdict(list)
    for copy, representative in represented.items():
        held[representative].append(copy)
    found = {}
    for doc_id in by_id:
        also = (represented[doc_id],) if doc_id in represented else tuple(sorted(held[doc_id]))
        newer, older = superseded_by.get(doc_id, set()), supersedes[doc_id]
        found[doc_id] = Standing(
            is_ranked=doc_id not in represented and not newer,
            supersedes=tuple(sorted(older)),
            superseded_by=tuple(sorted(newer)),
            also=also,
            work=tuple(other for other in works.get(doc_id, ()) if other not in {doc_id, *also, *newer, *older}),
        )
    return found


class _Versions:
    """Which document supersedes which, as they state it."""

    def __init__(self, documents: Sequence[Document], texts: Mapping[str, str]) -> None:
        names: defaultdict[str, list[str]] = defaultdict(list)
        for document in documents:
            for name in _names(document):
                names[name].append(document.doc_id)
        # What has nothing to quote supersedes nothing: it would leave a gap.
        stated = {
            document.doc_id: {
                old for name in _asked(document.supersedes) for old in names.get(name, ()) if old != document.doc_id
            }
            for document in documents
            if document.supersedes and document.doc_id in texts
        }
        self.superseded_by: defaultdict[str, set[str]] = defaultdict(set)
        for new, olds in stated.items():
            for old in olds:
                # Of documents that supersede each other, none does.
                if new not in _reachable(old, stated):
                    self.superseded_by[old].add(new)

    def are_versions(self, one: str, other: str) -> bool:
        """True where one supersedes the other."""
        return one in self.superseded_by.get(other, ()) or other in self.superseded_by.get(one, ())


class _Copies:
    """Which documents have the same text."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        texts: Mapping[str, str],
        short: Set[str],
        stands_for: Set[tuple[str, str]],
        versions: _Versions,
    ) -> None:
        self._documents, self._short, self._versions = documents, short, versions
        # A short text says little: it is the same only under the same title.
        self._texts = {
            doc_id: f"{text} {_plain(documents[doc_id].title)}" if text in short else text
            for doc_id, text in sorted(texts.items())
        }
        self._holders: defaultdict[str, list[str]] = defaultdict(list)
        for doc_id, text in self._texts.items():
            self._holders[text].append(doc_id)
        self._parts: defaultdict[str, set[str]] = defaultdict(set)
        self._wholes: defaultdict[str, set[str]] = defaultdict(set)
        for whole, part in stands_for:
            self._parts[whole].add(part)
            self._wholes[part].add(whole)

    def of(self, doc_id: str) -> set[str]:
        """The documents that it can stand for."""
        text = self._texts.get(doc_id)
        if text is None:
            return set()
        near = (other for part in self._parts[text] for other in self._holders[part] if self._may_be_one(doc_id, other))
        same = (
            other
            for other in self._holders[text]
            if text.split(" ")[0] not in self._short or self._agree(doc_id, other)
        )
        return {other for other in (*same, *near) if other != doc_id and not self._versions.are_versions(doc_id, other)}

    def represented(self, superseded: Set[str]) -> dict[str, str]:
        """The documents that another one stands for, each with that one."""
        order = sorted(self._in_question(), key=lambda doc_id: self._badness(doc_id, superseded))
        found: dict[str, str] = {}
        seen: set[str] = set()
        for doc_id in order:
            seen.add(doc_id)
            if doc_id not in found:
                # What came earlier and is not held back represents itself.
                found |= dict.fromkeys(self.of(doc_id) - seen - found.keys(), doc_id)
        return found

    def _in_question(self) -> Iterable[str]:
        for text, holders in self._holders.items():
            if len(holders) > 1 or self._parts.get(text) or self._wholes.get(text):
                yield from holders

    def _badness(self, doc_id: str, superseded: Set[str]) -> tuple[bool, bool, bool, bool, int, str]:
        document, text = self._documents[doc_id], self._texts[doc_id]
        is_part = any(whole not in self._parts[text] for whole in self._wholes[text])
        stated = sum(bool(getattr(document, name)) for name in _STATED)
        is_partial, is_untitled = document.completeness is Completeness.PARTIAL, _is_untitled(document)
        return is_partial, doc_id in superseded, is_part, is_untitled, -stated, doc_id

    def _agree(self, one: str, other: str) -> bool:
        return not _differ(self._documents[one], self._documents[other], years=0)

    def _may_be_one(self, one: str, other: str) -> bool:
        """Words differ a little, so what is stated decides: a publisher's DOI, the version, the year."""
        return not _differ(self._documents[one], self._documents[other], years=1)


def _with_copies(superseded_by: Mapping[str, set[str]], copies: _Copies) -> dict[str, set[str]]:
    """The same, and copies of what is superseded are superseded too, unless they are copies of what supersedes it."""
    found = {old: set(newer) for old, newer in superseded_by.items()}
    for old, newer in superseded_by.items():
        spared = {other for new in newer for other in (new, *copies.of(new))}
        for copy in copies.of(old) - spared:
            found.setdefault(copy, set()).update(newer)
    return found


def _works(documents: Sequence[Document]) -> dict[str, tuple[str, ...]]:
    """The documents of the work that each is part of."""
    groups: defaultdict[str, list[Document]] = defaultdict(list)
    for document in documents:
        for name in (f"work:{_plain(document.work)}" if document.work else "", _doi(document.doi)):
            if name:
                groups[name].append(document)
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for group in groups.values():
        if 1 < len(group) <= MOST_PARTS:
            ordered = sorted(
                group, key=lambda document: (document.part, document.language, document.title, document.doc_id)
            )
            for document in group:
                found[document.doc_id].update((other.doc_id, None) for other in ordered)
    return {doc_id: tuple(others) for doc_id, others in found.items()}


def _names(document: Document) -> list[str]:
    """The names under which another document may say that it supersedes this one."""
    titled = f"title:{_plain(document.title)} {document.year}" if document.year is not None else ""
    return [name for name in (document.doc_id, _doi(document.doi), _address(document.url), titled) if name]


def _asked(written: str) -> list[str]:
    """The names that a statement of what is superseded may mean."""
    titled = _TITLE_AND_YEAR.fullmatch(written.strip())
    title = f"title:{_plain(titled.group(1))} {titled.group(2)}" if titled else ""
    return [name for name in (written.strip(), _doi(written), _address(written), title) if name]


def _reachable(start: str, edges: Mapping[str, Set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for following in edges.get(waiting.pop(), ()):
            if following not in found:
                found.add(following)
                waiting.append(following)
    return found


def _is_untitled(document: Document) -> bool:
    """True where only the name of the file is known: a bare text beside the page that it was taken from."""
    return document.origins.get("title") == "file name"


def _differ(one: Document, other: Document, *, years: int) -> bool:
    """True where both state a DOI or version that is not the other's, or years that lie more than `years` apart."""
    if one.doi and other.doi and _doi(one.doi) != _doi(other.doi):
        return True
    if one.version and other.version and _plain(one.version) != _plain(other.version):
        return True
    return one.year is not None and other.year is not None and abs(one.year - other.year) > years


def _doi(written: str) -> str:
    found = re.search(r"10\.\d{4,9}/\S+", written)
    return f"doi:{found.group().lower().rstrip('.,;/')}" if found else ""


def _address(written: str) -> str:
    found = re.fullmatch(r"https?://(?:www\.)?(\S+?)/*", written.strip(), re.IGNORECASE)
    return f"at:{found.group(1)}" if found else ""


def _plain(text: str) -> str:
    return " ".join(_PLAIN.findall(text.casefold()))
