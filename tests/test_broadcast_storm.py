"""Promise 1 for a broadcast: a commune, a program killed again and again, and everybody comes out at one end of it."""

import os
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.model.reminder import quiet
from bot.model.urn import Urn, make_urn
from content.book import Book
from storage import Store
from tests.chaos.broadcast_storm import DAY, NIGHT, Aftermath, Promised, besiege
from tests.chaos.herald import NAME
from tests.chaos.storm import zygote
from tests.chaos.town import ORGANIZER, Sent, Town

LONG = int(os.environ.get("HOCVUSO_KILLS", "0")) >= 1000
PEOPLE, KILLS = (5000, 120) if LONG else (800, 12)
SEED = int(os.environ.get("HOCVUSO_CHAOS_SEED", "1010"))

ENDS = """
SELECT d.broadcast_id, u.urn, coalesce(d.skipped, o.state), o.id, coalesce(o.repeats, 0)
  FROM deliveries d JOIN urns u ON u.contact_id = d.contact_id LEFT JOIN outbox o ON o.id = d.outbox_id
"""


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory where the machine offers that."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


async def test_everybody_comes_out_at_one_end_of_a_broadcast(
    book: Book, memory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Killed by day, through the quiet hours and around a cancel; what the preview promised is what the report says."""
    async with zygote(memory) as nursery:
        after = await besiege(nursery, book, memory, PEOPLE, KILLS, SEED)

    findings = tuple(_findings(after, memory / "chaos.db"))

    with capsys.disabled():
        print(f"\n{_figures(after, memory / 'chaos.db')}")
    assert findings == ()


def _findings(after: Aftermath, path: Path) -> Iterator[str]:
    store = Store(path)
    yield from (f"{one.promise}: {one.ids[:5]}" for one in store.prove().findings)
    store.close()
    ends = _ends(path)
    for number, (promised, report) in enumerate(zip(after.promised, after.reports, strict=True), 1):
        mine = [end for end in ends if end[0] == number]
        yield from _adds_up(promised, Counter(end[2] for end in mine), report)
        yield from _as_the_town_saw_it(after, mine)
    yield from _hours(after)
    yield from _cancelled(after, [end for end in ends if end[0] == 2])


End = tuple[int, Urn, str, int | None, int]
"""A broadcast, whose delivery, how it ended, its message, and how often that was repeated."""


def _ends(path: Path) -> list[End]:
    with closing(sqlite3.connect(path)) as db:
        found: list[End] = db.execute(ENDS).fetchall()
    assert len({end[:2] for end in found}) == len(found), "one delivery a person"
    return found


def _adds_up(promised: Promised, ends: Counter[str], report: str) -> Iterator[str]:
    """The preview, the rows and the report are the same people."""
    told = {name: n for name, n in ends.items() if name in {"sent", "failed", "cancelled"}}
    skipped = Counter({name: n for name, n in ends.items() if name not in told})
    if (sum(told.values()), skipped) != (promised.reached, promised.hurdles):
        yield f"promised were {promised}, it became {ends}"
    said = [int(n) for n in re.findall(r"\d+", report.partition("Đã tới")[2])][:5]
    rows = [told.get("sent", 0), told.get("failed", 0), told.get("cancelled", 0), skipped.total(), 0]
    if said != rows or sum(said) != promised.total:
        yield f"the report says {said} of {promised.total}, the rows {rows}"


def _as_the_town_saw_it(after: Aftermath, ends: list[End]) -> Iterator[str]:
    """Who is said to have it has it, once for each time it was in the air; nobody else has, unless a kill hid it."""
    seen = Counter(send.message for send in after.town.sends)
    for _, urn, how, message, repeats in ends:
        times = seen[message] if message else 0
        if how == "sent" and not 1 <= times <= 1 + repeats:
            yield f"{urn} was sent it {times} times, the store knows of {repeats} repeats"
        if how != "sent" and times > repeats:
            yield f"{urn} ({how}) was sent it {times} times, {repeats} were in the air at a kill"


def _hours(after: Aftermath) -> Iterator[str]:
    """Nothing to anybody but whoever is awake and asks."""
    loud = [send for send in after.town.sends if quiet(send.at) and send.urn != ORGANIZER]
    if loud or after.night[0] != after.night[1]:
        yield f"{len(loud)} messages in the quiet hours"


def _cancelled(after: Aftermath, ends: list[End]) -> Iterator[str]:
    """After the organizer has heard that it is stopped, only what was in the air still lands."""
    how = {urn: end for _, urn, end, _, _ in ends}
    late = [send.urn for send in after.town.sends[after.cancelled_at :] if send.urn != ORGANIZER]
    if wrong := [urn for urn in late if how.get(urn) == "cancelled"]:
        yield f"{len(wrong)} were sent it after the cancel"
    counts = Counter(how.values())
    if not (counts["cancelled"] and counts["sent"]):
        yield f"the cancel came too early or too late to prove anything: {counts}"


def _figures(after: Aftermath, path: Path) -> str:
    ends = Counter(end[2] for end in _ends(path))
    repeated = sum(end[4] for end in _ends(path))
    seen = Counter(send.message for send in after.town.sends)
    told = ", ".join(f"{name} {n:,}" for name, n in ends.most_common())
    return (
        f"kills {after.kills} in {after.seconds:.0f} s · people {PEOPLE:,}, deliveries {ends.total():,}: {told}"
        f" · in the air at a kill {repeated}, sends repeated {sum(n - 1 for n in seen.values())}"
    )


def test_the_proof_finds_what_is_not_as_promised(tmp_path: Path) -> None:
    """A chaos test that cannot fail proves nothing."""
    promised = Promised(2, Counter({"stopped": 1}))
    report = "Đã tới 2 người; không tới nơi 0; đã ngừng 0; không gửi 1; đang chờ 0."
    assert not list(_adds_up(promised, Counter({"sent": 2, "stopped": 1}), report))
    assert len(list(_adds_up(promised, Counter({"sent": 1, "stopped": 1}), report))) == 2
    assert list(_adds_up(promised, Counter({"sent": 2, "stopped": 1}), report.replace("tới 2", "tới 3")))
    town = Town(tmp_path, NIGHT, frozenset())
    lan = make_urn(NAME, "1")
    town.sends = [Sent(lan, 7, "", 1, DAY), Sent(lan, 7, "", 1, NIGHT)]
    after = Aftermath(town, (promised, promised), (report, report), (1, 2), 1, 0, 0.0)
    assert list(_hours(after))
    assert list(_as_the_town_saw_it(after, [(1, lan, "sent", 7, 0)]))
    assert not list(_as_the_town_saw_it(after, [(1, lan, "sent", 7, 1)]))
    assert list(_as_the_town_saw_it(after, [(1, lan, "stopped", 7, 0)]))
    assert len(list(_cancelled(after, [(2, lan, "cancelled", 7, 0)]))) == 2
