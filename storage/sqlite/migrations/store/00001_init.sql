-- +goose Up

-- Times are nanoseconds since 1970 UTC. Ids are 16 bytes. Small integers stand for names that repeat
-- and for subjects: rows stay short, and new ones land at the end of their tables.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value NOT NULL
) WITHOUT ROWID;

CREATE TABLE brands (
    id    INTEGER PRIMARY KEY,
    brand TEXT NOT NULL UNIQUE,
    seq   INTEGER NOT NULL DEFAULT 0 -- of the newest event
);

CREATE TABLE forms (
    id        INTEGER PRIMARY KEY,
    brand     INTEGER NOT NULL REFERENCES brands (id),
    form      TEXT NOT NULL,
    version   INTEGER,  -- the current one; NULL: not published now
    schedule  BLOB,
    responses INTEGER NOT NULL DEFAULT 0, -- ever completed; numbers them
    votes     INTEGER NOT NULL DEFAULT 0, -- responses that voted
    UNIQUE (brand, form)
);

CREATE TABLE versions (
    form    INTEGER NOT NULL REFERENCES forms (id),
    version INTEGER NOT NULL,
    digest  TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (form, version),
    UNIQUE (form, digest)
);

CREATE TABLE blobs (
    brand INTEGER NOT NULL REFERENCES brands (id),
    kind  TEXT NOT NULL,
    hash  TEXT NOT NULL,
    name  TEXT NOT NULL,
    type  TEXT NOT NULL,
    body  BLOB NOT NULL,
    PRIMARY KEY (brand, kind, hash)
);

-- purpose@version with the basis it was held on; values refer to it by number.
CREATE TABLE bases (
    id      INTEGER PRIMARY KEY,
    purpose TEXT NOT NULL,
    version TEXT NOT NULL,
    basis   TEXT NOT NULL,
    UNIQUE (purpose, version, basis)
);

CREATE TABLE offers (
    id    INTEGER PRIMARY KEY,
    brand INTEGER NOT NULL REFERENCES brands (id),
    offer TEXT NOT NULL,
    taken INTEGER NOT NULL DEFAULT 0,
    spent INTEGER NOT NULL DEFAULT 0,
    UNIQUE (brand, offer)
);

CREATE TABLE types (
    id   INTEGER PRIMARY KEY,
    type TEXT NOT NULL UNIQUE
);

CREATE TABLE endpoints (
    id        INTEGER PRIMARY KEY,
    brand     INTEGER NOT NULL REFERENCES brands (id),
    endpoint  TEXT NOT NULL,
    pending   INTEGER NOT NULL DEFAULT 0,
    delivered INTEGER NOT NULL DEFAULT 0,
    dropped   INTEGER NOT NULL DEFAULT 0,
    dead      INTEGER NOT NULL DEFAULT 0,
    UNIQUE (brand, endpoint)
);

-- n is never used again, so that what still names a deleted subject names nobody else.
CREATE TABLE subjects (
    n       INTEGER PRIMARY KEY,
    brand   INTEGER NOT NULL REFERENCES brands (id),
    subject BLOB NOT NULL,
    rev     INTEGER NOT NULL,
    due     INTEGER, -- when something of it is next to be deleted; NULL: never
    key     INTEGER, -- id of the vault's key that its sealed values need
    UNIQUE (brand, subject)
);
CREATE INDEX subjects_due ON subjects (due) WHERE due IS NOT NULL;

CREATE TABLE responses (
    subject INTEGER NOT NULL,
    rev     INTEGER NOT NULL,
    id      BLOB NOT NULL,
    form    INTEGER NOT NULL,
    number  INTEGER NOT NULL, -- 1 is the form's first
    version INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    locale  TEXT NOT NULL,
    channel TEXT NOT NULL,
    stage   TEXT NOT NULL,
    offer   TEXT NOT NULL,
    refusal TEXT NOT NULL,
    seq     INTEGER NOT NULL, -- of its first event, 0 if it has none
    events  INTEGER NOT NULL, -- how many there are
    detail  BLOB, -- JSON: outcome, items, and which questions were kept, declined, dropped; NULL once nothing of it is held
    PRIMARY KEY (subject, rev)
) WITHOUT ROWID;
CREATE UNIQUE INDEX responses_id ON responses (id);
CREATE UNIQUE INDEX responses_form ON responses (form, number);

CREATE TABLE once (
    subject INTEGER NOT NULL,
    key     TEXT NOT NULL,
    rev     INTEGER NOT NULL,
    PRIMARY KEY (subject, key)
) WITHOUT ROWID;

-- purposes: pairs of varints, basis and end.
CREATE TABLE preferences (
    subject   INTEGER NOT NULL,
    attribute TEXT NOT NULL,
    question  TEXT NOT NULL,
    value     BLOB NOT NULL,
    sealed    INTEGER NOT NULL,
    purposes  BLOB NOT NULL,
    rev       INTEGER NOT NULL,
    PRIMARY KEY (subject, attribute)
) WITHOUT ROWID;

CREATE TABLE feedback (
    subject   INTEGER NOT NULL,
    rev       INTEGER NOT NULL,
    question  TEXT NOT NULL,
    attribute TEXT NOT NULL,
    value     BLOB NOT NULL,
    sealed    INTEGER NOT NULL,
    purposes  BLOB NOT NULL,
    PRIMARY KEY (subject, rev, question)
) WITHOUT ROWID;

CREATE TABLE consents (
    subject  INTEGER NOT NULL,
    purpose  TEXT NOT NULL,
    rev      INTEGER NOT NULL,
    version  TEXT NOT NULL,
    given    INTEGER NOT NULL,
    question TEXT NOT NULL,
    until    INTEGER NOT NULL, -- 0: without end
    at       INTEGER NOT NULL,
    PRIMARY KEY (subject, purpose, rev)
) WITHOUT ROWID;

CREATE TABLE grants (
    subject  INTEGER NOT NULL,
    offer    INTEGER NOT NULL,
    period   TEXT NOT NULL,
    ordinal  INTEGER NOT NULL,
    rev      INTEGER NOT NULL,
    id       BLOB NOT NULL,
    version  TEXT NOT NULL,
    kind     TEXT NOT NULL,
    state    TEXT NOT NULL,
    code     TEXT,
    account  TEXT,
    points   INTEGER,
    discount BLOB, -- JSON
    at       INTEGER NOT NULL,
    expires  INTEGER,
    movement INTEGER, -- its journal record
    PRIMARY KEY (subject, offer, period, ordinal)
) WITHOUT ROWID;

CREATE TABLE codes (
    brand   INTEGER NOT NULL,
    code    TEXT NOT NULL,
    subject INTEGER NOT NULL,
    PRIMARY KEY (brand, code)
) WITHOUT ROWID;

-- account is random; this row is all that links it to the subject.
CREATE TABLE accounts (
    subject INTEGER NOT NULL,
    unit    TEXT NOT NULL,
    account BLOB NOT NULL,
    PRIMARY KEY (subject, unit)
) WITHOUT ROWID;

CREATE TABLE journal (
    n       INTEGER PRIMARY KEY,
    brand   INTEGER NOT NULL,
    unit    TEXT NOT NULL,
    amount  INTEGER NOT NULL CHECK (amount > 0),
    source  TEXT NOT NULL,
    account BLOB NOT NULL,
    "grant" BLOB, -- NULL once the subject is erased
    at      INTEGER NOT NULL
);

CREATE TABLE events (
    brand   INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    id      BLOB NOT NULL,
    type    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    subject INTEGER, -- subject and rev name the response and its grant; NULL once erased
    rev     INTEGER,
    granted INTEGER NOT NULL, -- 1: the event is about the grant, too
    PRIMARY KEY (brand, seq)
) WITHOUT ROWID;

-- Deliveries not ended, in the order in which they are due. A lease moves its row to the lease's end,
-- which is also the fence; leased tells it from a row that is due at that moment by chance.
CREATE TABLE pending (
    endpoint INTEGER NOT NULL,
    due      INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    attempt  INTEGER NOT NULL,
    fence    INTEGER NOT NULL,
    leased   INTEGER NOT NULL,
    status   INTEGER,
    note     TEXT,
    PRIMARY KEY (endpoint, due, seq)
) WITHOUT ROWID;

CREATE TABLE ended (
    endpoint INTEGER NOT NULL,
    seq      INTEGER NOT NULL,
    state    TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    status   INTEGER,
    note     TEXT,
    PRIMARY KEY (endpoint, seq)
) WITHOUT ROWID;

CREATE TABLE votes (
    form     INTEGER NOT NULL,
    question TEXT NOT NULL,
    value    TEXT NOT NULL,
    count    INTEGER NOT NULL,
    PRIMARY KEY (form, question, value)
) WITHOUT ROWID;

CREATE TABLE results (
    form   INTEGER PRIMARY KEY,
    votes  INTEGER NOT NULL,
    counts BLOB NOT NULL -- JSON: question, value, count; as last published
);

-- Keyed hashes of erased subjects: the writer looks here before it makes a subject.
CREATE TABLE erased (
    holder BLOB PRIMARY KEY
) WITHOUT ROWID;

-- +goose Down
DROP TABLE erased;
DROP TABLE results;
DROP TABLE votes;
DROP TABLE ended;
DROP TABLE pending;
DROP TABLE events;
DROP TABLE journal;
DROP TABLE accounts;
DROP TABLE codes;
DROP TABLE grants;
DROP TABLE consents;
DROP TABLE feedback;
DROP TABLE preferences;
DROP TABLE once;
DROP TABLE responses;
DROP TABLE subjects;
DROP TABLE endpoints;
DROP TABLE types;
DROP TABLE offers;
DROP TABLE bases;
DROP TABLE blobs;
DROP TABLE versions;
DROP TABLE forms;
DROP TABLE brands;
DROP TABLE meta;
