"""Room: handlers. /mothi: an organizer sets a contest up. Which questions, how many, from when to when, what margin."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final

from bot.model.contest import Contest, Margin, mixed
from bot.model.day import VIETNAM, local_day
from bot.model.event import ContestEnded, ContestOpened
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from bot.model.session import Session
from content.contest_results import contest_of
from content.schema import TOPICS, Lesson
from handlers import progress
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.numbers import day_said
from handlers.turn import Turn

NEEDS: Final = ("contest",)
_COUNTS: Final = (5, 10, 15, 20)
_LENGTHS: Final = {"1h": timedelta(hours=1), "1d": timedelta(days=1), "3d": timedelta(days=3), "7d": timedelta(days=7)}
_MORNING: Final = time(7, 0)
_LATEST: Final = timedelta(days=366)
_STEPS: Final = ("set", "count", "start", "length", "margin", "check")
"""What is asked, in this order, before a contest is there."""


def open_setup(turn: Turn) -> Outcome:
    """One contest at a time: while one is open or ahead, it can only be ended."""
    running = _running(turn)
    return _go(turn, begin(turn, "mothi", "running" if running else "set"))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The waiting question."""
    asked = _ASKED.get(session.step)
    return asked(turn, session) if asked else None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Note the answer and ask the next question; the last one opens the contest."""
    running = _running(turn)
    match session.step, pick:
        case _, "cancel":
            return reply(None, Message(turn.say("mothi.cancelled")))
        case "running", "end" if running:
            return reply(
                None, Message(turn.say("mothi.ended", title=running.title)), events=(ContestEnded(running.id),)
            )
        case "check", "open" if running is None:
            return _open(turn, session)
        case step, _ if step in _STEPS[:-1]:
            return _go(turn, session.with_answer(step, pick).at(_STEPS[_STEPS.index(step) + 1]))
        case _:
            return open_setup(turn)


def hear(turn: Turn, session: Session) -> Outcome | None:
    """A day typed instead of chosen: it begins that morning, or ends that night."""
    today = local_day(turn.now)
    day = _day_ahead(turn.text, today) if session.step in ("start", "length") else None
    if day is None:
        return None
    if not today <= day <= today + _LATEST:
        return _go(turn, session, Message(turn.say("mothi.no_day")))
    if session.step == "start":
        at = datetime.combine(day, _MORNING, VIETNAM)
        return take(turn, session, max(at, turn.now).isoformat())
    until = datetime.combine(day + timedelta(days=1), time(0), VIETNAM)
    if until <= _start(turn, session):
        return _go(turn, session, Message(turn.say("mothi.no_day")))
    return take(turn, session, until.isoformat())


def _day_ahead(text: str, today: date) -> date | None:
    """A day without its year is the next one there will be."""
    day = day_said(text, today)
    return day if day is None or day >= today else day_said(text, today + timedelta(days=364))


def _go(turn: Turn, session: Session, *before: Message) -> Outcome:
    return ask(turn, session, menu(turn, session) or Menu(""), *before)


def _running(turn: Turn) -> Contest | None:
    """The contest that is open or still ahead."""
    found = contest_of(turn.reports["contest"][0]) if turn.reports["contest"] else None
    return found if found and found.ends > turn.now else None


def _open(turn: Turn, session: Session) -> Outcome:
    """Which questions it will be is drawn here, once, the same for everybody."""
    pool = _pool(_lessons(turn, session.answer("set") or ""))
    questions = mixed(pool, turn.chance)[: int(session.answer("count") or 0)]
    starts, ends = _start(turn, session), _end(turn, session)
    margin = Margin(int(session.answer("margin") or 0))
    opened = ContestOpened(_title(turn, session), questions, starts, ends, margin)
    word = turn.say("mothi.opened", title=opened.title, start=_moment(starts), end=_moment(ends))
    return reply(None, Message(word), events=(opened,))


def _pool(lessons: tuple[Lesson, ...]) -> tuple[str, ...]:
    return tuple(f"{lesson.id}:{number}" for lesson in lessons for number in range(len(lesson.quiz)))


def _lessons(turn: Turn, chosen: str) -> tuple[Lesson, ...]:
    """The lessons of a topic, or of a group's path."""
    kind, _, name = chosen.partition("/")
    if kind == "topic":
        return tuple(lesson for lesson in turn.book.offered() if lesson.topic == name)
    return progress.path_in(turn.book, name)


def _title(turn: Turn, session: Session) -> str:
    kind, _, name = (session.answer("set") or "").partition("/")
    path = turn.book.campaign.path(name) if kind == "path" else None
    return turn.say("mothi.title", about=path.title if path else turn.say(f"library.topic_{name}"))


def _start(turn: Turn, session: Session) -> datetime:
    """Now, tomorrow morning, or the moment that was typed."""
    said = session.answer("start") or "now"
    if said == "now":
        return turn.now
    if said == "tomorrow":
        return datetime.combine(local_day(turn.now) + timedelta(days=1), _MORNING, VIETNAM)
    return datetime.fromisoformat(said)


def _end(turn: Turn, session: Session) -> datetime:
    said = session.answer("length") or "1d"
    return _start(turn, session) + _LENGTHS[said] if said in _LENGTHS else datetime.fromisoformat(said)


def _end_it(turn: Turn, session: Session) -> Menu:
    running = _running(turn)
    if running is None:
        return Menu(turn.say("mothi.none_running"), (_cancel(turn),))
    text = turn.say("mothi.running", title=running.title, start=_moment(running.starts), end=_moment(running.ends))
    return Menu(text, (Option(turn.say("mothi.end"), "end", names=("kết thúc",)), _cancel(turn)))


def _sets(turn: Turn, session: Session) -> Menu:
    taught = {lesson.topic for lesson in turn.book.offered()}
    topics = [Option(turn.say(f"library.topic_{t}"), f"topic/{t}") for t in TOPICS if t in taught]
    paths = [
        Option(turn.say("mothi.path", group=path.title), f"path/{path.group}", names=(path.title,))
        for path in turn.book.campaign.paths
    ]
    return Menu(turn.say("mothi.ask_set"), (*paths, *topics, _cancel(turn)))


def _counts(turn: Turn, session: Session) -> Menu:
    """Never more than there are."""
    most = len(_pool(_lessons(turn, session.answer("set") or "")))
    counts = [count for count in _COUNTS if count <= most] or [most]
    options = [Option(turn.say("mothi.count", count=count), str(count)) for count in counts]
    return Menu(turn.say("mothi.ask_count"), (*options, _cancel(turn)))


def _starts(turn: Turn, session: Session) -> Menu:
    return Menu(
        turn.say("mothi.ask_start"),
        (
            Option(turn.say("mothi.start_now"), "now", names=("bây giờ", "ngay")),
            Option(turn.say("mothi.start_tomorrow"), "tomorrow", names=("mai", "ngày mai", "sáng mai")),
            _cancel(turn),
        ),
    )


def _lengths(turn: Turn, session: Session) -> Menu:
    options = (Option(turn.say(f"mothi.length_{name}"), name) for name in _LENGTHS)
    return Menu(turn.say("mothi.ask_length"), (*options, _cancel(turn)))


def _margins(turn: Turn, session: Session) -> Menu:
    options = (Option(turn.say(f"mothi.margin_{margin.value}"), str(margin.value)) for margin in reversed(Margin))
    return Menu(turn.say("mothi.ask_margin"), (*options, _cancel(turn)))


def _check(turn: Turn, session: Session) -> Menu:
    text = turn.say(
        "mothi.check",
        title=_title(turn, session),
        count=session.answer("count"),
        start=_moment(_start(turn, session)),
        end=_moment(_end(turn, session)),
        margin=turn.say(f"mothi.margin_{session.answer('margin') or 0}"),
    )
    yes = Option(turn.say("mothi.open"), "open", names=("mở", "đồng ý", "có", "ok"))
    return Menu(text, (yes, _cancel(turn)))


def _cancel(turn: Turn) -> Option:
    return Option(turn.say("mothi.cancel"), "cancel", names=("thôi", "không", "hủy bỏ"))


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


_ASKED: Final[dict[str, Callable[[Turn, Session], Menu]]] = {
    "running": _end_it,
    "set": _sets,
    "count": _counts,
    "start": _starts,
    "length": _lengths,
    "margin": _margins,
    "check": _check,
}

SETUP: Final = Flow("mothi", menu, take, hear, role=Role.ORGANIZER, needs=NEEDS)
