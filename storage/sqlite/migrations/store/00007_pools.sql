-- +goose Up

CREATE TABLE pools (
    id    INTEGER PRIMARY KEY,
    brand INTEGER NOT NULL REFERENCES brands (id),
    pool  TEXT NOT NULL,
    "left" INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0, -- ever added; numbers them
    UNIQUE (brand, pool)
);

-- The codes of a pool that nobody has yet, in the order in which they were added.
CREATE TABLE pooled (
    pool INTEGER NOT NULL REFERENCES pools (id),
    n    INTEGER NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (pool, n)
) WITHOUT ROWID;

-- pool is NULL of a code that was made; subject is 0 of one that is nobody's: not given yet, or to somebody who was erased.
ALTER TABLE codes ADD COLUMN pool INTEGER REFERENCES pools (id);

-- +goose Down
DELETE FROM codes WHERE pool IS NOT NULL;
ALTER TABLE codes DROP COLUMN pool;
DROP TABLE pooled;
DROP TABLE pools;
