"""Room: handlers. Needs: which reports a decision will look at, said before it is made."""

from bot.model.day import local_day
from bot.model.reminder import TIMER
from bot.model.report import Need
from bot.model.update import Passed, Timer
from content.facts import NEEDS as FACTS
from content.facts import given as passed_deadlines
from handlers import digest, listening, passed, wellbeing
from handlers.flows import proving
from handlers.permission import allowed
from handlers.reminders.facts import REPORT
from handlers.turn import Turn
from handlers.waiting import flow_of
from handlers.wanted import chosen, wanted


def needs(turn: Turn) -> tuple[Need, ...]:
    """What is not loaded yet: first what the waiting step shows, then what a command on top of it asks for."""
    if isinstance(turn.update.what, Passed):
        return _missing(turn, passed.needs(turn), turn.update.what.key)
    missing = _missing(turn, _of_the_step(turn), "")
    if missing:
        return missing
    if isinstance(turn.update.what, Timer) and turn.update.what.name == TIMER:
        return _missing(turn, (REPORT,), "")
    if isinstance(turn.update.what, Timer) and turn.update.what.name == wellbeing.TIMER:
        return _missing(turn, (wellbeing.REPORT, digest.REPORT), "")
    shown = _missing(turn, proving.needs(turn), "")
    if shown:
        return shown
    command, argument = _command(turn)
    return _missing(turn, command, argument)


def _of_the_step(turn: Turn) -> tuple[str, ...]:
    """The needs of the waiting step; whoever chose no language to listen to has nothing to hear in it."""
    flow = flow_of(turn)
    names = flow.needs if flow else ()
    return names if turn.contact.language else tuple(name for name in names if name != listening.REPORT)


def _command(turn: Turn) -> tuple[tuple[str, ...], str]:
    """The needs of the command this update is, if this person may give it."""
    found = wanted(turn) or chosen(turn)
    if found is None or not allowed(turn, found[0].role):
        return (), ""
    return found[0].needs, found[1]


def _missing(turn: Turn, names: tuple[str, ...], argument: str) -> tuple[Need, ...]:
    missing = [name for name in names if name not in turn.reports]
    if not missing:
        return ()
    session = turn.session
    waiting = {"about": session.about, "step": session.step, **dict(session.answers)} if session else {}
    given = {**waiting, "argument": argument, **_deadlines(turn, names)}
    return tuple(Need(name, given) for name in missing)


def _deadlines(turn: Turn, names: tuple[str, ...]) -> dict[str, str]:
    """Facts about targets are asked with the deadlines that have passed."""
    return passed_deadlines(turn.book.campaign, local_day(turn.now)) if set(names) & set(FACTS) else {}
