"""Room: handlers. Routes: who may take a turn. Each gives an Outcome, or None to let the next one try."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.model.event import DataErased, OptedOut, Replied
from bot.model.invite import invite_opened
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.press import Choice, unpack_press
from bot.model.reminder import TIMER
from bot.model.session import Session
from bot.model.share import code_typed
from bot.model.update import ButtonPress, Joined, Media, Stopped, Text, Timer, Withdrawn
from content.folding import fold
from handlers import agenda, asking, wellbeing
from handlers.commands import Command, named, village_groups
from handlers.commands.stop import STOP
from handlers.flows import Flow, invited, lesson, reminder, welcome
from handlers.menu import number_said
from handlers.permission import under
from handlers.turn import Turn, folded
from handlers.waiting import beside_the_step, current_menu, flow_of, picked
from handlers.wanted import typed, wanted


def blocked(turn: Turn) -> Outcome | None:
    """They blocked us: the same as a stop, without a goodbye nobody would read."""
    return Outcome(None, (OptedOut(),)) if isinstance(turn.update.what, Stopped) else None


def withdrawn(turn: Turn) -> Outcome | None:
    """They took everything back at the provider's: it goes on every channel, and nobody writes to them about it."""
    return Outcome(None, (DataErased(),)) if isinstance(turn.update.what, Withdrawn) else None


def timer(turn: Turn) -> Outcome | None:
    """A job thinks that something is due. A timer nobody knows (of an older program, say) stays silent."""
    what = turn.update.what
    if not isinstance(what, Timer):
        return None
    return _TIMERS[what.name](turn, what.key) if what.name in _TIMERS else Outcome(turn.session, ())


_TIMERS: Final[dict[str, Callable[[Turn, str], Outcome]]] = {
    TIMER: reminder.answer,
    wellbeing.TIMER: wellbeing.answer,
    agenda.TIMER: agenda.answer,
}


def stop_words(turn: Turn) -> Outcome | None:
    """Stop comes before everything else a person can say."""
    found = typed(turn)
    return STOP.handle(turn, "") if found and found[0] is STOP else None


_PLACEHOLDER: Final = re.compile(r"\[[^\[\]]*\]")


def only_a_secret(turn: Turn) -> Outcome | None:
    """Nothing but a number or a code was sent; the warning (put in front by decide) says all there is to say."""
    what = turn.update.what
    if not isinstance(what, Text | Media) or not what.masked:
        return None
    words = what.text if isinstance(what, Text) else what.caption
    left = fold(_PLACEHOLDER.sub(" ", words)).split()
    return Outcome(turn.session, ()) if len(left) <= _FEW_WORDS else None


_FEW_WORDS: Final = 3


def joined(turn: Turn) -> Outcome | None:
    """Someone opened the chat, perhaps through the link of a share or of a lesson, or by typing a share's code."""
    what = turn.update.what
    code = what.code if isinstance(what, Joined) else code_typed(turn.text)
    if turn.contact.is_group and isinstance(what, Joined) and invite_opened(code):
        return village_groups.handle_code(turn, "")
    if code is None:
        return welcome.open_welcome(turn) if isinstance(what, Joined) else None
    if turn.invite is not None or (turn.share is None and invite_opened(code)):
        return invited.open_invite(turn)
    found = turn.book.lesson(turn.share.lesson if turn.share else code)
    if found is None:
        return welcome.offer_again(turn, Message(turn.say("hello.old_link")))
    return lesson.open_lesson(turn, found, share=turn.share.code if turn.share else None)


def command(turn: Turn) -> Outcome | None:
    """A command: with a slash, as plain words, or on a button. Whether this person may is asked here."""
    found = wanted(turn)
    return _handle(turn, *found) if found else None


def _handle(turn: Turn, found: Command, argument: str) -> Outcome:
    return under(turn, found.role, found.name, lambda: found.handle(turn, argument), look=True)


def pressed(turn: Turn) -> Outcome | None:
    """A button of a step. One of another step, or of none, gets a polite word and the current menu."""
    if not isinstance(turn.update.what, ButtonPress):
        return None
    press = unpack_press(turn.update.what.payload)
    session, menu = turn.session, current_menu(turn)
    if session is None or menu is None:
        return welcome.offer_again(turn, Message(turn.say("stale.none")))
    flow = flow_of(turn)
    ours = isinstance(press, Choice) and press.at == session.key
    known = isinstance(press, Choice) and any(option.pick == press.pick and not option.go for option in menu.options)
    if flow is None or not ours or not known or not isinstance(press, Choice):
        return reply(session, Message(turn.say("stale.answer")), menu.message(session))
    return under(turn, flow.role, flow.name, lambda: flow.take(turn, session, press.pick))


def step(turn: Turn) -> Outcome | None:
    """A typed answer to the waiting step: its number or its label, nothing fuzzy; or words the step listens for."""
    session, flow, option = turn.session, flow_of(turn), picked(turn)
    if session is None or flow is None or not isinstance(turn.update.what, Text | Media):
        return None
    if option is None:
        return _heard(turn, flow, session)
    if option.go is not None:
        command = named(option.go.command)
        return _handle(turn, command, option.go.argument) if command else None
    return under(turn, flow.role, flow.name, lambda: flow.take(turn, session, option.pick))


def _heard(turn: Turn, flow: Flow, session: Session) -> Outcome | None:
    heard = flow.hear(turn, session) if flow.hear else None
    return under(turn, flow.role, flow.name, lambda: heard) if heard else None


def number(turn: Turn) -> Outcome | None:
    """A number that is no choice: the list is shorter, or nothing waits any more. Never a question to search for."""
    if number_said(folded(turn)) is None:
        return None
    menu = current_menu(turn)
    if menu is None:
        return welcome.offer_again(turn)
    return beside_the_step(turn, turn.say("unknown.number", count=len(menu.options)))


def media(turn: Turn) -> Outcome | None:
    """A photo, a voice message…: kindly, and what to do instead. Words written with it are read as a question."""
    what = turn.update.what
    if not isinstance(what, Media):
        return None
    word = turn.say(f"media.{what.kind}")
    if not fold(what.caption):
        return beside_the_step(turn, word)
    typed = replace(turn, update=replace(turn.update, what=Text(what.caption, what.masked)))
    answered = asking.in_danger(typed) or asking.forwarded(typed) or asking.question(typed) or fallback(typed)
    return replace(answered, events=(Replied(Message(word)), *answered.events))


def fallback(turn: Turn) -> Outcome:
    """Nothing readable: an empty message, only signs or pictures of faces."""
    return beside_the_step(turn, turn.say("unknown.empty"))
