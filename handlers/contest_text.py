"""Room: handlers. How a contest went, in words: the first places, one's own, the villages. Children are not named."""

from collections.abc import Iterator
from typing import Final

from bot.model.contest import PASS_PERCENT, Contest
from bot.model.role import Role
from content.contest_results import Person, Results, Village, adults_of, entries_of, results
from content.facts import merges
from content.numerals import amount
from handlers.turn import Turn

NEEDS: Final = ("contest", "contest_entries", "numbers", "unit_changes")
_FIRST: Final = 10
"""Places named in a message; `hocvuso contest results` names them all."""
_MOST: Final = 20
"""Lines at the most, when many share a place."""


def results_at_hand(turn: Turn, contest: Contest) -> Results:
    """What the reports say about a contest."""
    entries = entries_of(turn.reports["contest_entries"])
    merged = merges(turn.book.campaign, turn.reports["unit_changes"])
    return results(contest, entries, adults_of(turn.reports["numbers"]), merged)


def board(turn: Turn, contest: Contest, found: Results) -> str:
    """Everything for the people: never who stands far down, save oneself."""
    heading = [turn.say("contest.results", title=contest.title, count=found.entries)]
    if found.minors:
        heading.append(turn.say("contest.with_minors", count=found.minors))
    crowds = _crowds(turn, found) if turn.contact.may(Role.ORGANIZER) else ()
    return "\n".join((*heading, *_persons(turn, contest, found), *_villages(turn, found), *crowds))


def clock_words(seconds: int) -> str:
    """Minutes and seconds as on a stopwatch."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def _persons(turn: Turn, contest: Contest, found: Results) -> Iterator[str]:
    if not found.persons:
        return
    yield turn.say("contest.by_person")
    shown = [person for person in found.persons if person.place <= _FIRST]
    own = [person for person in found.persons if person.own and person.place > _FIRST]
    for person in shown[:_MOST]:
        yield _person(turn, contest, person)
    if len(shown) > _MOST:
        yield turn.say("contest.more", count=len(shown) - _MOST)
    own += [person for person in shown[_MOST:] if person.own]
    for person in own:
        yield _person(turn, contest, person)


def _person(turn: Turn, contest: Contest, person: Person) -> str:
    key = "contest.person_own" if person.own else "contest.person"
    return turn.say(
        key,
        place=person.place,
        name=person.name,
        right=person.right,
        count=len(contest.questions),
        time=clock_words(person.seconds) if person.finished else turn.say("contest.unfinished"),
    )


def _villages(turn: Turn, found: Results) -> Iterator[str]:
    shown = [village for village in found.villages if village.entries]
    if not shown:
        return
    yield turn.say("contest.by_village", percent=PASS_PERCENT)
    for village in shown:
        yield _village(turn, village)


def _crowds(turn: Turn, found: Results) -> Iterator[str]:
    """Where many began at once, for an organizer's eye."""
    if found.crowds:
        yield turn.say("contest.crowds_head")
    for crowd in found.crowds[:_FIRST]:
        unit = turn.book.campaign.unit(crowd.unit)
        yield turn.say(
            "contest.crowd",
            hour=f"{crowd.hour:%H:00 %d/%m}",
            name=unit.name if unit else turn.say("contest.elsewhere"),
            share=crowd.share or turn.say("contest.no_share"),
            entries=crowd.entries,
            passed=crowd.passed,
        )


def _village(turn: Turn, village: Village) -> str:
    unit = turn.book.campaign.unit(village.unit)
    name = unit.name if unit else turn.say("contest.elsewhere")
    if village.place is None or village.percent is None or village.bound is None:
        return turn.say("contest.village_no_adults", name=name, passed=village.passed, entries=village.entries)
    return turn.say(
        "contest.village",
        place=village.place,
        name=name,
        passed=village.passed,
        adults=amount(village.adults or 0),
        percent=amount(village.percent),
        bound=amount(village.bound),
    )
