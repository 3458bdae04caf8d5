"""Room: handlers. A reminder as it reaches a person. Whether it may is decided here once more, with fresh facts."""

from typing import Final

from bot.model.day import local_day
from bot.model.event import Reminded, Replied
from bot.model.message import Lane
from bot.model.outcome import Outcome
from bot.model.press import Go
from bot.model.reminder import PATIENCE, Kind
from bot.model.session import Session
from handlers.flows import lesson
from handlers.flows.flow import Flow, begin
from handlers.menu import Menu, Option
from handlers.reminders.facts import Facts, facts_at_hand
from handlers.reminders.occasion import Occasion
from handlers.reminders.plan import permitted
from handlers.turn import Turn


def answer(turn: Turn, key: str) -> Outcome:
    """Tell them of the occasion with this key, or keep silent: a job's word is only a guess."""
    facts = facts_at_hand(turn)
    occasion = permitted(facts, turn.book, turn.now, key) if facts else None
    return _tell(turn, facts, occasion) if facts and occasion else Outcome(turn.session, ())


def menu(turn: Turn, session: Session) -> Menu | None:
    """What can be done about it. Its words are not said a second time: they were about that day."""
    return Menu(turn.say("hello.again"), _options(turn, session))


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Its buttons are commands, so nothing else can be picked."""
    return Outcome(session, ())


def _tell(turn: Turn, facts: Facts, occasion: Occasion) -> Outcome:
    session, shown = _step(turn, occasion)
    words = _words(turn, occasion)
    if facts.unanswered == PATIENCE - 1:
        words = f"{words}\n{turn.say('remind.last_time')}"
    message = Menu(f"{words}{shown.text}", shown.options).message(session)
    told = Replied(message, Lane.REMINDER, occasion.good_until(turn.now))
    return Outcome(session, (Reminded(occasion.kind, occasion.key), told))


def _step(turn: Turn, occasion: Occasion) -> tuple[Session, Menu]:
    """An unfinished lesson goes on at the step where it was left, as long as that still waits."""
    session = turn.session
    if session is not None and session.flow == "lesson" and session.about == occasion.about:
        waiting = lesson.menu(turn, session)
        if waiting is not None:
            return session, Menu(f"\n\n{waiting.text}", waiting.options)
    fresh = begin(turn, "reminder", occasion.kind, occasion.about)
    return fresh, Menu("", _options(turn, fresh))


def _words(turn: Turn, occasion: Occasion) -> str:
    found = turn.book.lesson(occasion.about)
    match occasion.kind:
        case Kind.UNFINISHED if found:
            return turn.say("remind.unfinished", title=found.title)
        case Kind.DAILY if found:
            return turn.say("remind.daily", title=found.title, minutes=found.minutes)
        case Kind.REVIEW:
            return turn.say("remind.review")
        case _:
            return _dated(turn, occasion)


def _dated(turn: Turn, occasion: Occasion) -> str:
    entry = next(entry for entry in turn.book.campaign.calendar if entry.id == occasion.about)
    day = occasion.day or local_day(turn.now)
    days = (day - local_day(turn.now)).days
    near = {0: "_today", 1: "_tomorrow"}.get(days, "")
    start = "remind.countdown" if occasion.kind is Kind.COUNTDOWN else "remind.deadline"
    return turn.say(f"{start}{near}", days=days, day=f"{day.day}/{day.month}", what=entry.text)


def _options(turn: Turn, session: Session) -> tuple[Option, ...]:
    enough = Option(turn.say("remind.enough"), go=Go("dungnhac"), names=("thôi", "đừng nhắc"))
    if session.step == Kind.REVIEW:
        return (Option(turn.say("remind.review_now"), go=Go("onbai"), names=("ôn", "có")), enough)
    if session.step in (Kind.UNFINISHED, Kind.DAILY) and turn.book.lesson(session.about):
        this = Option(turn.say("remind.learn_this"), go=Go("bai", session.about), names=("học", "có", "học tiếp"))
        return (this, enough)
    return (Option(turn.say("remind.learn"), go=Go("hoctiep"), names=("học", "có")), enough)


REMINDER: Final = Flow("reminder", menu, take)
