"""Room: handlers. /chitieu: how the targets stand, one of them, a number that an office gave, what came out."""

import json
import re
from typing import Final

from bot.model.day import local_day
from bot.model.event import NumberEntered
from bot.model.message import Attachment, Message, attachment
from bot.model.number import Number, NumberKind, Rate
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from content.facts import NEEDS, facts_of
from content.folding import fold
from content.number_said import read_number
from content.numerals import amount, day
from content.standing import Standing, standings
from handlers import postings
from handlers.commands.command import Command
from handlers.standing_text import detail, paragraph, rate_words
from handlers.turn import Turn

SHAPE: Final = r"(?:chi tieu|muc tieu|nhap so) (\S.*)"
_PREFIX: Final = re.compile(r"^\s*(?:/\s*)?\S+\s+\S+\s+")


def handle(turn: Turn, argument: str) -> Outcome:
    """All, one, how to enter a number, or a number."""
    if not argument:
        return _all(turn)
    if argument.isdecimal():
        return _one(turn, int(argument))
    if fold(argument) in {"giup", "nhap", "nhap so"}:
        return _say(turn, turn.say("number.how"))
    return _enter(turn, _typed(turn, argument))


def _all(turn: Turn) -> Outcome:
    plan, today = turn.book.campaign, local_day(turn.now)
    lines = [paragraph(one, number, turn.book.copy) for number, one in enumerate(_standings(turn), 1)]
    title = turn.say("targets.title", plan=plan.name, day=day(today))
    return _say(turn, "\n\n".join([title, *lines, turn.say("targets.more")]))


def _one(turn: Turn, number: int) -> Outcome:
    found = _standings(turn)
    if not 1 <= number <= len(found):
        return _say(turn, turn.say("targets.none", count=len(found)))
    one = found[number - 1]
    return reply(turn.session, Message(detail(one, number, turn.book.copy), attachment=_chart(turn, one)))


def _chart(turn: Turn, standing: Standing) -> Attachment | None:
    """The villages against the target, where their shares are known."""
    target = standing.target
    bars = [[one.unit.name, one.percent, target.value, one.met] for one in standing.villages if one.percent is not None]
    if not bars:
        return None
    return attachment(
        "bars",
        title=target.text,
        unit="%",
        bars=json.dumps(bars, ensure_ascii=False),
        source=turn.say("counts.chart_source", day=day(local_day(turn.now))),
    )


def _standings(turn: Turn) -> tuple[Standing, ...]:
    return standings(turn.book.campaign, facts_of(turn.book.campaign, turn.reports), local_day(turn.now))


def _typed(turn: Turn, argument: str) -> str:
    """With the accents that the matching of plain words takes away: a source is kept as it was written."""
    return argument if turn.text.lstrip().startswith("/") else _PREFIX.sub("", turn.text, count=1)


def _enter(turn: Turn, said: str) -> Outcome:
    """Keep the number and say what was understood, so that a slip is seen at once."""
    posted = postings.answer(turn, said)
    if posted is not None:
        return posted
    number = read_number(said, turn.book.campaign, turn.book.copy, local_day(turn.now))
    if not isinstance(number, Number | Rate):
        return _say(turn, turn.say(f"number.wrong_{number}"))
    noted = _noted_rate(turn, number) if isinstance(number, Rate) else _noted(turn, number)
    return reply(turn.session, Message(noted), events=(NumberEntered(number),))


def _noted_rate(turn: Turn, rate: Rate) -> str:
    what = next(target.text for target in turn.book.campaign.targets if target.series == rate.series)
    return turn.say("number.noted_rate", what=what, rate=rate_words(rate, turn.book.copy))


def _noted(turn: Turn, number: Number) -> str:
    before = facts_of(turn.book.campaign, turn.reports).number(number.kind, number.name, number.unit)
    unit = turn.book.campaign.unit(number.unit)
    said = turn.say(
        "number.noted",
        what=_name(turn, number),
        place=unit.name if unit else number.unit,
        value=amount(number.value),
        source=number.source,
        day=day(number.as_of),
    )
    return said if before is None else "\n".join((said, _changed(turn, before)))


def _changed(turn: Turn, before: Number) -> str:
    return turn.say("number.before", value=amount(before.value), source=before.source, day=day(before.as_of))


def _name(turn: Turn, number: Number) -> str:
    if number.kind is NumberKind.DENOMINATOR:
        return turn.say(f"table.counts.{number.name}")
    return next(target.text for target in turn.book.campaign.targets if target.series == number.name)


def _say(turn: Turn, text: str) -> Outcome:
    return reply(turn.session, Message(text))


TARGETS: Final = Command(
    "chitieu",
    handle,
    ("chỉ tiêu", "xem chỉ tiêu", "mục tiêu"),
    role=Role.ORGANIZER,
    needs=(*NEEDS, postings.REPORT),
    shape=SHAPE,
)
