"""Room: handlers. The contest: one attempt, in a person's own order, by our clock. What is answered stands, so a talk
that breaks off goes on at the next question.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.model.contact import Consent
from bot.model.contest import Contest, mixed
from bot.model.day import VIETNAM
from bot.model.event import ContestAnswered, ContestJoined, Event
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.press import Go
from bot.model.report import Row
from bot.model.role import Role
from bot.model.session import Session
from content.contest_results import contest_of
from content.folding import fold
from content.schema import Question
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = ("contest",)
OFFER: Final = "offer"
NAME: Final = "name"
TOLD: Final = "told"
LONGEST_NAME: Final = 24


@dataclass(frozen=True, slots=True)
class Attempt:
    """A contest and how far whoever looks has come in it."""

    contest: Contest
    joined: bool
    answered: int
    right: int
    row: Row


def open_contest(turn: Turn) -> Outcome:
    """Wherever this person stands: not begun, in the middle, through; or no contest at all."""
    found = attempt(turn)
    if found is None:
        return _told(turn, turn.say("contest.none"))
    if not found.contest.is_open(turn.now):
        soon = found.contest.starts > turn.now
        return _told(turn, _dated(turn, "contest.soon" if soon else "contest.over", found.contest))
    if turn.contact.consent is not Consent.GIVEN:
        return ask(turn, _session(turn, found, OFFER), _need_consent(turn, found))
    if not found.joined:
        return ask(turn, _session(turn, found, OFFER), _offer(turn, found))
    if found.answered >= len(asked(turn, found.contest)):
        return _told(turn, _score(turn, found))
    return _ask_next(turn, found, found.answered + 1, Message(turn.say("contest.resumed")))


def menu(turn: Turn, session: Session) -> Menu | None:
    """The waiting step; once the contest is over, only that."""
    found = attempt(turn)
    if session.step == TOLD:
        return Menu(turn.say("contest.what"), _choices(turn))
    if found is None:
        return None
    if not found.contest.is_open(turn.now):
        return Menu(_dated(turn, "contest.over", found.contest), _choices(turn))
    return _step(turn, session, found)


def _step(turn: Turn, session: Session, found: Attempt) -> Menu | None:
    match session.step:
        case "offer" if turn.contact.consent is not Consent.GIVEN:
            return _need_consent(turn, found)
        case "offer":
            return _offer(turn, found)
        case "name":
            return _name(turn)
        case place if place.isdecimal() and 1 <= int(place) <= len(asked(turn, found.contest)):
            return _question(turn, found, int(place))
        case _:
            return None


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Begin, be called something, or answer."""
    found = attempt(turn)
    if found is None or not found.contest.is_open(turn.now):
        return open_contest(turn)
    match session.step, pick:
        case "offer", "later":
            return reply(None, Message(_dated(turn, "contest.later", found.contest)))
        case "offer", _ if turn.contact.minor:
            return _join(turn, found, "")
        case "offer", _:
            return ask(turn, _session(turn, found, NAME), _name(turn))
        case "name", _:
            return _join(turn, found, "")
        case _:
            return _answer(turn, found, int(session.step), int(pick))


def hear(turn: Turn, session: Session) -> Outcome | None:
    """A name for the board, as they typed it."""
    found = attempt(turn)
    name = " ".join(turn.text.split())
    if session.step != NAME or found is None or not found.contest.is_open(turn.now) or not fold(name):
        return None
    if len(name) > LONGEST_NAME or "[" in name:
        return ask(turn, session, _name(turn), Message(turn.say("contest.name_long", most=LONGEST_NAME)))
    return _join(turn, found, name)


def attempt(turn: Turn) -> Attempt | None:
    """The contest of the report, with this person's own attempt."""
    rows = turn.reports["contest"]
    if not rows:
        return None
    row = rows[0]
    return Attempt(contest_of(row), row["entry"] is not None, row["answered"] or 0, row["right"] or 0, row)


def asked(turn: Turn, contest: Contest) -> tuple[str, ...]:
    """Every question in this person's own order, the same whenever they come back."""
    order = mixed(contest.questions, f"{contest.id}/{turn.contact.id}")
    return tuple(key for key in order if question_of(turn, key) is not None)


def question_of(turn: Turn, key: str) -> Question | None:
    """The question behind "lesson:number"; None when an author took it away."""
    name, _, number = key.partition(":")
    lesson = turn.book.library.lesson(name)
    return lesson.quiz[int(number)] if lesson is not None and int(number) < len(lesson.quiz) else None


def _join(turn: Turn, found: Attempt, name: str) -> Outcome:
    return _ask_next(turn, found, 1, events=(ContestJoined(found.contest.id, name),))


def _answer(turn: Turn, found: Attempt, place: int, pick: int) -> Outcome:
    """Keep it; the explanation waits until the contest is over, or the next one would be told."""
    keys = asked(turn, found.contest)
    question = question_of(turn, keys[place - 1])
    right = question is not None and pick == question.right
    event = ContestAnswered(found.contest.id, place, keys[place - 1], right, last=place == len(keys))
    if place < len(keys):
        return _ask_next(turn, found, place + 1, events=(event,))
    score = turn.say("contest.finished", right=found.right + right, count=len(keys), end=_moment(found.contest.ends))
    return reply(None, Message(score), events=(event,))


def _ask_next(turn: Turn, found: Attempt, place: int, *before: Message, events: tuple[Event, ...] = ()) -> Outcome:
    return ask(turn, _session(turn, found, str(place)), _question(turn, found, place), *before, events=events)


def _session(turn: Turn, found: Attempt, step: str) -> Session:
    return begin(turn, "contest", step, str(found.contest.id), contest=str(found.contest.id))


def _question(turn: Turn, found: Attempt, place: int) -> Menu:
    """In this person's own order of questions and of answers."""
    keys = asked(turn, found.contest)
    question = question_of(turn, keys[place - 1])
    if question is None:
        return Menu(turn.say("contest.none"))
    places = mixed(range(len(question.options)), f"{found.contest.id}/{turn.contact.id}/{keys[place - 1]}")
    options = tuple(Option(question.options[one], str(one)) for one in places)
    return Menu(turn.say("contest.question", number=place, count=len(keys), text=question.text), options)


def _offer(turn: Turn, found: Attempt) -> Menu:
    return Menu(
        _dated(turn, "contest.offer", found.contest),
        (
            Option(turn.say("contest.begin"), "begin", names=("vào thi", "bắt đầu", "có")),
            Option(turn.say("contest.not_now"), "later", names=("để sau", "không", "thôi")),
        ),
    )


def _need_consent(turn: Turn, found: Attempt) -> Menu:
    agree = Option(turn.say("contest.agree"), go=Go("dongyluu"), names=("đồng ý", "có"))
    return Menu(_dated(turn, "contest.need_consent", found.contest), (agree,))


def _name(turn: Turn) -> Menu:
    """A name is a wish of theirs, never asked of a child."""
    number = Option(turn.say("contest.number_only"), "number", names=("không", "số", "không tên", "dùng số"))
    return Menu(turn.say("contest.ask_name"), (number,))


def _told(turn: Turn, words: str) -> Outcome:
    """Say it; the board and, for an organizer, the tools are a press away."""
    choices = _choices(turn)
    if not choices:
        return reply(turn.session, Message(words))
    found = attempt(turn)
    number = str(found.contest.id) if found else ""
    return ask(turn, begin(turn, "contest", TOLD, number, contest=number), Menu(words, choices))


def _choices(turn: Turn) -> tuple[Option, ...]:
    found, options = attempt(turn), []
    if found is not None and found.contest.ends <= turn.now:
        options.append(Option(turn.say("contest.board"), go=Go("bangthi"), names=("kết quả", "xem kết quả")))
    if turn.contact.may(Role.ORGANIZER):
        options.append(Option(turn.say("contest.set_up"), go=Go("mothi"), names=("mở cuộc thi",)))
    return tuple(options)


def _score(turn: Turn, found: Attempt) -> str:
    count = len(asked(turn, found.contest))
    return turn.say("contest.already", right=found.right, count=count, end=_moment(found.contest.ends))


def _dated(turn: Turn, key: str, contest: Contest) -> str:
    values = {
        "title": contest.title,
        "count": len(contest.questions),
        "start": _moment(contest.starts),
        "end": _moment(contest.ends),
    }
    named = turn.book.copy.gaps(key)
    return turn.say(key, **{name: value for name, value in values.items() if name in named})


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


CONTEST: Final = Flow("contest", menu, take, hear, needs=NEEDS)
