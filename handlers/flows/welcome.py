"""Room: handlers. The welcome: who this is, and three lessons to begin with, each about something else."""

from typing import Final

from bot.model.message import Message
from bot.model.outcome import Outcome
from bot.model.press import Go
from bot.model.session import Session
from handlers import progress
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

EXAMPLES: Final = 3


def open_welcome(turn: Turn, *before: Message) -> Outcome:
    """Say who we are and offer the first lessons."""
    hello = turn.say("in_group.hello", name=turn.links.called) if turn.contact.is_group else turn.say("hello.who")
    return ask(turn, begin(turn, "welcome", "shown"), _hello(turn, hello), *before)


def offer_again(turn: Turn, *before: Message) -> Outcome:
    """The same offer to someone who knows us."""
    return ask(turn, begin(turn, "welcome", "again"), _hello(turn, turn.say("hello.again")), *before)


def menu(turn: Turn, session: Session) -> Menu | None:
    """The offer again."""
    return _hello(turn, turn.say("hello.again"))


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Its buttons are commands, so nothing else can be picked."""
    return offer_again(turn)


def _hello(turn: Turn, words: str) -> Menu:
    ahead = [lesson for lesson in progress.path_of(turn, turn.contact) if lesson.id not in turn.contact.learned]
    first = {lesson.topic: lesson for lesson in reversed(ahead)}
    examples = [lesson for lesson in ahead if lesson in first.values()][:EXAMPLES]
    lessons = [Option(lesson.ask, go=Go("bai", lesson.id), names=(lesson.title,)) for lesson in examples]
    everything = Option(turn.say("hello.all_lessons"), go=Go("baihoc"), names=("tất cả", "xem tất cả"))
    return Menu(words, (*lessons, everything))


WELCOME: Final = Flow("welcome", menu, take, in_groups=True)
