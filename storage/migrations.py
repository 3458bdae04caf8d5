"""Room: storage. The schema's history. Append only: a released migration is never edited."""

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from storage.cuts import CUTS, from_tallies

migrations = Migrations("hocvuso")

_FIRST = """
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    seen_day TEXT NOT NULL,
    stopped INTEGER NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1)),
    greeted INTEGER NOT NULL DEFAULT 0 CHECK (greeted IN (0, 1)),
    consent TEXT NOT NULL DEFAULT 'unasked' CHECK (consent IN ('unasked', 'given', 'refused')),
    consent_at TEXT,
    unit TEXT,
    unit_asked INTEGER NOT NULL DEFAULT 0 CHECK (unit_asked IN (0, 1)),
    grp TEXT,
    share TEXT,
    CHECK (consent = 'given' OR (unit IS NULL AND grp IS NULL AND share IS NULL))
);

CREATE TABLE urns (
    urn TEXT PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX urns_contact ON urns (contact_id);

CREATE TABLE sessions (
    contact_id INTEGER PRIMARY KEY REFERENCES contacts (id) ON DELETE CASCADE,
    body TEXT NOT NULL,
    expires_at TEXT
);

CREATE TABLE updates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL UNIQUE,
    contact_id INTEGER REFERENCES contacts (id) ON DELETE SET NULL,
    urn TEXT,
    received_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'set_aside')),
    attempts INTEGER NOT NULL DEFAULT 0,
    body TEXT,
    reason TEXT,
    ended_at TEXT,
    CHECK ((state = 'pending') = (ended_at IS NULL)),
    CHECK (state <> 'pending' OR (body IS NOT NULL AND urn IS NOT NULL)),
    CHECK (state <> 'done' OR body IS NULL)
);
CREATE INDEX updates_pending ON updates (id) WHERE state = 'pending';
CREATE INDEX updates_contact ON updates (contact_id);
CREATE INDEX updates_ended ON updates (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    update_id INTEGER,
    contact_id INTEGER REFERENCES contacts (id) ON DELETE SET NULL,
    channel TEXT NOT NULL,
    urn TEXT,
    lane INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'cancelled')),
    body TEXT,
    due_at TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    repeats INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    ended_at TEXT,
    external_id TEXT,
    reason TEXT,
    CHECK ((state IN ('queued', 'sending')) = (ended_at IS NULL)),
    CHECK ((state IN ('queued', 'sending')) = (body IS NOT NULL)),
    CHECK (body IS NULL OR urn IS NOT NULL)
);
CREATE INDEX outbox_due ON outbox (channel, lane, id) WHERE state = 'queued' AND due_at IS NOT NULL;
CREATE INDEX outbox_clock ON outbox (channel, due_at) WHERE state = 'queued' AND due_at IS NOT NULL;
CREATE INDEX outbox_line ON outbox (urn, id) WHERE state IN ('queued', 'sending');
CREATE INDEX outbox_contact ON outbox (contact_id);
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE consents (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    answer TEXT NOT NULL CHECK (answer IN ('given', 'refused')),
    version TEXT NOT NULL,
    channel TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX consents_contact ON consents (contact_id);

CREATE TABLE completions (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER REFERENCES contacts (id) ON DELETE SET NULL,
    lesson TEXT NOT NULL,
    evidence TEXT NOT NULL,
    day TEXT NOT NULL,
    at TEXT,
    unit TEXT NOT NULL DEFAULT '',
    grp TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL,
    share TEXT NOT NULL DEFAULT '',
    first INTEGER NOT NULL DEFAULT 0 CHECK (first IN (0, 1)),
    UNIQUE (contact_id, lesson, evidence)
);

CREATE TABLE happenings (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('opened', 'unanswered')),
    day TEXT NOT NULL,
    lesson TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL,
    share TEXT NOT NULL DEFAULT ''
);

CREATE TABLE flags (
    lesson TEXT NOT NULL,
    step INTEGER NOT NULL,
    contact_id INTEGER NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (lesson, step, contact_id)
) WITHOUT ROWID;
CREATE INDEX flags_contact ON flags (contact_id);

CREATE TABLE tallies (
    series TEXT NOT NULL,
    lesson TEXT NOT NULL,
    unit TEXT NOT NULL,
    day TEXT NOT NULL,
    grp TEXT NOT NULL,
    channel TEXT NOT NULL,
    share TEXT NOT NULL,
    n INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (series, lesson, unit, day, grp, channel, share)
) WITHOUT ROWID;

CREATE TABLE shares (
    code TEXT PRIMARY KEY,
    lesson TEXT NOT NULL,
    unit TEXT,
    volunteer TEXT,
    created_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE tokens (
    name TEXT NOT NULL,
    seed BLOB NOT NULL,
    access TEXT NOT NULL,
    refresh TEXT NOT NULL,
    fresh_until TEXT NOT NULL,
    spending_until TEXT,
    PRIMARY KEY (name, seed)
) WITHOUT ROWID;

CREATE TABLE ledger (
    entry TEXT PRIMARY KEY,
    n INTEGER NOT NULL
) WITHOUT ROWID;
"""


def _make(db: Database, statements: str) -> None:
    """Run statements one by one: executescript would end the transaction of the migration."""
    for statement in statements.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)


@migrations()
def m001_the_house(db: Database) -> None:
    """Contacts, their talk, what comes in, what goes out, what was learned, and the counters."""
    _make(db, _FIRST)


_ROLES = """
CREATE TABLE roles (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('volunteer', 'organizer')),
    village TEXT NOT NULL DEFAULT '',
    since TEXT NOT NULL,
    PRIMARY KEY (contact_id, role, village)
) WITHOUT ROWID;
CREATE INDEX roles_village ON roles (village, role);

CREATE TABLE actors (
    actor INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER NOT NULL UNIQUE REFERENCES contacts (id) ON DELETE CASCADE
);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor INTEGER NOT NULL,
    role TEXT NOT NULL,
    name TEXT NOT NULL,
    deed TEXT NOT NULL DEFAULT ''
);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_grows BEFORE INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;

CREATE TABLE invites (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('volunteer', 'organizer')),
    villages TEXT NOT NULL,
    made_by INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT,
    revoked_at TEXT
);

CREATE TABLE wrong_codes (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    at TEXT NOT NULL
);
CREATE INDEX wrong_codes_contact ON wrong_codes (contact_id, at);
"""


@migrations()
def m002_roles(db: Database) -> None:
    """Who volunteers and organizes, how they were invited, and what they did."""
    _make(db, _ROLES)


_FIGURES = """
CREATE TABLE sums (
    cut TEXT NOT NULL,
    series TEXT NOT NULL,
    a TEXT NOT NULL,
    b TEXT NOT NULL,
    c TEXT NOT NULL,
    n INTEGER NOT NULL CHECK (n >= 0),
    PRIMARY KEY (cut, series, a, b, c)
) WITHOUT ROWID;

CREATE TABLE feeds (
    plan TEXT NOT NULL,
    target TEXT NOT NULL,
    lesson TEXT NOT NULL,
    evidence TEXT NOT NULL,
    needed INTEGER NOT NULL,
    PRIMARY KEY (plan, target, lesson)
) WITHOUT ROWID;
CREATE INDEX feeds_lesson ON feeds (lesson, evidence);

CREATE TABLE attainments (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER REFERENCES contacts (id) ON DELETE SET NULL,
    plan TEXT NOT NULL,
    target TEXT NOT NULL,
    day TEXT NOT NULL,
    unit TEXT NOT NULL DEFAULT '',
    grp TEXT NOT NULL DEFAULT '',
    channel TEXT NOT NULL,
    share TEXT NOT NULL DEFAULT '',
    UNIQUE (contact_id, plan, target)
);

CREATE TABLE denominators (
    id INTEGER PRIMARY KEY,
    unit TEXT NOT NULL,
    what TEXT NOT NULL,
    value INTEGER NOT NULL CHECK (value >= 0),
    source TEXT NOT NULL,
    as_of TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    entered_by TEXT NOT NULL
);
CREATE INDEX denominators_latest ON denominators (unit, what, as_of, id);

CREATE TABLE officials (
    id INTEGER PRIMARY KEY,
    series TEXT NOT NULL,
    unit TEXT NOT NULL,
    value INTEGER NOT NULL CHECK (value >= 0),
    source TEXT NOT NULL,
    as_of TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    entered_by TEXT NOT NULL
);
CREATE INDEX officials_latest ON officials (series, unit, as_of, id);

CREATE TABLE unit_changes (
    id INTEGER PRIMARY KEY,
    plan TEXT NOT NULL,
    unit TEXT NOT NULL,
    change TEXT NOT NULL CHECK (change IN ('added', 'named', 'aliased', 'merged')),
    value TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX unit_changes_plan ON unit_changes (plan, id);

CREATE TABLE snapshots (
    id INTEGER PRIMARY KEY,
    plan TEXT NOT NULL,
    period TEXT NOT NULL,
    at TEXT NOT NULL,
    figures TEXT NOT NULL
);
CREATE INDEX snapshots_period ON snapshots (plan, period, id);
"""


@migrations()
def m003_figures(db: Database) -> None:
    """Sums for counts, targets and what feeds them, numbers that organizers enter, changed places, reports."""
    _make(db, _FIGURES)
    for cut in CUTS:
        db.execute(f"INSERT INTO sums (cut, series, a, b, c, n) {from_tallies(cut)}")


_TRUST = """
CREATE TABLE watch (
    name TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    n INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE erasures (
    print BLOB PRIMARY KEY,
    day TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER REFERENCES contacts (id) ON DELETE SET NULL,
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    received_at TEXT NOT NULL,
    acknowledge_day TEXT NOT NULL,
    due_day TEXT NOT NULL,
    acknowledged_at TEXT,
    closed_at TEXT,
    outcome TEXT CHECK (outcome IN ('done', 'refused')),
    CHECK ((closed_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX requests_open ON requests (due_day) WHERE closed_at IS NULL;
CREATE INDEX requests_contact ON requests (contact_id);
"""


@migrations()
def m004_trust(db: Database) -> None:
    """When the nightly things last happened, whom a restored backup must erase again, requests with their due days."""
    _make(db, _TRUST)


_REMINDERS = """
CREATE TABLE reminders (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    since TEXT NOT NULL,
    lesson TEXT,
    opened_at TEXT,
    PRIMARY KEY (contact_id, kind),
    CHECK ((lesson IS NULL) = (opened_at IS NULL))
) WITHOUT ROWID;

CREATE TABLE occasions (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    said_at TEXT NOT NULL,
    update_id INTEGER NOT NULL,
    PRIMARY KEY (contact_id, kind, key)
) WITHOUT ROWID;
CREATE INDEX occasions_said ON occasions (said_at);

ALTER TABLE urns ADD COLUMN heard_at TEXT;
ALTER TABLE outbox ADD COLUMN good_until TEXT;
CREATE INDEX outbox_reminder ON outbox (update_id) WHERE lane = 2;
CREATE INDEX outbox_stale ON outbox (good_until) WHERE state = 'queued' AND good_until IS NOT NULL;
"""


@migrations()
def m005_reminders(db: Database) -> None:
    """What people asked to be reminded of, what they were told, when they last wrote, how long a message is good."""
    _make(db, _REMINDERS)


_GUIDANCE = """
CREATE TABLE guidance (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('session', 'class')),
    lesson TEXT NOT NULL DEFAULT '',
    unit TEXT NOT NULL,
    day TEXT NOT NULL,
    heads INTEGER NOT NULL CHECK (heads > 0),
    elders INTEGER CHECK (elders BETWEEN 0 AND heads),
    women INTEGER CHECK (women BETWEEN 0 AND heads),
    minorities INTEGER CHECK (minorities BETWEEN 0 AND heads),
    disabled INTEGER CHECK (disabled BETWEEN 0 AND heads),
    code TEXT NOT NULL,
    actor INTEGER NOT NULL,
    logged_at TEXT NOT NULL,
    withdrawn_at TEXT,
    UNIQUE (day, code)
);

CREATE TABLE guidance_trail (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    guidance_id INTEGER NOT NULL REFERENCES guidance (id),
    at TEXT NOT NULL,
    actor INTEGER NOT NULL,
    field TEXT NOT NULL,
    was TEXT NOT NULL,
    became TEXT NOT NULL
);
CREATE INDEX guidance_trail_of ON guidance_trail (guidance_id);

CREATE TABLE attendances (
    guidance_id INTEGER NOT NULL REFERENCES guidance (id),
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    PRIMARY KEY (guidance_id, contact_id)
) WITHOUT ROWID;
CREATE INDEX attendances_contact ON attendances (contact_id);

CREATE INDEX happenings_share ON happenings (share, kind) WHERE share <> '';
CREATE INDEX completions_share ON completions (share, lesson) WHERE share <> '';
"""


@migrations()
def m006_guidance(db: Database) -> None:
    """Guidance sessions and classes, who came to them by code; and what came of a share."""
    _make(db, _GUIDANCE)


_FILES = """
CREATE TABLE files (
    hash BLOB PRIMARY KEY,
    urn TEXT NOT NULL REFERENCES urns (urn) ON DELETE CASCADE ON UPDATE CASCADE,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    data BLOB NOT NULL,
    expires_at TEXT NOT NULL
);
CREATE INDEX files_urn ON files (urn);
CREATE INDEX files_expires ON files (expires_at);
"""


@migrations()
def m007_files(db: Database) -> None:
    """Pictures and documents that a page or a provider fetches from us, for some days."""
    _make(db, _FILES)


_HELPS = """
ALTER TABLE updates ADD COLUMN passed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX updates_passed ON updates (id) WHERE state = 'pending' AND passed = 1;

CREATE TABLE helps (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    asker_id INTEGER REFERENCES contacts (id) ON DELETE SET NULL,
    taker_id INTEGER REFERENCES contacts (id) ON DELETE SET NULL,
    lesson TEXT NOT NULL,
    unit TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'neighbours', 'office', 'taken', 'ended')),
    outcome TEXT CHECK (outcome IN ('solved', 'withdrawn', 'unanswered', 'lapsed')),
    asked_at TEXT NOT NULL,
    due_at TEXT,
    taken_at TEXT,
    ended_at TEXT,
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK ((state = 'ended') = (outcome IS NOT NULL)),
    CHECK (state <> 'ended' OR (asker_id IS NULL AND taker_id IS NULL))
);
CREATE UNIQUE INDEX helps_asker ON helps (asker_id) WHERE asker_id IS NOT NULL;
CREATE INDEX helps_taker ON helps (taker_id) WHERE taker_id IS NOT NULL;
CREATE INDEX helps_due ON helps (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE help_calls (
    help_id INTEGER NOT NULL REFERENCES helps (id) ON DELETE CASCADE,
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    PRIMARY KEY (help_id, contact_id)
) WITHOUT ROWID;
CREATE INDEX help_calls_contact ON help_calls (contact_id);
"""


@migrations()
def m008_helps(db: Database) -> None:
    """Requests to the neighbours, who was called for each; and updates that one person's turn passed on to another."""
    _make(db, _HELPS)


_LEARNING = """
ALTER TABLE contacts ADD COLUMN group_asked INTEGER NOT NULL DEFAULT 0 CHECK (group_asked IN (0, 1));
ALTER TABLE contacts ADD COLUMN minor INTEGER NOT NULL DEFAULT 0 CHECK (minor IN (0, 1));

CREATE TABLE reviews (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    lesson TEXT NOT NULL,
    question INTEGER NOT NULL,
    card TEXT NOT NULL,
    due_at TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    PRIMARY KEY (contact_id, lesson, question)
) WITHOUT ROWID;

CREATE TABLE skips (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    lesson TEXT NOT NULL,
    day TEXT NOT NULL,
    PRIMARY KEY (contact_id, lesson)
) WITHOUT ROWID;

CREATE TABLE contests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    questions TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    margin INTEGER NOT NULL CHECK (margin IN (0, 90, 95)),
    actor INTEGER NOT NULL
);

CREATE TABLE contest_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    contest_id INTEGER NOT NULL REFERENCES contests (id),
    contact_id INTEGER REFERENCES contacts (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    unit TEXT NOT NULL,
    share TEXT NOT NULL,
    channel TEXT NOT NULL,
    minor INTEGER NOT NULL CHECK (minor IN (0, 1)),
    started_at TEXT NOT NULL,
    answered INTEGER NOT NULL DEFAULT 0,
    right INTEGER NOT NULL DEFAULT 0 CHECK (right <= answered),
    finished_at TEXT,
    UNIQUE (contest_id, contact_id),
    CHECK (minor = 0 OR name = ''),
    CHECK (contact_id IS NOT NULL OR name = '')
);
CREATE INDEX contest_entries_contact ON contest_entries (contact_id);

CREATE TABLE contest_answers (
    entry_id INTEGER NOT NULL REFERENCES contest_entries (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    question TEXT NOT NULL,
    right INTEGER NOT NULL CHECK (right IN (0, 1)),
    at TEXT NOT NULL,
    PRIMARY KEY (entry_id, place)
) WITHOUT ROWID;
"""


@migrations()
def m009_learning(db: Database) -> None:
    """Groups asked for, children, questions that come back, lessons left out, contests."""
    _make(db, _LEARNING)


_BROADCASTS = """
CREATE TABLE broadcasts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    maker INTEGER NOT NULL,
    lesson TEXT NOT NULL,
    notice TEXT NOT NULL,
    villages TEXT NOT NULL,
    grp TEXT NOT NULL,
    undone INTEGER NOT NULL CHECK (undone IN (0, 1)),
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'refused', 'stopped')),
    day TEXT NOT NULL,
    made_at TEXT NOT NULL,
    approved_by INTEGER,
    approved_at TEXT,
    reached_id INTEGER NOT NULL DEFAULT 0,
    spread_at TEXT,
    done_at TEXT,
    sent INTEGER,
    failed INTEGER,
    cancelled INTEGER,
    skipped INTEGER
);
CREATE INDEX broadcasts_day ON broadcasts (day);
CREATE INDEX broadcasts_under_way ON broadcasts (id) WHERE done_at IS NULL;

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
    contact_id INTEGER REFERENCES contacts (id) ON DELETE SET NULL,
    outbox_id INTEGER,
    skipped TEXT,
    CHECK ((outbox_id IS NULL) <> (skipped IS NULL)),
    UNIQUE (broadcast_id, contact_id)
);
CREATE INDEX deliveries_contact ON deliveries (contact_id);
CREATE INDEX deliveries_outbox ON deliveries (outbox_id) WHERE outbox_id IS NOT NULL;

CREATE TABLE channel_reaches (
    channel TEXT PRIMARY KEY,
    seconds INTEGER NOT NULL,
    buttons INTEGER NOT NULL
) WITHOUT ROWID;

CREATE VIEW audience AS
SELECT c.id, c.unit, c.grp, c.stopped, c.consent = 'given' AS agreed,
       EXISTS (SELECT 1 FROM reminders r WHERE r.contact_id = c.id AND r.kind = 'tin-xa') AS news,
       u.urn, u.heard_at, w.seconds, w.buttons
  FROM contacts c
  LEFT JOIN urns u ON u.urn = (SELECT v.urn FROM urns v WHERE v.contact_id = c.id
                                ORDER BY v.heard_at DESC, v.urn LIMIT 1)
  LEFT JOIN channel_reaches w ON w.channel = substr(u.urn, 1, instr(u.urn, ':') - 1);
"""


@migrations()
def m010_broadcasts(db: Database) -> None:
    """Messages to many, one delivery a person; and which channels carry what for how long."""
    _make(db, _BROADCASTS)


_MENTORS = """
CREATE TABLE mentorings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    mentor_id INTEGER REFERENCES contacts (id) ON DELETE SET NULL,
    mentee_id INTEGER REFERENCES contacts (id) ON DELETE CASCADE,
    code TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    joined_at TEXT,
    wanting INTEGER NOT NULL DEFAULT 0 CHECK (wanting IN (0, 1)),
    CHECK ((mentee_id IS NULL) = (joined_at IS NULL))
);
CREATE UNIQUE INDEX mentorings_mentee ON mentorings (mentee_id) WHERE mentee_id IS NOT NULL;
CREATE INDEX mentorings_mentor ON mentorings (mentor_id);

CREATE TABLE households (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    made_at TEXT NOT NULL
);

CREATE TABLE household_members (
    contact_id INTEGER PRIMARY KEY REFERENCES contacts (id) ON DELETE CASCADE,
    household_id INTEGER NOT NULL REFERENCES households (id) ON DELETE CASCADE,
    joined_at TEXT NOT NULL
);
CREATE INDEX household_members_of ON household_members (household_id);
"""


@migrations()
def m011_mentors(db: Database) -> None:
    """Who helps whom along, and households that learn together."""
    _make(db, _MENTORS)


_VOICES = """
CREATE TABLE recordings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    speaker_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    lesson TEXT NOT NULL,
    step INTEGER NOT NULL,
    language TEXT NOT NULL,
    channel TEXT NOT NULL,
    wording TEXT NOT NULL,
    file TEXT NOT NULL,
    agreed_at TEXT NOT NULL,
    approved_at TEXT,
    UNIQUE (speaker_id, lesson, step, language, channel)
);
CREATE INDEX recordings_of ON recordings (language, lesson);

CREATE TABLE listeners (
    contact_id INTEGER PRIMARY KEY REFERENCES contacts (id) ON DELETE CASCADE,
    language TEXT NOT NULL
);
"""


@migrations()
def m012_voices(db: Database) -> None:
    """Lessons read aloud by people of the place, and who listens in which language."""
    _make(db, _VOICES)


_QUESTIONS = """
CREATE TABLE questions (
    id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    words TEXT NOT NULL CHECK (length(words) BETWEEN 1 AND 160),
    nearest TEXT NOT NULL,
    channel TEXT NOT NULL
);
CREATE INDEX questions_day ON questions (day);
"""


@migrations()
def m013_questions(db: Database) -> None:
    """Questions that found no answer, in their words and about no person."""
    _make(db, _QUESTIONS)


_CHANNELS = """
CREATE TABLE link_codes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    contact_id INTEGER NOT NULL UNIQUE REFERENCES contacts (id) ON DELETE CASCADE,
    expires_at TEXT NOT NULL
);
"""


@migrations()
def m014_channels(db: Database) -> None:
    """One-time codes by which a person joins another channel to their talk."""
    _make(db, _CHANNELS)


_DESK = """
CREATE TABLE desk_links (
    hash BLOB PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    expires_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX desk_links_contact ON desk_links (contact_id);

CREATE TABLE desk_sessions (
    hash BLOB PRIMARY KEY,
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    made_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX desk_sessions_contact ON desk_sessions (contact_id);

CREATE TRIGGER desk_links_close AFTER DELETE ON roles WHEN OLD.role = 'organizer' BEGIN
    DELETE FROM desk_links WHERE contact_id = OLD.contact_id; END;

CREATE TRIGGER desk_sessions_close AFTER DELETE ON roles WHEN OLD.role = 'organizer' BEGIN
    DELETE FROM desk_sessions WHERE contact_id = OLD.contact_id; END;

CREATE VIEW v_completions AS
SELECT unit, lesson, evidence AS rung, day, count(*) AS events
  FROM completions
 GROUP BY unit, lesson, evidence, day;

CREATE VIEW v_tallies AS
SELECT series, lesson, unit, day, grp, channel, sum(n) AS n
  FROM tallies
 GROUP BY series, lesson, unit, day, grp, channel;

CREATE VIEW v_sessions AS
SELECT kind, lesson, unit, day, heads, elders, women, minorities, disabled
  FROM guidance
 WHERE withdrawn_at IS NULL;
"""


@migrations()
def m015_desk(db: Database) -> None:
    """Who may open the organizers' web desk and who is at it; views for people who read the file with other tools."""
    _make(db, _DESK)


_SOUNDS = """
ALTER TABLE recordings ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE recordings ADD COLUMN due_at TEXT;
ALTER TABLE recordings ADD COLUMN fetched INTEGER NOT NULL DEFAULT 0 CHECK (fetched IN (0, 1));
CREATE INDEX recordings_unfetched ON recordings (id) WHERE fetched = 0;

CREATE TABLE sounds (
    recording_id INTEGER PRIMARY KEY REFERENCES recordings (id) ON DELETE CASCADE,
    token TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    data BLOB NOT NULL CHECK (length(data) BETWEEN 1 AND 2097152)
);
"""


@migrations()
def m016_sounds(db: Database) -> None:
    """The sound of a recording, fetched once from where it was recorded, so that every channel can play it."""
    _make(db, _SOUNDS)


_VILLAGE_GROUPS = """
ALTER TABLE contacts ADD COLUMN is_group INTEGER NOT NULL DEFAULT 0 CHECK (is_group IN (0, 1));

CREATE TABLE village_groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    contact_id INTEGER NOT NULL UNIQUE REFERENCES contacts (id) ON DELETE CASCADE,
    village TEXT NOT NULL,
    linked_at TEXT NOT NULL
);

CREATE TABLE group_codes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    contact_id INTEGER NOT NULL UNIQUE REFERENCES contacts (id) ON DELETE CASCADE,
    village TEXT NOT NULL,
    expires_at TEXT NOT NULL
);

CREATE TABLE group_deliveries (
    id INTEGER PRIMARY KEY,
    broadcast_id INTEGER NOT NULL REFERENCES broadcasts (id),
    contact_id INTEGER REFERENCES contacts (id) ON DELETE SET NULL,
    outbox_id INTEGER,
    skipped TEXT,
    CHECK ((outbox_id IS NULL) <> (skipped IS NULL)),
    UNIQUE (broadcast_id, contact_id)
);
CREATE INDEX group_deliveries_contact ON group_deliveries (contact_id);
CREATE INDEX group_deliveries_outbox ON group_deliveries (outbox_id) WHERE outbox_id IS NOT NULL;

ALTER TABLE broadcasts ADD COLUMN group_count INTEGER;
ALTER TABLE broadcasts ADD COLUMN groups_sent INTEGER;

DROP VIEW audience;
CREATE VIEW audience AS
SELECT c.id, c.unit, c.grp, c.stopped, c.consent = 'given' AS agreed,
       EXISTS (SELECT 1 FROM reminders r WHERE r.contact_id = c.id AND r.kind = 'tin-xa') AS news,
       u.urn, u.heard_at, w.seconds, w.buttons
  FROM contacts c
  LEFT JOIN urns u ON u.urn = (SELECT v.urn FROM urns v WHERE v.contact_id = c.id
                                ORDER BY v.heard_at DESC, v.urn LIMIT 1)
  LEFT JOIN channel_reaches w ON w.channel = substr(u.urn, 1, instr(u.urn, ':') - 1)
 WHERE c.is_group = 0;
"""


@migrations()
def m017_village_groups(db: Database) -> None:
    """Chats of many people: told apart from persons, linked to a village, and sent its news apart from persons."""
    _make(db, _VILLAGE_GROUPS)


_OFFICE = """
ALTER TABLE snapshots ADD COLUMN made TEXT;
ALTER TABLE snapshots ADD COLUMN readings BLOB NOT NULL DEFAULT x'';
ALTER TABLE snapshots ADD COLUMN issued_at TEXT;
CREATE UNIQUE INDEX snapshots_made ON snapshots (plan, period, made) WHERE made IS NOT NULL;

CREATE TABLE rates (
    id INTEGER PRIMARY KEY,
    series TEXT NOT NULL,
    unit TEXT NOT NULL,
    percent REAL NOT NULL CHECK (percent BETWEEN 0 AND 100),
    whole INTEGER CHECK (whole > 0),
    source TEXT NOT NULL,
    as_of TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    entered_by TEXT NOT NULL
);

CREATE TABLE postings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    unit TEXT NOT NULL,
    day TEXT NOT NULL,
    n INTEGER NOT NULL CHECK (n > 0),
    actor INTEGER NOT NULL,
    logged_at TEXT NOT NULL,
    withdrawn_at TEXT,
    withdrawn_by INTEGER
);
"""


@migrations()
def m018_office(db: Database) -> None:
    """Reports drawn once and issued, percentages that offices give, what was posted and broadcast about the plan."""
    _make(db, _OFFICE)


_ASKINGS = """
CREATE TABLE askings (
    contact_id INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
    about TEXT NOT NULL CHECK (about IN ('consent', 'village', 'group')),
    times INTEGER NOT NULL DEFAULT 1,
    last_at TEXT NOT NULL,
    PRIMARY KEY (contact_id, about)
) WITHOUT ROWID;
"""


@migrations()
def m019_askings(db: Database) -> None:
    """Which of our questions a person was asked, so that one they pass over does not come back at every lesson."""
    _make(db, _ASKINGS)


_QUOTAS = """
ALTER TABLE channel_reaches ADD COLUMN monthly INTEGER;

CREATE TABLE quotas (
    channel TEXT NOT NULL,
    month TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (channel, month)
) WITHOUT ROWID;
"""


@migrations()
def m020_quotas(db: Database) -> None:
    """How many of a month's messages a channel's plan carries, and how many it has carried."""
    _make(db, _QUOTAS)
