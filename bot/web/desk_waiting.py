"""Room: web. Desk waiting: what waits for the office, oldest first; questions without an answer. No names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.model.day import VIETNAM
from content.book import Book
from content.gaps import FLAGGED, QUESTIONS, FlaggedStep, Gap, flagged_steps, gaps
from content.numerals import amount, day
from handlers.digest import REPORT as COUNTED
from storage import Store
from storage.requests import Request

SHOWN: Final = 100
"""Questions on a page; whoever needs the rest writes them to a file with `hocvuso content gaps`."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: what it is, and what is known of it, by name."""

    title: str
    told: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: what it is about, what to do with it, and its items; `empty` stands in their place."""

    id: str
    title: str
    how: str
    items: tuple[Item, ...]
    empty: str = ""


def waiting(store: Store, book: Book, now: datetime) -> tuple[Section, ...]:
    """Requests for help, broadcasts and requests about personal data."""
    return (
        _section(book, "helps", _helps(store, book, now)),
        _section(book, "broadcasts", _broadcasts(store, book, now)),
        _section(book, "requests", [_request(one, book) for one in store.requests()]),
    )


def questions(store: Store, book: Book, now: datetime) -> tuple[Section, ...]:
    """What people asked in vain, and the steps that look different on their screens."""
    asked = store.report(COUNTED, None, now)[0]["asked"]
    found = gaps(store.report(QUESTIONS, None, now))[:SHOWN]
    steps = flagged_steps(store.report(FLAGGED, None, now))
    return (
        _section(book, "gaps", [_gap(one, book) for one in found], count=amount(asked)),
        _section(book, "steps", [_step(one, book) for one in steps]),
    )


_TOLD: Final = {
    "helps": ("where", "waited", "since", "asking"),
    "broadcasts": ("whom", "reached", "waited", "since"),
    "requests": ("since", "tell_by", "due"),
    "gaps": ("times", "nearest", "first", "last"),
    "steps": ("people", "last", "shown"),
}
Known = tuple[str, ...]
"""The title of an item, then what _TOLD names of it."""


def _section(book: Book, name: str, rows: Sequence[Known], **values: object) -> Section:
    say = book.copy.say
    names = [say(f"desk.told_{one}") for one in _TOLD[name]]
    items = tuple(Item(title, tuple(zip(names, told, strict=True))) for title, *told in rows)
    how = say(f"desk.{name}_how", **values) if rows or values else ""
    return Section(name, say(f"desk.{name}"), how, items, say(f"desk.{name}_none"))


def _helps(store: Store, book: Book, now: datetime) -> list[Known]:
    say = book.copy.say
    return [
        (
            say("desk.one", number=row["id"], what=_title(book, row["lesson"]) or say("neighbour.anything")),
            _place(book, row["unit"]),
            *_times(row["asked_at"], now, book),
            say(f"desk.helps_{row['state']}"),
        )
        for row in store.report("help_queue", None, now)
    ]


def _broadcasts(store: Store, book: Book, now: datetime) -> list[Known]:
    return [
        (
            book.copy.say("desk.one", number=row["id"], what=_title(book, row["lesson"]) or row["notice"]),
            ", ".join(_place(book, unit) for unit in row["villages"].split()) or book.campaign.commune,
            book.copy.say("desk.persons", count=amount(row["reached"])),
            *_times(row["made_at"], now, book),
        )
        for row in store.report("waiting_broadcasts", None, now)
    ]


def _request(one: Request, book: Book) -> Known:
    say = book.copy.say
    told = say("desk.told_already") if one.acknowledged else day(date.fromisoformat(one.acknowledge_by))
    received, due = (day(date.fromisoformat(at)) for at in (one.received, one.due))
    return say("desk.one", number=one.id, what=say(f"desk.request_{one.kind}")), received, told, due


def _gap(one: Gap, book: Book) -> Known:
    nearest = _title(book, one.nearest) or book.copy.say("desk.no_lesson")
    return f'"{one.words}"', amount(one.n), nearest, *(day(date.fromisoformat(at)) for at in (one.first, one.last))


def _step(one: FlaggedStep, book: Book) -> Known:
    """With the words of the step, which are what has to be compared with a phone."""
    lesson = book.library.lesson(one.lesson)
    shown = lesson.steps[one.step - 1].text if lesson and one.step <= len(lesson.steps) else ""
    what = book.copy.say("desk.step_of", step=one.step, lesson=_title(book, one.lesson))
    return what, amount(one.n), day(date.fromisoformat(one.last)), shown


def _times(written: str, now: datetime, book: Book) -> tuple[str, str]:
    """How long it has waited, and since when."""
    since = datetime.fromisoformat(written)
    minutes = max(0, int((now - since).total_seconds()) // 60)
    days, hours = divmod(minutes // 60, 24)
    name = "days" if days else "hours" if hours else "minutes"
    waited = book.copy.say(f"desk.waited_{name}", days=days, hours=hours, minutes=minutes)
    return waited, f"{since.astimezone(VIETNAM):%H:%M, %d/%m/%Y}"


def _title(book: Book, lesson_id: str) -> str:
    lesson = book.library.lesson(lesson_id) if lesson_id else None
    return lesson.title if lesson else lesson_id


def _place(book: Book, unit_id: str) -> str:
    unit = book.campaign.unit(unit_id)
    return unit.name if unit else book.copy.say("counts.untold")
