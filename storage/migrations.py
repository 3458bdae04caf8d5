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
    change TEXT NOT NULL CHECK (change IN ('added', 'named', 'aliased', 'confirmed', 'merged')),
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
