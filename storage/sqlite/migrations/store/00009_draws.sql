-- +goose Up

-- The record of a draw, and the list of hashes that it was drawn from: 32 bytes each, ascending, 1000 in a row.
CREATE TABLE draws (
    offer   INTEGER PRIMARY KEY REFERENCES offers (id),
    drawing BLOB NOT NULL -- JSON
);

CREATE TABLE draw_entries (
    offer  INTEGER NOT NULL REFERENCES draws (offer),
    n      INTEGER NOT NULL, -- from 0
    hashes BLOB NOT NULL,
    PRIMARY KEY (offer, n)
) WITHOUT ROWID;

CREATE INDEX grants_entries ON grants (offer, id, state) WHERE kind = 'draw';

-- +goose Down
DROP INDEX grants_entries;
DROP TABLE draw_entries;
DROP TABLE draws;
