"""Room: storage. Broadcasts: one message to many, spread in batches over the outbox; each person has one delivery.

A batch, its deliveries and the place it ended at are one transaction, so after a crash it goes on exactly there.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from sqlite3 import Connection
from typing import Any, Final

from bot.model.broadcast import BATCH, GOOD_FOR, Audience, ChannelReach, Hurdle
from bot.model.message import Lane, Message, pack_message, unpack_message
from bot.model.role import Role
from bot.model.update import Passed
from bot.model.urn import ContactId, Urn
from storage import group_deliveries, outbox, passing
from storage.errors import Outdated
from storage.moments import day_of, written

HURDLE: Final = """
CASE WHEN a.stopped THEN 'stopped'
     WHEN NOT a.agreed OR NOT a.news THEN 'not_wanted'
     WHEN a.seconds IS NULL THEN 'channel'
     WHEN a.seconds > 0 AND (a.heard_at IS NULL
          OR (julianday(:now) - julianday(a.heard_at)) * 86400 > a.seconds) THEN 'window'
     WHEN EXISTS (SELECT 1 FROM channel_reaches w JOIN quotas q ON q.channel = w.channel
          WHERE w.channel = substr(a.urn, 1, instr(a.urn, ':') - 1) AND q.n >= w.monthly * 0.8
            AND q.month = strftime('%Y-%m', :now, '+7 hours')) THEN 'quota'
     WHEN (SELECT count(*) FROM outbox o WHERE o.contact_id = a.id AND o.lane >= 2
              AND o.state IN ('queued', 'sending', 'sent')
              AND julianday(coalesce(o.ended_at, o.created_at)) > julianday(:now) - 7) >= 2 THEN 'cap'
     ELSE '' END
"""
"""Why somebody cannot be told now, "" when they can. A test compares it with reports/broadcast_reach.sql."""

MEANT: Final = """
 (:villages = '' OR instr(' ' || :villages || ' ', ' ' || a.unit || ' ') > 0)
 AND (:grp = '' OR a.grp = :grp)
 AND (NOT :undone OR NOT EXISTS (SELECT 1 FROM completions c WHERE c.contact_id = a.id AND c.lesson = :lesson))
"""

_COUNTS: Final = """
SELECT count(*) FILTER (WHERE o.state = 'sent'), count(*) FILTER (WHERE o.state = 'failed'),
       count(*) FILTER (WHERE o.state = 'cancelled'), count(*) FILTER (WHERE d.skipped IS NOT NULL),
       count(*) FILTER (WHERE o.state IN ('queued', 'sending'))
  FROM deliveries d LEFT JOIN outbox o ON o.id = d.outbox_id WHERE d.broadcast_id = ?
"""


def know_channels(db: Connection, channels: Sequence[ChannelReach]) -> None:
    """Which channels are on, and how long after a person wrote each carries a message to them (0: for ever)."""
    db.execute("DELETE FROM channel_reaches")
    db.executemany(
        "INSERT INTO channel_reaches (channel, seconds, buttons, monthly) VALUES (?, ?, ?, ?)",
        [(one.channel, _seconds(one.window), int(one.buttons), one.monthly) for one in channels],
    )


def make(
    db: Connection,
    maker: int,
    code: str,
    lesson: str,
    notice: str,
    audience: Audience,
    message: Message,
    now: datetime,
) -> int:
    """Keep a broadcast that waits for its approval, and call those who can give it; its number."""
    row = db.execute(
        "INSERT INTO broadcasts (maker, code, lesson, notice, villages, grp, undone, body, state, day, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?) ON CONFLICT DO NOTHING RETURNING id",
        (
            maker,
            code,
            lesson,
            notice,
            " ".join(audience.villages),
            audience.group,
            int(audience.undone),
            pack_message(message),
            day_of(now),
            written(now),
        ),
    ).fetchone()
    if row is None:
        raise Outdated("this code exists")
    return int(row[0])


def call_approvers(db: Connection, number: int, now: datetime) -> None:
    """Tell the organizers that something waits for them."""
    rows = db.execute(
        "SELECT DISTINCT r.contact_id FROM roles r JOIN contacts c ON c.id = r.contact_id"
        " WHERE r.role = ? AND c.stopped = 0 ORDER BY 1",
        (Role.ORGANIZER,),
    ).fetchall()
    for (contact_id,) in rows:
        passing.pass_on(db, ContactId(contact_id), Passed("broadcast-waiting", str(number)), now)


def approve(db: Connection, number: int, approver: int, message: Message, now: datetime) -> None:
    """Let it go, with the words of today, and begin at once.

    Raises:
        Outdated: it no longer waits.
    """
    row = db.execute(
        "UPDATE broadcasts SET state = 'sending', approved_by = ?, approved_at = ?, day = ?, body = ?"
        " WHERE id = ? AND state = 'waiting' RETURNING maker",
        (approver, written(now), day_of(now), pack_message(message), number),
    ).fetchone()
    if row is None:
        raise Outdated("it no longer waits")
    if row[0] != approver:
        _tell(db, row[0], "broadcast-approved", number, now)
    spread(db, number, now)


def refuse(db: Connection, number: int, now: datetime) -> None:
    """It is not to go out; whoever made it hears of it."""
    row = db.execute(
        "UPDATE broadcasts SET state = 'refused', done_at = ? WHERE id = ? AND state = 'waiting' RETURNING maker",
        (written(now), number),
    ).fetchone()
    if row is not None:
        _tell(db, row[0], "broadcast-refused", number, now)


def stop(db: Connection, number: int, now: datetime) -> None:
    """Send nothing more of it. What is in a provider's hands cannot be called back."""
    db.execute("UPDATE broadcasts SET state = 'stopped' WHERE id = ? AND state IN ('waiting', 'sending')", (number,))
    db.execute(
        "UPDATE outbox SET state = 'cancelled', body = NULL, urn = NULL, ended_at = ?, reason = 'called back'"
        " WHERE state = 'queued' AND id IN (SELECT outbox_id FROM deliveries WHERE broadcast_id = ?"
        " UNION ALL SELECT outbox_id FROM group_deliveries WHERE broadcast_id = ?)",
        (written(now), number, number),
    )


def spreading(db: Connection) -> list[int]:
    """Broadcasts on their way: not everybody has a delivery yet, or not every delivery has ended."""
    rows = db.execute("SELECT id FROM broadcasts WHERE state IN ('sending', 'stopped') AND done_at IS NULL ORDER BY id")
    return [row[0] for row in rows.fetchall()]


def spread(db: Connection, number: int, now: datetime, batch: int = BATCH) -> bool:
    """Give the next people their delivery, and after the last of them the groups. True while there are more."""
    row = db.execute(
        "SELECT villages, grp, undone, lesson, body, reached_id FROM broadcasts"
        " WHERE id = ? AND state = 'sending' AND spread_at IS NULL",
        (number,),
    ).fetchone()
    if row is None:
        return False
    people = _next(db, row, now, batch)
    message = unpack_message(row[4])
    for person in people:
        _deliver(db, number, message, person, now)
    last = people[-1][0] if people else row[5]
    at = written(now) if len(people) < batch else None
    db.execute("UPDATE broadcasts SET reached_id = ?, spread_at = ? WHERE id = ?", (last, at, number))
    villages, grp, undone = row[:3]
    if at is not None and not grp and not undone:  # A group is everybody: nothing for some of them goes there.
        _deliver_to_groups(db, number, villages, message, now)
    return at is None


def finish(db: Connection, number: int, now: datetime) -> bool:
    """Close it once every delivery has ended, and tell whoever made it. Its totals stay when the deliveries go."""
    sent, failed, cancelled, skipped, waiting = db.execute(_COUNTS, (number,)).fetchone()
    groups, groups_sent, groups_waiting = group_deliveries.counts(db, number)
    if waiting or groups_waiting:
        return False
    row = db.execute(
        "UPDATE broadcasts SET state = CASE state WHEN 'sending' THEN 'sent' ELSE state END, done_at = ?, sent = ?,"
        " failed = ?, cancelled = ?, skipped = ?, group_count = ?, groups_sent = ? WHERE id = ? AND done_at IS NULL"
        " AND (state = 'stopped' OR spread_at IS NOT NULL) RETURNING maker",
        (written(now), sent, failed, cancelled, skipped, groups, groups_sent, number),
    ).fetchone()
    if row is not None:
        _tell(db, row[0], "broadcast-done", number, now)
    return row is not None


def _next(db: Connection, row: Any, now: datetime, batch: int) -> list[Any]:
    villages, grp, undone, lesson, _, after = row
    given = {"villages": villages, "grp": grp, "undone": undone, "lesson": lesson, "after": after, "many": batch}
    return db.execute(
        f"SELECT a.id, a.urn, a.buttons, {HURDLE} FROM audience a WHERE a.id > :after AND {MEANT}"
        " ORDER BY a.id LIMIT :many",
        {**given, "now": written(now)},
    ).fetchall()


def _deliver(db: Connection, number: int, message: Message, person: Any, now: datetime) -> None:
    contact_id, urn, buttons, hurdle = person
    row_id = None
    if not hurdle:
        shown = message if buttons else replace(message, buttons=())
        row_id = outbox.add(db, None, ContactId(contact_id), Urn(urn), shown, Lane.BROADCAST, now, now + GOOD_FOR)
    db.execute(
        "INSERT INTO deliveries (broadcast_id, contact_id, outbox_id, skipped) VALUES (?, ?, ?, ?)",
        (number, contact_id, row_id, hurdle or None),
    )


def _deliver_to_groups(db: Connection, number: int, villages: str, message: Message, now: datetime) -> None:
    """One delivery a group, apart from those of persons. One whose channel is off is skipped."""
    groups = db.execute(
        "SELECT g.contact_id, u.urn, w.channel IS NOT NULL FROM village_groups g"
        " JOIN urns u ON u.contact_id = g.contact_id"
        " LEFT JOIN channel_reaches w ON w.channel = substr(u.urn, 1, instr(u.urn, ':') - 1)"
        " WHERE ?1 = '' OR instr(' ' || ?1 || ' ', ' ' || g.village || ' ') > 0 ORDER BY g.id",
        (villages,),
    ).fetchall()
    for group, urn, on in groups:
        row_id = None
        if on:
            row_id = outbox.add(db, None, ContactId(group), Urn(urn), message, Lane.BROADCAST, now, now + GOOD_FOR)
        db.execute(
            "INSERT INTO group_deliveries (broadcast_id, contact_id, outbox_id, skipped) VALUES (?, ?, ?, ?)",
            (number, group, row_id, None if on else Hurdle.CHANNEL),
        )


def _tell(db: Connection, actor: int, name: str, number: int, now: datetime) -> None:
    row = db.execute("SELECT contact_id FROM actors WHERE actor = ?", (actor,)).fetchone()
    if row is not None and row[0] is not None:
        passing.pass_on(db, ContactId(row[0]), Passed(name, str(number)), now)


def _seconds(window: timedelta | None) -> int:
    return int(window.total_seconds()) if window is not None else 0
