"""Reads RIS, the exchange format of reference managers: one document a reference."""

import re
from collections.abc import Iterator

from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.decoding import decode
from ingest.readers.references import reading_of
from ingest.readers.statements import Statements
from ingest.readers.tagged_lines import TaggedRecord, merged, tagged_records

_LINE = re.compile(r"\s{0,3}(?P<tag>[A-Z][A-Z0-9])  ?- ?(?P<value>.*)")
# Types whose kind is plain from the type alone; a report may be a policy or a study, so it stays open.
_KINDS = {"ABST": "abstract", "DATA": "dataset", "NEWS": "news", "LEGAL": "policy", "STAT": "policy", "BILL": "policy"}
_ARTICLES = frozenset({"JOUR", "EJOUR", "JFULL", "INPR"})


class RisReader:
    """Reads a RIS file. A record without its closing ER line is read; one that cannot be read is refused by number."""

    @property
    def media_type(self) -> str:
        """As registered by its publisher."""
        return "application/x-research-info-systems"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading a record. Raises `UnreadableError` where the file holds no record."""
        decoded = decode(data, file_name=file_name)
        found = False
        for number, record in enumerate(tagged_records(decoded.text, line_form=_LINE, opens="TY", closes="ER")):
            found = found or not record.problem
            abstract = " ".join(merged(record.values, "AB")) or " ".join(merged(record.values, "N2"))
            yield reading_of(
                number, _stated(record, abstract), abstract=abstract, problem=record.problem, partial=decoded.damage
            )
        if not found:
            raise UnreadableError(path=file_name, reason="the file holds no RIS record (a line `TY  - ...`)")


def _stated(record: TaggedRecord, abstract: str) -> Statements:
    statements = Statements()
    kind = record.first("TY").upper()
    statements.say("title", record.first("TI", "T1", "CT", "BT"), "record")
    statements.say("authors", record.every("AU", "A1"), "record")
    statements.say("year", record.first("PY", "Y1", "DA"), "record")
    statements.say("publisher", record.first("JF", "JO", "T2", "JA", "J2", "PB"), "record")
    statements.say("language", record.first("LA"), "record")
    statements.say("doi", record.first("DO"), "record")
    statements.say("url", next((url for url in merged(record.values, "UR", "L2") if "://" in url), ""), "record")
    statements.say("kind", "abstract" if kind in _ARTICLES and abstract else _KINDS.get(kind), "record")
    statements.say("source_id", record.first("ID", "AN"), "record")
    return statements
