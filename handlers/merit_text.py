"""Room: handlers. Merit in words: league, models and criteria, alike in chat, on the desk and in the report."""

from datetime import date

from content.book import Book
from content.campaign import Criterion, Model
from content.facts import Facts
from content.league import Place, league
from content.merit import criteria, merits
from content.numerals import amount, day
from handlers.standing_text import noun


def league_words(book: Book, facts: Facts, today: date) -> str:
    """Every village with its rank; ties are ties, and what is not known stands apart."""
    places, say = league(book.campaign, facts), book.copy.say
    if not places:
        return say("merit.no_league")
    lines = [say("merit.league", title=say("league.title"), day=day(today))]
    lines += [_place(one, book) for one in places if one.rank is not None]
    missing = [one.unit.name for one in places if one.rank is None]
    lines += [say("merit.unplaced", names=", ".join(missing))] if missing else []
    return "\n".join([*lines, "", say("league.rule")])


def _place(one: Place, book: Book) -> str:
    return book.copy.say(
        "merit.place",
        rank=one.rank,
        name=one.unit.name,
        persons=amount(one.persons or 0),
        adults=amount(one.adults or 0),
        percent=amount(one.percent or 0),
        sure=amount(one.sure or 0),
    )


def model_words(book: Book, facts: Facts, model: Model, today: date) -> str:
    """A model with its criteria and who meets them; persons are nobody's to list."""
    head = book.copy.say("merit.head", title=model.title, pointer=model.pointer)
    lines = criteria_lines(book, facts, model)
    if not lines:
        return f"{head}\n{book.copy.say('merit.no_criteria')}"
    persons = model.who == "persons"
    told = [book.copy.say("merit.persons_how")] if persons else who_lines(book, facts, model, today)
    return "\n".join([head, *(f"• {line}" for line in lines), *told])


def criteria_lines(book: Book, facts: Facts, model: Model) -> list[str]:
    """What has to be met, each with who wants it; empty while nobody has said."""
    return [
        book.copy.say("merit.criterion", what=named(book, one.what), least=least(book, one), source=one.source)
        for one in criteria(book.campaign, facts, model)
    ]


def who_lines(book: Book, facts: Facts, model: Model, today: date) -> list[str]:
    """The villages that meet all criteria, and those of which nobody can say."""
    found = merits(book.campaign, facts, model, today)
    met, unknown = ([one.unit.name for one in found if one.met is answer] for answer in (True, None))
    lines = [book.copy.say("merit.met", names=", ".join(met)) if met else book.copy.say("merit.none_met")]
    return lines + ([book.copy.say("merit.unknown", names=", ".join(unknown))] if unknown else [])


def named(book: Book, what: str) -> str:
    """What is measured: a person's measure, or a target by its own sentence."""
    target = book.campaign.target(what)
    return target.text if target else book.copy.say(f"merit.{what}")


def least(book: Book, criterion: Criterion) -> str:
    """How much of it."""
    target = book.campaign.target(criterion.what)
    if target is None:
        return amount(criterion.least)
    unit = "%" if target.unit == "percent" else f" {noun(target, book.copy)}"
    return f"{amount(criterion.least)}{unit}".rstrip()
