"""Room: handlers. Is a message ours? Whether the word at its end is one of our days; it never says the word."""

import re
from datetime import date
from typing import Final

from bot.model.day import local_day
from bot.model.message import Message, Style
from bot.model.outcome import Outcome, reply
from bot.model.session import Session
from content.folding import fold
from handlers.flows.flow import Flow, ask, begin
from handlers.menu import Menu, Option
from handlers.turn import Turn, folded, once

RECENT: Final = "recent_broadcasts"
_LONGEST: Final = 12
_PASTED: Final = re.compile(r"\btu cua ngay \d{1,2} ?\d{1,2} ([a-z]{2,7})\b")
"""The last lines of a broadcast in a message that somebody copied into the chat, folded."""


def open_proving(turn: Turn, word: str) -> Outcome:
    """Judge the word, or ask for it."""
    if word:
        return _judge(turn, word)
    session = begin(turn, "proving", "ask")
    return ask(turn, session, _ask(turn))


def needs(turn: Turn) -> tuple[str, ...]:
    """What went out lately, when somebody shows us a broadcast."""
    return (RECENT,) if _word_in(turn) else ()


def verbatim(turn: Turn) -> Outcome | None:
    """A broadcast copied into the chat, word for word: it is ours, whatever it is about."""
    if not _word_in(turn):
        return None
    row = next((row for row in turn.reports.get(RECENT, ()) if fold(row["text"]) == folded(turn)), None)
    if row is None:
        return None
    return reply(turn.session, Message(turn.say("broadcast.verbatim", day=f"{date.fromisoformat(row['day']):%d/%m}")))


def pasted(turn: Turn) -> Outcome | None:
    """One that says otherwise than what we sent: the word alone proves nothing, it can be copied."""
    word = _word_in(turn)
    if not word:
        return None
    known = turn.daily.day_of(word, local_day(turn.now)) is not None
    key = "broadcast.changed" if known else "broadcast.not_ours"
    return reply(turn.session, Message(turn.say(key), style=Style.WARNING))


@once
def _word_in(turn: Turn) -> str:
    found = _PASTED.search(folded(turn))
    return found[1] if found else ""


def menu(turn: Turn, session: Session) -> Menu | None:
    """The question for the word."""
    return _ask(turn)


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """There is no word in the message."""
    return reply(None, Message(turn.say("broadcast.no_word"), style=Style.WARNING))


def hear(turn: Turn, session: Session) -> Outcome | None:
    """The word itself; anything longer is something else."""
    word = folded(turn)
    return _judge(turn, word) if 0 < len(word) <= _LONGEST else None


def _judge(turn: Turn, word: str) -> Outcome:
    day = turn.daily.day_of(word, local_day(turn.now))
    if day is None:
        return reply(None, Message(turn.say("broadcast.not_ours"), style=Style.WARNING))
    return reply(None, Message(turn.say("broadcast.ours", day=f"{day:%d/%m}")))


def _ask(turn: Turn) -> Menu:
    none = Option(turn.say("broadcast.has_no_word"), "none", names=("không có", "không thấy"))
    return Menu(turn.say("broadcast.ask_word"), (none,))


PROVING: Final = Flow("proving", menu, take, hear, in_groups=True)
