"""Room: handlers. Postings: what came out about the plan, a line each within /chitieu; a wrong one is taken out."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from bot.model.day import local_day
from bot.model.deed import Posted, PostingWithdrawn
from bot.model.message import Message
from bot.model.outcome import Outcome, reply
from bot.model.posting import Posting, PostingKind
from content.folding import fold
from content.numerals import day
from content.posting_said import kind_said, read_posting
from handlers.turn import Turn

REPORT: Final = "postings"
_OUT: Final = re.compile(r"bo (?:tin|bai|tin bai|dong|video|loa)(?: so)? (\d{1,9})")
_SHOWN: Final = 10


def answer(turn: Turn, said: str) -> Outcome | None:
    """A line to keep, the last lines, or one to take out; None when this is about something else."""
    if out := _OUT.fullmatch(fold(said)):
        return _take_out(turn, int(out[1]))
    found = kind_said(said, turn.book.copy)
    if found is None:
        return None
    kind, rest = found
    if not rest:
        return _say(turn, "\n".join([turn.say("posting.last"), *_lines(turn), turn.say("posting.how")]))
    posting = read_posting(kind, rest, turn.book.campaign, local_day(turn.now))
    if not isinstance(posting, Posting):
        return _say(turn, turn.say(f"posting.wrong_{posting}"))
    noted = turn.say("posting.noted", line=_line(turn, posting.kind, posting.n, posting.place, posting.day))
    return reply(turn.session, Message(noted), events=(Posted(posting),))


def _take_out(turn: Turn, number: int) -> Outcome:
    row = next((row for row in turn.reports[REPORT] if row["id"] == number), None)
    if row is None:
        return _say(turn, turn.say("posting.none", number=number))
    said = turn.say("posting.out", line=_row_line(turn, row))
    return reply(turn.session, Message(said), events=(PostingWithdrawn(number),))


def _lines(turn: Turn) -> list[str]:
    rows = turn.reports[REPORT][:_SHOWN]
    return [turn.say("posting.row", number=row["id"], line=_row_line(turn, row)) for row in rows] or [
        turn.say("posting.nothing")
    ]


def _row_line(turn: Turn, row: Mapping[str, Any]) -> str:
    return _line(turn, PostingKind(row["kind"]), row["n"], row["place"], date.fromisoformat(row["day"]))


def _line(turn: Turn, kind: PostingKind, count: int, place: str, when: date) -> str:
    return turn.say("posting.line", count=count, what=turn.say(f"posting.one_{kind}"), place=place, day=day(when))


def _say(turn: Turn, text: str) -> Outcome:
    return reply(turn.session, Message(text))
