-- +goose Up

-- The log of attempts: a ring for each endpoint, slot being the number of the attempt modulo its length.
-- record is sealed JSON; seq is 0 for a ping.
CREATE TABLE attempts (
    endpoint INTEGER NOT NULL,
    slot     INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    record   BLOB NOT NULL,
    PRIMARY KEY (endpoint, slot)
) WITHOUT ROWID;

-- A delivery that was never leased is due at its event's time, and so found by its key. This finds the
-- others, without a cost to the exchange, which makes none of them.
CREATE INDEX pending_leased ON pending (endpoint, seq) WHERE fence > 0;

-- Those that did not arrive are few, and looked for.
CREATE INDEX ended_otherwise ON ended (endpoint, seq) WHERE state <> 'delivered';
