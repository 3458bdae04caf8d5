"""Room: handlers. The progress card: what a person has learned, each rung by its own name, and what comes next."""

from dataclasses import dataclass
from typing import Final

from bot.model.contact import Contact
from bot.model.evidence import Evidence
from bot.model.message import Style
from bot.model.press import Go
from content.book import Book
from content.schema import Lesson
from handlers.menu import Menu, Option
from handlers.turn import Turn

DEFAULT_PATH: Final = "nguoi-dan"
_BAR: Final = 10


@dataclass(frozen=True, slots=True)
class Walked:
    """How far somebody is on their path. A lesson beside the path makes it longer by itself."""

    done: int
    count: int


def walked(turn: Turn, contact: Contact) -> Walked:
    """What is learned, out of the path and what was learned beside it."""
    path = {lesson.id for lesson in path_of(turn, contact)}
    return Walked(len(contact.learned), len(path | set(contact.learned)))


def so_far(turn: Turn, contact: Contact) -> str:
    """The bar in one line: how many lessons of how many."""
    way = walked(turn, contact)
    return turn.say("progress.so_far", bar=_bar(way.done, way.count), done=way.done, count=way.count)


def card(turn: Turn, contact: Contact) -> Menu:
    """The card of what is kept; `contact` may already hold what this very turn adds."""
    way = walked(turn, contact)
    learned = [lesson for name in contact.learned if (lesson := turn.book.library.lesson(name)) is not None]
    lines = [turn.say("progress.line", title=lesson.title, rungs=_rungs(turn, contact, lesson)) for lesson in learned]
    lines += _skipped(turn, contact)
    following = next_lesson(turn, contact)
    if following is None:
        lines.append(turn.say("progress.full"))
    else:
        lines.append(turn.say("progress.line_next", title=following.title))
    bar = _bar(way.done, way.count)
    text = turn.say("progress.card", bar=bar, done=way.done, count=way.count, lines="\n".join(lines))
    return Menu(text, _onward(turn, following), Style.CARD)


def _onward(turn: Turn, following: Lesson | None) -> tuple[Option, ...]:
    everything = Option(turn.say("hello.all_lessons"), go=Go("baihoc"), names=("bài khác",))
    picture = Option(turn.say("progress.get_picture"), go=Go("anhthe"), names=("ảnh", "khoe"))
    if following is None:
        return (everything, picture)
    return (
        Option(turn.say("progress.next"), go=Go("bai", following.id), names=("học tiếp", "tiếp")),
        everything,
        picture,
    )


def path_of(turn: Turn, contact: Contact) -> tuple[Lesson, ...]:
    """The ordered lessons of the person's group that are on offer; the citizens' path when none was told."""
    return path_in(turn.book, contact.group)


def path_in(book: Book, group: str | None) -> tuple[Lesson, ...]:
    """The same for a group, outside of a turn."""
    campaign = book.campaign
    path = campaign.path(group or DEFAULT_PATH) or campaign.path(DEFAULT_PATH)
    names = path.lessons if path else tuple(lesson.id for lesson in book.offered())
    return tuple(lesson for name in names if (lesson := book.lesson(name)) is not None)


def ahead(turn: Turn, contact: Contact) -> tuple[Lesson, ...]:
    """The lessons of the path not learned yet; those a placement quiz left out come last."""
    undone = [lesson for lesson in path_of(turn, contact) if lesson.id not in contact.learned]
    return tuple(sorted(undone, key=lambda lesson: lesson.id in contact.skipped))


def next_lesson(turn: Turn, contact: Contact) -> Lesson | None:
    """The first lesson that lies ahead."""
    return next(iter(ahead(turn, contact)), None)


def _skipped(turn: Turn, contact: Contact) -> list[str]:
    """What they said they know: named, and named as not checked."""
    left_out = [lesson.title for lesson in ahead(turn, contact) if lesson.id in contact.skipped]
    return [turn.say("progress.skipped", titles="; ".join(left_out))] if left_out else []


def _rungs(turn: Turn, contact: Contact, lesson: Lesson) -> str:
    return ", ".join(turn.say(f"progress.{rung}") for rung in Evidence if contact.has(lesson.id, rung))


def _bar(done: int, count: int) -> str:
    full = min(_BAR, -(-_BAR * done // count)) if count else 0
    return "▓" * full + "░" * (_BAR - full)
