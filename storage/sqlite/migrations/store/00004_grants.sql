-- +goose Up

-- An offer's terms, as they were shown when something of that version was first given.
CREATE TABLE terms (
    offer   INTEGER NOT NULL REFERENCES offers (id),
    version TEXT NOT NULL,
    terms   BLOB NOT NULL, -- JSON
    PRIMARY KEY (offer, version)
) WITHOUT ROWID;

ALTER TABLE grants ADD COLUMN remaining INTEGER; -- points: those not spent, expired or taken back
ALTER TABLE grants ADD COLUMN badge TEXT;
ALTER TABLE grants ADD COLUMN spent INTEGER NOT NULL DEFAULT 0; -- its worth, in the smallest unit
ALTER TABLE grants ADD COLUMN bonus TEXT;        -- JSON: the offers that a bonus came after; NULL: the offer's chain gave it
ALTER TABLE grants ADD COLUMN available INTEGER; -- points: when those that were pending can be spent
ALTER TABLE grants ADD COLUMN until INTEGER;     -- when what is reserved is released
ALTER TABLE grants ADD COLUMN due INTEGER;       -- when time next changes it by itself; NULL: never
ALTER TABLE grants DROP COLUMN movement; -- the journal has an index of its grants now
UPDATE grants SET remaining = points WHERE points IS NOT NULL;
UPDATE grants SET due = expires WHERE expires IS NOT NULL;
CREATE UNIQUE INDEX grants_id ON grants (id);
CREATE INDEX grants_due ON grants (due) WHERE due IS NOT NULL;

CREATE TABLE redemptions (
    subject INTEGER NOT NULL,
    "grant" BLOB NOT NULL,
    id      BLOB NOT NULL,
    key     TEXT NOT NULL,
    points  INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    why     TEXT,
    at      INTEGER NOT NULL,
    until   INTEGER, -- up to when it can be undone
    undone  INTEGER,
    PRIMARY KEY (subject, "grant", id),
    UNIQUE (subject, "grant", key)
) WITHOUT ROWID;

-- What was given to people who were erased since: it stays in the offers' counters.
ALTER TABLE offers ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;
ALTER TABLE offers ADD COLUMN erased_spent INTEGER NOT NULL DEFAULT 0;

-- account is the available one; pending holds points that can't be spent yet.
ALTER TABLE accounts ADD COLUMN pending BLOB;

-- In the journal, source and account are each a person's random account (a blob) or the name of another (a text).
CREATE INDEX journal_grant ON journal ("grant") WHERE "grant" IS NOT NULL;
CREATE INDEX journal_in ON journal (account) WHERE typeof(account) = 'blob';
CREATE INDEX journal_out ON journal (source) WHERE typeof(source) = 'blob';

-- about: the grant that an event is about where that is not the one which the response's chain gave, or where it came later.
ALTER TABLE events ADD COLUMN about BLOB;
ALTER TABLE events ADD COLUMN detail BLOB; -- JSON
CREATE INDEX events_about ON events (subject) WHERE about IS NOT NULL;

-- +goose Down
DROP INDEX events_about;
ALTER TABLE events DROP COLUMN detail;
ALTER TABLE events DROP COLUMN about;
DROP INDEX journal_grant;
DROP INDEX journal_out;
DROP INDEX journal_in;
ALTER TABLE accounts DROP COLUMN pending;
ALTER TABLE offers DROP COLUMN erased_spent;
ALTER TABLE offers DROP COLUMN erased;
DROP TABLE redemptions;
DROP INDEX grants_due;
DROP INDEX grants_id;
ALTER TABLE grants ADD COLUMN movement INTEGER;
ALTER TABLE grants DROP COLUMN due;
ALTER TABLE grants DROP COLUMN until;
ALTER TABLE grants DROP COLUMN available;
ALTER TABLE grants DROP COLUMN bonus;
ALTER TABLE grants DROP COLUMN spent;
ALTER TABLE grants DROP COLUMN badge;
ALTER TABLE grants DROP COLUMN remaining;
DROP TABLE terms;
