"""Room: handlers. How a target stands, in words: one short paragraph for the list, a longer one for a target alone."""

from collections.abc import Iterator
from typing import Final

from bot.model.number import Rate
from content.campaign import Operator, Target
from content.copybook import Copy
from content.numerals import amount, day
from content.standing import PERIODS, PLAN, Share, Standing

SIGNS: Final[dict[Operator, str]] = {">=": "≥", ">": ">", "=": "="}
_LAGGING: Final = 5
"""Villages named in a message; the table names them all."""


def paragraph(standing: Standing, number: int, copy: Copy) -> str:
    """A target in three lines."""
    target = standing.target
    return copy.say(
        "targets.line",
        number=number,
        text=target.text,
        plan=plan_words(target, copy),
        now=now_words(standing, copy),
        time=time_words(standing, copy),
    )


def detail(standing: Standing, number: int, copy: Copy) -> str:
    """A target with everything behind it: sources, who is not counted, which villages lag."""
    return "\n".join((paragraph(standing, number, copy), *(f"   {line}" for line in _behind(standing, copy))))


def _behind(standing: Standing, copy: Copy) -> Iterator[str]:
    if standing.target.unit == "percent":
        yield _whole(standing, copy)
        if standing.value is not None and standing.of is not None and standing.value > standing.of:
            yield copy.say("targets.over")
    yield source_words(standing, copy)
    if standing.rate is not None and standing.value is not None:
        yield copy.say("targets.rate_apart", rate=rate_words(standing.rate, copy))
    if standing.untold:
        yield copy.say("targets.untold", count=amount(standing.untold))
    if standing.lagging and not standing.met:
        yield _lagging(standing, copy)
    if 0 < standing.unmeasured < len(standing.villages):
        yield copy.say("targets.unmeasured", count=standing.unmeasured)
    yield copy.say("targets.pointer", pointer=standing.target.pointer)


def plan_words(target: Target, copy: Copy) -> str:
    """What the plan asks for, with its own comparison."""
    sign, value = SIGNS[target.operator], amount(target.value)
    if target.unit == "percent":
        return copy.say("targets.plan_percent", sign=sign, value=value)
    return copy.say(f"targets.plan_{target.unit}", sign=sign, value=value, noun=noun(target, copy)).rstrip()


def now_words(standing: Standing, copy: Copy) -> str:
    """The value so far, or that there is none."""
    target, value = standing.target, standing.value
    if value is None:
        return _without_value(standing, copy)
    said, unit = amount(value), noun(target, copy)
    if target.unit == "per_unit":
        met, places = sum(share.met is True for share in standing.villages), len(standing.villages)
        return copy.say("targets.now_per_unit", value=said, noun=unit, met=met, places=places)
    if target.unit in PERIODS:
        return copy.say("targets.now_period", value=said, noun=unit)
    if target.unit == "count":
        return copy.say("targets.now_count", value=said, noun=unit)
    if standing.of is None or standing.percent is None:
        return copy.say("targets.now_no_whole", value=said, noun=unit, whole=whole_name(target, copy))
    return copy.say(
        "targets.now_share", value=said, of=amount(standing.of), noun=unit, percent=amount(standing.percent)
    )


def _without_value(standing: Standing, copy: Copy) -> str:
    if standing.rate is None:
        return copy.say("targets.no_data")
    return copy.say("targets.now_rate", rate=rate_words(standing.rate, copy))


def time_words(standing: Standing, copy: Copy) -> str:
    """Met, or how long there is and how much is needed in that time; once it is over, how it ended."""
    if standing.closed is not None:
        return closed_words(standing.closed, copy)
    if standing.met:
        return copy.say("targets.met")
    if standing.due is None or standing.days_left is None:
        return copy.say("targets.no_deadline")
    values = {"day": day(standing.due), "days": abs(standing.days_left)}
    more = {"missing": amount(standing.missing or 0), "noun": noun(standing.target, copy)}
    if standing.days_left < 0:
        return (
            copy.say("targets.overdue_missing", **values, **more)
            if standing.missing
            else copy.say("targets.overdue", **values)
        )
    if standing.pace and standing.pace > 1:
        return copy.say("targets.due_pace", **values, pace=amount(standing.pace), noun=more["noun"])
    return copy.say("targets.due_missing", **values, **more) if standing.missing else copy.say("targets.due", **values)


def closed_words(closed: Standing, copy: Copy) -> str:
    """How a target stood at the end of its deadline's day, and whether that was enough."""
    due = day(closed.due) if closed.due else ""
    if closed.value is None and closed.rate is None:
        return copy.say("targets.closed_unknown", day=due)
    verdict = "open" if closed.met is None else "met" if closed.met else "missed"
    return copy.say(f"targets.closed_{verdict}", day=due, value=_reached(closed, copy))


def _reached(closed: Standing, copy: Copy) -> str:
    """So many of so many: of the people, or of what the plan wants."""
    wanted = closed.wanted
    if closed.value is None or closed.target.unit != "count" or wanted is None:
        return now_words(closed, copy)
    return copy.say(
        "targets.closed_count", value=amount(closed.value), wanted=amount(wanted), noun=noun(closed.target, copy)
    ).rstrip()


def rate_words(rate: Rate, copy: Copy) -> str:
    """A percentage with who gave it, for which day, of how many."""
    values = {"percent": amount(rate.percent), "source": rate.source, "day": day(rate.as_of)}
    if rate.whole is None:
        return copy.say("targets.rate", **values)
    return copy.say("targets.rate_of", **values, whole=amount(rate.whole))


def source_words(standing: Standing, copy: Copy) -> str:
    """Who counted: our own rungs each by its name, an office with its day."""
    if standing.number is not None:
        return copy.say("targets.from_number", source=standing.number.source, day=day(standing.number.as_of))
    if standing.origin == "persons":
        return copy.say(f"targets.from_{standing.target.evidence}")
    if standing.origin == "makers":
        return copy.say(f"targets.from_{standing.target.series}")
    return copy.say("targets.from_logged" if standing.origin == "logged" else "targets.from_nobody")


def whole_name(target: Target, copy: Copy) -> str:
    """What the denominator counts."""
    return copy.say(f"table.counts.{target.denominator}").lower()


def of_source(standing: Standing, copy: Copy) -> str:
    """Who says how many there are; "" when nobody has."""
    return copy.say("targets.whole_plan") if standing.of_source == PLAN else standing.of_source or ""


def noun(target: Target, copy: Copy) -> str:
    """What is counted."""
    if target.unit == "percent":
        return copy.say(f"noun.{target.denominator}")
    series = target.series or ""
    return "" if series.startswith("official:") else copy.say(f"noun.{series}")


def _whole(standing: Standing, copy: Copy) -> str:
    whole = whole_name(standing.target, copy)
    if standing.of is None:
        return copy.say("targets.whole_missing", whole=whole)
    return copy.say("targets.whole", of=amount(standing.of), whole=whole, source=of_source(standing, copy))


def _lagging(standing: Standing, copy: Copy) -> str:
    shares = standing.lagging
    named = ", ".join(behind(share, standing.target, copy) for share in shares[:_LAGGING])
    if len(shares) <= _LAGGING:
        return copy.say("targets.lagging", villages=named)
    return copy.say("targets.lagging_more", villages=named, more=len(shares) - _LAGGING)


def behind(share: Share, target: Target, copy: Copy) -> str:
    """A village and how far it is."""
    if share.percent is not None:
        return copy.say("targets.lagging_share", name=share.unit.name, percent=amount(share.percent))
    return copy.say(
        "targets.lagging_count", name=share.unit.name, value=amount(share.value or 0), noun=noun(target, copy)
    )
