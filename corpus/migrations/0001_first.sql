-- The first format of the ledger.
CREATE TABLE state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO state VALUES (1, 0);

CREATE TABLE files (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    recipe TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('complete', 'partial', 'refused')),
    reason TEXT NOT NULL,
    pages_missing TEXT NOT NULL
) STRICT;

CREATE TABLE documents (
    doc_id TEXT PRIMARY KEY,
    form TEXT NOT NULL
) STRICT;

CREATE TABLE file_documents (
    path TEXT NOT NULL REFERENCES files ON DELETE CASCADE,
    doc_id TEXT NOT NULL REFERENCES documents,
    PRIMARY KEY (path, doc_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_documents_by_document ON file_documents (doc_id);

CREATE TABLE passages (
    passage_id TEXT PRIMARY KEY,
    doc_id TEXT NOT NULL REFERENCES documents ON DELETE CASCADE,
    text TEXT NOT NULL,
    locator TEXT NOT NULL,
    language TEXT NOT NULL,
    is_evidence INTEGER NOT NULL CHECK (is_evidence IN (0, 1)),
    tags TEXT NOT NULL
) STRICT;
CREATE INDEX passages_by_document ON passages (doc_id);
