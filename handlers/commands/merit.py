"""Room: handlers. /tieubieu: what a person lacks to be put forward, or a paper to show; /tieuchi: the office's side."""

import re
from typing import Final

from bot.model.contact import Consent, Contact
from bot.model.day import local_day
from bot.model.event import NumberEntered
from bot.model.evidence import Evidence
from bot.model.message import Message
from bot.model.number import Number
from bot.model.outcome import Outcome, reply
from bot.model.role import Role
from content.facts import NEEDS, facts_of
from content.folding import fold
from content.merit import Measured, criteria, model_for, models, of_person, series
from content.merit_said import read_criterion
from content.numerals import amount, day
from content.seal import Paper, opened, sealed
from handlers.commands.command import Command
from handlers.merit_text import least, model_words, named
from handlers.turn import Turn

MENTEES: Final = "my_mentees"
CODE: Final = r"[0-9a-z]{4}(?: ?[0-9a-z]{4}){3}"
_PREFIX: Final = re.compile(r"^\s*(?:/\s*tieuchi|ti\S+\s+ch\S+)\s+", re.IGNORECASE)


def handle_own(turn: Turn, argument: str) -> Outcome:
    """How far they are. Nobody is put forward but by themselves, and nothing is kept of it."""
    facts = facts_of(turn.book.campaign, turn.reports)
    model = model_for(turn.book.campaign, "persons")
    wanted = criteria(turn.book.campaign, facts, model) if model else ()
    if not model or not wanted:
        return _say(turn, "merit.own_none")
    if turn.contact.consent is not Consent.GIVEN:
        return _say(turn, "merit.own_keep")
    if turn.contact.minor:
        return _say(turn, "merit.own_minor")
    own = _own(turn, turn.contact)
    measured = of_person(wanted, own)
    lines = turn.say("merit.own", title=model.title, lines=_lines(turn, measured))
    return reply(turn.session, Message("\n".join((lines, _end(turn, measured, own)))))


def _own(turn: Turn, contact: Contact) -> dict[str, int]:
    def reached(rung: Evidence) -> int:
        return len({one.lesson for one in contact.completions if one.evidence is rung})

    mentees = sum(bool(row["joined"]) for row in turn.reports[MENTEES])
    return {"passed": reached(Evidence.QUIZ_PASSED), "retained": reached(Evidence.RETAINED), "mentees": mentees}


def _lines(turn: Turn, measured: tuple[Measured, ...]) -> str:
    return "\n".join(
        turn.say(
            "merit.own_met" if one.met else "merit.own_not",
            what=named(turn.book, one.criterion.what),
            value=amount(one.value or 0),
            least=least(turn.book, one.criterion),
        )
        for one in measured
    )


def _end(turn: Turn, measured: tuple[Measured, ...], own: dict[str, int]) -> str:
    if not all(one.met for one in measured):
        return turn.say("merit.own_go_on")
    paper = Paper(local_day(turn.now), **own)
    code = sealed(paper, turn.daily.secret, turn.book.campaign.id, turn.chance)
    return turn.say("merit.own_paper", code="-".join(code[at : at + 4] for at in range(0, len(code), 4)))


def handle_office(turn: Turn, argument: str) -> Outcome:
    """The models as they stand; a criterion that the office sets; or somebody's paper."""
    if not argument:
        return reply(turn.session, Message(_models(turn)))
    if re.fullmatch(CODE, fold(argument)):
        return _paper(turn, argument)
    typed = argument if turn.text.lstrip().startswith("/") else _PREFIX.sub("", turn.text, count=1)
    number = read_criterion(typed, turn.book.campaign, local_day(turn.now))
    if not isinstance(number, Number):
        return _say(turn, f"merit.wrong_{number}")
    return reply(turn.session, Message(_noted(turn, number)), events=(NumberEntered(number),))


def _models(turn: Turn) -> str:
    book, today = turn.book, local_day(turn.now)
    found, facts = models(book.campaign), facts_of(book.campaign, turn.reports)
    if not found:
        return turn.say("merit.plan_none")
    parts = [model_words(book, facts, model, today) for model in found]
    recognised = [f"official:{model.id}" for model in found]
    number = next((at for at, target in enumerate(book.campaign.targets, 1) if target.series in recognised), 1)
    return "\n\n".join([*parts, turn.say("merit.how", number=number)])


def _noted(turn: Turn, number: Number) -> str:
    """What was understood, so that a slip is seen at once."""
    model = next(one for one in models(turn.book.campaign) if number.name.startswith(series(one, "")))
    what = named(turn.book, number.name.removeprefix(series(model, "")))
    key = "merit.set" if number.value else "merit.unset"
    return turn.say(key, title=model.title, what=what, least=amount(number.value), source=number.source)


def _paper(turn: Turn, code: str) -> Outcome:
    plan, today = turn.book.campaign, local_day(turn.now)
    paper = opened(code, turn.daily.secret, plan.id, today)
    if paper is None:
        return _say(turn, "merit.no_paper")
    model = model_for(plan, "persons")
    wanted = criteria(plan, facts_of(plan, turn.reports), model) if model else ()
    own = {"passed": paper.passed, "retained": paper.retained, "mentees": paper.mentees}
    lines = "\n".join(f"• {named(turn.book, what)}: {amount(value)}" for what, value in own.items())
    enough = bool(wanted) and all(one.met for one in of_person(wanted, own))
    verdict = turn.say("merit.enough" if enough else "merit.not_enough")
    words = turn.say("merit.paper", day=day(paper.day), lines=lines, verdict=verdict)
    return reply(turn.session, Message(words))


def _say(turn: Turn, key: str) -> Outcome:
    return reply(turn.session, Message(turn.say(key)))


OWN: Final = Command("tieubieu", handle_own, ("tiêu biểu", "công dân số tiêu biểu"), needs=(*NEEDS, MENTEES))
OFFICE: Final = Command(
    "tieuchi",
    handle_office,
    ("tiêu chí", "tiêu chí tiêu biểu", "mô hình tiêu biểu"),
    role=Role.ORGANIZER,
    needs=NEEDS,
    shape=rf"(?:tieu chi (?=\S)|xet (?={CODE}$))(.+)",
)
