-- A seal is the SHA-256 over what a file left in the ledger: SQLite does not notice a byte that changed inside a text.
CREATE TABLE seals (
    path TEXT PRIMARY KEY REFERENCES files ON DELETE CASCADE,
    sha256 TEXT NOT NULL
) STRICT;
