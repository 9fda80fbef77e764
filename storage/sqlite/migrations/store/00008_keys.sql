-- +goose Up

-- API keys. hash is the SHA-256 of the key, which stands nowhere; lists are JSON.
CREATE TABLE keys (
    n         INTEGER PRIMARY KEY, -- in the order in which they were made
    id        TEXT NOT NULL UNIQUE,
    brand     INTEGER NOT NULL REFERENCES brands (id),
    name      TEXT NOT NULL,
    recipient TEXT NOT NULL,
    purposes  TEXT NOT NULL,
    scopes    TEXT NOT NULL,
    hash      BLOB NOT NULL,
    created   INTEGER NOT NULL,
    expires   INTEGER NOT NULL, -- 0: never
    revoked   INTEGER NOT NULL DEFAULT 0, -- 0: not
    used      INTEGER NOT NULL DEFAULT 0 -- 0: never
);
CREATE INDEX keys_brand ON keys (brand);

-- +goose Down
DROP TABLE keys;
