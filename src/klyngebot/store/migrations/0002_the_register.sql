-- The register and its people. Foreign keys are off while this runs, and checked before it commits.

-- One vocabulary: topics, categories, competences and materials.
ALTER TABLE topic RENAME TO term;
CREATE TABLE new_term (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    kind       TEXT NOT NULL CHECK (kind IN ('topic', 'category', 'competence', 'material')),
    position   INTEGER NOT NULL,
    retired_at TEXT,
    draft_id   INTEGER UNIQUE
) STRICT;
INSERT INTO new_term (id, kind, position) SELECT id, 'topic', position FROM term;
DROP TABLE term;
ALTER TABLE new_term RENAME TO term;

CREATE TABLE term_name (
    term_id INTEGER NOT NULL REFERENCES term (id) ON DELETE CASCADE,
    locale  TEXT NOT NULL,
    name    TEXT NOT NULL,
    PRIMARY KEY (term_id, locale)
) STRICT;
INSERT INTO term_name (term_id, locale, name) SELECT topic_id, locale, name FROM topic_name;
DROP TABLE topic_name;

-- Other words for a term, in any language: kjerneboring is also prøveboring.
CREATE TABLE term_synonym (
    term_id INTEGER NOT NULL REFERENCES term (id) ON DELETE CASCADE,
    word    TEXT NOT NULL,
    folded  TEXT NOT NULL,
    PRIMARY KEY (term_id, folded)
) STRICT;

INSERT INTO term (id, kind, position) VALUES
    (5, 'category', 1), (6, 'category', 2), (7, 'category', 3), (8, 'category', 4);
INSERT INTO term_name (term_id, locale, name) VALUES
    (5, 'nb', 'Bedrift'), (5, 'en', 'Company'),
    (6, 'nb', 'FoU og utdanning'), (6, 'en', 'R&D and education'),
    (7, 'nb', 'Offentlig aktør'), (7, 'en', 'Public body'),
    (8, 'nb', 'Interesseorganisasjon'), (8, 'en', 'Interest organisation');
INSERT INTO term_synonym (term_id, word, folded) VALUES
    (5, 'bedrifter', 'bedrifter'), (6, 'FoU', 'fou'), (6, 'forskning', 'forskning'),
    (6, 'utdanning', 'utdanning'), (6, 'research', 'research'), (6, 'education', 'education'),
    (7, 'offentlig', 'offentlig'), (7, 'public', 'public');

-- Ids are never used again: what has been written about one must not speak of another.
CREATE TABLE new_partner (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT NOT NULL,
    folded       TEXT NOT NULL UNIQUE,
    short_name   TEXT NOT NULL DEFAULT '',
    category_id  INTEGER NOT NULL REFERENCES term (id),
    standing     TEXT NOT NULL CHECK (standing IN ('agreement', 'supporter')),
    signed_on    TEXT,
    joined_on    TEXT,
    left_on      TEXT,
    org_number   TEXT UNIQUE,
    municipality TEXT NOT NULL DEFAULT '',
    county       TEXT NOT NULL DEFAULT '',
    country      TEXT NOT NULL DEFAULT '',
    website      TEXT NOT NULL DEFAULT '',
    email        TEXT NOT NULL DEFAULT '',
    about        TEXT NOT NULL DEFAULT '',
    join_code    TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO new_partner
       (id, name, folded, short_name, category_id, standing, org_number, municipality, county,
        country, website, about, join_code)
SELECT id, name, folded, short_name,
       CASE category WHEN 'company' THEN 5 WHEN 'research' THEN 6 WHEN 'public' THEN 7 ELSE 8 END,
       standing, org_number, municipality, county, country, website, about, join_code
  FROM partner;
DROP TABLE partner;
ALTER TABLE new_partner RENAME TO partner;

CREATE TABLE new_person (
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    partner_id          INTEGER NOT NULL REFERENCES partner (id) ON DELETE CASCADE,
    name                TEXT NOT NULL,
    folded              TEXT NOT NULL,
    title               TEXT NOT NULL DEFAULT '',
    email               TEXT NOT NULL DEFAULT '',
    phone               TEXT NOT NULL DEFAULT '',
    languages           TEXT NOT NULL DEFAULT '',
    email_seen_by       TEXT NOT NULL DEFAULT 'members'
                        CHECK (email_seen_by IN ('nobody', 'partner', 'members')),
    phone_seen_by       TEXT NOT NULL DEFAULT 'nobody'
                        CHECK (phone_seen_by IN ('nobody', 'partner', 'members')),
    languages_seen_by   TEXT NOT NULL DEFAULT 'members'
                        CHECK (languages_seen_by IN ('nobody', 'partner', 'members')),
    competences_seen_by TEXT NOT NULL DEFAULT 'members'
                        CHECK (competences_seen_by IN ('nobody', 'partner', 'members')),
    hidden              INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)),
    source              TEXT NOT NULL CHECK (source IN ('import', 'office', 'self')),
    created_at          TEXT NOT NULL,
    informed_at         TEXT,
    informed_how        TEXT CHECK (informed_how IN ('chat', 'office')),
    left_at             TEXT,
    UNIQUE (partner_id, folded)
) STRICT;
INSERT INTO new_person
       (id, partner_id, name, folded, title, email, phone, source, created_at, informed_at,
        informed_how)
SELECT p.id, p.partner_id, p.name, p.folded, p.title, p.email, p.phone, 'import',
       strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'),
       CASE WHEN s.id IS NULL THEN NULL ELSE strftime('%Y-%m-%dT%H:%M:%f000Z', 'now') END,
       CASE WHEN s.id IS NULL THEN NULL ELSE 'chat' END
  FROM person p
  LEFT JOIN subscriber s ON s.person_id = p.id;

-- Who is whom, dated: who changes partner starts afresh. The row without an end is the live one.
CREATE TABLE membership (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
    person_id     INTEGER REFERENCES person (id) ON DELETE SET NULL,
    partner_id    INTEGER NOT NULL REFERENCES partner (id) ON DELETE CASCADE,
    is_contact    INTEGER NOT NULL DEFAULT 0 CHECK (is_contact IN (0, 1)),
    began_at      TEXT NOT NULL,
    ended_at      TEXT
) STRICT;
INSERT INTO membership (subscriber_id, person_id, partner_id, began_at)
SELECT s.id, p.id, p.partner_id, strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')
  FROM subscriber s
  JOIN person p ON p.id = s.person_id;
CREATE UNIQUE INDEX membership_subscriber ON membership (subscriber_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX membership_person ON membership (person_id) WHERE ended_at IS NULL;
CREATE INDEX membership_partner ON membership (partner_id) WHERE ended_at IS NULL;

DROP TABLE person;
ALTER TABLE new_person RENAME TO person;
CREATE INDEX person_partner ON person (partner_id);

CREATE TABLE new_subscriber (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    channel            TEXT NOT NULL,
    address            TEXT NOT NULL,
    name               TEXT NOT NULL,
    locale             TEXT NOT NULL,
    subscribed         INTEGER NOT NULL DEFAULT 0,
    staff              TEXT CHECK (staff IN ('editor', 'leader')),
    unreachable_reason TEXT,
    unreachable_at     TEXT,
    created_at         TEXT NOT NULL,
    erased_at          TEXT,
    UNIQUE (channel, address)
) STRICT;
INSERT INTO new_subscriber
       (id, channel, address, name, locale, subscribed, staff, unreachable_reason, unreachable_at,
        created_at)
SELECT id, channel, address, name, locale, subscribed, staff, unreachable_reason, unreachable_at,
       created_at
  FROM subscriber;
DROP TABLE subscriber;
ALTER TABLE new_subscriber RENAME TO subscriber;

CREATE TABLE partner_term (
    partner_id INTEGER NOT NULL REFERENCES partner (id) ON DELETE CASCADE,
    term_id    INTEGER NOT NULL REFERENCES term (id) ON DELETE CASCADE,
    PRIMARY KEY (partner_id, term_id)
) STRICT;
CREATE TABLE person_term (
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    term_id   INTEGER NOT NULL REFERENCES term (id) ON DELETE CASCADE,
    PRIMARY KEY (person_id, term_id)
) STRICT;

-- What a person has agreed to, and which wording of it.
CREATE TABLE consent (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id    INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    what         TEXT NOT NULL,
    text_version INTEGER NOT NULL,
    given_at     TEXT NOT NULL,
    withdrawn_at TEXT
) STRICT;
CREATE UNIQUE INDEX consent_live ON consent (person_id, what) WHERE withdrawn_at IS NULL;

-- A personal link. Only a hash of it is kept.
CREATE TABLE invitation (
    hash       TEXT PRIMARY KEY,
    person_id  INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    made_by    INTEGER REFERENCES subscriber (id) ON DELETE SET NULL,
    made_at    TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at    TEXT,
    used_by    INTEGER REFERENCES subscriber (id) ON DELETE SET NULL,
    revoked_at TEXT
) STRICT;
CREATE INDEX invitation_person ON invitation (person_id);

-- Under it the ledger of erasures names people whom nobody can read out of it.
CREATE TABLE erasure_key (secret TEXT NOT NULL) STRICT;
INSERT INTO erasure_key (secret) VALUES (lower(hex(randomblob(32))));

-- Links that did not work, to slow down who guesses. Kept for a day.
CREATE TABLE failed_try (
    update_id INTEGER PRIMARY KEY,
    address   TEXT NOT NULL,
    at        TEXT NOT NULL
) STRICT;
CREATE INDEX failed_try_at ON failed_try (at);

-- Erasing removes requests: a button on an old card must not decide a new one.
CREATE TABLE new_join_request (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
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
    decided_by    INTEGER REFERENCES subscriber (id) ON DELETE SET NULL,
    word          TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO new_join_request
       (id, draft_id, subscriber_id, partner_id, person_id, name, title, state, asked_at,
        decided_at, decided_by)
SELECT id, draft_id, subscriber_id, partner_id, person_id, name, title, state, asked_at,
       decided_at, decided_by
  FROM join_request;
DROP TABLE join_request;
ALTER TABLE new_join_request RENAME TO join_request;

-- Who has looked at whose telephone number.
CREATE TABLE phone_view (
    update_id INTEGER PRIMARY KEY,
    viewer_id INTEGER NOT NULL REFERENCES subscriber (id),
    person_id INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    at        TEXT NOT NULL
) STRICT;
CREATE INDEX phone_view_viewer ON phone_view (viewer_id, at);
CREATE INDEX phone_view_person ON phone_view (person_id, at);

-- What somebody asks the project office, and what it answers.
CREATE TABLE question (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    draft_id INTEGER NOT NULL UNIQUE,
    asker_id INTEGER NOT NULL REFERENCES subscriber (id),
    text     TEXT NOT NULL,
    asked_at TEXT NOT NULL
) STRICT;
CREATE TABLE question_answer (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    draft_id    INTEGER NOT NULL UNIQUE,
    question_id INTEGER NOT NULL REFERENCES question (id) ON DELETE CASCADE,
    author_id   INTEGER NOT NULL REFERENCES subscriber (id),
    text        TEXT NOT NULL,
    answered_at TEXT NOT NULL
) STRICT;

-- A file of the register, from when it is sent until it can no longer be undone.
CREATE TABLE import_file (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id  INTEGER NOT NULL UNIQUE,
    owner_id   INTEGER NOT NULL REFERENCES subscriber (id),
    name       TEXT NOT NULL,
    body       BLOB,
    columns    TEXT NOT NULL DEFAULT '{}',
    state      TEXT NOT NULL DEFAULT 'waiting'
               CHECK (state IN ('waiting', 'applied', 'undone', 'dropped')),
    made_at    TEXT NOT NULL,
    applied_at TEXT,
    before     TEXT
) STRICT;

-- Who did what to what, which fields and never their values. Rows are added and never changed;
-- those two years older than the newest may be forgotten.
CREATE TABLE audit (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at        TEXT NOT NULL,
    actor_id  INTEGER,
    role      TEXT NOT NULL,
    action    TEXT NOT NULL,
    object    TEXT NOT NULL DEFAULT '',
    object_id INTEGER,
    fields    TEXT NOT NULL DEFAULT '',
    update_id INTEGER UNIQUE
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END;
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
WHEN OLD.at > (SELECT strftime('%Y-%m-%dT%H:%M:%f', max(at), '-24 months') FROM audit)
BEGIN SELECT RAISE(ABORT, 'the audit is kept for two years'); END;

-- Counts every change of what the look-up is made of, so that its index knows when it is old.
CREATE TABLE register_revision (n INTEGER NOT NULL) STRICT;
INSERT INTO register_revision (n) VALUES (1);
CREATE TRIGGER partner_added AFTER INSERT ON partner BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER partner_changed AFTER UPDATE ON partner BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER partner_removed AFTER DELETE ON partner BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER person_added AFTER INSERT ON person BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER person_changed AFTER UPDATE ON person BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER person_removed AFTER DELETE ON person BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER partner_term_added AFTER INSERT ON partner_term BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER partner_term_removed AFTER DELETE ON partner_term BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER person_term_added AFTER INSERT ON person_term BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER person_term_removed AFTER DELETE ON person_term BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER term_changed AFTER UPDATE ON term BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER term_name_added AFTER INSERT ON term_name BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER term_name_changed AFTER UPDATE ON term_name BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER term_synonym_added AFTER INSERT ON term_synonym BEGIN UPDATE register_revision SET n = n + 1; END;
CREATE TRIGGER term_synonym_removed AFTER DELETE ON term_synonym BEGIN UPDATE register_revision SET n = n + 1; END;

INSERT INTO term (id, kind, position) VALUES
    (9, 'competence', 1), (10, 'competence', 2), (11, 'competence', 3), (12, 'competence', 4),
    (13, 'competence', 5), (14, 'competence', 6), (15, 'competence', 7), (16, 'competence', 8),
    (17, 'competence', 9), (18, 'competence', 10),
    (19, 'material', 1), (20, 'material', 2), (21, 'material', 3), (22, 'material', 4),
    (23, 'material', 5), (24, 'material', 6), (25, 'material', 7), (26, 'material', 8),
    (27, 'material', 9), (28, 'material', 10);
INSERT INTO term_name (term_id, locale, name) VALUES
    (9, 'nb', 'Kjerneboring'), (9, 'en', 'Core drilling'),
    (10, 'nb', 'Geologi'), (10, 'en', 'Geology'),
    (11, 'nb', 'Gruvedrift'), (11, 'en', 'Mining'),
    (12, 'nb', 'Sprengning'), (12, 'en', 'Blasting'),
    (13, 'nb', 'Oppredning'), (13, 'en', 'Mineral processing'),
    (14, 'nb', 'Analyse'), (14, 'en', 'Laboratory analysis'),
    (15, 'nb', 'Deponi og avgang'), (15, 'en', 'Tailings'),
    (16, 'nb', 'HMS'), (16, 'en', 'Health and safety'),
    (17, 'nb', 'Maskin og vedlikehold'), (17, 'en', 'Machines and maintenance'),
    (18, 'nb', 'Ytre miljø'), (18, 'en', 'Environmental protection'),
    (19, 'nb', 'Kvarts'), (19, 'en', 'Quartz'),
    (20, 'nb', 'Marmor og kalk'), (20, 'en', 'Marble and lime'),
    (21, 'nb', 'Jernmalm'), (21, 'en', 'Iron ore'),
    (22, 'nb', 'Kobber'), (22, 'en', 'Copper'),
    (23, 'nb', 'Grafitt'), (23, 'en', 'Graphite'),
    (24, 'nb', 'Skifer og naturstein'), (24, 'en', 'Slate and natural stone'),
    (25, 'nb', 'Sjeldne jordarter'), (25, 'en', 'Rare earths'),
    (26, 'nb', 'Grus og pukk'), (26, 'en', 'Gravel and aggregate'),
    (27, 'nb', 'Nefelinsyenitt'), (27, 'en', 'Nepheline syenite'),
    (28, 'nb', 'Nikkel'), (28, 'en', 'Nickel');
INSERT INTO term_synonym (term_id, word, folded) VALUES
    (9, 'prøveboring', 'proveboring'), (9, 'diamantboring', 'diamantboring'),
    (9, 'boring', 'boring'), (9, 'drilling', 'drilling'),
    (10, 'geolog', 'geolog'), (10, 'kartlegging', 'kartlegging'), (10, 'prospektering', 'prospektering'),
    (10, 'leting', 'leting'), (10, 'exploration', 'exploration'),
    (11, 'bergverk', 'bergverk'), (11, 'dagbrudd', 'dagbrudd'), (11, 'underjordsdrift', 'underjordsdrift'),
    (12, 'sprenging', 'sprenging'), (12, 'skyting', 'skyting'),
    (13, 'prosess', 'prosess'), (13, 'anriking', 'anriking'), (13, 'flotasjon', 'flotasjon'),
    (14, 'laboratorium', 'laboratorium'), (14, 'lab', 'lab'), (14, 'kjemi', 'kjemi'),
    (15, 'avgangsmasser', 'avgangsmasser'), (15, 'deponering', 'deponering'),
    (16, 'sikkerhet', 'sikkerhet'), (16, 'arbeidsmiljø', 'arbeidsmiljo'), (16, 'safety', 'safety'),
    (17, 'knuseverk', 'knuseverk'), (17, 'verksted', 'verksted'),
    (18, 'utslipp', 'utslipp'), (18, 'vannkvalitet', 'vannkvalitet'), (18, 'bærekraft', 'baerekraft'),
    (19, 'silisium', 'silisium'), (19, 'silica', 'silica'),
    (20, 'kalkstein', 'kalkstein'), (20, 'dolomitt', 'dolomitt'), (20, 'limestone', 'limestone'),
    (21, 'magnetitt', 'magnetitt'), (21, 'hematitt', 'hematitt'), (21, 'jern', 'jern'),
    (23, 'flakgrafitt', 'flakgrafitt'),
    (24, 'gneis', 'gneis'), (24, 'granitt', 'granitt'), (24, 'stein', 'stein'),
    (25, 'REE', 'ree'), (25, 'lantanider', 'lantanider'),
    (26, 'sand', 'sand'), (26, 'byggeråstoff', 'byggerastoff');
