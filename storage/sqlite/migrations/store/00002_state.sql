-- +goose Up

-- When the key is free again; NULL: never.
ALTER TABLE once ADD COLUMN until INTEGER;

-- What the page passed in. value is sealed, always; purposes as in preferences.
CREATE TABLE context (
    subject  INTEGER NOT NULL,
    rev      INTEGER NOT NULL,
    field    TEXT NOT NULL,
    value    BLOB NOT NULL,
    purposes BLOB NOT NULL,
    PRIMARY KEY (subject, rev, field)
) WITHOUT ROWID;

-- Anonymous polls that take votes: a random key each, and under it hashes of who has voted and of the
-- tickets voted with. Both go when the poll closes.
CREATE TABLE polls (
    form INTEGER PRIMARY KEY,
    key  BLOB NOT NULL
);

CREATE TABLE ballots (
    form INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (form, hash)
) WITHOUT ROWID;

-- +goose Down
DROP TABLE ballots;
DROP TABLE polls;
DROP TABLE context;
ALTER TABLE once DROP COLUMN until;
