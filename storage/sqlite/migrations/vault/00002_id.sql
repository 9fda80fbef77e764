-- +goose Up

-- 'id' is random and names this vault: the store writes it down and refuses another vault later.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;
INSERT INTO meta (key, value) VALUES ('id', lower(hex(randomblob(16))));

-- +goose Down
DROP TABLE meta;
