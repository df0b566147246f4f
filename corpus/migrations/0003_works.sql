-- What a file held before and does not now. Rows are never searched; they keep the addresses of quotations alive.
-- replaced: the revision of the ledger at which it was replaced. An empty successor: nothing took its place.
CREATE TABLE former_documents (
    doc_id TEXT PRIMARY KEY,
    path TEXT NOT NULL,
    replaced INTEGER NOT NULL,
    form TEXT NOT NULL,
    successor TEXT NOT NULL
) STRICT;
CREATE INDEX former_documents_by_path ON former_documents (path);

CREATE TABLE former_passages (
    passage_id TEXT PRIMARY KEY,
    doc_id TEXT NOT NULL,
    path TEXT NOT NULL,
    replaced INTEGER NOT NULL,
    text TEXT NOT NULL,
    locator TEXT NOT NULL,
    language TEXT NOT NULL,
    fate TEXT NOT NULL CHECK (fate IN ('stands', 'changed', 'gone')),
    successor_document TEXT NOT NULL,
    successor TEXT NOT NULL,
    place TEXT NOT NULL
) STRICT;
CREATE INDEX former_passages_by_path ON former_passages (path);
CREATE INDEX former_passages_by_document ON former_passages (doc_id);

-- The evidence text of a document, by the SHA-256 of its words, and its MinHash (none where it is short).
CREATE TABLE texts (
    text_id TEXT PRIMARY KEY,
    signature TEXT NOT NULL
) STRICT;
CREATE TABLE document_texts (
    doc_id TEXT PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
    text_id TEXT NOT NULL REFERENCES texts
) STRICT;
CREATE INDEX document_texts_by_text ON document_texts (text_id);

-- Text `whole` can stand for text `part`: the same text but for a few words, or with more beside it.
CREATE TABLE near_texts (
    whole TEXT NOT NULL REFERENCES texts ON DELETE CASCADE,
    part TEXT NOT NULL REFERENCES texts ON DELETE CASCADE,
    PRIMARY KEY (whole, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX near_texts_by_part ON near_texts (part);
