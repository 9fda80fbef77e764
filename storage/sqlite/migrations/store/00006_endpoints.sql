-- +goose Up

-- settings: JSON; NULL where an endpoint is only the name of counters. target: sealed JSON of URL and secrets.
ALTER TABLE endpoints ADD COLUMN settings BLOB;
ALTER TABLE endpoints ADD COLUMN target BLOB;
-- 1: paused or disabled, nothing is leased.
ALTER TABLE endpoints ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
ALTER TABLE endpoints ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
-- Attempts that failed since one succeeded, when the first of them did, and when one last succeeded.
ALTER TABLE endpoints ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE endpoints ADD COLUMN failing INTEGER NOT NULL DEFAULT 0;
ALTER TABLE endpoints ADD COLUMN succeeded INTEGER NOT NULL DEFAULT 0;
-- How many attempts were ever logged.
ALTER TABLE endpoints ADD COLUMN logged INTEGER NOT NULL DEFAULT 0;
