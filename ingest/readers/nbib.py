"""Reads NBIB, the MEDLINE format that PubMed exports: one document a citation."""

import re
from collections.abc import Iterator

from corpus.errors import UnreadableError
from corpus.reading import Reading
from ingest.readers.decoding import decode
from ingest.readers.references import reading_of
from ingest.readers.statements import Statements
from ingest.readers.tagged_lines import TaggedRecord, merged, tagged_records

_LINE = re.compile(r"(?P<tag>[A-Z]{2,4}) {0,2}- ?(?P<value>.*)")


class NbibReader:
    """Reads an NBIB file of one or more citations."""

    @property
    def media_type(self) -> str:
        """As PubMed serves it."""
        return "application/nbib"

    def read(self, data: bytes, *, file_name: str) -> Iterator[Reading]:
        """One reading a citation. Raises `UnreadableError` where the file holds none."""
        decoded = decode(data, file_name=file_name)
        found = False
        for number, record in enumerate(tagged_records(decoded.text, line_form=_LINE, opens="PMID")):
            found = found or not record.problem
            abstract = " ".join(merged(record.values, "AB")) or " ".join(merged(record.values, "OAB"))
            yield reading_of(
                number, _stated(record, abstract), abstract=abstract, problem=record.problem, partial=decoded.damage
            )
        if not found:
            raise UnreadableError(path=file_name, reason="the file holds no PubMed citation (a line `PMID- ...`)")


def _stated(record: TaggedRecord, abstract: str) -> Statements:
    statements = Statements()
    types = {value.lower() for value in record.every("PT")}
    statements.say("title", record.first("TI", "BTI", "TT"), "record")
    statements.say("authors", merged(record.values, "FAU", "CN") or merged(record.values, "AU", "CN"), "record")
    statements.say("year", record.first("DP", "DEP", "PHST"), "record")
    statements.say("publisher", record.first("JT", "TA", "PB"), "record")
    statements.say("language", record.first("LA"), "record")
    statements.say("doi", _identifier(record, "doi"), "record")
    statements.say("kind", "abstract" if abstract else ("news" if "news" in types else None), "record")
    statements.say("source_id", record.first("PMID"), "record")
    return statements


def _identifier(record: TaggedRecord, kind: str) -> str:
    """The value of a line such as `LID - 10.1000/1 [doi]`."""
    mark = f"[{kind}]"
    marked = (value for value in merged(record.values, "LID", "AID") if value.endswith(mark))
    return next((value.removesuffix(mark).strip() for value in marked), "")
