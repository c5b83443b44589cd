-- Instants are UTC text, 2026-11-23T08:00:00.000000Z, so that they sort and can be read.

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- What Telegram has handed over. A done row keeps its id only, for 72 hours.
CREATE TABLE inbox (
    update_id   INTEGER PRIMARY KEY,
    lane        INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    body        TEXT,
    attempts    INTEGER NOT NULL DEFAULT 0,
    state       TEXT NOT NULL DEFAULT 'waiting'
                CHECK (state IN ('waiting', 'done', 'quarantined')),
    reason      TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX inbox_waiting ON inbox (update_id) WHERE state = 'waiting';

CREATE TABLE partner (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL,
    folded       TEXT NOT NULL UNIQUE,
    short_name   TEXT NOT NULL DEFAULT '',
    category     TEXT NOT NULL CHECK (category IN ('company', 'research', 'public', 'interest')),
    standing     TEXT NOT NULL CHECK (standing IN ('agreement', 'supporter')),
    org_number   TEXT UNIQUE,
    municipality TEXT NOT NULL DEFAULT '',
    county       TEXT NOT NULL DEFAULT '',
    country      TEXT NOT NULL DEFAULT '',
    website      TEXT NOT NULL DEFAULT '',
    about        TEXT NOT NULL DEFAULT '',
    searchable   TEXT NOT NULL,
    join_code    TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE person (
    id         INTEGER PRIMARY KEY,
    partner_id INTEGER NOT NULL REFERENCES partner (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    folded     TEXT NOT NULL,
    title      TEXT NOT NULL DEFAULT '',
    email      TEXT NOT NULL DEFAULT '',
    phone      TEXT NOT NULL DEFAULT '',
    searchable TEXT NOT NULL,
    UNIQUE (partner_id, folded)
) STRICT;

CREATE TABLE subscriber (
    id                 INTEGER PRIMARY KEY,
    channel            TEXT NOT NULL,
    address            TEXT NOT NULL,
    name               TEXT NOT NULL,
    locale             TEXT NOT NULL,
    subscribed         INTEGER NOT NULL DEFAULT 0,
    staff              TEXT CHECK (staff IN ('editor', 'leader')),
    person_id          INTEGER UNIQUE REFERENCES person (id) ON DELETE SET NULL,
    unreachable_reason TEXT,
    unreachable_at     TEXT,
    created_at         TEXT NOT NULL,
    UNIQUE (channel, address)
) STRICT;

CREATE TABLE topic (
    id       INTEGER PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE
) STRICT;

CREATE TABLE topic_name (
    topic_id INTEGER NOT NULL REFERENCES topic (id) ON DELETE CASCADE,
    locale   TEXT NOT NULL,
    name     TEXT NOT NULL,
    PRIMARY KEY (topic_id, locale)
) STRICT;

CREATE TABLE subscription (
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    topic_id      INTEGER NOT NULL REFERENCES topic (id) ON DELETE CASCADE,
    PRIMARY KEY (subscriber_id, topic_id)
) STRICT;

-- AUTOINCREMENT: a draft's id keys what it becomes, so it is never used again.
CREATE TABLE draft (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    owner_id INTEGER NOT NULL UNIQUE REFERENCES subscriber (id) ON DELETE CASCADE,
    kind     TEXT NOT NULL
) STRICT;

CREATE TABLE draft_field (
    position  INTEGER PRIMARY KEY,
    draft_id  INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    name      TEXT NOT NULL,
    value     TEXT NOT NULL,
    update_id INTEGER NOT NULL,
    UNIQUE (draft_id, name),
    UNIQUE (draft_id, update_id)
) STRICT;

CREATE TABLE join_request (
    id            INTEGER PRIMARY KEY,
    draft_id      INTEGER NOT NULL UNIQUE,
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    partner_id    INTEGER NOT NULL REFERENCES partner (id) ON DELETE CASCADE,
    person_id     INTEGER REFERENCES person (id) ON DELETE SET NULL,
    name          TEXT NOT NULL,
    title         TEXT NOT NULL,
    state         TEXT NOT NULL DEFAULT 'waiting'
                  CHECK (state IN ('waiting', 'approved', 'declined', 'replaced')),
    asked_at      TEXT NOT NULL,
    decided_at    TEXT,
    decided_by    INTEGER REFERENCES subscriber (id) ON DELETE SET NULL
) STRICT;

CREATE TABLE used_code (
    hash    TEXT PRIMARY KEY,
    used_at TEXT NOT NULL,
    used_by INTEGER REFERENCES subscriber (id) ON DELETE SET NULL
) STRICT;

CREATE TABLE news_item (
    id           INTEGER PRIMARY KEY,
    draft_id     INTEGER NOT NULL UNIQUE,
    title        TEXT NOT NULL,
    body         TEXT NOT NULL,
    topic_id     INTEGER REFERENCES topic (id) ON DELETE SET NULL,
    author_id    INTEGER REFERENCES subscriber (id) ON DELETE SET NULL,
    published_at TEXT NOT NULL
) STRICT;

CREATE TABLE event (
    id           INTEGER PRIMARY KEY,
    draft_id     INTEGER NOT NULL UNIQUE,
    title        TEXT NOT NULL,
    place        TEXT NOT NULL,
    topic_id     INTEGER REFERENCES topic (id) ON DELETE SET NULL,
    author_id    INTEGER REFERENCES subscriber (id) ON DELETE SET NULL,
    starts_local TEXT NOT NULL,
    zone         TEXT NOT NULL,
    starts_at    TEXT NOT NULL
) STRICT;

CREATE TABLE broadcast (
    id                 INTEGER PRIMARY KEY,
    draft_id           INTEGER NOT NULL UNIQUE,
    author_id          INTEGER NOT NULL REFERENCES subscriber (id),
    confirmed_at       TEXT NOT NULL,
    progress_message   INTEGER,
    progress_shown     TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE broadcast_part (
    broadcast_id INTEGER NOT NULL REFERENCES broadcast (id) ON DELETE CASCADE,
    part         INTEGER NOT NULL,
    html         TEXT NOT NULL,
    PRIMARY KEY (broadcast_id, part)
) STRICT;

-- A row names its content, never its text.
CREATE TABLE delivery (
    id            INTEGER PRIMARY KEY,
    kind          TEXT NOT NULL,
    subject_id    INTEGER NOT NULL,
    part          INTEGER NOT NULL DEFAULT 0,
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
    channel       TEXT NOT NULL,
    address       TEXT NOT NULL,
    urgent        INTEGER NOT NULL DEFAULT 0,
    state         TEXT NOT NULL DEFAULT 'pending'
                  CHECK (state IN ('pending', 'sending', 'delivered', 'refused', 'uncertain',
                                   'withdrawn', 'expired')),
    due_at        TEXT NOT NULL,
    expires_at    TEXT,
    may_resend    INTEGER NOT NULL DEFAULT 1 CHECK (may_resend IN (0, 1)),
    reason        TEXT NOT NULL DEFAULT '',
    message_id    INTEGER,
    settled_at    TEXT,
    UNIQUE (kind, subject_id, subscriber_id, part)
) STRICT;
CREATE INDEX delivery_queue ON delivery (urgent DESC, id) WHERE state = 'pending';
CREATE INDEX delivery_chat ON delivery (address, urgent DESC, id) WHERE state = 'pending';
CREATE INDEX delivery_in_flight ON delivery (id) WHERE state = 'sending';
CREATE INDEX delivery_expiry ON delivery (expires_at)
    WHERE state = 'pending' AND expires_at IS NOT NULL;
CREATE INDEX delivery_subscriber ON delivery (subscriber_id, state);

-- How long Telegram asked us to wait; address '' is everyone in bulk.
CREATE TABLE hold (
    address TEXT PRIMARY KEY,
    until   TEXT NOT NULL
) STRICT;

INSERT INTO topic (id, position) VALUES (1, 1), (2, 2), (3, 3), (4, 4);
INSERT INTO topic_name (topic_id, locale, name) VALUES
    (1, 'nb', 'Samarbeid'), (1, 'en', 'Cooperation'),
    (2, 'nb', 'Innovasjon og verdiskaping'), (2, 'en', 'Innovation and value creation'),
    (3, 'nb', 'Kompetanse og forskning'), (3, 'en', 'Competence and research'),
    (4, 'nb', 'Miljø'), (4, 'en', 'Environment');
