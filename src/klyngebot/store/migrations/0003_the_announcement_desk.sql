-- The announcement desk. Foreign keys are off while this runs, and checked before it commits.

-- A broadcast is kept from its first message on. Ids are never used again: buttons name them.
CREATE TABLE new_broadcast (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    author_id        INTEGER NOT NULL REFERENCES subscriber (id),
    copied_from      INTEGER,
    state            TEXT NOT NULL DEFAULT 'draft'
                     CHECK (state IN ('draft', 'waiting', 'sending', 'paused', 'cancelled')),
    revision         INTEGER NOT NULL DEFAULT 1,
    content_revision INTEGER NOT NULL DEFAULT 1,
    previewed        INTEGER NOT NULL DEFAULT 0,
    mark             TEXT NOT NULL DEFAULT 'normal' CHECK (mark IN ('normal', 'urgent')),
    acknowledging    TEXT NOT NULL DEFAULT 'nobody'
                     CHECK (acknowledging IN ('nobody', 'everybody', 'partners')),
    audience         TEXT NOT NULL,
    changed_at       TEXT NOT NULL,
    due_local        TEXT,  -- as it was written, in zone; due_at is derived from them
    zone             TEXT,
    due_at           TEXT,
    confirmed_at     TEXT,
    started_at       TEXT,
    started_done     INTEGER NOT NULL DEFAULT 0,
    stopped          TEXT,
    health           TEXT NOT NULL DEFAULT '',
    seen             INTEGER NOT NULL DEFAULT 0,
    stops            INTEGER NOT NULL DEFAULT 0,
    unanswered_at    TEXT,
    counts           TEXT NOT NULL DEFAULT '',  -- JSON per state, when its deliveries are gone
    progress_message INTEGER,
    progress_shown   TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO new_broadcast
       (id, author_id, state, previewed, audience, changed_at, confirmed_at, due_at, started_at,
        progress_message, progress_shown)
SELECT id, author_id, 'sending', 1, '{"include": [{}], "exclude": [], "chats": []}',
       confirmed_at, confirmed_at, confirmed_at, confirmed_at, progress_message, progress_shown
  FROM broadcast;

CREATE TABLE new_broadcast_part (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    broadcast_id INTEGER NOT NULL REFERENCES broadcast (id) ON DELETE CASCADE,
    locale       TEXT NOT NULL DEFAULT '',
    html         TEXT NOT NULL,
    file_kind    TEXT CHECK (file_kind IN ('photo', 'document')),
    file_id      TEXT,
    file_name    TEXT NOT NULL DEFAULT '',
    album        TEXT NOT NULL DEFAULT '',
    message_id   INTEGER NOT NULL DEFAULT 0,
    update_id    INTEGER NOT NULL,
    new_html     TEXT,  -- a correction that nobody has confirmed yet
    new_file_id  TEXT,
    UNIQUE (broadcast_id, update_id)
) STRICT;
INSERT INTO new_broadcast_part (broadcast_id, html, update_id)
SELECT broadcast_id, html, -1 - part FROM broadcast_part ORDER BY broadcast_id, part;

-- What was being written when this version was installed goes on as it was.
INSERT INTO new_broadcast (author_id, audience, changed_at, copied_from)
SELECT owner_id, '{"include": [{}], "exclude": [], "chats": []}',
       strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'), -id
  FROM draft WHERE kind = 'announcement';
INSERT INTO new_broadcast_part (broadcast_id, html, message_id, update_id)
SELECT b.id, f.value, CAST(substr(f.name, 9) AS INTEGER), f.update_id
  FROM draft_field f JOIN new_broadcast b ON b.copied_from = -f.draft_id
 ORDER BY f.position;
DELETE FROM draft_field WHERE draft_id IN (SELECT id FROM draft WHERE kind = 'announcement');
INSERT INTO draft_field (draft_id, name, value, update_id)
SELECT -copied_from, 'broadcast', CAST(id AS TEXT), -1 FROM new_broadcast WHERE copied_from < 0;
INSERT INTO draft_field (draft_id, name, value, update_id)
SELECT -copied_from, 'variant', '', -2 FROM new_broadcast WHERE copied_from < 0;
UPDATE new_broadcast SET copied_from = NULL;

DROP TABLE broadcast_part;
ALTER TABLE new_broadcast_part RENAME TO broadcast_part;
CREATE INDEX broadcast_part_of ON broadcast_part (broadcast_id, locale, id);
DROP TABLE broadcast;
ALTER TABLE new_broadcast RENAME TO broadcast;
CREATE INDEX broadcast_waiting ON broadcast (due_at) WHERE state = 'waiting';

-- A correction, a withdrawal or a reminder: its rows of delivery name it.
CREATE TABLE broadcast_change (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    broadcast_id INTEGER NOT NULL REFERENCES broadcast (id) ON DELETE CASCADE,
    kind         TEXT NOT NULL CHECK (kind IN ('correction', 'withdrawal', 'reminder')),
    update_id    INTEGER NOT NULL UNIQUE,
    made_by      INTEGER NOT NULL REFERENCES subscriber (id),
    made_at      TEXT NOT NULL,
    progress_message INTEGER,
    progress_shown   TEXT NOT NULL DEFAULT '',
    counts           TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX broadcast_change_of ON broadcast_change (broadcast_id);

CREATE TABLE acknowledgement (
    broadcast_id  INTEGER NOT NULL REFERENCES broadcast (id) ON DELETE CASCADE,
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    at            TEXT NOT NULL,
    PRIMARY KEY (broadcast_id, subscriber_id)
) STRICT;
CREATE INDEX acknowledgement_of ON acknowledgement (subscriber_id);

-- Of a recipient: which variant, which selection chose them, which partner they were counted for,
-- and the further messages of an album. held: not yet due, or paused. turn: two broadcasts share
-- fairly, since each has its recipients counted from where the queue stands.
ALTER TABLE delivery ADD COLUMN variant TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1));
ALTER TABLE delivery ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN selection INTEGER;
ALTER TABLE delivery ADD COLUMN partner_id INTEGER;
ALTER TABLE delivery ADD COLUMN resends INTEGER NOT NULL DEFAULT 0 CHECK (resends IN (0, 1));
ALTER TABLE delivery ADD COLUMN more_ids TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN original_id INTEGER REFERENCES delivery (id);  -- what it changes
UPDATE delivery SET resends = kind NOT IN ('broadcast', 'news', 'event');
DROP INDEX delivery_queue;
DROP INDEX delivery_chat;
CREATE INDEX delivery_queue ON delivery (urgent DESC, turn, id) WHERE state = 'pending' AND held = 0;
CREATE INDEX delivery_chat ON delivery (address, urgent DESC, turn, id)
    WHERE state = 'pending' AND held = 0;
CREATE INDEX delivery_original ON delivery (original_id) WHERE original_id IS NOT NULL;
CREATE INDEX delivery_lost ON delivery (settled_at) WHERE state IN ('refused', 'uncertain', 'expired');
CREATE INDEX delivery_uncertain ON delivery (settled_at) WHERE state = 'uncertain' AND may_resend = 1;
CREATE INDEX delivery_message ON delivery (address, message_id) WHERE message_id IS NOT NULL;

-- Groups and channels that are connected are subscribers, too.
ALTER TABLE subscriber ADD COLUMN chat TEXT NOT NULL DEFAULT 'private'
    CHECK (chat IN ('private', 'group', 'channel'));

-- An answer to an announcement is a question that names it, and the message it came in; what is
-- written back to an answer names that. edits: how often its asker has changed it. Closed is what
-- somebody has seen to without an answer.
CREATE TABLE new_question (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    draft_id     INTEGER UNIQUE,
    update_id    INTEGER UNIQUE,
    asker_id     INTEGER NOT NULL REFERENCES subscriber (id),
    broadcast_id INTEGER REFERENCES broadcast (id) ON DELETE SET NULL,
    follows_id   INTEGER REFERENCES question_answer (id) ON DELETE SET NULL,
    message_id   INTEGER,
    text         TEXT NOT NULL,
    edits        INTEGER NOT NULL DEFAULT 0,
    asked_at     TEXT NOT NULL,
    closed_at    TEXT,
    closed_by    INTEGER REFERENCES subscriber (id) ON DELETE SET NULL
) STRICT;
INSERT INTO new_question (id, draft_id, asker_id, text, asked_at)
SELECT id, draft_id, asker_id, text, asked_at FROM question;
DROP TABLE question;
ALTER TABLE new_question RENAME TO question;
CREATE INDEX question_of ON question (asker_id, asked_at);
CREATE INDEX question_to ON question (broadcast_id) WHERE broadcast_id IS NOT NULL;
CREATE INDEX question_after ON question (follows_id) WHERE follows_id IS NOT NULL;
CREATE INDEX question_answer_to ON question_answer (question_id);

-- Names in nynorsk where they differ; a leader who has renamed a term names it anew.
INSERT INTO term_name (term_id, locale, name)
SELECT v.id, 'nn', v.nn
  FROM (SELECT 3 AS id, 'Kompetanse og forskning' AS nb, 'Kompetanse og forsking' AS nn
        UNION ALL SELECT 7, 'Offentlig aktør', 'Offentleg aktør'
        UNION ALL SELECT 12, 'Sprengning', 'Sprenging'
        UNION ALL SELECT 13, 'Oppredning', 'Oppreiing'
        UNION ALL SELECT 17, 'Maskin og vedlikehold', 'Maskin og vedlikehald'
        UNION ALL SELECT 22, 'Kobber', 'Kopar'
        UNION ALL SELECT 25, 'Sjeldne jordarter', 'Sjeldne jordartar') AS v
  JOIN term_name n ON n.term_id = v.id AND n.locale = 'nb' AND n.name = v.nb
 WHERE 1
ON CONFLICT (term_id, locale) DO NOTHING;
