"""Reads BibTeX: one document an entry, TeX's accents and commands turned into plain text."""

import re
from collections.abc import Iterator, Mapping

from bibtexparser.entrypoint import parse_string
from bibtexparser.exceptions import BlockAbortedException
from bibtexparser.library import Library
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Entry, Field, ParsingFailedBlock

from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.decoding import decode
from ingest.readers.references import reading_of
from ingest.readers.statements import Statements

# Most programs write "5 %" and mean it; for TeX the rest of the line would be a comment.
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_TEX = re.compile(r"[\\{}$~%]|--|``|''")
_ARTICLES = frozenset({"article", "inproceedings", "conference", "proceedings", "incollection"})
_KINDS = {"dataset": "dataset", "data": "dataset", "legislation": "policy", "legal": "policy"}


class BibtexReader:
    """Reads a BibTeX file. An entry that cannot be parsed is refused with its line; the rest is a comment."""

    @property
    def media_type(self) -> str:
        """The usual one; IANA has none."""
        return "application/x-bibtex"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading an entry. Raises `UnreadableError` where the file holds none."""
        decoded = decode(data, file_name=file_name)
        plain = _PlainText()
        number = 0
        for block in parse_string(decoded.text).blocks:
            entry, problem = _entry_of(block)
            if entry is None and not problem:
                continue
            values = _values(entry)
            statements = _stated(entry, values, plain)
            abstract = plain.of(values.get("abstract", ""))
            yield reading_of(number, statements, abstract=abstract, problem=problem, partial=decoded.damage)
            number += 1
        if not number:
            raise UnreadableError(path=file_name, reason="the file holds no BibTeX entry")


class _PlainText:
    """Turns TeX into plain text; formulas stay as they are written."""

    def __init__(self) -> None:
        self._decoder = LatexDecodingMiddleware()

    def of(self, value: str) -> str:
        """The text of a value; where TeX cannot be parsed, the value as it is written."""
        if not _TEX.search(value):
            return value
        entry = Entry("misc", "value", [Field("value", _BARE_PERCENT.sub(r"\\%", value))])
        decoded = self._decoder.transform_entry(entry, Library())
        return str(decoded["value"]) if isinstance(decoded, Entry) else value


def _entry_of(block: object) -> tuple[Entry | None, str]:
    """The entry of a block, also where its key or a field is given twice; or why there is none."""
    if isinstance(block, ParsingFailedBlock):
        if isinstance(block.ignore_error_block, Entry):
            return block.ignore_error_block, ""
        why = block.error.abort_reason if isinstance(block.error, BlockAbortedException) else str(block.error)
        return None, f"line {(block.start_line or 0) + 1} is not BibTeX: {' '.join(why.split())[:160]}"
    return (block, "") if isinstance(block, Entry) else (None, "")


def _values(entry: Entry | None) -> Mapping[str, str]:
    values: dict[str, str] = {}
    for field in entry.fields if entry is not None else []:
        value = str(field.value).strip()
        # Entries with a field given twice come with the quotes or braces still around their values.
        if len(value) > 1 and value[0] + value[-1] in ('""', "{}"):
            value = value[1:-1]
        values.setdefault(field.key.lower(), value)
    return values


def _stated(entry: Entry | None, values: Mapping[str, str], plain: _PlainText) -> Statements:
    statements = Statements()
    if entry is None:
        return statements
    kind = entry.entry_type.lower()
    statements.say("title", plain.of(values.get("title", "")), "record")
    statements.say("authors", [plain.of(name) for name in _names(values.get("author", ""))], "record")
    statements.say("year", values.get("year") or values.get("date"), "record")
    for name in ("journal", "journaltitle", "publisher", "institution", "booktitle", "school", "organization"):
        statements.say("publisher", plain.of(values.get(name, "")), "record")
    statements.say("language", values.get("language") or values.get("langid"), "record")
    statements.say("doi", values.get("doi"), "record")
    statements.say("url", values.get("url"), "record")
    abstract = kind in _ARTICLES and values.get("abstract")
    statements.say("kind", "abstract" if abstract else _KINDS.get(kind), "record")
    statements.say("source_id", entry.key, "record")
    return statements


def _names(authors: str) -> list[str]:
    """Family name first; names in braces are those of institutions and stay whole."""
    names: list[str] = []
    for name in split_multiple_persons_names(authors):
        try:
            names.append(parse_single_name_into_parts(name, strict=False).merge_last_name_first)
        except InvalidNameError:
            names.append(name)
    return names
