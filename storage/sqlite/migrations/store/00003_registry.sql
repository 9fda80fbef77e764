-- +goose Up

-- What a brand has published of its attributes, so that a new version can be held against it.
CREATE TABLE registries (
    brand    INTEGER PRIMARY KEY REFERENCES brands (id),
    registry BLOB NOT NULL
);
