"""Chaos: the proof. Compares what the provider saw with what the database says; every difference is a finding."""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.model.update import Update
from bot.model.urn import Urn
from storage import Store
from storage.updates import key_of
from tests.chaos.crowd import Person
from tests.chaos.storm import Storm


@dataclass(frozen=True, slots=True)
class Figures:
    """The storm in numbers. `findings` must be empty."""

    kills: int
    seconds: float
    people: int
    updates: int
    redelivered: int
    lost: int
    set_aside: int
    completions: int
    doubled: int
    messages: int
    repeated: int
    in_flight: int
    gone: int
    """Updates the provider let go of before the bot had them, as one does that hands over at most once."""
    findings: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"kills {self.kills:,} in {self.seconds:.0f} s · people {self.people:,}"
            f" · updates {self.updates:,} (came again {self.redelivered:,}), lost {self.lost},"
            f" never handed over {self.gone}, set aside {self.set_aside}"
            f" · completions {self.completions:,}, doubled {self.doubled}"
            f" · messages {self.messages:,}, sends repeated {self.repeated} (in flight at a kill {self.in_flight})"
            f" · findings {len(self.findings)}"
        )


def prove(storm: Storm, path: Path) -> Figures:
    """Everything promise 1 says, checked after the last life has ended."""
    store = Store(path)
    ledger = store.prove()
    store.close()
    db = sqlite3.connect(path)
    try:
        return _figures(storm, db, tuple(f"{f.promise}: {', '.join(f.ids[:5])}" for f in ledger.findings))
    finally:
        db.close()


def _figures(storm: Storm, db: sqlite3.Connection, broken: tuple[str, ...]) -> Figures:
    provider, people = storm.provider, storm.provider.crowd.people.values()
    lost = _lost(storm, db)
    counted = _one(db, "SELECT coalesce(sum(n), 0) FROM tallies WHERE series LIKE 'completions.%'")
    learned = sum(len(person.part.walk.learned) for person in people)
    findings = (*broken, *lost, *_unfinished(storm), *_facts(storm, db), *_answers(storm), *_sends(storm, db))
    return Figures(
        kills=storm.kills,
        seconds=storm.seconds,
        people=len(people),
        updates=len(provider.said) - len(provider.gone),
        redelivered=provider.redelivered,
        lost=len(lost),
        set_aside=_one(db, "SELECT count(*) FROM updates WHERE state = 'set_aside'"),
        completions=counted,
        doubled=max(counted - learned, 0),
        messages=_one(db, "SELECT count(*) FROM outbox"),
        repeated=sum(_repeats(person).total() for person in people),
        in_flight=_one(db, "SELECT coalesce(sum(n), 0) FROM ledger WHERE entry = 'messages.repeated'"),
        gone=len(provider.gone),
        findings=findings,
    )


def _lost(storm: Storm, db: sqlite3.Connection) -> tuple[str, ...]:
    """Acknowledged, and yet not done."""
    done = {row[0] for row in db.execute("SELECT key FROM updates WHERE state = 'done'")}
    said = storm.provider.said
    return tuple(
        f"update {number} was acknowledged and is not done"
        for number in sorted(storm.provider.acknowledged)
        if _key(said[number].urn, number) not in done
    )


def is_saved(path: Path, urn: Urn, number: str) -> bool:
    """Whether this update is on disk, looked at while no bot lives."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        return bool(db.execute("SELECT 1 FROM updates WHERE key = ?", (_key(urn, number),)).fetchone())


def _key(urn: Urn, number: str) -> bytes:
    """The row's key needs only the address and the provider's id."""
    return key_of(Update(urn, number, None, None))  # type: ignore[arg-type]


def _unfinished(storm: Storm) -> Iterator[str]:
    """After the calm life nobody waits for anything."""
    provider = storm.provider
    if left := provider.said.keys() - provider.acknowledged - provider.gone:
        yield f"{len(left)} updates were never acknowledged"
    waiting = [person.urn for person in provider.crowd.people.values() if not person.finished]
    if waiting:
        yield f"{len(waiting)} people wait for an answer: {', '.join(waiting[:5])}"


def _facts(storm: Storm, db: sqlite3.Connection) -> Iterator[str]:
    """The facts and their counters are what the people did, no more and no less."""
    people = storm.provider.crowd.people.values()
    sent = len(storm.provider.said) - len(storm.provider.gone)
    if (rows := _one(db, "SELECT count(*) FROM updates")) != sent:
        yield f"{sent} updates were sent, {rows} are in the inbox"
    if open_rows := _one(db, "SELECT count(*) FROM outbox WHERE state <> 'sent'"):
        yield f"{open_rows} messages did not end as sent"
    opened = sum(person.part.opened for person in people)
    counted = _one(db, "SELECT coalesce(sum(n), 0) FROM tallies WHERE series = 'happenings.opened'")
    if opened != counted:
        yield f"{opened} lessons were opened, {counted} are counted"
    yield from _learned(people, db)


def _learned(people: Collection[Person], db: sqlite3.Connection) -> Iterator[str]:
    held: Counter[tuple[str, str, str]] = Counter(
        db.execute("SELECT urn, lesson, evidence FROM completions JOIN urns USING (contact_id)").fetchall()
    )
    wanted: Counter[tuple[str, str, str]] = Counter((p.urn, *rung) for p in people for rung in p.part.walk.learned)
    for urn, lesson, evidence in sorted((held - wanted) + (wanted - held)):
        key = (urn, lesson, evidence)
        yield f"{urn} {lesson} {evidence}: {held[key]} instead of {wanted[key]}"
    for series in ("completions", "learners"):
        counted = _one(db, f"SELECT coalesce(sum(n), 0) FROM tallies WHERE series LIKE '{series}.%'")
        keys = wanted if series == "completions" else {(urn, evidence) for urn, _, evidence in wanted}
        if counted != len(keys):
            yield f"the counters of {series} say {counted} instead of {len(keys)}"


def _answers(storm: Storm) -> Iterator[str]:
    """Everybody heard what their calm twin heard, in the same order, leaving aside what was repeated."""
    for person in storm.provider.crowd.people.values():
        firsts = {heard.message: heard.text for heard in reversed(person.heard)}
        heard = [firsts[message] for message in dict.fromkeys(h.message for h in person.heard)]
        if heard != person.part.texts:
            count = f"{len(heard)} of {len(person.part.texts)} answers"
            yield f"{person.urn} ({person.part.walk.name}) heard {count}, or in another order"


def _sends(storm: Storm, db: sqlite3.Connection) -> Iterator[str]:
    """A send is repeated only in a later life, only while nothing newer had arrived, and the store knows of it."""
    known = dict(db.execute("SELECT id, repeats FROM outbox").fetchall())
    ledger = _one(db, "SELECT coalesce(sum(n), 0) FROM ledger WHERE entry = 'messages.repeated'")
    if ledger != sum(known.values()):
        yield f"the ledger counts {ledger} repeated messages, the rows {sum(known.values())}"
    for person in storm.provider.crowd.people.values():
        for before, after in zip(person.heard, person.heard[1:], strict=False):
            if after.message < before.message:
                yield f"message {after.message} came after message {before.message}"
            if after.message == before.message and after.life == before.life:
                yield f"message {after.message} was sent twice in life {after.life}"
        for message, repeats in _repeats(person).items():
            if repeats > known.get(message, 0):
                yield f"message {message} was repeated {repeats} times, the store knows of {known.get(message, 0)}"


def _repeats(person: Person) -> Counter[int]:
    """How often each message came again."""
    return Counter({m: n - 1 for m, n in Counter(h.message for h in person.heard).items() if n > 1})


def _one(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])
