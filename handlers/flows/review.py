"""Room: handlers. Review: "ôn bài". A question of a passed quiz comes back, one or two a day, for who asked for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.model.contact import Consent
from bot.model.contest import mixed
from bot.model.day import local_day
from bot.model.event import Event, LessonCompleted, ReminderChosen, ReminderDropped, ReviewScheduled
from bot.model.evidence import Evidence
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.press import Go
from bot.model.reminder import Kind
from bot.model.report import Row
from bot.model.session import Session
from content.schema import Lesson, Question
from handlers import memory
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = ("reviews",)
A_DAY: Final = 2
OFFER: Final = "offer"
DONE: Final = "done"
REMEMBERS: Final = 14
"""Days after passing from which on a right answer shows that it was remembered (storage.reviews guards it)."""


@dataclass(frozen=True, slots=True)
class Due:
    """A question that may come back, and from when."""

    lesson: Lesson
    number: int
    card: str
    passed_at: datetime
    at: datetime

    @property
    def question(self) -> Question:
        """What is asked."""
        return self.lesson.quiz[self.number]


def open_review(turn: Turn) -> Outcome:
    """The next question; before the first one ever, whether they want this at all."""
    if turn.contact.consent is not Consent.GIVEN or not turn.reports["reviews"]:
        return reply(turn.session, Message(turn.say("review.nothing_passed")))
    if not turn.reports["reviews"][0]["wanted"]:
        return ask(turn, begin(turn, "review", OFFER), _offer(turn))
    return _next(turn)


def menu(turn: Turn, session: Session) -> Menu | None:
    """The offer, the waiting question, or what follows."""
    if session.step == OFFER:
        return _offer(turn)
    if session.step == DONE:
        return _after(turn, asked=0)
    found = _waiting(turn, session)
    return _asking(turn, found) if found else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Want it, leave it, or answer."""
    match session.step, pick:
        case _, "drop":
            return reply(None, Message(turn.say("review.dropped")), events=(ReminderDropped(Kind.REVIEW),))
        case "offer", "yes":
            return _next(turn, events=(ReminderChosen(Kind.REVIEW),))
        case "offer", _:
            return reply(None, Message(turn.say("review.declined")))
        case _:
            return _judge(turn, session, pick)


def _next(turn: Turn, *, events: tuple[Event, ...] = ()) -> Outcome:
    """Ask, or say that enough has been asked today, or that nothing is due."""
    if _asked_today(turn) >= A_DAY:
        return reply(None, Message(turn.say("review.enough")), events=events)
    ready = _due(turn)
    if not ready:
        return reply(None, Message(turn.say("review.none_due")), events=events)
    session = begin(turn, "review", str(ready[0].number), ready[0].lesson.id)
    return ask(turn, session, _asking(turn, ready[0]), events=events)


def _judge(turn: Turn, session: Session, pick: str) -> Outcome:
    found = _waiting(turn, session)
    if found is None:
        return reply(None, Message(turn.say("lesson.gone")))
    question, right = found.question, pick == str(found.question.right)
    recalled = memory.answered(found.card, turn.now, right=right)
    again = ReviewScheduled(found.lesson.id, found.number, recalled.card, recalled.due)
    key, answer = ("quiz.right", {}) if right else ("quiz.wrong", {"answer": question.options[question.right]})
    words = [turn.say(key, why=question.why, **answer)]
    events: tuple[Event, ...] = (again,)
    if right and _shows_memory(turn, found):
        events = (again, LessonCompleted(found.lesson.id, Evidence.RETAINED))
        words.append(turn.say("review.retained", title=found.lesson.title))
    ended = begin(turn, "review", DONE)
    return ask(turn, ended, _after(turn, asked=1), Message("\n".join(words)), events=events)


def _shows_memory(turn: Turn, found: Due) -> bool:
    """A right answer two weeks after passing is the proof of `retained`; there is no other way to it."""
    held = turn.contact.has(found.lesson.id, Evidence.RETAINED)
    return not held and (turn.now - found.passed_at).days >= REMEMBERS


def _due(turn: Turn) -> list[Due]:
    """What may be asked now; lessons that are not yet known to be remembered first."""
    ready = [one for one in _known(turn) if one.at <= turn.now]
    return sorted(ready, key=lambda one: (turn.contact.has(one.lesson.id, Evidence.RETAINED), one.at, one.number))


def _known(turn: Turn) -> list[Due]:
    """Every question of every passed quiz: as fsrs has it, or as it will first come back."""
    rows = turn.reports["reviews"]
    cards = {(row["lesson"], row["question"]): row for row in rows if row["card"]}
    passed = {row["lesson"]: datetime.fromisoformat(row["passed_at"]) for row in rows}
    return [
        _of(lesson, number, at, cards.get((name, number)))
        for name, at in passed.items()
        if (lesson := turn.book.lesson(name)) is not None
        for number in range(len(lesson.quiz))
    ]


def _of(lesson: Lesson, number: int, passed_at: datetime, row: Row | None) -> Due:
    if row is not None:
        return Due(lesson, number, row["card"], passed_at, datetime.fromisoformat(row["due_at"]))
    first = passed_at + memory.FIRST_BACK + number * memory.STAGGER
    return Due(lesson, number, memory.passed(passed_at), passed_at, first)


def _waiting(turn: Turn, session: Session) -> Due | None:
    return next((d for d in _known(turn) if d.lesson.id == session.about and str(d.number) == session.step), None)


def _asked_today(turn: Turn) -> int:
    today = local_day(turn.now)
    moments = (row["asked_at"] for row in turn.reports["reviews"] if row["asked_at"])
    return sum(local_day(datetime.fromisoformat(at)) == today for at in moments)


def _asking(turn: Turn, due: Due) -> Menu:
    """The question with its answers in another order each time, so that the place is not what is remembered."""
    places = mixed(range(len(due.question.options)), f"{due.lesson.id}/{due.number}/{due.card}")
    options = (Option(due.question.options[place], str(place)) for place in places)
    return Menu(turn.say("review.question", title=due.lesson.title, text=due.question.text), tuple(options))


def _offer(turn: Turn) -> Menu:
    return Menu(
        turn.say("review.offer"),
        (
            Option(turn.say("review.yes"), "yes", names=("có", "đồng ý", "ôn", "ok", "được")),
            Option(turn.say("review.no"), "no", names=("không", "thôi")),
        ),
    )


def _after(turn: Turn, *, asked: int) -> Menu:
    more = _asked_today(turn) + asked < A_DAY
    another = Option(turn.say("review.another"), go=Go("onbai"), names=("thêm", "nữa", "tiếp"))
    drop = Option(turn.say("review.drop"), "drop", names=("thôi ôn", "không ôn nữa"))
    onward = Option(turn.say("progress.next"), go=Go("hoctiep"), names=("học tiếp",))
    return Menu(turn.say("review.after"), (another, onward, drop) if more else (onward, drop))


REVIEW: Final = Flow("review", menu, take, needs=NEEDS)
