"""Room: handlers. The counts in chat: by village first, then by lesson, group, month or channel, with a chart."""

import json
from dataclasses import replace
from typing import Final

from bot.model.count import By, Count
from bot.model.day import local_day
from bot.model.evidence import Evidence
from bot.model.message import Attachment, attachment
from bot.model.number import NumberKind
from bot.model.outcome import Outcome, reply
from bot.model.press import Go
from bot.model.role import Role
from bot.model.session import Session
from content.facts import NEEDS as FACTS
from content.facts import facts_of, merges
from content.numerals import amount, day
from content.tally_sheet import Line, Sheet, sheet_of
from handlers.flows.flow import Flow, begin, waiting
from handlers.menu import Menu, Option
from handlers.turn import Turn

NEEDS: Final = ("counted", *FACTS)
_WAYS: Final = (By.UNIT, By.LESSON, By.GROUP, By.MONTH, By.CHANNEL)
_SHOWN: Final = 40
"""Rows in a message; the rest is in the file that the shell writes."""


def open_counting(turn: Turn, by: By = By.UNIT) -> Outcome:
    """Show the counts one way, the other ways as choices, the chart beside them."""
    session = waiting(turn, begin(turn, "counting", by))
    sheet = sheet_by(turn, by)
    message = replace(_menu(turn, by, sheet).message(session), attachment=_chart(turn, by, sheet))
    return reply(session, message)


def menu(turn: Turn, session: Session) -> Menu:
    """The counts as they are now."""
    by = By(session.step)
    return _menu(turn, by, sheet_by(turn, by))


def take(turn: Turn, session: Session, pick: str) -> Outcome:
    """Another way of counting."""
    return open_counting(turn, By(pick))


def sheet_by(turn: Turn, by: By) -> Sheet:
    """The same arrangement that the shell and the exports print."""
    merged = merges(turn.book.campaign, turn.reports["unit_changes"])
    rows = [row for row in turn.reports["counted"] if row["place"] == by]
    counts = [Count(row["series"], {by: merged.get(row["at"], row["at"])}, row["n"]) for row in rows]
    whole = [Count(row["series"], {}, row["n"]) for row in turn.reports["counted"] if row["place"] == By.MONTH]
    always = [(unit.id,) for unit in turn.book.campaign.villages()] if by is By.UNIT else []
    return sheet_of((by,), counts, whole, always)


def _menu(turn: Turn, by: By, sheet: Sheet) -> Menu:
    title = turn.say("counts.title", by=turn.say(f"columns.{by}").lower())
    heading = turn.say("counts.heading", title=title, day=day(local_day(turn.now)))
    totals = [_total(turn, sheet, rung) for rung in sheet.rungs]
    lines = [_line(turn, by, sheet, line) for line in sheet.lines[:_SHOWN]]
    legend = turn.say("counts.legend", rungs=" / ".join(turn.say(f"rung.{rung}").lower() for rung in sheet.rungs))
    others = tuple(Option(turn.say(f"counts.by_{way}"), way) for way in _WAYS if way is not by)
    text = "\n".join([heading, *totals, "", legend, *lines, "", turn.say("counts.never_added")])
    league = Option(turn.say("league.title"), go=Go("thongke", "thi dua"))
    return Menu(text, (*others, league))


def _total(turn: Turn, sheet: Sheet, rung: Evidence) -> str:
    persons, events = sheet.total.persons[rung], sheet.total.events[rung]
    name = turn.say(f"rung.{rung}")
    if persons is None or events is None:
        return turn.say("counts.total_missing", rung=name)
    return turn.say("counts.total", rung=name, persons=amount(persons), events=amount(events))


def _line(turn: Turn, by: By, sheet: Sheet, line: Line) -> str:
    numbers = " / ".join(_said(turn, line.persons[rung]) for rung in sheet.rungs)
    said = turn.say("counts.line", name=_name(turn, by, line.place[0]), numbers=numbers)
    share = _share(turn, line) if by is By.UNIT else None
    return said if share is None else turn.say("counts.line_share", line=said, percent=share)


def _said(turn: Turn, number: int | None) -> str:
    return turn.say("targets.no_data") if number is None else amount(number)


def _share(turn: Turn, line: Line) -> str | None:
    """Persons who passed a quiz, of all residents; None where a number is missing."""
    facts = facts_of(turn.book.campaign, turn.reports)
    whole = facts.number(NumberKind.DENOMINATOR, "residents", line.place[0])
    persons = line.persons[Evidence.QUIZ_PASSED]
    return amount(100 * persons / whole.value) if whole and whole.value and persons is not None else None


def _name(turn: Turn, by: By, at: str) -> str:
    book = turn.book
    if not at:
        return turn.say("counts.untold")
    match by:
        case By.UNIT:
            return unit.name if (unit := book.campaign.unit(at)) else at
        case By.LESSON:
            return lesson.title if (lesson := book.library.lesson(at)) else at
        case By.GROUP:
            return path.title if (path := book.campaign.path(at)) else at
        case _:
            return at


def _chart(turn: Turn, by: By, sheet: Sheet) -> Attachment | None:
    """Bars of the persons who passed a quiz: the numbers of this very message, whenever it is drawn."""
    if sheet.total.persons[Evidence.QUIZ_PASSED] is None:
        return None
    bars = [[_name(turn, by, line.place[0]), line.persons[Evidence.QUIZ_PASSED]] for line in sheet.lines]
    return attachment(
        "trend" if by is By.MONTH else "bars",
        title=turn.say("counts.chart", by=turn.say(f"columns.{by}").lower()),
        unit=turn.say("noun.residents"),
        bars=json.dumps(bars, ensure_ascii=False),
        source=turn.say("counts.chart_source", day=day(local_day(turn.now))),
    )


COUNTING: Final = Flow("counting", menu, take, role=Role.ORGANIZER, needs=NEEDS)
