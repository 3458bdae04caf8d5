"""Room: handlers. The progress card: what a person has learned, each rung by its own name, and what comes next."""

from typing import Final

from bot.model.contact import Contact
from bot.model.evidence import Evidence
from bot.model.message import Style
from bot.model.press import Go
from content.schema import Lesson
from handlers.menu import Menu, Option
from handlers.turn import Turn

DEFAULT_PATH: Final = "nguoi-dan"
_BAR: Final = 10


def card(turn: Turn, contact: Contact) -> Menu:
    """The card of what is kept; `contact` may already hold what this very turn adds."""
    path = path_of(turn, contact)
    learned = [lesson for name in contact.learned if (lesson := turn.book.library.lesson(name)) is not None]
    count = len({lesson.id for lesson in path} | set(contact.learned))
    lines = [turn.say("progress.line", title=lesson.title, rungs=_rungs(turn, contact, lesson)) for lesson in learned]
    following = next_lesson(turn, contact)
    if following is None:
        lines.append(turn.say("progress.full"))
    else:
        lines.append(turn.say("progress.line_next", title=following.title))
    bar = _bar(len(contact.learned), count)
    text = turn.say("progress.card", bar=bar, done=len(contact.learned), count=count, lines="\n".join(lines))
    return Menu(text, _onward(turn, following), Style.CARD)


def _onward(turn: Turn, following: Lesson | None) -> tuple[Option, ...]:
    everything = Option(turn.say("hello.all_lessons"), go=Go("baihoc"), names=("bài khác",))
    if following is None:
        return (everything,)
    return (
        Option(turn.say("progress.next"), go=Go("bai", following.id), names=("học tiếp", "tiếp")),
        everything,
    )


def path_of(turn: Turn, contact: Contact) -> tuple[Lesson, ...]:
    """The ordered lessons of the person's group that are on offer; the citizens' path when none was told."""
    campaign = turn.book.campaign
    path = campaign.path(contact.group or DEFAULT_PATH) or campaign.path(DEFAULT_PATH)
    names = path.lessons if path else tuple(lesson.id for lesson in turn.book.offered())
    return tuple(lesson for name in names if (lesson := turn.book.lesson(name)) is not None)


def next_lesson(turn: Turn, contact: Contact) -> Lesson | None:
    """The first lesson of the path not learned yet."""
    return next((lesson for lesson in path_of(turn, contact) if lesson.id not in contact.learned), None)


def _rungs(turn: Turn, contact: Contact, lesson: Lesson) -> str:
    return ", ".join(turn.say(f"progress.{rung}") for rung in Evidence if contact.has(lesson.id, rung))


def _bar(done: int, count: int) -> str:
    full = min(_BAR, -(-_BAR * done // count)) if count else 0
    return "▓" * full + "░" * (_BAR - full)
