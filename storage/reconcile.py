"""Room: storage. Reconcile: prove the ledger, and name every row that breaks it."""

from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Final

from storage import attainments, cuts, guidance, ledger, models, postings


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken promise: which, and the ids (row numbers or counter cells) that break it."""

    promise: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """The state of the ledger: how many rows stand where, and what is wrong (nothing, hopefully)."""

    updates: dict[str, int]
    messages: dict[str, int]
    repeated: int
    findings: tuple[Finding, ...]


WHOLE: Final = "the file is whole"
"""The one promise without which nothing else in the file can be believed."""


def prove(db: Connection) -> Proof:
    """Check everything in one read transaction, so that a running program does not blur the picture."""
    db.execute("BEGIN")
    try:
        return Proof(
            updates=_states(db, "updates"),
            messages=_states(db, "outbox"),
            repeated=ledger.read(db, "messages.repeated"),
            findings=tuple(finding for check in _CHECKS for finding in check(db)),
        )
    finally:
        db.execute("ROLLBACK")


def _states(db: Connection, table: str) -> dict[str, int]:
    rows = db.execute(f"SELECT state, count(*) FROM {table} GROUP BY state ORDER BY state").fetchall()
    return dict(rows)


_ROW_RULES: Final = {
    "an update waits with its words and address, or has ended without them": (
        "SELECT id FROM updates WHERE (state = 'pending') <> (ended_at IS NULL)"
        " OR (state = 'pending' AND (body IS NULL OR urn IS NULL)) OR (state = 'done' AND body IS NOT NULL)"
    ),
    "an update has one of the known states": (
        "SELECT id FROM updates WHERE state NOT IN ('pending', 'done', 'set_aside')"
    ),
    "a message is open with its words, or has ended without them": (
        "SELECT id FROM outbox WHERE (state IN ('queued', 'sending')) <> (ended_at IS NULL)"
        " OR (state IN ('queued', 'sending')) <> (body IS NOT NULL)"
    ),
    "a message has one of the known states": (
        "SELECT id FROM outbox WHERE state NOT IN ('queued', 'sending', 'sent', 'failed', 'cancelled')"
    ),
    "a message answers an update that has ended": (
        "SELECT o.id FROM outbox o JOIN updates u ON u.id = o.update_id WHERE u.state = 'pending'"
    ),
    "a broadcast that has ended has every delivery ended, and its totals are theirs": (
        "SELECT b.id FROM broadcasts b JOIN deliveries d ON d.broadcast_id = b.id"
        " LEFT JOIN outbox o ON o.id = d.outbox_id"
        " WHERE b.done_at IS NOT NULL GROUP BY b.id HAVING count(*) <> b.sent + b.failed + b.cancelled + b.skipped"
        " OR count(*) FILTER (WHERE o.state IN ('queued', 'sending')) > 0"
    ),
    "the groups a broadcast was for have theirs ended too, and its totals are theirs": (
        "SELECT b.id FROM broadcasts b JOIN group_deliveries g ON g.broadcast_id = b.id"
        " LEFT JOIN outbox o ON o.id = g.outbox_id WHERE b.done_at IS NOT NULL GROUP BY b.id"
        " HAVING count(*) <> b.group_count OR count(*) FILTER (WHERE o.state IN ('queued', 'sending')) > 0"
    ),
    "a group is never a person, and only a group that did not stop is linked to a village": (
        "SELECT c.id FROM contacts c WHERE c.is_group = 1 AND (c.consent <> 'unasked' OR c.minor = 1 OR c.id IN"
        " (SELECT contact_id FROM completions UNION SELECT contact_id FROM reminders UNION SELECT contact_id FROM roles"
        " UNION SELECT contact_id FROM flags UNION SELECT contact_id FROM deliveries))"
        " UNION SELECT c.id FROM village_groups g JOIN contacts c ON c.id = g.contact_id"
        " WHERE c.is_group = 0 OR c.stopped = 1"
    ),
    "a mentor, a mentee and a member of a household have agreed to be remembered": (
        "SELECT m.id FROM mentorings m JOIN contacts c ON c.id IN (m.mentor_id, m.mentee_id) WHERE c.consent <> 'given'"
        " UNION ALL SELECT c.id FROM household_members h JOIN contacts c ON c.id = h.contact_id"
        " WHERE c.consent <> 'given'"
    ),
    "a voice and a language are kept only of people who agreed": (
        "SELECT r.id FROM recordings r JOIN contacts c ON c.id = r.speaker_id WHERE c.consent <> 'given'"
        " UNION ALL SELECT c.id FROM listeners l JOIN contacts c ON c.id = l.contact_id WHERE c.consent <> 'given'"
    ),
    "an open request for help has its people, one that is taken both of them": (
        "SELECT id FROM helps WHERE (state <> 'ended' AND asker_id IS NULL)"
        " OR (state = 'taken') <> (taker_id IS NOT NULL)"
    ),
    "what a person learned is kept only with their consent": (
        "SELECT c.id FROM completions c JOIN contacts p ON p.id = c.contact_id WHERE p.consent <> 'given'"
    ),
    "village and group are asked only of people who agreed": (
        "SELECT a.contact_id FROM askings a JOIN contacts p ON p.id = a.contact_id"
        " WHERE a.about <> 'consent' AND p.consent <> 'given'"
    ),
    "reminders are kept only for people who agreed and did not stop": (
        "SELECT r.contact_id FROM reminders r JOIN contacts p ON p.id = r.contact_id"
        " WHERE p.consent <> 'given' OR p.stopped = 1"
    ),
    "what people were reminded of is kept only with their consent": (
        "SELECT s.contact_id FROM occasions s JOIN contacts p ON p.id = s.contact_id WHERE p.consent <> 'given'"
    ),
    "a role is held, and an attendance kept, only with consent": (
        "SELECT r.contact_id FROM roles r JOIN contacts p ON p.id = r.contact_id WHERE p.consent <> 'given'"
        " UNION SELECT t.contact_id FROM attendances t JOIN contacts p ON p.id = t.contact_id"
        " WHERE p.consent <> 'given'"
    ),
    "a person stands on a rung of a lesson once": (
        "SELECT min(id) FROM completions WHERE contact_id IS NOT NULL"
        " GROUP BY contact_id, lesson, evidence HAVING count(*) > 1"
    ),
    "what is remembered was passed two weeks before": (
        "SELECT r.id FROM completions r WHERE r.evidence = 'retained' AND r.contact_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM completions q WHERE q.contact_id = r.contact_id AND q.lesson = r.lesson"
        " AND q.evidence = 'quiz_passed' AND julianday(r.at) - julianday(q.at) > 13.999)"
    ),
    "who is in a contest, and what comes back or is left out, is kept only with consent": (
        "SELECT p.id FROM contacts p WHERE p.consent <> 'given' AND (p.minor = 1 OR p.id IN"
        " (SELECT contact_id FROM contest_entries UNION SELECT contact_id FROM reviews"
        " UNION SELECT contact_id FROM skips))"
    ),
    "a contest's score is the sum of its answers": (
        "SELECT e.id FROM contest_entries e WHERE e.answered <> (SELECT count(*) FROM contest_answers a"
        " WHERE a.entry_id = e.id) OR e.right <> (SELECT coalesce(sum(a.right), 0) FROM contest_answers a"
        " WHERE a.entry_id = e.id)"
    ),
    "a question is kept in words only where one was counted, and never at length": (
        "SELECT q.id FROM questions q WHERE q.words = '' OR length(q.words) > 160"
        " UNION SELECT max(q.id) FROM questions q GROUP BY q.day, q.channel HAVING count(*) > (SELECT"
        " coalesce(sum(t.n), 0) FROM tallies t WHERE t.series = 'happenings.unanswered' AND t.lesson = ''"
        " AND t.unit = '' AND t.day = q.day AND t.channel = q.channel)"
    ),
    "a person enters a rung once": (
        "SELECT min(id) FROM completions WHERE contact_id IS NOT NULL"
        " GROUP BY contact_id, evidence HAVING sum(first) <> 1"
    ),
}


def _rows(db: Connection) -> list[Finding]:
    broken = ((promise, db.execute(query).fetchall()) for promise, query in _ROW_RULES.items())
    return [Finding(promise, tuple(str(row[0]) for row in rows)) for promise, rows in broken if rows]


_FACTS: Final = f"""
SELECT 'completions.' || evidence AS series, lesson, unit, day, grp, channel, share, count(*) AS n
  FROM completions GROUP BY 1, 2, 3, 4, 5, 6, 7
UNION ALL
SELECT 'learners.' || evidence, lesson, unit, day, grp, channel, share, count(*)
  FROM completions WHERE first = 1 GROUP BY 1, 2, 3, 4, 5, 6, 7
UNION ALL
SELECT 'happenings.' || kind, lesson, '', day, '', channel, share, count(*)
  FROM happenings GROUP BY 1, 2, 3, 4, 5, 6, 7
UNION ALL
{attainments.FACTS}
UNION ALL
{guidance.FACTS}
UNION ALL
SELECT * FROM ({postings.FACTS})
"""

_COUNTED: Final = "SELECT series, lesson, unit, day, grp, channel, share, n FROM tallies"


def _counters(db: Connection) -> list[Finding]:
    """Counters recomputed from the facts; a cell that differs either way is named."""
    wrong = db.execute(f"SELECT * FROM ({_FACTS} EXCEPT {_COUNTED})").fetchall()
    wrong += db.execute(f"SELECT * FROM ({_COUNTED} EXCEPT SELECT * FROM ({_FACTS}))").fetchall()
    cells = tuple(dict.fromkeys("/".join(str(part) for part in row[:7]) for row in wrong))
    return [Finding("counters equal the facts", cells)] if cells else []


def _sums(db: Connection) -> list[Finding]:
    """The cuts that counts are read from, recomputed from the counters."""
    counted = " UNION ALL ".join(cuts.from_tallies(cut) for cut in cuts.CUTS)
    kept = "SELECT cut, series, a, b, c, n FROM sums"
    wrong = db.execute(f"SELECT * FROM ({counted}) EXCEPT {kept}").fetchall()
    wrong += db.execute(f"{kept} EXCEPT SELECT * FROM ({counted})").fetchall()
    cells = tuple(dict.fromkeys("/".join(str(part) for part in row[:5]) for row in wrong))
    return [Finding("sums equal the counters", cells)] if cells else []


def _attained(db: Connection) -> list[Finding]:
    """Whoever is counted for a target has its lessons or its people, and whoever has them is counted."""
    everybody = f"{attainments.STANDING.format(only='')} UNION ALL {models.STANDING}"
    standing = f"SELECT contact_id, plan, target FROM ({everybody})"
    counted = "SELECT contact_id, plan, target FROM attainments WHERE contact_id IS NOT NULL"
    wrong = db.execute(f"SELECT * FROM ({standing} EXCEPT {counted})").fetchall()
    wrong += db.execute(f"SELECT * FROM ({counted} EXCEPT {standing})").fetchall()
    people = tuple(dict.fromkeys("/".join(str(part) for part in row) for row in wrong))
    return [Finding("a target counts those who have its lessons", people)] if people else []


def _totals(db: Connection) -> list[Finding]:
    """Every update and message that ever came is still there or was forgotten on purpose."""
    found = []
    for entry, table in (("updates.received", "updates"), ("messages.queued", "outbox")):
        there = int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
        forgotten = ledger.read(db, f"{entry.partition('.')[0]}.forgotten")
        if ledger.read(db, entry) != there + forgotten:
            ids = (f"{entry}={ledger.read(db, entry)}", f"rows={there}", f"forgotten={forgotten}")
            found.append(Finding(f"no row of {table} vanished", ids))
    return found


def damage(db: Connection) -> tuple[str, ...]:
    """What SQLite finds broken in the file; nothing, hopefully. Needs no table of ours."""
    said = tuple(str(row[0]) for row in db.execute("PRAGMA integrity_check").fetchall())
    return () if said == ("ok",) else said


def _file(db: Connection) -> list[Finding]:
    """SQLite's own word on the file."""
    orphans = [f"{row[0]} {row[1]}" for row in db.execute("PRAGMA foreign_key_check").fetchall()]
    found = []
    if said := damage(db):
        found.append(Finding(WHOLE, said))
    if orphans:
        found.append(Finding("every row's owner exists", tuple(orphans)))
    return found


_CHECKS: Final[tuple[Callable[[Connection], list[Finding]], ...]] = (_rows, _counters, _sums, _attained, _totals, _file)
