"""Room: handlers. Passed on: what another person's turn has for this one. It disturbs no step that asks something."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.model.event import Replied
from bot.model.help import Word
from bot.model.message import Lane, Message
from bot.model.outcome import Outcome
from bot.model.report import Row
from bot.model.update import Passed
from bot.model.voice import LOST
from handlers import helping, listening, offices, spreading
from handlers.flows import called, mentored, talk
from handlers.turn import Turn

NEEDS: Final = {
    "help": (helping.MINE, helping.OPEN),
    "broadcast": (spreading.MINE,),
}
"""The reports by the first word of what is passed on."""

PATIENT: Final = ("welcome", "library", "choose", "lesson", "card", "neighbour", "called")
"""Steps that only show something: a message with choices of its own may take their place."""


def needs(turn: Turn) -> tuple[str, ...]:
    """The reports that what was passed on is answered with."""
    what = turn.update.what
    return NEEDS.get(what.name.partition("-")[0], ()) if isinstance(what, Passed) else ()


def passed(turn: Turn) -> Outcome | None:
    """Tell them, in the lane of help; somebody who has stopped is told nothing."""
    what = turn.update.what
    if not isinstance(what, Passed):
        return None
    handle = _HANDLERS.get(what.name)
    if turn.contact.stopped or handle is None:
        return Outcome(turn.session, ())
    outcome = handle(turn, what)
    urgent = (replace(e, lane=Lane.HELP) if isinstance(e, Replied) else e for e in outcome.events)
    return replace(outcome, events=tuple(urgent))


def _call(turn: Turn, what: Passed) -> Outcome:
    """A request to take; whoever took it meanwhile, it is gone."""
    row = next((row for row in turn.reports[helping.OPEN] if str(row["id"]) == what.key), None)
    if row is None:
        return Outcome(turn.session, ())
    words = turn.say("neighbour.call", about=helping.about(turn, row), number=row["id"])
    return called.open_call(turn, row, words) if _free(turn) else _beside(turn, words)


def _taken(turn: Turn, what: Passed) -> Outcome:
    row = helping.of(turn, what.key)
    return talk.open_talk(turn, row, Message(turn.say("neighbour.taken"))) if row else Outcome(turn.session, ())


def _spoken(turn: Turn, what: Passed) -> Outcome:
    """The other side's words; below them the talk, unless something else is being asked."""
    row = helping.of(turn, what.key)
    if row is None:
        return _beside(turn, turn.say("neighbour.from_asker", number=what.key, words=what.words))
    side = "from_helper" if row["side"] == "asker" else "from_asker"
    words = turn.say(f"neighbour.{side}", number=what.key, words=what.words)
    if not _free(turn, what.key):
        return _beside(turn, f"{words}\n{turn.say('neighbour.how_to_answer', number=what.key)}")
    return _talking(turn, row, words)


def _talking(turn: Turn, row: Row, words: str) -> Outcome:
    opened = talk.open_talk(turn, row)
    if opened.session is None:
        return opened
    return replace(opened, events=(Replied(talk.shown(turn, row, words).message(opened.session)),))


def _told(key: str) -> Callable[[Turn, Passed], Outcome]:
    def tell(turn: Turn, what: Passed) -> Outcome:
        """A sentence; the talk or the wait it ends is over."""
        ended = turn.session is not None and (turn.session.flow, turn.session.about) == ("talk", what.key)
        words = Message(turn.say(key, number=what.key))
        return Outcome(None if ended else turn.session, (Replied(words),))

    return tell


def _unanswered(turn: Turn, what: Passed) -> Outcome:
    """Nobody could: say so, and where there is always somebody."""
    directions = offices.directions(turn, None)
    return _beside(turn, f"{turn.say('neighbour.unanswered')}\n\n{directions}")


def _sent(turn: Turn, what: Passed) -> Outcome:
    """A broadcast has ended: how it went."""
    row = next((row for row in turn.reports[spreading.MINE] if str(row["id"]) == what.key), None)
    return _beside(turn, "\n".join([turn.say("broadcast.done"), *([spreading.result(turn, row)] if row else [])]))


def _without_mentor(turn: Turn, what: Passed) -> Outcome:
    return mentored.open_again(turn) if _free(turn) else _beside(turn, turn.say("mentor.again_words"))


def _free(turn: Turn, number: str = "") -> bool:
    """Whether a new question may take the place of what waits."""
    session = turn.session
    return session is None or session.flow in PATIENT or (session.flow, session.about) == ("talk", number)


def _beside(turn: Turn, words: str) -> Outcome:
    return Outcome(turn.session, (Replied(Message(words)),))


_HANDLERS: Final[Mapping[str, Callable[[Turn, Passed], Outcome]]] = {
    Word.CALL: _call,
    Word.GONE: _told("neighbour.gone"),
    Word.TAKEN: _taken,
    Word.OFFICE: _told("neighbour.office"),
    Word.SPOKEN: _spoken,
    Word.LEFT: _told("neighbour.left"),
    Word.SOLVED: _told("neighbour.was_solved"),
    Word.WITHDRAWN: _told("neighbour.gone"),
    Word.UNANSWERED: _unanswered,
    Word.LAPSED: _told("neighbour.lapsed"),
    "broadcast-waiting": _told("broadcast.call_approver"),
    "broadcast-approved": _told("broadcast.was_approved"),
    "broadcast-refused": _told("broadcast.was_refused"),
    "broadcast-done": _sent,
    "mentor-joined": _told("mentor.has_joined"),
    "mentor-left_by": _told("mentor.has_left"),
    "mentor-taken": _told("mentor.found"),
    "mentor-gone": _without_mentor,
    "mentor-wanted": _told("mentor.somebody_waits"),
    LOST: listening.lost,
}
