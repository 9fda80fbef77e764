-- +goose Up

-- A holder is a keyed hash of brand and subject: this file names nobody.
CREATE TABLE keys (
    holder  BLOB PRIMARY KEY,
    wrapped BLOB NOT NULL -- Tink keyset, encrypted under the server's key with the holder as associated data
) WITHOUT ROWID;

-- The erasure register. Numbers are never used again, hence AUTOINCREMENT.
CREATE TABLE erased (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    holder BLOB NOT NULL UNIQUE,
    at     INTEGER NOT NULL
);

-- +goose Down
DROP TABLE erased;
DROP TABLE keys;
